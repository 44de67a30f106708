package dev.kdumpstop.cli;

import dev.kdumpstop.orchestrator.CrashStops;
import dev.kdumpstop.orchestrator.Headline;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kdump-stop matrix}. */
@Command(
        name = "matrix",
        header = "Which sub-architectures lose the dump, with which solution, when what is wrong?",
        description =
                "Sub-architectures x solutions x scenarios on one machine. Without options: the question of the RFC of"
                        + " 2007, with Linux 2.6.21 on 8 CPUs.",
        footer = {
            "",
            "Examples:",
            "  kdump-stop matrix",
            "  kdump-stop matrix --cpus 12 --solution baseline --solution upstream-2.6.22",
            "  kdump-stop matrix --release 6.1 --procedure panic --fail-on HUNG",
            "  kdump-stop matrix --all --markdown"
        })
final class MatrixCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    MachineOptions machine = new MachineOptions();

    @Mixin
    FailOn failOn = new FailOn();

    @Option(
            names = "--all",
            description = "Everything installed, each sub-architecture on the largest machine it supports, with all"
                    + " solutions. Default: off. Example: --all")
    boolean all;

    @Option(
            names = "--subarch",
            paramLabel = "NAME",
            description = "A sub-architecture; may be repeated. Default: all that exist in the release."
                    + " Example: --subarch i386/bigsmp")
    List<String> subArchitectures = new ArrayList<>();

    @Option(
            names = "--solution",
            paramLabel = "NAME",
            description =
                    "A solution with options; may be repeated. Default: baseline, what was only proposed, and what was"
                            + " shipped then. Example: --solution A:polls=50")
    List<String> solutions = new ArrayList<>();

    @Option(
            names = "--wait-policy",
            paramLabel = "NAME",
            description =
                    "A wait policy, with options, wherever the solution bounds a wait; what waits without limit stays so."
                            + " Default: the solution's own. Example: --wait-policy rfc-loop:polls=50")
    @Nullable
    String waitPolicy;

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            description = "A scenario with options; may be repeated. Default: the RFC's six. Example: --scenario"
                    + " nmi-lockup:cpus=3,latch=full")
    List<String> scenarios = new ArrayList<>();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads that compute; the result does not depend on it. Default: as many as CPUs."
                    + " Example: --threads 1")
    @Nullable
    Integer threads;

    @Option(names = "--markdown", description = "Write Markdown. Default: text. Example: --markdown")
    boolean markdown;

    @Option(names = "--json", description = "Write JSON, with exact times. Default: text. Example: --json")
    boolean json;

    @Override
    public Integer call() {
        Console console = Console.of(Objects.requireNonNull(spec));
        Problems problems = new Problems();
        Installed installed = Extensions.of(Objects.requireNonNull(spec));
        MachineOptions.Read read = machine.read(installed, problems);
        Set<Headline> found = failOn.headlines(problems);
        if (threads != null && threads < 1) {
            problems.add("--threads " + threads + ": expected a whole number from 1 on");
        }
        if (json && markdown) {
            problems.add("--json and --markdown: give one of them");
        }
        MatrixQuestion question = new MatrixQuestion(
                read.machine(),
                read.machine().release(),
                read.crashingCpu(),
                subArchitectures,
                solutions,
                waitPolicy,
                scenarios,
                read.procedure(),
                read.timing(),
                read.options(),
                threads == null ? Runtime.getRuntime().availableProcessors() : Math.max(1, threads));
        if (all) {
            return everything(question, installed, problems, found, console);
        }
        MatrixResult result = problems.attempt(() -> new MatrixRunner(new CrashStops(installed)).run(question))
                .orElse(null);
        if (result == null || !problems.isEmpty()) {
            throw new UserError(problems.all());
        }
        if (json) {
            console.line(Json.indented(MatrixJson.of(result)));
        } else if (markdown) {
            MatrixMarkdown.print(result, console);
        } else {
            new MatrixText(result, console).print();
        }
        return result.anyCell(cell -> cell.headline().filter(found::contains).isPresent())
                ? ExitCode.FOUND
                : ExitCode.OK;
    }

    private int everything(
            MatrixQuestion question, Installed installed, Problems problems, Set<Headline> found, Console console) {
        if (!subArchitectures.isEmpty()) {
            problems.add("--all and --subarch: give one of them");
        }
        if (machine.cpus != null || machine.file != null) {
            problems.add("--all finds a machine for each sub-architecture; leave out "
                    + (machine.cpus != null ? "--cpus" : "--machine"));
        }
        problems.stopIfAny();
        MatrixAll result = new MatrixAllRunner(new CrashStops(installed)).run(question);
        if (json) {
            console.line(Json.indented(MatrixAllJson.of(result)));
        } else if (markdown) {
            MatrixAllMarkdown.print(result, console);
        } else {
            new MatrixAllText(result, console).print();
        }
        return result.anyCell(cell -> cell.headline().filter(found::contains).isPresent())
                ? ExitCode.FOUND
                : ExitCode.OK;
    }
}
