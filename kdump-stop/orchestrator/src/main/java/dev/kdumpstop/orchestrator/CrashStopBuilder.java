package dev.kdumpstop.orchestrator;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.Send;
import dev.kdumpstop.api.delivery.SendWrite;
import dev.kdumpstop.api.fault.FaultContext;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.option.InvalidOptionsException;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.stop.StopProcedure;
import dev.kdumpstop.api.stop.StopProcedureProvider;
import dev.kdumpstop.api.stop.StopStep;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.subarch.SubArchitectureName;
import dev.kdumpstop.api.timing.TimingProfile;
import dev.kdumpstop.api.timing.TimingProfileProvider;
import dev.kdumpstop.api.wait.IcrWaitPolicy;
import dev.kdumpstop.api.wait.Solution;
import dev.kdumpstop.api.wait.SolutionProvider;
import dev.kdumpstop.core.machine.CpuScript;
import dev.kdumpstop.core.machine.MachineModel;
import dev.kdumpstop.core.machine.ModelOptions;
import dev.kdumpstop.orchestrator.plugin.BrokenPluginException;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import dev.kdumpstop.orchestrator.plugin.Plugin;
import dev.kdumpstop.orchestrator.plugin.UnknownNameException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Describes a crash stop. What is not said is what the kernel on that machine would do: its sub-architecture, its solution,
 * its kdump procedure; a healthy machine with ideal timing. {@link #build()} reports all problems at once.
 */
public final class CrashStopBuilder {
    /** The costs used unless others are named: everything is immediate, delays are exact. */
    public static final String DEFAULT_TIMING = "ideal";

    private final Installed installed;
    private final KernelParts parts;
    private final List<String> problems = new ArrayList<>();
    private @Nullable BrokenPluginException broken;
    private final Map<String, String> options = new TreeMap<>();
    private final List<GivenRegister> registers = new ArrayList<>();
    private @Nullable MachineSpec machine;
    private @Nullable String subArchitecture;
    private String solution = "";
    private @Nullable Solution ownSolution;
    private String waitPolicy = "";
    private @Nullable IcrWaitPolicy ownWaitPolicy;
    private String procedure = "kdump";
    private String scenario = "healthy";
    private String timing = DEFAULT_TIMING;
    private @Nullable TimingProfile ownTiming;
    private int crashingCpu;
    private int version = -1;

    private record GivenRegister(int cpu, ApicRegister register, int value) {}

    CrashStopBuilder(Installed installed) {
        this.installed = installed;
        this.parts = new KernelParts(installed);
    }

    /** The machine and the kernel on it; required. */
    public CrashStopBuilder machine(MachineSpec value) {
        machine = value;
        return this;
    }

    /** A sub-architecture by name; the kernel's own choice unless given. */
    public CrashStopBuilder subArchitecture(String name) {
        subArchitecture = name;
        return this;
    }

    /** A solution with options, {@code B-2} or {@code A:polls=50}; what the release shipped unless given. */
    public CrashStopBuilder solution(String text) {
        solution = text;
        ownSolution = null;
        return this;
    }

    /** A solution made by the caller, and the name it goes by. */
    public CrashStopBuilder solution(String name, Solution value) {
        solution = name;
        ownSolution = value;
        return this;
    }

    /**
     * A wait policy with options, {@code rfc-loop:polls=50}, instead of the solution's own. The solution still says where a
     * wait is bounded: there the policy's plan takes its place, and a wait without limit stays as it is. See
     * {@link CrashStop#waitPolicy()} for where that was.
     */
    public CrashStopBuilder waitPolicy(String text) {
        waitPolicy = text;
        ownWaitPolicy = null;
        return this;
    }

    /** A wait policy made by the caller, and the name it goes by; otherwise as {@link #waitPolicy(String)}. */
    public CrashStopBuilder waitPolicy(String name, IcrWaitPolicy value) {
        waitPolicy = name;
        ownWaitPolicy = value;
        return this;
    }

    /** A stop procedure with options, or just {@code kdump} or {@code panic}: what the release does. */
    public CrashStopBuilder procedure(String text) {
        procedure = text;
        return this;
    }

    /** One fault with options or several joined by {@code +}; {@code healthy} unless given. */
    public CrashStopBuilder scenario(String text) {
        scenario = text;
        return this;
    }

    /** A timing profile with options; {@value #DEFAULT_TIMING} unless given. */
    public CrashStopBuilder timing(String text) {
        timing = text;
        ownTiming = null;
        return this;
    }

    /** A timing profile made by the caller. */
    public CrashStopBuilder timing(TimingProfile value) {
        timing = value.name();
        ownTiming = value;
        return this;
    }

    /** One option of the model, for example {@code nmi-acceptance}; see {@link ModelOptions#specs()}. */
    public CrashStopBuilder option(String name, String value) {
        options.put(name, value);
        return this;
    }

    /** The CPU that crashes; CPU 0 unless given. */
    public CrashStopBuilder crashingCpu(int cpu) {
        crashingCpu = cpu;
        return this;
    }

    /** The value a local APIC register holds when the crash path begins; for reconstructions of a recorded machine. */
    public CrashStopBuilder register(int cpu, ApicRegister register, int value) {
        registers.add(new GivenRegister(cpu, register, value));
        return this;
    }

    /**
     * What the local APICs' version register reads, where it is not what the generation has: emulators put x2APIC mode on
     * parts with fewer LVT entries. Its Max LVT field decides which entries the kernel touches. Bit 31 is 0.
     */
    public CrashStopBuilder versionRegister(int value) {
        version = value;
        return this;
    }

    /** Resolves and checks everything. @throws InvalidStopException listing every problem */
    public CrashStop build() {
        problems.clear();
        broken = null;
        Optional<ModelOptions> model = attempt(() -> ModelOptions.of(options));
        Optional<TimingProfile> costs = attempt(this::resolveTiming);
        if (machine == null) {
            throw new InvalidStopException(List.of("no machine was given"));
        }
        MachineSpec given = machine;
        if (!given.maps().online().contains(crashingCpu)) {
            problems.add("CPU " + crashingCpu + " cannot crash: it is not online; online are "
                    + given.maps().online());
            throw new InvalidStopException(problems);
        }
        List<ScheduledChange> changes = resolveScenario(given);
        MachineSpec spec = withOffline(given, changes);
        Optional<StopProcedureProvider> kernel =
                attempt(() -> findProcedure(ExtensionText.parse(procedure).id(), spec));
        Optional<StopProcedure> steps = kernel.flatMap(found -> attempt(() -> resolveProcedure(found, spec)));
        Optional<SubArchitecture> chosen = attempt(() -> resolveSubArchitecture(kernel, spec));
        String system = kernel.map(StopProcedureProvider::system).orElse(StopProcedureProvider.LINUX);
        Optional<Solution> waits = attempt(() -> resolveSolution(system, spec));
        Optional<IcrWaitPolicy> policy = waitPolicy.isEmpty() ? Optional.empty() : attempt(this::resolveWaitPolicy);
        if (!problems.isEmpty()) {
            throw new InvalidStopException(problems, broken);
        }
        try {
            return assemble(
                    spec,
                    chosen.orElseThrow(),
                    waits.orElseThrow(),
                    policy.orElse(null),
                    steps.orElseThrow(),
                    changes,
                    model.orElseThrow(),
                    costs.orElseThrow());
        } catch (BrokenPluginException e) {
            throw new InvalidStopException(List.of(String.valueOf(e.getMessage())), e);
        }
    }

    private CrashStop assemble(
            MachineSpec spec,
            SubArchitecture chosen,
            Solution solutionAlone,
            @Nullable IcrWaitPolicy policy,
            StopProcedure steps,
            List<ScheduledChange> changes,
            ModelOptions modelOptions,
            TimingProfile costs) {
        int maxLvt = version >= 0 ? version >> 16 & 0xFF : spec.generation().maxLvt();
        PolicyAtBoundedWaits replaced = policy == null ? null : new PolicyAtBoundedWaits(solutionAlone, policy);
        Solution waits = replaced == null ? solutionAlone : replaced;
        StopCompiler compiler = new StopCompiler(spec, crashingCpu, chosen, waits, maxLvt);
        CpuScript crash = compiler.crashing(steps);
        MachineModel.Builder model = MachineModel.builder(spec, costs)
                .options(modelOptions)
                .apicSetup(cpu -> chosen.apicSetup(spec, CpuId.of(cpu)))
                .subject(crashingCpu, crash)
                .asked(compiler.asked())
                .version(version);
        List<List<StopStep>> nmiHandlers = steps.nmiHandlers();
        for (int i = 0; i < nmiHandlers.size(); i++) {
            model.onNmi(compiler.nmiHandler(i, nmiHandlers.get(i)));
        }
        steps.onVector()
                .forEach((vector, handler) ->
                        model.onVector(vector, compiler.handler("the stop handler for vector " + vector, handler)));
        LinuxApicState.apply(spec, model);
        registers.forEach(given -> model.register(given.cpu(), given.register(), given.value()));
        List<PrimitiveChange> initial = new ArrayList<>();
        for (ScheduledChange change : changes) {
            if (change.isBeforeTheCrash()) {
                initial.add(change.change());
            }
            if (change.change() instanceof PrimitiveChange.InterruptSend interrupted) {
                interrupt(model, compiler, interrupted);
            }
        }
        model.changes(changes);
        Map<String, String> assumptions = new LinkedHashMap<>(modelOptions.texts());
        assumptions.put("interconnect", spec.interconnect().id());
        if (compiler.ownNumber() != crashingCpu) {
            assumptions.put("own-number", "CPU " + crashingCpu + " takes itself for CPU " + compiler.ownNumber());
        }
        assumptions.put("timing", timing);
        assumptions.put("procedure", steps.name());
        assumptions.put("solution", solution);
        if (replaced != null) {
            assumptions.put("wait-policy", waitPolicy);
        }
        assumptions.put("scenario", scenario);
        assumptions.put("sub-architecture", chosen.name().toString());
        return new CrashStop(
                spec,
                chosen.name(),
                steps,
                List.copyOf(initial),
                compiler.lost(),
                model.build(),
                assumptions,
                Optional.ofNullable(replaced).map(use -> use.use(waitPolicy)),
                crash.failure());
    }

    /** The writes already made are skipped in the interrupted script, and the ICR holds what they left there. */
    private static void interrupt(
            MachineModel.Builder model, StopCompiler compiler, PrimitiveChange.InterruptSend interrupted) {
        CpuScript script = compiler.interrupted(interrupted.targets(), interrupted.vector());
        int high = 0;
        int step = 0;
        if (compiler.plan(interrupted.targets(), interrupted.vector()) instanceof IcrProgram program
                && !program.sends().isEmpty()) {
            Send send = program.sends().get(0);
            int done = Math.min(interrupted.writesDone(), send.writes().size());
            step = script.afterWrites(done);
            for (SendWrite write : send.writes().subList(0, done)) {
                high = write instanceof SendWrite.IcrHigh icr2 ? icr2.value() : high;
            }
        }
        model.interrupted(script, step, high);
    }

    // --- resolving names
    // -----------------------------------------------------------------------------------------------

    private <T> Optional<T> attempt(Supplier<T> step) {
        try {
            return Optional.of(step.get());
        } catch (InvalidOptionsException e) {
            problems.addAll(e.problems());
        } catch (BrokenPluginException e) {
            broken = e;
            problems.add(String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
        return Optional.empty();
    }

    private TimingProfile resolveTiming() {
        if (ownTiming != null) {
            return ownTiming;
        }
        ExtensionText text = ExtensionText.parse(timing);
        TimingProfileProvider provider = installed.get(ExtensionPoint.TIMING_PROFILE, text.id());
        return provider.create(OptionValues.of(provider.options(), text.options()));
    }

    private List<ScheduledChange> resolveScenario(MachineSpec spec) {
        List<ScheduledChange> changes = new ArrayList<>();
        Optional<List<ExtensionText>> texts = attempt(() -> ExtensionText.parseAll(scenario));
        for (ExtensionText text : texts.orElse(List.of())) {
            attempt(() -> {
                FaultProvider fault = findFault(text.id());
                FaultContext context = new FaultContext(spec, CpuId.of(crashingCpu));
                List<ScheduledChange> schedule =
                        fault.schedule(context, OptionValues.of(fault.options(), text.options()));
                for (ScheduledChange change : schedule) {
                    if (change.change().cpu() < 0 || change.change().cpu() >= spec.cpuCount()) {
                        throw new IllegalArgumentException("fault '" + text.id() + "' is about CPU "
                                + change.change().cpu() + "; the machine has CPUs " + CpuSet.firstN(spec.cpuCount()));
                    }
                }
                return changes.addAll(schedule);
            });
        }
        return changes;
    }

    /** A fault by its id; who asks for it by another name of the taxonomy, or asks for what is an option, is told so. */
    private FaultProvider findFault(String id) {
        List<String> known = installed.ids(ExtensionPoint.FAULT);
        if (known.contains(id)) {
            return installed.get(ExtensionPoint.FAULT, id);
        }
        List<String> covering = known.stream()
                .filter(each -> covers(installed.get(ExtensionPoint.FAULT, each), id))
                .toList();
        if (!covering.isEmpty()) {
            throw new IllegalArgumentException("unknown fault '" + id + "'; it is asked for as "
                    + String.join(" or ", covering) + ", with its options");
        } else if (ModelOptions.specs().stream()
                .anyMatch(option -> option.name().equals(id))) {
            throw new IllegalArgumentException(
                    "unknown fault '" + id + "'; it is an option of the machine, as in --option " + id + "=on");
        }
        throw new UnknownNameException(ExtensionPoint.FAULT.words(), id, known);
    }

    /** Whether the fault's sources name this one: {@code dest-hot-removed} is DEST_HOT_REMOVED in apic-facts 6. */
    private static boolean covers(FaultProvider fault, String id) {
        String name = id.toUpperCase(Locale.ROOT).replace('-', '_');
        return fault.sources().stream()
                .anyMatch(source -> List.of(source.split("[^A-Z0-9_]+")).contains(name));
    }

    private MachineSpec withOffline(MachineSpec spec, List<ScheduledChange> changes) {
        CpuSet offline = CpuSet.empty();
        for (ScheduledChange change : changes) {
            if (change.change() instanceof PrimitiveChange.TakeOffline taken) {
                offline = offline.with(taken.cpu());
                if (!change.isBeforeTheCrash() || taken.cpu() == crashingCpu) {
                    problems.add("CPU " + taken.cpu()
                            + " can be taken off line only before the crash, and not if it crashes");
                }
            }
        }
        return offline.isEmpty()
                ? spec
                : spec.toBuilder().maps(spec.maps().withOffline(offline)).build();
    }

    private SubArchitecture resolveSubArchitecture(Optional<StopProcedureProvider> kernel, MachineSpec spec) {
        List<SubArchitectureName> fitting =
                kernel.map(StopProcedureProvider::subArchitectures).orElse(List.of());
        String name = subArchitecture;
        if (name == null) {
            name = fitting.isEmpty() ? parts.select(spec) : firstThatFits(fitting, spec);
        }
        SubArchitecture found = installed.get(ExtensionPoint.SUB_ARCHITECTURE, name);
        if (!fitting.isEmpty() && !fitting.contains(found.name())) {
            throw new IllegalArgumentException(found.name() + " does not address CPUs as "
                    + kernel.map(StopProcedureProvider::id).orElse("") + " does; these do: " + fitting);
        }
        KernelParts.fit(found, spec);
        return found;
    }

    private String firstThatFits(List<SubArchitectureName> names, MachineSpec spec) {
        for (SubArchitectureName name : names) {
            Optional<SubArchitecture> found = installed.subArchitectures().find(name);
            if (found.filter(installedOne -> installedOne.supports(spec).isSupported())
                    .isPresent()) {
                return name.toString();
            }
        }
        throw new IllegalArgumentException(
                "none of the sub-architectures that this procedure can run on is installed and fits the machine: "
                        + names);
    }

    private Solution resolveSolution(String system, MachineSpec spec) {
        if (ownSolution != null) {
            return ownSolution;
        }
        if (solution.isEmpty()) {
            solution = system.equals(StopProcedureProvider.LINUX) ? parts.shipped(spec) : ofSystem(system);
        }
        return parts.solution(solution);
    }

    private IcrWaitPolicy resolveWaitPolicy() {
        return ownWaitPolicy != null ? ownWaitPolicy : parts.waitPolicy(waitPolicy);
    }

    private String ofSystem(String system) {
        for (Plugin<SolutionProvider> provider : installed.all(ExtensionPoint.SOLUTION)) {
            if (provider.extension().system().equals(system)) {
                return provider.extension().id();
            }
        }
        throw new IllegalArgumentException("no solution was given, and none that is installed says how " + system
                + " waits; there are " + installed.ids(ExtensionPoint.SOLUTION));
    }

    private StopProcedure resolveProcedure(StopProcedureProvider provider, MachineSpec spec) {
        ExtensionText text = ExtensionText.parse(procedure);
        Compatibility compatibility = provider.supports(spec);
        if (!compatibility.isSupported()) {
            throw new IllegalArgumentException(provider.id() + ": " + compatibility);
        }
        return provider.create(spec, OptionValues.of(provider.options(), text.options()));
    }

    /** {@code kdump} stands for the installed {@code kdump-…} that the release does without being told to. */
    private StopProcedureProvider findProcedure(String id, MachineSpec spec) {
        List<String> ids = installed.ids(ExtensionPoint.STOP_PROCEDURE);
        if (ids.contains(id)) {
            return installed.get(ExtensionPoint.STOP_PROCEDURE, id);
        }
        boolean isFamily = false;
        for (Plugin<StopProcedureProvider> plugin : installed.all(ExtensionPoint.STOP_PROCEDURE)) {
            boolean member = plugin.extension().id().startsWith(id + "-");
            if (member && !plugin.extension().isOnRequest()) {
                isFamily = true;
                if (plugin.extension().supports(spec).isSupported()) {
                    return plugin.extension();
                }
            }
        }
        if (isFamily) {
            throw new IllegalArgumentException(
                    "no installed stop procedure says how " + spec.release() + " does '" + id + "'; there are " + ids);
        }
        throw new UnknownNameException("stop procedure", id, ids);
    }
}
