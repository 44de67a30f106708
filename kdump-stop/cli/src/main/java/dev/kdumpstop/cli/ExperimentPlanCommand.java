package dev.kdumpstop.cli;

import dev.kdumpstop.experiments.CellSpec;
import dev.kdumpstop.experiments.plan.Experiment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kdump-stop experiment plan}. */
@Command(
        name = "plan",
        header = "The cells of an experiment and their number, before anything runs.",
        description = "One line a cell: its number and the values of what varies.")
final class ExperimentPlanCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    ExperimentSource source = new ExperimentSource();

    @Option(
            names = "--most",
            paramLabel = "N",
            defaultValue = "40",
            description = "Show so many cells at most; 0 = all. Default: 40. Example: --most 0")
    int most = 40;

    @Override
    public Integer call() {
        CommandSpec own = Objects.requireNonNull(spec);
        Console console = Console.of(own);
        Experiment experiment = source.read(Extensions.of(own));
        List<CellSpec> cells = experiment.cells();
        Set<String> variables = new TreeSet<>();
        cells.forEach(cell -> variables.addAll(cell.variables().keySet()));
        console.line(Tone.STRONG, experiment.name() + (experiment.title().isEmpty() ? "" : ": " + experiment.title()));
        long left = experiment.combinations().longValueExact() - cells.size();
        console.line(cells.size() + " cells of " + experiment.kind().id() + ", at most " + experiment.repeat()
                + (experiment.repeat() == 1 ? " repetition" : " repetitions") + " each; seed " + experiment.seed()
                + (left == 0 ? "" : "; " + left + " combinations left out by only-if"));
        List<String> header = new ArrayList<>(List.of("cell"));
        header.addAll(variables);
        Table table = new Table(0).row(Tone.STRONG, header).right(0);
        int shown = most == 0 ? cells.size() : Math.min(most, cells.size());
        for (int i = 0; i < shown; i++) {
            List<String> row = new ArrayList<>(List.of(Integer.toString(i)));
            for (String variable : variables) {
                row.add(cells.get(i).variables().getOrDefault(variable, "-"));
            }
            table.row(Tone.PLAIN, row);
        }
        console.line("");
        table.print(console);
        if (shown < cells.size()) {
            console.line("… and " + (cells.size() - shown) + " more: --most 0 shows all");
        }
        console.line("");
        ExperimentCheckCommand.remarks(console, experiment, Extensions.of(own));
        console.line("one cell alone: " + source.command()
                + Console.quoted(cells.get(0).id()));
        return ExitCode.OK;
    }
}
