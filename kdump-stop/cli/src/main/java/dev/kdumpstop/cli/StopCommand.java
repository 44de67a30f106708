package dev.kdumpstop.cli;

import dev.kdumpstop.experiments.trace.ChromeTrace;
import dev.kdumpstop.experiments.trace.RecordedStop;
import dev.kdumpstop.orchestrator.CrashStops;
import dev.kdumpstop.orchestrator.Headline;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kdump-stop stop}. */
@Command(
        name = "stop",
        header = "One crash stop: what it comes to, and why.",
        description =
                "Stops the CPUs of one machine once. Prints the headline, the reasons, what became of each CPU, and"
                        + " what the other solutions would have done.",
        footer = {
            "",
            "Examples:",
            "  kdump-stop stop --subarch i386/bigsmp --solution baseline --scenario nmi-lockup:cpus=3",
            "  kdump-stop stop --subarch x86_64/flat --release 6.1 --procedure panic --scenario irqs-off-spin",
            "  kdump-stop stop --subarch physflat --timing netburst-fsb --trace out.json",
            "",
            "What a --machine file may say: docs/machine-file.md"
        })
final class StopCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--subarch",
            paramLabel = "NAME",
            description = "The sub-architecture. Default: what the kernel itself chooses on that machine."
                    + " Example: --subarch i386/bigsmp")
    @Nullable
    String subArchitecture;

    @Option(
            names = "--solution",
            paramLabel = "NAME",
            description =
                    "The solution, with options. Default: what the release shipped. Example: --solution A:polls=50")
    @Nullable
    String solution;

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
            description = "What is wrong at the crash; several joined by +. Default: healthy."
                    + " Example: --scenario nmi-lockup:cpus=3+slow-dispatch")
    String scenario = "healthy";

    @Mixin
    MachineOptions machine = new MachineOptions();

    @Mixin
    FailOn failOn = new FailOn();

    @Option(
            names = "--timeline",
            description = "Print everything that happens, one line each. Default: off. Example: --timeline")
    boolean timeline;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "Write a trace that ui.perfetto.dev and chrome://tracing open. Default: none."
                    + " Example: --trace out.json")
    @Nullable
    Path trace;

    @Option(
            names = "--notes",
            paramLabel = "DIR",
            description = "Write the ELF notes that the capture kernel would find, one file per CPU. Default: none."
                    + " Example: --notes notes")
    @Nullable
    Path notes;

    @Option(names = "--json", description = "Write JSON. Default: text. Example: --json")
    boolean json;

    @Override
    public Integer call() {
        Console console = Console.of(Objects.requireNonNull(spec));
        Problems problems = new Problems();
        Installed installed = Extensions.of(Objects.requireNonNull(spec));
        MachineOptions.Read read = machine.read(installed, problems);
        Set<Headline> found = failOn.headlines(problems);
        StopQuestion question = new StopQuestion(
                read.machine(),
                read.crashingCpu(),
                subArchitecture,
                solution,
                waitPolicy,
                scenario,
                read.procedure(),
                read.timing(),
                read.timingText(),
                read.options());
        boolean record = timeline || trace != null;
        StopReport report = problems.attempt(() -> new StopRunner(new CrashStops(installed)).run(question, record))
                .orElse(null);
        if (report == null || !problems.isEmpty()) {
            throw new UserError(problems.all());
        }
        if (trace != null) {
            OutputFiles.write(
                    trace,
                    ChromeTrace.of(
                            new RecordedStop(report.stop(), report.outcome(), report.events()),
                            Map.of("program", "kdump-stop " + Version.text())));
        }
        if (notes != null) {
            OutputFiles.writeNotes(notes, report);
        }
        if (json) {
            console.line(Json.indented(StopJson.of(report, timeline)));
        } else {
            new StopText(report, console).print(timeline);
        }
        return found.contains(report.outcome().headline()) ? ExitCode.FOUND : ExitCode.OK;
    }
}
