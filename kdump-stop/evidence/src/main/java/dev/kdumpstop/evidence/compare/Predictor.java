package dev.kdumpstop.evidence.compare;

import dev.kdumpstop.api.cpu.CpuMaps;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.ApicGeneration;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.BootOptions;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.core.apic.Deviation;
import dev.kdumpstop.orchestrator.CrashStop;
import dev.kdumpstop.orchestrator.CrashStopBuilder;
import dev.kdumpstop.orchestrator.StopOutcome;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs a candidate's stop and writes down what it does. It is run twice: once on a machine whose vector tables and ICR held
 * nothing but zeros, once on one where they held nothing but ones. Bits that differ are copies of what was held; so the
 * prediction holds whatever the recorded machine's registers held.
 */
final class Predictor {
    private static final List<ApicRegister> HELD = List.of(
            ApicRegister.LVT_TIMER,
            ApicRegister.LVT_LINT0,
            ApicRegister.LVT_LINT1,
            ApicRegister.LVT_PERF,
            ApicRegister.LVT_THERMAL,
            ApicRegister.LVT_CMCI,
            ApicRegister.LVT_ERROR);

    private static final Set<Integer> HELD_OFFSETS =
            HELD.stream().map(ApicRegister::offset).collect(Collectors.toUnmodifiableSet());

    private final Installed installed;
    private final Observation observation;

    Predictor(Installed installed, Observation observation) {
        this.installed = installed;
        this.observation = observation;
    }

    /** The machine of a candidate. A kernel that may not use shorthands is one that was told so. */
    static MachineSpec machine(Candidate candidate, Situation situation, int version) {
        CpuSet all = CpuSet.firstN(situation.cpus());
        return MachineSpec.builder(candidate.architecture(), candidate.release().toString())
                .apicIds(situation.ids())
                .mode(candidate.mode())
                .generation(candidate.mode() == ApicMode.X2APIC ? ApicGeneration.X2APIC : ApicGeneration.XAPIC)
                .apicVersion(version & 0xFF)
                .maps(new CpuMaps(situation.online(), all, all))
                .interconnect(InterconnectKind.INSTANT)
                .boot(candidate.shorthand() ? BootOptions.none() : BootOptions.parse("no_ipi_broadcast=1"))
                .build();
    }

    /**
     * The whole prediction, from both runs.
     *
     * @throws IllegalArgumentException if such a kernel cannot be on such a machine
     */
    Prediction exact(Candidate candidate, Situation situation) {
        PredictionLog ones = log(situation);
        stop(candidate, situation, -1).run(ones);
        return predict(candidate, situation, ones);
    }

    /**
     * A prediction from one run, in which what depends on the registers' values can be anything. Enough to see that most
     * candidates explain nothing.
     *
     * @throws IllegalArgumentException if such a kernel cannot be on such a machine
     */
    Prediction rough(Candidate candidate, Situation situation) {
        return predict(candidate, situation, null);
    }

    private Prediction predict(Candidate candidate, Situation situation, @Nullable PredictionLog ones) {
        PredictionLog zeros = log(situation);
        StopOutcome outcome = stop(candidate, situation, 0).run(zeros);
        List<List<Expected>> cpus = new ArrayList<>();
        List<Boolean> halted = new ArrayList<>();
        for (int cpu = 0; cpu < situation.cpus(); cpu++) {
            List<PredictionLog.Entry> own = zeros.cpus().get(cpu);
            List<Expected> expected = ones == null
                    ? rough(candidate.mode(), own)
                    : merge(candidate.mode(), own, ones.cpus().get(cpu));
            // A broadcast would reach a CPU that is off line; nothing reaches one that is not there.
            cpus.add(situation.absent().contains(cpu) ? List.of() : expected);
            halted.add(zeros.isHalted(cpu));
        }
        return new Prediction(
                situation.crashing(),
                cpus,
                halted,
                zeros.orders(),
                zeros.firstWait(),
                ones != null,
                outcome.headline());
    }

    private static List<Expected> rough(ApicMode mode, List<PredictionLog.Entry> entries) {
        List<Expected> expected = new ArrayList<>(entries.size());
        for (PredictionLog.Entry entry : entries) {
            boolean held = HELD_OFFSETS.contains(entry.offset())
                    || (entry.offset() == ApicRegister.ICR.offset() && entry.act() == Act.READ);
            expected.add(expected(mode, entry, held ? Expected.ANY : 0));
        }
        return expected;
    }

    private static Expected expected(ApicMode mode, PredictionLog.Entry entry, long copied) {
        boolean x2apic = mode == ApicMode.X2APIC;
        boolean wide = x2apic && entry.offset() == ApicRegister.ICR.offset();
        return new Expected(entry.act(), entry.offset(), copied, entry.value(), wide, x2apic, entry.optional());
    }

    private PredictionLog log(Situation situation) {
        return new PredictionLog(
                situation.cpus(), situation.crashing(), observation.takersRecorded(), observation.ioApicRecorded());
    }

    private CrashStop stop(Candidate candidate, Situation situation, int held) {
        CrashStopBuilder builder = CrashStop.builder(installed)
                .machine(machine(candidate, situation, observation.version()))
                .subArchitecture(candidate.subArchitecture())
                // Whatever waits a kernel has: on this interconnect the first poll finds the ICR idle.
                .solution("baseline")
                .procedure(candidate.procedure())
                .scenario(situation.scenario())
                .crashingCpu(situation.crashing())
                .versionRegister(observation.version())
                // The ones stand for whatever was held, reserved bits among it: writing those back is no fault here.
                .option(Deviation.X2APIC_MASKS_RESERVED_BITS.id(), "on")
                .register(situation.crashing(), ApicRegister.ICR, held);
        for (int cpu = 0; cpu < situation.cpus(); cpu++) {
            for (ApicRegister register : HELD) {
                builder.register(cpu, register, held);
            }
        }
        return builder.build();
    }

    private static List<Expected> merge(
            ApicMode mode, List<PredictionLog.Entry> zeros, List<PredictionLog.Entry> ones) {
        List<Expected> merged = new ArrayList<>(zeros.size());
        for (int i = 0; i < zeros.size(); i++) {
            PredictionLog.Entry zero = zeros.get(i);
            boolean same = i < ones.size()
                    && ones.get(i).act() == zero.act()
                    && ones.get(i).offset() == zero.offset();
            long copied = same ? ones.get(i).value() & ~zero.value() : 0;
            merged.add(expected(mode, zero, copied));
        }
        return merged;
    }
}
