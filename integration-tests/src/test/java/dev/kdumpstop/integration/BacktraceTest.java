package dev.kdumpstop.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.orchestrator.Headline;
import dev.kdumpstop.orchestrator.StopOutcome;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The NMI backtrace, by itself and before a crash; profile {@code ideal}. */
class BacktraceTest {

    @ParameterizedTest(name = "kernel-facts 4.3: nmi-backtrace on {0}, {1}: {2}, answers wanting: {3}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                    x86_64/physflat      | healthy               | 0    | -
                    x86_64/physflat      | nmi-lockup:cpus=7     | 10s  | 7
                    x86_64/x2apic-phys   | nmi-lockup:cpus=3     | 10s  | 3
                    x86_64/flat          | nmi-lockup:cpus=2-4   | 10s  | 2-4
                    i386/bigsmp          | nmi-lockup:cpus=3     | 10.1001s | 3
                    """)
    void byItself(String subArchitecture, String scenario, String time, String wanting) {
        StopOutcome outcome = Stops.stop(subArchitecture, "6.1", 8)
                .procedure("nmi-backtrace")
                .scenario(scenario)
                .build()
                .run();
        assertThat(outcome.headline()).isEqualTo(Headline.DONE);
        assertThat(Picoseconds.format(outcome.timePs())).isEqualTo(time);
        CpuSet silent = CpuSet.parse(wanting == null ? "" : wanting);
        for (int cpu = 1; cpu < 8; cpu++) {
            assertThat(outcome.cpus().get(cpu).record().acknowledged())
                    .as("CPU %d", cpu)
                    .isEqualTo(!silent.contains(cpu));
            assertThat(outcome.cpus().get(cpu).stopped())
                    .as("nobody is stopped")
                    .isFalse();
        }
        if (wanting == null) {
            assertThat(outcome.why()).containsExactly("nothing stood in the way");
        } else {
            assertThat(outcome.why()).anyMatch(why -> why.contains(wanting) && why.contains("not answered: "));
            assertThat(outcome.why()).noneMatch(why -> why.contains("not stopped"));
        }
    }

    /**
     * The backtrace's 10 s and the stop's 1 s are spent only if some CPU does not answer. In xAPIC mode the NMI it refused still
     * holds the ICR when the stop begins, even where it was the last: 100.1 ms more.
     */
    @ParameterizedTest(name = "{0} {1}, {3}: {4} in {5}; every CPU that answers takes {6} NMIs")
    @CsvSource(delimiter = '|', textBlock = """
                    x86_64/physflat    | 6.1    | kdump-today          | healthy                           | CAPTURED_ALL     | 0   | 2
                    x86_64/physflat    | 6.1    | kdump-today          | nmi-lockup:cpus=7                 | CAPTURED_PARTIAL | 11.1001s | 2
                    x86_64/x2apic-phys | 6.1    | kdump-today          | nmi-lockup:cpus=3                 | CAPTURED_PARTIAL | 11s | 2
                    x86_64/x2apic-phys | 6.1    | kdump-today          | nmi-lockup:cpus=3,release-after=4s | CAPTURED_ALL    | 4s  | 2
                    x86_64/physflat    | 6.1    | kdump-post-notifiers | healthy                           | CAPTURED_ALL     | 0   | 2
                    x86_64/physflat    | 6.1    | kdump-post-notifiers | nmi-lockup:cpus=7                 | CAPTURED_PARTIAL | 11.1001s | 2
                    i386/bigsmp        | 2.6.21 | kdump-2.6.21         | healthy                           | CAPTURED_ALL     | 0   | 2
                    """)
    void beforeACrash(
            String subArchitecture,
            String release,
            String procedure,
            String scenario,
            Headline headline,
            String time,
            long nmis) {
        StopOutcome outcome = Stops.stop(subArchitecture, release, 8)
                .procedure(procedure + ":backtrace-first=true")
                .scenario(scenario)
                .build()
                .run();
        assertThat(outcome.headline()).isEqualTo(headline);
        assertThat(Picoseconds.format(outcome.timePs())).isEqualTo(time);
        for (int cpu : outcome.stopped().toArray()) {
            assertThat(outcome.cpus().get(cpu).record().nmis())
                    .as("an answer to the backtrace does not keep CPU %d out of the stop", cpu)
                    .isEqualTo(nmis);
            assertThat(outcome.cpus().get(cpu).registersSaved()).isTrue();
        }
    }

    @Test
    @DisplayName("without the backtrace's round of its own the stop would take its answers for stopped CPUs")
    void answersOfTheBacktraceAreNotStops() {
        StopOutcome outcome = Stops.stop("x86_64/physflat", "6.1", 8)
                .procedure("kdump-today:backtrace-first=true")
                .scenario("nmi-lockup:cpus=7")
                .build()
                .run();
        assertThat(outcome.stopped()).isEqualTo(CpuSet.range(1, 6));
        assertThat(outcome.why()).anyMatch(why -> why.startsWith("CPU 7 is not stopped: the NMI is refused"));
    }

    @ParameterizedTest(name = "the family name kdump means {1} on {0}, not what a boot option turns on")
    @CsvSource({"2.6.21, kdump-2.6.21", "6.1, kdump-today"})
    void theFamilyNameIsWhatTheKernelDoesByItself(String release, String procedure) {
        assertThat(Stops.stop("i386/bigsmp", release, 4).build().procedure().name())
                .isEqualTo(procedure);
    }
}
