package dev.kdumpstop.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.orchestrator.CrashStop;
import dev.kdumpstop.orchestrator.CrashStopBuilder;
import dev.kdumpstop.orchestrator.Headline;
import dev.kdumpstop.orchestrator.InvalidStopException;
import dev.kdumpstop.orchestrator.StopOutcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Crash stops of Xen, FreeBSD and macOS (apic-facts 4.3), each with the waits of its system; profile {@code ideal}. CPU 3 of
 * 1..7 is the stuck one, and refuses NMIs as the RFC reports.
 */
class OtherSystemsTest {
    private static CrashStopBuilder on(String release, ApicMode mode, String procedure) {
        return CrashStop.builder()
                .machine(MachineSpec.builder(Architecture.X86_64, release)
                        .cpus(8)
                        .mode(mode)
                        .build())
                .procedure(procedure);
    }

    @ParameterizedTest(name = "{0}: {1} in {2} on the machine of any release, xAPIC and x2APIC")
    @CsvSource({
        "xen-crash-stop, CAPTURED_ALL",
        "freebsd-stop-cpus, STOPPED_ALL",
        "freebsd-stop-cpus:hard=false, STOPPED_ALL",
        "xnu-nmi-stop, STOPPED_ALL",
        "xnu-nmi-stop:ordinary-first=true, STOPPED_ALL",
    })
    void healthy(String procedure, Headline headline) {
        for (String release : List.of("2.6.21", "6.1", "6.12")) {
            for (ApicMode mode : ApicMode.values()) {
                if (mode == ApicMode.X2APIC && release.startsWith("2.6")) {
                    continue; // no x2APIC driver is described for it
                }
                StopOutcome outcome = on(release, mode, procedure).build().run();
                assertThat(outcome.headline()).as("%s %s", release, mode).isEqualTo(headline);
                assertThat(outcome.timePs()).isZero();
                assertThat(outcome.saved()).isEqualTo(CpuSet.range(1, 7));
            }
        }
    }

    /**
     * Xen: the mask has its one wait behind it, 1 s; one by one it hangs before CPU 4, as Linux did. FreeBSD: 50 ms before CPU 4,
     * then it panics again. macOS: 10 ms, sends anyway, waits 500 ms for CPU 3. x2APIC has nothing to wait for.
     */
    @ParameterizedTest(name = "{0} on {1} {2} with a stuck CPU: {3} in {4}, {5} time-outs, stopped {6}")
    @CsvSource(delimiter = '|', textBlock = """
                    xen-crash-stop     | x86_64/flat         | XAPIC  | CAPTURED_PARTIAL  | 1s    | 0 | 1,2,4-7
                    xen-crash-stop     | x86_64/physflat     | XAPIC  | HUNG              | 0     | 0 | 1,2
                    xen-crash-stop     | x86_64/x2apic-phys  | X2APIC | CAPTURED_PARTIAL  | 1s    | 0 | 1,2,4-7
                    freebsd-stop-cpus  | x86_64/physflat     | XAPIC  | CRASH_PATH_FAILED | 50ms  | 1 | 1,2
                    freebsd-stop-cpus  | x86_64/x2apic-phys  | X2APIC | STOPPED_PARTIAL   | 1s    | 0 | 1,2,4-7
                    freebsd-stop-cpus:spin=50ns | x86_64/x2apic-phys | X2APIC | STOPPED_PARTIAL | 5s | 0 | 1,2,4-7
                    xnu-nmi-stop       | x86_64/physflat     | XAPIC  | STOPPED_PARTIAL   | 510ms | 1 | 1,2,4-7
                    xnu-nmi-stop       | x86_64/x2apic-phys  | X2APIC | STOPPED_PARTIAL   | 500ms | 0 | 1,2,4-7
                    """)
    void oneStuckCpu(
            String procedure,
            String subArchitecture,
            ApicMode mode,
            Headline headline,
            String time,
            long timeouts,
            String stopped) {
        StopOutcome outcome = on("6.1", mode, procedure)
                .subArchitecture(subArchitecture)
                .scenario("nmi-lockup:cpus=3")
                .build()
                .run();
        assertThat(outcome.headline()).isEqualTo(headline);
        assertThat(Picoseconds.format(outcome.timePs())).isEqualTo(time);
        assertThat(outcome.timeouts()).isEqualTo(timeouts);
        assertThat(outcome.stopped()).isEqualTo(CpuSet.parse(stopped));
    }

    /** A kernel that is marked as panicking skips the CPU whose turn it is: 50 ms for each CPU behind the stuck one. */
    @Test
    void freeBsdThatPanicsAlreadySkips() {
        StopOutcome outcome = on("6.1", ApicMode.XAPIC, "freebsd-stop-cpus")
                .solution("freebsd:panicking=true")
                .scenario("nmi-lockup:cpus=3")
                .build()
                .run();
        assertThat(outcome.headline()).isEqualTo(Headline.STOPPED_PARTIAL);
        assertThat(outcome.stopped()).isEqualTo(CpuSet.of(1, 2));
        assertThat(Picoseconds.format(outcome.timePs())).isEqualTo("1.2s");
    }

    /** The ordinary interrupt stops whoever can take it; only the rest gets an NMI. */
    @Test
    void xnuSendsAnNmiOnlyToThoseThatDoNotAnswer() {
        StopOutcome outcome = on("6.1", ApicMode.XAPIC, "xnu-nmi-stop:ordinary-first=true")
                .scenario("irqs-off-spin:cpus=3")
                .build()
                .run();
        assertThat(outcome.headline()).isEqualTo(Headline.STOPPED_ALL);
        assertThat(Picoseconds.format(outcome.timePs())).isEqualTo("500ms");
        for (int cpu = 1; cpu < 8; cpu++) {
            assertThat(outcome.cpus().get(cpu).record().nmis()).isEqualTo(cpu == 3 ? 1 : 0);
        }
    }

    @ParameterizedTest(name = "{0}: waits as {1} does, on {2}, unless told otherwise")
    @CsvSource({
        "xen-crash-stop, xen, x86_64/flat",
        "freebsd-stop-cpus, freebsd, x86_64/physflat",
        "xnu-nmi-stop, xnu, x86_64/physflat",
    })
    void bringsItsSystemAlong(String procedure, String solution, String subArchitecture) {
        CrashStop stop = on("6.1", ApicMode.XAPIC, procedure).build();
        assertThat(stop.assumptions())
                .containsEntry("solution", solution)
                .containsEntry("sub-architecture", subArchitecture);
        assertThat(on("6.1", ApicMode.XAPIC, procedure).solution("B-2").build().assumptions())
                .containsEntry("solution", "B-2");
    }

    @ParameterizedTest(name = "{0} is refused where CPUs are addressed in another way")
    @ValueSource(strings = {"freebsd-stop-cpus", "xnu-nmi-stop"})
    void refusesOtherWaysOfSending(String procedure) {
        assertThatThrownBy(() -> on("6.1", ApicMode.XAPIC, procedure)
                        .subArchitecture("x86_64/flat")
                        .build())
                .isInstanceOf(InvalidStopException.class)
                .hasMessageContaining("x86_64/flat does not address CPUs as " + procedure + " does; these do: "
                        + "[x86_64/physflat, x86_64/x2apic-phys]");
    }
}
