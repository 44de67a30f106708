package dev.kdumpstop.core.machine;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.IcrPrograms;
import dev.kdumpstop.api.delivery.InterruptScope;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.delivery.LostTargets;
import dev.kdumpstop.api.delivery.Send;
import dev.kdumpstop.api.delivery.SendWrite;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.icr.DestinationMode;
import dev.kdumpstop.api.machine.ApicGeneration;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.subarch.ApicSetup;
import dev.kdumpstop.api.timing.Provenance;
import dev.kdumpstop.api.timing.TimingParameter;
import dev.kdumpstop.api.timing.TimingProfile;
import dev.kdumpstop.api.timing.TimingValue;
import dev.kdumpstop.api.wait.PollSegment;
import dev.kdumpstop.api.wait.Purpose;
import dev.kdumpstop.api.wait.Solution;
import dev.kdumpstop.api.wait.WaitPlan;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** Small machines, programs and runs for tests. CPU n has APIC id n and the flat logical bit n, or the x2APIC logical id. */
final class Machines {
    static final long NS = 1000;
    static final long US = 1000 * NS;

    private Machines() {}

    static MachineSpec spec(InterconnectKind kind, int cpus) {
        MachineSpec.Builder builder =
                MachineSpec.builder(Architecture.X86_64, "2.6.21").cpus(cpus).interconnect(kind);
        return switch (kind) {
            case APIC_BUS -> builder.generation(ApicGeneration.P6).build();
            case FRONT_SIDE_BUS, INSTANT -> builder.build();
            case X2APIC_FABRIC -> builder.mode(ApicMode.X2APIC).build();
        };
    }

    static TimingProfile timing(ToLongFunction<TimingParameter> ps) {
        Map<TimingParameter, TimingValue> values = new EnumMap<>(TimingParameter.class);
        for (TimingParameter parameter : TimingParameter.values()) {
            values.put(parameter, new TimingValue(ps.applyAsLong(parameter), Provenance.ASSUMED, "a test"));
        }
        return new TimingProfile("test", values);
    }

    /** Nothing costs anything. */
    static TimingProfile ideal() {
        return timing(parameter -> 0);
    }

    /** Messages take 1 us, reads 100 ns; everything else costs nothing. */
    static TimingProfile simple() {
        return timing(parameter -> switch (parameter) {
            case SHORT_MESSAGE, LOWEST_PRIORITY_MESSAGE, FOCUS_MESSAGE, REMOTE_READ_MESSAGE, EOI_MESSAGE -> US;
            case REGISTER_READ -> 100 * NS;
            default -> 0;
        });
    }

    static MachineModel.Builder model(InterconnectKind kind, int cpus, TimingProfile timing) {
        MachineSpec spec = spec(kind, cpus);
        return MachineModel.builder(spec, timing)
                .apicSetup(cpu -> spec.mode() == ApicMode.X2APIC
                        ? ApicSetup.x2apic(IcrPrograms.x2apicLogicalId(cpu))
                        : ApicSetup.xapic(ApicSetup.DFR_FLAT, IcrPrograms.flatLogicalId(cpu)));
    }

    static Solution always(WaitPlan plan) {
        return context -> any -> plan;
    }

    static final Solution UNLIMITED = always(WaitPlan.unlimited());

    static Solution polls(long count) {
        return always(WaitPlan.of(PollSegment.polls(count, 0)));
    }

    /** One NMI per CPU by physical id, in the words of this interconnect. */
    static IcrProgram nmis(InterconnectKind kind, int... cpus) {
        return one(kind, IpiVector.NMI, cpus);
    }

    /** One command per CPU by physical id, in the order given. */
    static IcrProgram one(InterconnectKind kind, IpiVector vector, int... cpus) {
        List<Send> sends = new ArrayList<>();
        for (int cpu : cpus) {
            CpuSet target = CpuSet.of(cpu);
            IcrProgram program = kind == InterconnectKind.X2APIC_FABRIC
                    ? IcrPrograms.x2apicSequence(target, vector, id -> id)
                    : IcrPrograms.sequence(target, vector, DestinationMode.PHYSICAL, id -> id);
            sends.addAll(program.sends());
        }
        return new IcrProgram(sends, InterruptScope.WHOLE_PROGRAM, LostTargets.NONE);
    }

    /** Commands by raw words: xAPIC ICR-high and ICR-low, or the 64 bits of an x2APIC; no waits. */
    static CpuScript.Builder raw(CpuScript.Builder script, InterconnectKind kind, int destination, int low) {
        Send send = kind == InterconnectKind.X2APIC_FABRIC
                ? Send.x2apic(CpuSet.empty(), (long) destination << 32 | Integer.toUnsignedLong(low))
                : Send.icrPair(CpuSet.empty(), destination << 24, low).withBefore(Optional.empty());
        return script.program(IcrProgram.of(send, InterruptScope.NONE), Purpose.NORMAL, low & 0xFF, UNLIMITED);
    }

    /** An NMI by a register outside the local APIC. */
    static IcrProgram outside(CpuSet cpus) {
        SendWrite write =
                new SendWrite.NodeRegister("node", 0, 0, 0, new SendWrite.Delivers(DeliveryMode.NMI, 0, cpus));
        return IcrProgram.of(new Send(cpus, Optional.empty(), List.of(write), Optional.empty()), InterruptScope.NONE);
    }

    /** A script that sends a program with NMIs and is done. */
    static CpuScript sending(IcrProgram program, Solution solution) {
        return CpuScript.builder("the sender")
                .program(program, Purpose.CRASH_STOP, 2, solution)
                .end(CpuScript.End.DONE, "done")
                .build();
    }

    static ScheduledChange before(PrimitiveChange change) {
        return ScheduledChange.beforeTheCrash(change);
    }

    static ScheduledChange at(long ps, PrimitiveChange change) {
        return ScheduledChange.at(ps, change);
    }

    static ScheduledChange every(long ps, PrimitiveChange change) {
        return ScheduledChange.every(ps, ps, change);
    }

    static RunResult run(MachineModel model) {
        return new TimedRun(model).run(model, RunListener.NONE);
    }

    /** One line of a time-line. */
    record Entry(long timePs, EventKind kind, int cpu, long a, long b) {}

    /** A run with its time-line and the state it ended in. */
    record Recorded(RunResult result, List<Entry> entries, MachineState state) {
        static Recorded of(TimedRun run, MachineModel model) {
            List<Entry> entries = new ArrayList<>();
            RunResult result =
                    run.run(model, (timePs, kind, cpu, a, b) -> entries.add(new Entry(timePs, kind, cpu, a, b)));
            return new Recorded(result, entries, run.state());
        }

        static Recorded of(MachineModel model) {
            return of(new TimedRun(model), model);
        }

        List<Entry> of(EventKind kind, int cpu) {
            return entries.stream()
                    .filter(entry -> entry.kind() == kind && entry.cpu() == cpu)
                    .toList();
        }
    }
}
