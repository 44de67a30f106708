package dev.kdumpstop.cli;

import dev.kdumpstop.experiments.CellSpec;
import dev.kdumpstop.experiments.config.CellCheck;
import dev.kdumpstop.experiments.config.Remarks;
import dev.kdumpstop.experiments.plan.Experiment;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code kdump-stop experiment check}. */
@Command(
        name = "check",
        header = "Whether an experiment's file is right; all problems at once.",
        description = "Reads the file and runs nothing. Exit code 2 if there is a problem.")
final class ExperimentCheckCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    ExperimentSource source = new ExperimentSource();

    @Override
    public Integer call() {
        CommandSpec own = Objects.requireNonNull(spec);
        Experiment experiment = source.read(Extensions.of(own));
        Console.of(own)
                .line(source.file() + " is right: " + experiment.cells().size()
                        + (experiment.cells().size() == 1 ? " cell" : " cells") + " of at most " + experiment.repeat()
                        + (experiment.repeat() == 1 ? " repetition" : " repetitions"));
        remarks(Console.of(own), experiment, Extensions.of(own));
        return ExitCode.OK;
    }

    /** Combinations that cannot be, each with the first of its cells. */
    static void remarks(Console console, Experiment experiment, Installed installed) {
        List<CellSpec> cells = experiment.cells();
        Map<String, List<Integer>> byWords = new LinkedHashMap<>();
        new CellCheck(installed)
                .findings(experiment)
                .forEach((number, all) ->
                        all.forEach(finding -> byWords.computeIfAbsent(finding.words(), words -> new ArrayList<>())
                                .add(number)));
        byWords.forEach((words, numbers) -> console.paragraph(
                "",
                numbers.size() + (numbers.size() == 1 ? " cell" : " cells") + " cannot be run and will say so ("
                        + cells.get(numbers.get(0)).id() + "): " + words + ". only-if leaves cells out."));
        Remarks.of(experiment, installed).forEach(remark -> console.paragraph("", "remark: " + remark));
    }
}
