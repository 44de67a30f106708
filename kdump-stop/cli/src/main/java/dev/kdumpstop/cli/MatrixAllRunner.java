package dev.kdumpstop.cli;

import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.stop.StopProcedureProvider;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.subarch.SubArchitectureName;
import dev.kdumpstop.api.subarch.SubArchitectureSelector;
import dev.kdumpstop.experiments.config.MachineDescription;
import dev.kdumpstop.orchestrator.CrashStops;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import dev.kdumpstop.orchestrator.plugin.Plugin;
import dev.kdumpstop.orchestrator.plugin.PluginProblem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Computes the matrix of everything: one matrix for each sub-architecture, on the largest machine it supports. */
final class MatrixAllRunner {
    private final Installed installed;
    private final Names names;
    private final MatrixRunner runner;

    MatrixAllRunner(CrashStops stops) {
        this.installed = stops.installed();
        this.names = new Names(installed);
        this.runner = new MatrixRunner(stops);
    }

    /** Computes it. @throws UserError with everything that is wrong with the question */
    MatrixAll run(MatrixQuestion question) {
        List<String> solutions =
                question.solutions().isEmpty() ? new SolutionOrder(installed).all() : question.solutions();
        Problems problems = new Problems();
        List<MatrixAll.Row> rows = new ArrayList<>();
        Map<String, List<String>> absent = new TreeMap<>();
        Set<String> broken = new LinkedHashSet<>();
        Set<String> scenarios = new LinkedHashSet<>();
        for (Plugin<SubArchitecture> plugin : installed.all(ExtensionPoint.SUB_ARCHITECTURE)) {
            SubArchitecture found = plugin.extension();
            if (!MatrixRunner.isAsked(found, question)) {
                continue;
            }
            if (!names.sendsAs(question.procedure(), found)) {
                absent.put(found.id(), List.of("does not address CPUs as " + question.procedure() + " does"));
                continue;
            }
            Optional<MachineDescription> machine = LargestMachine.of(found, question.machine());
            if (machine.isEmpty()) {
                absent.put(found.id(), reasons(found, question));
            } else {
                MatrixQuestion own = question(found, machine.get(), question, solutions);
                List<String> reasons = runner.broken(own, found);
                if (!reasons.isEmpty()) {
                    absent.put(found.id(), reasons);
                    broken.addAll(reasons);
                    continue;
                }
                problems.attempt(() -> row(own)).ifPresent(row -> {
                    rows.add(row);
                    scenarios.addAll(row.texts().keySet());
                });
            }
        }
        if (rows.isEmpty()) {
            broken.forEach(problems::add);
        }
        if (rows.isEmpty() && problems.isEmpty()) {
            problems.add("no sub-architecture that is installed supports any machine that was tried");
        }
        problems.stopIfAny();
        return new MatrixAll(rows, solutions, List.copyOf(scenarios), absent, foreign(solutions), refused());
    }

    private static List<String> reasons(SubArchitecture found, MatrixQuestion question) {
        return question.machine()
                .fit(found, question.machine().releaseFor(found))
                .compatibility()
                .reasons();
    }

    /** What is asked of one sub-architecture. */
    private static MatrixQuestion question(
            SubArchitecture found, MachineDescription machine, MatrixQuestion question, List<String> solutions) {
        return new MatrixQuestion(
                machine,
                machine.release(),
                question.crashingCpu(),
                List.of(found.id()),
                solutions,
                question.waitPolicy(),
                question.scenarios(),
                question.procedure(),
                question.timing(),
                question.options(),
                question.threads());
    }

    private MatrixAll.Row row(MatrixQuestion question) {
        MatrixResult matrix = runner.run(question);
        MachineSpec spec = matrix.rows().get(0).machine();
        Map<String, String> texts = new LinkedHashMap<>();
        if (question.scenarios().isEmpty()) {
            texts.putAll(
                    MatrixScenario.roles(question.crashingCpu(), spec.maps().online()));
        } else {
            question.scenarios().forEach(text -> texts.put(text, text));
        }
        return new MatrixAll.Row(matrix, texts, picked(spec));
    }

    private Optional<String> picked(MachineSpec machine) {
        for (Plugin<SubArchitectureSelector> selector : installed.all(ExtensionPoint.SELECTOR)) {
            if (selector.extension().appliesTo(machine)) {
                return selector.extension()
                        .select(machine, installed.subArchitectures())
                        .chosen()
                        .map(SubArchitectureName::toString);
            }
        }
        return Optional.empty();
    }

    /** Solutions of other systems, which nobody asked for. */
    private List<String> foreign(List<String> solutions) {
        return installed.all(ExtensionPoint.SOLUTION).stream()
                .filter(plugin -> !plugin.extension().system().equals(StopProcedureProvider.LINUX))
                .map(plugin -> plugin.extension().id())
                .filter(id -> !solutions.contains(id))
                .toList();
    }

    private List<String> refused() {
        return installed.problems().stream().map(PluginProblem::toString).toList();
    }
}
