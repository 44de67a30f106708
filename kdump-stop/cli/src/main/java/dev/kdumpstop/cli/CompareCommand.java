package dev.kdumpstop.cli;

import dev.kdumpstop.evidence.compare.Comparison;
import dev.kdumpstop.evidence.compare.ComparisonJson;
import dev.kdumpstop.evidence.compare.ComparisonText;
import dev.kdumpstop.evidence.compare.RecordingComparer;
import dev.kdumpstop.evidence.recording.Recording;
import dev.kdumpstop.evidence.recording.RecordingHeader;
import dev.kdumpstop.evidence.recording.RecordingProblem;
import dev.kdumpstop.evidence.recording.RecordingReader;
import dev.kdumpstop.evidence.recording.RecordingResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kdump-stop compare}. */
@Command(
        name = "compare",
        header = "What explains the recording of a real crash.",
        description =
                "From the events alone: the set of sub-architectures, releases, stop procedures and shorthand settings whose"
                        + " simulated stop makes exactly the recorded accesses, on every CPU and in order. What a"
                        + " recording's header says of the kernel is only checked against, afterwards.",
        footer = {
            "",
            "Recordings are linux-crash-trace/1 files or QEMU's own logs (-trace 'apic_*', better with",
            "-trace 'memory_region_ops_*' and -msg timestamp=on).",
            "",
            "Examples:",
            "  kdump-stop compare crash.jsonl",
            "  kdump-stop compare --blind *.jsonl",
            "  kdump-stop compare --header crash.jsonl qemu.log"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every recording is explained",
            "1:one is not; its first difference is shown",
            "2:wrong usage, or a file that cannot be read",
            "70:a defect of kdump-stop, with what to report"
        })
final class CompareCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Recordings, one or more. Default: none, one is needed. Example: crash.jsonl")
    List<Path> files = new ArrayList<>();

    @Option(
            names = "--blind",
            description = "Do not even use a header's CPUs, APIC ids and crashing CPU. Default: off. Example: --blind")
    boolean blind;

    @Option(
            names = "--header",
            paramLabel = "FILE",
            description =
                    "Take the CPUs of recordings without a header from the header of this one. Default: none, which"
                            + " is --blind for them. Example: --header crash.jsonl")
    @Nullable
    Path header;

    @Option(names = "--json", description = "Write JSON. Default: text. Example: --json")
    boolean json;

    @Override
    public Integer call() {
        CommandSpec running = Objects.requireNonNull(spec);
        Console console = Console.of(running);
        RecordingComparer comparer = new RecordingComparer(Extensions.of(running), blind, givenHeader());
        List<Comparison> all = new ArrayList<>();
        for (Path file : files) {
            Comparison comparison = comparer.compare(file);
            all.add(comparison);
            if (!json) {
                print(console, comparison);
            }
        }
        if (json) {
            console.line(Json.indented(ComparisonJson.of(all)));
        } else if (all.size() > 1) {
            ComparisonText.summary(all).forEach(console::line);
        }
        return exit(all);
    }

    private Optional<RecordingHeader> givenHeader() {
        if (header == null) {
            return Optional.empty();
        }
        RecordingResult read = RecordingReader.read(header);
        if (!read.isWhole()) {
            throw new UserError(
                    read.problems().stream().map(RecordingProblem::toString).toList());
        }
        Optional<RecordingHeader> found = read.recording().flatMap(Recording::header);
        if (found.isEmpty()) {
            throw new UserError(List.of("--header " + header + ": it has no header; expected linux-crash-trace/1"));
        }
        return found;
    }

    private static void print(Console console, Comparison comparison) {
        List<String> lines = ComparisonText.of(comparison);
        Tone tone = switch (comparison.status()) {
            case EXPLAINED -> Tone.GOOD;
            case NOT_EXPLAINED, BROKEN -> Tone.BAD;
            case NOTHING_TO_EXPLAIN -> Tone.PARTIAL;
        };
        console.line(tone, lines.get(0));
        lines.subList(1, lines.size()).forEach(console::line);
    }

    private static int exit(List<Comparison> all) {
        int exit = ExitCode.OK;
        for (Comparison comparison : all) {
            if (comparison.status() == Comparison.Status.BROKEN) {
                return ExitCode.USAGE;
            } else if (comparison.status() == Comparison.Status.NOT_EXPLAINED) {
                exit = ExitCode.FOUND;
            }
        }
        return exit;
    }
}
