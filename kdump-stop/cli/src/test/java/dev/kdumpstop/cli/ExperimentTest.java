package dev.kdumpstop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("kdump-stop experiment run")
class ExperimentTest {
    private static final String MIXED = "src/test/resources/experiment/mixed.conf";

    private static Cli.Result cell(String id) {
        return Cli.run("experiment", "run", MIXED, "--cell", id);
    }

    @Test
    @DisplayName("finds a cell whatever the order of its words; of one that cannot be run the exit code is 1")
    void oneCell() {
        Cli.Result one = cell("scenario=nmi-lockup:cpus=7   machine.cpus=8");
        assertThat(one.exit()).isZero();
        assertThat(one).isEqualTo(cell("machine.cpus=8 scenario=nmi-lockup:cpus=7"));
        assertThat(one.out()).startsWith("{\"id\":\"machine.cpus=8 scenario=nmi-lockup:cpus=7\"");
        assertThat(cell("machine.cpus=4 scenario=nmi-lockup:cpus=7").exit()).isEqualTo(ExitCode.FOUND);
        assertThat(cell("machine.cpus=9 scenario=nmi-lockup:cpus=7").exit()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    @DisplayName("names the assumption that decides, and how to turn it round")
    void assumption(@TempDir Path folder) {
        assertThat(Cli.line("experiment run " + MIXED + " -o " + folder.resolve("a"))
                        .out())
                .contains("assumed: nmi-acceptance retry-while-in-nmi: a CPU in an NMI handler refuses NMIs")
                .containsPattern("--set\\s+option.nmi-acceptance=always-accept\\s+shows");
        assertThat(Cli.line("experiment run src/test/resources/experiment/traffic.conf -o " + folder.resolve("b"))
                        .out())
                .doesNotContain("assumed");
    }
}
