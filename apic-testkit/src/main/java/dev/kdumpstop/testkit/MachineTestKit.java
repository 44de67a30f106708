package dev.kdumpstop.testkit;

import dev.kdumpstop.api.Extension;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.stop.StopProcedureProvider;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.subarch.SubArchitectureSelector;
import dev.kdumpstop.api.timing.TimingProfile;
import dev.kdumpstop.api.timing.TimingProfileProvider;
import dev.kdumpstop.api.wait.IcrWaitPolicy;
import dev.kdumpstop.api.wait.IcrWaitPolicyProvider;
import dev.kdumpstop.api.wait.SolutionProvider;
import dev.kdumpstop.orchestrator.CrashStop;
import dev.kdumpstop.orchestrator.CrashStopBuilder;
import dev.kdumpstop.orchestrator.ExtensionText;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs a plug-in in the real orchestrator and asserts on what happened.
 *
 * <pre>{@code
 * MachineTestKit.with(new Pairs())
 *         .machine(Architecture.I386, "2.6.21", 8)
 *         .solution("baseline")
 *         .scenario("nmi-lockup:cpus=3")
 *         .run()
 *         .assertHeadline(Headline.HUNG)
 *         .events()
 *         .ofKind(EventKind.ACCEPTED)
 *         .inMode(DeliveryMode.NMI)
 *         .onCpu(2)
 *         .hasCount(1);
 * }</pre>
 *
 * <p>Two things are done without being asked. The plug-in's class is loaded as the program loads a drop-in jar, so that it
 * sees {@code apic-api} and the JDK only; what its jar will bring along is named by {@link #libraries}. And every run is made
 * twice, with the plug-in loaded anew each time; results that differ in anything are a failure.
 *
 * <p>What is not said: the plug-in under test is used for what it is; else the sub-architecture is {@value #ONE_BY_ONE} (a
 * selector under test chooses, and a procedure that names sub-architectures gets the first that fits), the solution what the
 * release shipped, the procedure {@code kdump}, the scenario {@code healthy}, the timing {@code ideal}. Everything on the
 * test's class path may be named.
 */
public final class MachineTestKit {
    /** The kit's own sub-architecture, {@code i386/one-by-one} and {@code x86_64/one-by-one}: physical ids, any machine. */
    public static final String ONE_BY_ONE = "one-by-one";

    /** The kit's own stop procedure: NMI to all others, 1 s, capture kernel; option {@code targets}: by which entry point. */
    public static final String PLAIN_STOP = "plain-stop";

    private final List<Extension> plugins;
    private final List<Path> libraries = new ArrayList<>();
    private final List<Extension> others = new ArrayList<>();
    private final Map<String, String> options = new LinkedHashMap<>();
    private @Nullable MachineSpec machine;
    private @Nullable String subArchitecture;
    private @Nullable String solution;
    private @Nullable String waitPolicy;
    private @Nullable String procedure;
    private @Nullable String scenario;
    private @Nullable String timing;
    private int crashingCpu;

    private MachineTestKit(List<Extension> plugins) {
        this.plugins = plugins;
    }

    /** A test of these plug-ins; several may work together. */
    public static MachineTestKit with(Extension... plugins) {
        if (plugins.length == 0) {
            throw new IllegalArgumentException("name the plug-in under test: MachineTestKit.with(new MyPlugin())");
        }
        return new MachineTestKit(List.of(plugins));
    }

    /** Jars that will be inside the plug-in's own jar, or beside it in {@code Class-Path}: it sees these too. */
    public MachineTestKit libraries(Path... jars) {
        libraries.addAll(List.of(jars));
        return this;
    }

    /** Extensions that are installed as they are, beside the plug-in and the class path. */
    public MachineTestKit beside(Extension... more) {
        others.addAll(List.of(more));
        return this;
    }

    /** The machine and the kernel on it; required. */
    public MachineTestKit machine(MachineSpec value) {
        machine = value;
        return this;
    }

    /** A plain machine with {@code cpus} CPUs. */
    public MachineTestKit machine(Architecture architecture, String release, int cpus) {
        return machine(MachineSpec.builder(architecture, release).cpus(cpus).build());
    }

    /** A sub-architecture by its full name. */
    public MachineTestKit subArchitecture(String name) {
        subArchitecture = name;
        return this;
    }

    /** A solution with options, {@code B-2} or {@code A:polls=50}. */
    public MachineTestKit solution(String text) {
        solution = text;
        waitPolicy = null;
        return this;
    }

    /** A wait policy with options, {@code bounded:polls=50}, at every wait site, instead of a solution. */
    public MachineTestKit waitPolicy(String text) {
        waitPolicy = text;
        solution = null;
        return this;
    }

    /** A stop procedure with options, or {@code kdump} or {@code panic}: what the release does. */
    public MachineTestKit procedure(String text) {
        procedure = text;
        return this;
    }

    /** One fault with options or several joined by {@code +}. */
    public MachineTestKit scenario(String text) {
        scenario = text;
        return this;
    }

    /** A timing profile with options. */
    public MachineTestKit timing(String text) {
        timing = text;
        return this;
    }

    /** One option of the model, for example {@code nmi-acceptance}. */
    public MachineTestKit option(String name, String value) {
        options.put(name, value);
        return this;
    }

    /** The CPU that crashes; CPU 0 unless given. */
    public MachineTestKit crashingCpu(int cpu) {
        crashingCpu = cpu;
        return this;
    }

    /**
     * Runs it, twice.
     *
     * @throws AssertionError if it cannot be run, if the plug-in needs more than {@code apic-api} and the JDK, or if the two
     *     runs differ
     */
    public TestedStop run() {
        return Twice.run(this::describe);
    }

    /**
     * Asks for a run that the orchestrator must refuse, twice.
     *
     * @throws AssertionError if it does not refuse, or not with the same words both times
     */
    public Refusal refusal() {
        return Twice.refusal(this::describe);
    }

    private CrashStop describe() {
        if (machine == null) {
            throw new AssertionError("no machine: say for example .machine(Architecture.X86_64, \"6.1\", 8)");
        }
        List<Extension> loaded = new ArrayList<>();
        plugins.forEach(plugin -> loaded.add(load(DropIn.kindOf(plugin), plugin)));
        Installed host = Host.of(loaded, others);
        CrashStopBuilder builder = CrashStop.builder(host).machine(machine).crashingCpu(crashingCpu);
        options.forEach(builder::option);
        for (Extension plugin : loaded) {
            use(plugin, builder);
        }
        if (loaded.stream().noneMatch(SubArchitecture.class::isInstance) && !chosenOtherwise(loaded, host)) {
            builder.subArchitecture(OneByOne.nameFor(machine).toString());
        }
        said(subArchitecture, builder::subArchitecture);
        said(solution, builder::solution);
        said(procedure, builder::procedure);
        said(scenario, builder::scenario);
        said(timing, builder::timing);
        if (waitPolicy != null) {
            useWaitPolicy(ExtensionText.parse(waitPolicy), host, builder);
        }
        return builder.build();
    }

    private <T extends Extension> T load(ExtensionPoint<T> point, Extension plugin) {
        return DropIn.load(point, plugin, libraries);
    }

    private interface Choice {
        CrashStopBuilder use(String text);
    }

    private static void said(@Nullable String text, Choice choice) {
        if (text != null) {
            choice.use(text);
        }
    }

    /** A plug-in under test is used for what it is. */
    private static void use(Extension plugin, CrashStopBuilder builder) {
        if (plugin instanceof SubArchitecture) {
            builder.subArchitecture(plugin.id());
        } else if (plugin instanceof SolutionProvider) {
            builder.solution(plugin.id());
        } else if (plugin instanceof IcrWaitPolicyProvider provider) {
            IcrWaitPolicy policy = provider.create(OptionValues.defaults(provider.options()));
            builder.solution(plugin.id(), context -> policy);
        } else if (plugin instanceof StopProcedureProvider) {
            builder.procedure(plugin.id());
        } else if (plugin instanceof FaultProvider) {
            builder.scenario(plugin.id());
        } else if (plugin instanceof TimingProfileProvider provider) {
            TimingProfile profile = provider.create(OptionValues.defaults(provider.options()));
            builder.timing(profile);
        }
    }

    /** Whether a selector under test, or the procedure, says which sub-architecture it is. */
    private boolean chosenOtherwise(List<Extension> loaded, Installed host) {
        List<StopProcedureProvider> procedures = new ArrayList<>();
        for (Extension plugin : loaded) {
            if (plugin instanceof SubArchitectureSelector) {
                return true;
            } else if (procedure == null && plugin instanceof StopProcedureProvider provider) {
                procedures.add(provider);
            }
        }
        String named = procedure == null ? "" : ExtensionText.parse(procedure).id();
        if (host.ids(ExtensionPoint.STOP_PROCEDURE).contains(named)) {
            procedures.add(host.get(ExtensionPoint.STOP_PROCEDURE, named));
        }
        return procedures.stream()
                .anyMatch(provider -> !provider.subArchitectures().isEmpty());
    }

    private static void useWaitPolicy(ExtensionText text, Installed host, CrashStopBuilder builder) {
        IcrWaitPolicyProvider provider = host.get(ExtensionPoint.WAIT_POLICY, text.id());
        IcrWaitPolicy policy = provider.create(OptionValues.of(provider.options(), text.options()));
        builder.solution(text.toString(), context -> policy);
    }
}
