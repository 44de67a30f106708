package dev.kdumpstop.cli;

import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.KernelRelease;
import dev.kdumpstop.evidence.boot.BootRecordReader;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kdump-stop machine import}. */
@Command(
        name = "import",
        header = "A machine description from a Linux boot log, /proc/cpuinfo or lscpu -e.",
        description =
                "Reads what a kernel told about its machine, describes it for --machine, and says which APIC driver the"
                        + " kernel's own rules pick on it and whether the log's agrees. Several files are taken for one"
                        + " machine; what contradicts itself is named.",
        footer = {
            "",
            "Examples:",
            "  dmesg > box.log; kdump-stop machine import box.log -o box.conf",
            "  kdump-stop stop --machine box.conf --scenario nmi-lockup:cpus=3",
            "  kdump-stop machine import box.log /proc/cpuinfo --explain"
        })
final class MachineImportCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description =
                    "Boot log with or without time stamps, /proc/cpuinfo, or output of lscpu -e. Default: none, one"
                            + " is needed. Example: box.log")
    List<Path> files = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "Write the description there and the findings to the terminal. Default: the description, with"
                    + " the findings as comments, to the terminal. Example: -o box.conf")
    @Nullable
    Path output;

    @Option(
            names = "--explain",
            description = "List the lines used, and the rules that led to the driver. Default: off. Example: --explain")
    boolean explain;

    @Option(
            names = "--release",
            paramLabel = "RELEASE",
            description = "Kernel release. Default: the log's. Example: --release 6.12")
    @Nullable
    String release;

    @Option(
            names = "--arch",
            paramLabel = "ARCH",
            description = "Kernel architecture, i386 or x86_64. Default: the log's. Example: --arch i386")
    @Nullable
    String architecture;

    @Option(names = "--json", description = "Write the findings as JSON. Default: text. Example: --json")
    boolean json;

    @Override
    public Integer call() {
        Console console = Console.of(Objects.requireNonNull(spec));
        Installed installed = Extensions.of(Objects.requireNonNull(spec));
        Problems problems = new Problems();
        String releaseText = release;
        KernelRelease saidRelease = releaseText == null
                ? null
                : problems.attempt(() -> KernelRelease.of(releaseText)).orElse(null);
        String architectureText = architecture;
        Architecture saidArchitecture = architectureText == null
                ? null
                : problems.attempt(() -> MachineOptions.architecture(architectureText))
                        .orElse(null);
        ImportResult result = problems.attempt(() ->
                        new MachineImporter(installed).run(BootRecordReader.read(files), saidRelease, saidArchitecture))
                .orElse(null);
        if (result == null || !problems.isEmpty()) {
            throw new UserError(problems.all());
        }
        if (output != null) {
            OutputFiles.write(output, ImportHocon.of(result, explain));
        }
        if (json) {
            console.line(Json.indented(ImportJson.of(result)));
        } else if (output != null) {
            ImportText.lines(result, explain).forEach(console::line);
            console.line("written    " + output + "; next: kdump-stop stop --machine " + output);
        } else {
            ImportHocon.of(result, explain).lines().forEach(console::line);
        }
        return ExitCode.OK;
    }
}
