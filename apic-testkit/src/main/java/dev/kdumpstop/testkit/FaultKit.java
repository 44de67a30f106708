package dev.kdumpstop.testkit;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.fault.FaultContext;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.machine.ApicGeneration;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.BootOptions;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.orchestrator.CrashStop;
import dev.kdumpstop.orchestrator.InvalidStopException;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What every fault is asked.
 *
 * <pre>{@code
 * class MyFaultTest extends FaultKit {
 *     @Override
 *     protected FaultProvider plugin() {
 *         return new MyFault();
 *     }
 * }
 * }</pre>
 */
public abstract class FaultKit extends MachineKit<FaultProvider> {
    private static final int CPUS = 8;
    private static final int ASKED = 30;
    private static final List<String> PROCEDURES = List.of("kdump", "panic", MachineTestKit.PLAIN_STOP);

    /** For subclasses. */
    protected FaultKit() {
        super(ExtensionPoint.FAULT);
    }

    /** The plug-in under test: {@code return new MyPlugin();}. */
    @Override
    protected abstract FaultProvider plugin();

    /** Whether the fault is meant to change nothing, as {@code healthy}; the kit then demands that it changes nothing. */
    protected boolean changesNothing() {
        return false;
    }

    /** Machines of all sizes, one CPU among them, each with the first and the last CPU crashing. */
    private List<FaultContext> contexts() {
        return once("contexts", () -> {
            List<MachineSpec> asked = new ArrayList<>(machinesToRunOn());
            asked.addAll(TestMachines.fewOf(TestMachines.ofAllReleases(List.of()), ASKED));
            List<FaultContext> contexts = new ArrayList<>();
            for (MachineSpec machine : asked) {
                for (CpuId crashing : Requests.senders(machine)) {
                    contexts.add(new FaultContext(machine, crashing));
                }
            }
            return contexts;
        });
    }

    @Override
    void ask(Interview<FaultProvider> into, Variant.Reading options) {
        into.add("faultClass", FaultProvider::faultClass);
        for (Variant variant : variants()) {
            for (FaultContext context : contexts()) {
                into.addRefusable(
                        "schedule with " + variant + "; " + words(context),
                        (plugin, made) -> plugin.schedule(context, options.of(plugin, variant)));
            }
        }
    }

    private static String words(FaultContext context) {
        return context.crashingCpu() + " crashes, " + words(context.machine());
    }

    @Override
    String unanswered() {
        return "there is no answer: return a schedule, never null; where the options make no sense on the machine throw an"
                + " IllegalArgumentException that says why";
    }

