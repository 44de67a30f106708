package dev.kdumpstop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people read. */
class GoldenTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "matrix.txt              | matrix",
                "matrix.md               | matrix --markdown --scenario healthy --scenario nmi-lockup:cpus=4",
                "matrix-color.txt        | matrix --color always --scenario nmi-lockup:cpus=4 --scenario healthy",
                "matrix-12-cpus.txt      | matrix --cpus 12",
                "matrix-always.txt       | matrix --option nmi-acceptance=always-accept --scenario nmi-lockup:cpus=4",
                "matrix-6.1.txt          | matrix --release 6.1 --boot no_ipi_broadcast=1 --timing nehalem-x2apic",
                "matrix-panic.txt        | matrix --release 6.1 --procedure panic",
                "matrix-asked.txt        | matrix --release 6.12 --subarch cluster --subarch physflat --subarch x2apic-phys",
                "matrix-255.txt          | matrix --cpus 255 --subarch physflat --timing p6-apic-bus --machine"
                        + " src/test/resources/machine/xapic.conf",
                "matrix-given.txt        | matrix --release 6.1 --cpus 12 --crashing-cpu 5 --procedure panic --timing kvm-guest"
                        + " --option nmi-acceptance=retry-when-latch-full --option horizon=60s --boot no_ipi_broadcast=1"
                        + " --machine src/test/resources/machine/xapic.conf --solution baseline",
                "matrix-two.txt          | matrix --cpus 2 --solution baseline --scenario"
                        + " in-smm:cpus=1,duration=0s+slow-dispatch:latency=150us --scenario healthy",
                "stop-hung.txt           | stop --subarch i386/bigsmp --cpus 8 --solution baseline --scenario"
                        + " nmi-lockup:cpus=3",
                "stop-limit.txt          | stop --subarch physflat --solution upstream-2.6.22 --scenario"
                        + " nmi-lockup:cpus=3 --timing netburst-fsb --crashing-cpu 2",
                "stop-lost.txt           | stop --subarch default --arch i386 --cpus 12",
                "stop-x2apic.txt         | stop --subarch x2apic-cluster --timing nehalem-x2apic",
                "stop-panic.txt          | stop --subarch flat --release 6.1 --procedure panic --scenario"
                        + " irqs-off-spin:cpus=2",
                "stop-chosen.txt         | stop --release 6.1 --cpus 12",
                "stop-panic-hung.txt     | stop --subarch physflat --release 6.1 --procedure panic --solution baseline"
                        + " --scenario sender-wedged",
                "stop-no-routine.txt     | stop --subarch bigsmp --release 6.1 --boot no_ipi_broadcast=1",
                "stop-machine.txt        | stop --machine src/test/resources/machine/box.conf",
                "stop-timeline.txt       | stop --subarch physflat --cpus 3 --solution A:polls=5 --timing p6-apic-bus"
                        + " --scenario nmi-lockup:cpus=1 --timeline",
                "stop-wait-policy.txt    | stop --subarch bigsmp --solution A --wait-policy linux-6.x --scenario"
                        + " nmi-lockup:cpus=3",
                "stop-no-policy.txt      | stop --subarch bigsmp --wait-policy rfc-loop:polls=50 --scenario"
                        + " nmi-lockup:cpus=3",
                "matrix-wait-policy.txt  | matrix --wait-policy rfc-loop:polls=50 --scenario nmi-lockup:cpus=4",
                "stop-bus.txt            | stop --machine src/test/resources/machine/p6.conf --subarch bigsmp --solution"
                        + " upstream-2.6.22 --scenario dest-absent:cpus=2",
                "icr-decode.txt          | icr decode 00000c00 0e000000",
                "icr-decode-invalid.txt  | icr decode 000c4d05 --generation p6",
                "icr-encode-x2apic.txt   | icr encode --x2apic --mode lowest-priority --dest 12 --vector 3",
                "import.txt              | machine import src/test/resources/boot/x86_64-6.12-maxcpus.log",
                "import-explain.txt      | machine import src/test/resources/boot/x86_64-2.6.22-fadt.log --explain",
                "import-undescribed.txt  | machine import src/test/resources/boot/x86_64-3.10-two-sockets.log",
                "import-kvm.txt          | machine import src/test/resources/boot/x86_64-6.8-kvm.log",
                "matrix-all.txt          | matrix --all --arch i386 --release 6.1 --solution baseline --solution"
                        + " upstream-6.x --scenario healthy --scenario icr-busy-at-entry",
                "help-machine.txt        | machine --help",
                "help-machine-import.txt | machine import --help",
                "help.txt                | --help",
                "help-matrix.txt         | matrix --help",
                "help-stop.txt           | stop --help",
                "help-conform.txt        | conform --help",
                "help-experiment-run.txt | experiment run --help",
                "experiment-check.txt    | experiment check ../../samples/experiments/incidents.conf",
                "experiment-remarks.txt  | experiment check src/test/resources/experiment/mixed.conf",
            })
    void output(String file, String commandLine) {
        Cli.Result result = Cli.line(commandLine);
        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isZero();
        Golden.check(file, result.out());
        if (!file.endsWith(".md")) {
            assertThat(result.out().replaceAll("\u001b\\[[0-9;]*m", "").lines())
                    .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(Console.WIDTH));
        }
        assertThat(result.out().lines()).noneMatch(line -> line.endsWith(" "));
    }

    /** The jar's name is not that of the module while tests run. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "list.txt                | list",
                "list-solutions.txt      | list solutions",
                "list-procedure.txt      | list procedure panic-today",
                "list-subarch.txt        | list sub-architectures i386/es7000-clustered",
                "list-subarch-mach.txt   | list sub-architecture i386/summit",
                "list-profile.txt        | list timing-profiles p6-apic-bus",
                "list-options.txt        | list options",
            })
    void listing(String file, String commandLine) {
        Cli.Result result = Cli.line(commandLine);
        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isZero();
        Golden.check(
                file,
                result.out()
                        .replaceAll("(?m)^  from .*$", "  from JAR")
                        .replaceAll("(?m)^(\\S+)  \\(\\S+\\)$", "$1  (JAR)"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "error-names.txt         | stop --subarch i386/bigsm --solution C --scenario nmi-lockp:cpus=99"
                        + " --option foo=1 --option bar --release 3 --fail-on HUNK",
                "error-wait-policy.txt   | stop --subarch flat --wait-policy rfc-lop --procedure kdumb",
                "error-wait-options.txt  | matrix --wait-policy rfc-loop:pols=3",
                "error-machine.txt       | stop --machine src/test/resources/machine/bad.conf",
                "error-syntax.txt        | stop --machine src/test/resources/machine/broken.conf",
                "error-no-file.txt       | stop --machine src/test/resources/machine/none.conf",
                "error-cannot-be.txt     | stop --subarch x86_64/cluster --release 6.1",
                "error-matrix.txt        | matrix --subarch cluster --release 6.1 --solution Z --threads 0",
                "error-cpus.txt          | matrix --scenario nmi-lockup:cpus=77 --solution A:pols=3",
                "error-import.txt        | machine import src/test/resources/boot/lost-beginning.log"
                        + " src/test/resources/boot/arm64.log src/test/resources/machine/box.conf"
                        + " src/test/resources/boot src/test/resources/boot/none.log src/test/resources/boot/no-log.txt",
                "error-import-cut.txt    | machine import src/test/resources/boot/cut.log",
                "error-import-two.txt    | machine import src/test/resources/boot/x86_64-5.15-optout.log"
                        + " src/test/resources/boot/x86_64-5.15-cpuinfo.txt"
                        + " src/test/resources/boot/x86_64-5.15-other-cpuinfo.txt",
                "error-import-none.txt   | machine import",
                "error-all.txt           | matrix --all --cpus 4 --subarch i386/default",
                "error-command.txt       | stpo",
                "error-option.txt        | stop --scenaro healthy",
                "error-architecture.txt  | stop --subarch i386/default --arch x86_64 --crashing-cpu 99",
                "error-type.txt          | stop --cpus many",
                "error-icr.txt           | icr decode zz 123456789",
                "error-icr-digits.txt    | icr decode zz",
                "error-icr-part.txt      | icr decode --generation foo 400",
                "error-trace.txt         | stop --subarch flat --trace missing/folder/out.json",
                "error-kind.txt          | list solutons",
                "error-experiment.txt    | experiment check src/test/resources/experiment/broken.conf",
                "error-set.txt           | experiment plan ../../samples/experiments/scale.conf --set machine.cpu=4",
                "error-cell.txt          | experiment run ../../samples/experiments/scale.conf --cell x=1 --threads 0",
                "error-list-name.txt     | list solution B",
            })
    void error(String file, String commandLine) {
        Cli.Result result = Cli.line(commandLine);
        assertThat(result.out()).isEmpty();
        assertThat(result.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).doesNotContain("\tat ", "Exception");
        Golden.check(file, result.err());
    }
}
