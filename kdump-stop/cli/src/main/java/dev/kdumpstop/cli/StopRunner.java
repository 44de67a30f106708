package dev.kdumpstop.cli;

import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.KernelRelease;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.stop.StopProcedureProvider;
import dev.kdumpstop.api.subarch.Selection;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.subarch.SubArchitectureSelector;
import dev.kdumpstop.api.wait.SolutionProvider;
import dev.kdumpstop.core.machine.ModelOptions;
import dev.kdumpstop.experiments.config.MachineDescription;
import dev.kdumpstop.orchestrator.CrashStop;
import dev.kdumpstop.orchestrator.CrashStopBuilder;
import dev.kdumpstop.orchestrator.CrashStops;
import dev.kdumpstop.orchestrator.ExtensionText;
import dev.kdumpstop.orchestrator.InvalidStopException;
import dev.kdumpstop.orchestrator.StopOutcome;
import dev.kdumpstop.orchestrator.plugin.BrokenPluginException;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Plugin;
import dev.kdumpstop.orchestrator.words.StopEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs one stop, and the same with every other solution. */
final class StopRunner {
    private final CrashStops stops;
    private final Names names;

    StopRunner(CrashStops stops) {
        this.stops = stops;
        this.names = new Names(stops.installed());
    }

    /** Runs it. @throws UserError with everything that is wrong with the question */
    StopReport run(StopQuestion question, boolean record) {
        Problems problems = new Problems();
        MachineDescription description = question.machine();
        String name = question.subArchitecture();
        SubArchitecture chosen = name == null
                ? null
                : problems.attempt(() -> names.subArchitecture(
                                name, description.architecture().orElse(null)))
                        .orElse(null);
        // Where the name is unknown the other problems are found on the plain machine.
        MachineDescription.Fit fit = problems.attempt(() -> chosen == null
                        ? new MachineDescription.Fit(description.spec(), Compatibility.yes(), "")
                        : description.fit(chosen, description.releaseFor(chosen)))
                .orElseThrow(() -> new UserError(problems.all()));
        CrashStopBuilder builder = builder(question, fit.machine(), chosen);
        String solution = question.solution() == null ? "" : question.solution();
        CrashStop stop =
                problems.attempt(() -> builder.solution(solution).build()).orElse(null);
        if (stop == null || !problems.isEmpty()) {
            throw new UserError(problems.all());
        }
        String solutionName = String.valueOf(stop.assumptions().get("solution"));
        List<StopEvent> events = new ArrayList<>();
        StopOutcome outcome = record
                ? stop.run((time, kind, cpu, a, b) -> events.add(new StopEvent(time, kind, cpu, a, b)))
                : stop.run();
        return new StopReport(
                stop,
                outcome,
                column(solutionName, question, stop.machine().release()),
                fit.changed(),
                name == null && systemOf(question).equals(StopProcedureProvider.LINUX)
                        ? trail(stop.machine())
                        : List.of(),
                stop.timing(),
                question.timingText(),
                ModelOptions.of(question.options()).texts(),
                others(question, fit.machine(), chosen, solutionName),
                events);
    }

    private CrashStopBuilder builder(StopQuestion question, MachineSpec machine, @Nullable SubArchitecture chosen) {
        CrashStopBuilder builder = stops.builder()
                .machine(machine)
                .crashingCpu(question.crashingCpu())
                .scenario(question.scenario())
                .procedure(question.procedure());
        if (chosen != null) {
            builder.subArchitecture(chosen.id());
        }
        if (question.waitPolicy() != null) {
            builder.waitPolicy(question.waitPolicy());
        }
        question.timing().ifPresent(builder::timing);
        question.options().forEach(builder::option);
        return builder;
    }

    private List<String> trail(MachineSpec machine) {
        for (Plugin<SubArchitectureSelector> selector : stops.installed().all(ExtensionPoint.SELECTOR)) {
            if (selector.extension().appliesTo(machine)) {
                Selection selection =
                        selector.extension().select(machine, stops.installed().subArchitectures());
                return selection.trail();
            }
        }
        return List.of();
    }

    private MatrixColumn column(String solution, StopQuestion question, KernelRelease release) {
        SolutionProvider provider = stops.installed()
                .get(ExtensionPoint.SOLUTION, ExtensionText.parse(solution).id());
        String system = systemOf(question);
        if (!provider.system().equals(StopProcedureProvider.LINUX)) {
            boolean own = provider.system().equals(system);
            return new MatrixColumn(solution, !own, own ? "" : provider.system());
        }
        Optional<ReleaseRange> shipped = provider.shippedIn();
        return new MatrixColumn(
                solution,
                shipped.filter(range -> range.contains(release)).isEmpty(),
                shipped.map(ReleaseRange::toString).orElse(""));
    }

    private String systemOf(StopQuestion question) {
        return names.procedure(question.procedure())
                .map(StopProcedureProvider::system)
                .orElse(StopProcedureProvider.LINUX);
    }

    private List<StopReport.Other> others(
            StopQuestion question, MachineSpec machine, @Nullable SubArchitecture chosen, String solution) {
        List<StopReport.Other> others = new ArrayList<>();
        for (String other : new SolutionOrder(stops.installed()).all()) {
            if (!other.equals(ExtensionText.parse(solution).id())) {
                MatrixColumn column = column(other, question, machine.release());
                try {
                    CrashStop stop =
                            builder(question, machine, chosen).solution(other).build();
                    others.add(new StopReport.Other(column, MatrixCell.of(stop.run()), stop.waitPolicy()));
                } catch (InvalidStopException | BrokenPluginException e) {
                    others.add(new StopReport.Other(column, MatrixCell.impossible(e), Optional.empty()));
                }
            }
        }
        return others;
    }
}
