package dev.kdumpstop.samples.vectorfirst;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.BootOptions;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.orchestrator.CrashStop;
import dev.kdumpstop.orchestrator.CrashStopBuilder;
import dev.kdumpstop.orchestrator.Headline;
import dev.kdumpstop.orchestrator.InvalidStopException;
import dev.kdumpstop.orchestrator.StopOutcome;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VectorFirstTest {
    private static CrashStopBuilder stop(String release) {
        return CrashStop.builder()
                .machine(MachineSpec.builder(Architecture.X86_64, release)
                        .cpus(8)
                        .boot(BootOptions.parse("no_ipi_broadcast=1"))
                        .build())
                .procedure("vector-first");
    }

    /** physflat without shorthand: one write per CPU, so that a CPU which holds the ICR has others behind it. */
    @ParameterizedTest(name = "{0}, {1}: {2} in {3}, saved {4}")
    @CsvSource(delimiter = '|', textBlock = """
            upstream-6.x | healthy                               | CAPTURED_ALL     | 0     | 1-7
            # interrupts off: the NMI gets it
            upstream-6.x | irqs-off-spin:cpus=3                  | CAPTURED_ALL     | 100ms | 1-7
            # in the NMI handler: it alone gets an NMI, which holds up nobody, and is waited for
            upstream-6.x | nmi-lockup:cpus=3                     | CAPTURED_PARTIAL | 1.1s  | 1,2,4-7
            baseline     | nmi-lockup:cpus=3                     | CAPTURED_PARTIAL | 1.1s  | 1,2,4-7
            # two of them: the second NMI waits for the first
            baseline     | nmi-lockup:cpus=3,5                   | HUNG             | 100ms | 1,2,4,6,7
            upstream-6.x | nmi-lockup:cpus=3,5                   | CAPTURED_PARTIAL | 1.2s  | 1,2,4,6,7
            # a vector waits without limit in B-2 and upstream; B-1 bounds what the crash stop sends
            upstream-6.x | icr-busy-at-entry                     | HUNG             | 0     |
            B-1          | icr-busy-at-entry                     | CAPTURED_ALL     | 0     | 1-7
            """)
    void stops(String solution, String scenario, Headline headline, String time, String saved) {
        StopOutcome outcome =
                stop("6.12").solution(solution).scenario(scenario).build().run();
        assertThat(outcome.headline()).isEqualTo(headline);
        assertThat(Picoseconds.format(outcome.timePs())).isEqualTo(time);
        assertThat(outcome.saved()).isEqualTo(CpuSet.parse(saved == null ? "" : saved));
    }

    @Test
    @DisplayName("only who does not answer gets an NMI")
    void nmis() {
        StopOutcome outcome = stop("6.12")
                .procedure("vector-first:patience=5ms")
                .scenario("irqs-off-spin:cpus=2,6")
                .build()
                .run();
        assertThat(Picoseconds.format(outcome.timePs())).isEqualTo("5ms");
        assertThat(outcome.cpus())
                .allSatisfy(cpu -> assertThat(cpu.record().nmis())
                        .as("CPU %d", cpu.cpu())
                        .isEqualTo(cpu.cpu() == 2 || cpu.cpu() == 6 ? 1 : 0));
    }

    @Test
    @DisplayName("a kernel it was not thought for is refused")
    void oldKernels() {
        assertThatThrownBy(() -> stop("2.6.21").build())
                .isInstanceOf(InvalidStopException.class)
                .hasMessageContaining("vector-first: thought for kernels 5.10 and later, not for 2.6.21");
    }
}