    private Optional<List<ScheduledChange>> schedule(Variant variant, FaultContext context) {
        try {
            return Optional.ofNullable(
                    subject().schedule(context, OptionValues.of(subject().options(), variant.texts())));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /** Its defaults, and every option by itself, make sense on some machine. */
    @Test
    final void everyOptionCanBeUsed() {
        Problems problems = new Problems();
        for (Variant variant : variants()) {
            if (contexts().stream()
                    .noneMatch(context -> schedule(variant, context).isPresent())) {
                problems.add(
                        "it is refused on every machine: defaults, and each option by itself, must make sense on some machine;"
                                + " if it needs a special one, override machines()",
                        "with " + variant);
            }
        }
        assertNone(problems);
    }

    /** Changes are of CPUs that are there, at times at which they can be made. */
    @Test
    final void changesWhatIsThere() {
        Problems problems = new Problems();
        for (Variant variant : variants()) {
            for (FaultContext context : contexts()) {
                for (ScheduledChange change : schedule(variant, context).orElse(List.of())) {
                    judge(change, context, "with " + variant + ": " + change + "; " + words(context), problems);
                }
            }
        }
        assertNone(problems);
    }

    private static void judge(ScheduledChange scheduled, FaultContext context, String where, Problems problems) {
        PrimitiveChange change = scheduled.change();
        boolean crashing = change.cpu() == context.crashingCpu().number();
        if (!context.machine().maps().present().contains(change.cpu())) {
            problems.add(
                    "a change is of a CPU that the machine does not have: take CPUs from context.others() or"
                            + " context.machine().maps(), and refuse others by an IllegalArgumentException",
                    where);
        } else if (change instanceof PrimitiveChange.InterruptSend && !(crashing && scheduled.isBeforeTheCrash())) {
            problems.add("a send is interrupted before the crash and on the crashing CPU, or not at all", where);
        } else if (change instanceof PrimitiveChange.TakeOffline && (crashing || !scheduled.isBeforeTheCrash())) {
            problems.add("a CPU is taken off line before the crash, and it is not the one that crashes", where);
        } else if (change instanceof PrimitiveChange.SlowDispatch && !scheduled.isBeforeTheCrash()) {
            problems.add("messages are slow from before the crash on, or not at all", where);
        }
    }

    private static List<MachineSpec> runMachines() {
        return List.of(
                MachineSpec.builder(Architecture.I386, "2.6.21")
                        .generation(ApicGeneration.P6)
                        .cpus(CPUS)
                        .build(),
                MachineSpec.builder(Architecture.X86_64, "2.6.21").cpus(CPUS).build(),
                MachineSpec.builder(Architecture.X86_64, "6.1")
                        .cpus(CPUS)
                        .boot(BootOptions.parse("maxcpus=6"))
                        .build(),
                MachineSpec.builder(Architecture.X86_64, "6.1")
                        .mode(ApicMode.X2APIC)
                        .cpus(CPUS)
                        .build());
    }

    private List<MachineSpec> machinesToRunOn() {
        List<MachineSpec> all = new ArrayList<>(machines());
        all.addAll(runMachines());
        return all;
    }

    /**
     * A run with the fault.
     *
     * @param machine the machine before the fault
     */
    private record Case(MachineSpec machine, String procedure, Variant variant) {
        int crashing() {
            return machine.maps().online().lowest();
        }

        @Override
        public String toString() {
            return "with " + variant + ", " + procedure + ", " + words(machine);
        }
    }

    /** All runs, and where the same run came out differently. */
    private record Runs(Map<Case, Twice.Recorded> all, Problems unequal) {}

    private Runs runs() {
        return once("runs", () -> {
            Runs runs = new Runs(new LinkedHashMap<>(), new Problems());
            for (MachineSpec machine : machinesToRunOn()) {
                for (String procedure : PROCEDURES) {
                    for (Variant variant : variants()) {
                        Case one = new Case(machine, procedure, variant);
                        if (schedule(variant, new FaultContext(machine, CpuId.of(one.crashing())))
                                .isPresent()) {
                            record(one, runs);
                        }
                    }
                }
            }
            return runs;
        });
    }

    private void record(Case one, Runs into) {
        String scenario = subject().id() + one.variant().suffix();
        try {
            Twice.Recorded first = run(one, scenario);
            String difference = Twice.difference(first, run(one, scenario));
            if (!difference.isEmpty()) {
                into.unequal()
                        .add(
                                "the same run made twice comes out differently: the schedule must follow from context and"
                                        + " options alone",
                                difference + "; " + one);
            }
            into.all().put(one, first);
        } catch (InvalidStopException e) {
            // This release has no such procedure, or another test says what is wrong with the schedule.
        }
    }

    private Twice.Recorded run(Case one, String scenario) {
        return Twice.Recorded.of(CrashStop.builder(host())
                .machine(one.machine())
                .subArchitecture(OneByOne.nameFor(one.machine()).toString())
                .procedure(one.procedure())
                .scenario(scenario)
                .crashingCpu(one.crashing())
                .build());
    }

    /** A run with the fault, made twice, comes out the same. */
    @Test
    final void runsComeOutTheSame() {
        assumeUsable();
        assertNone(runs().unequal());
    }

    /** In at least one run something happens otherwise than on a healthy machine. */
    @Test
    final void changesWhatHappens() {
        assumeUsable();
        Problems problems = new Problems();
        Optional<Case> different = runs().all().entrySet().stream()
                .filter(entry -> !run(entry.getKey(), "healthy").goesAs(entry.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
        if (changesNothing() && different.isPresent()) {
            problems.add(
                    "changesNothing() of this test says that it changes nothing, and it does",
                    different.get().toString());
        } else if (!changesNothing() && different.isEmpty()) {
            problems.add(
                    "it makes no difference in any of " + runs().all().size()
                            + " runs: schedule changes that the machine notices; if it needs a special machine, override"
                            + " machines(); if it is meant to change nothing, override changesNothing()",
                    "");
        }
        assertNone(problems);
    }
}
