package dev.kdumpstop.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kdumpstop.api.cpu.CpuMaps;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.icr.RemoteReadStatus;
import dev.kdumpstop.api.machine.ApicGeneration;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.core.machine.EventKind;
import dev.kdumpstop.orchestrator.CrashStop;
import dev.kdumpstop.orchestrator.CrashStopBuilder;
import dev.kdumpstop.orchestrator.Headline;
import dev.kdumpstop.orchestrator.InvalidStopException;
import dev.kdumpstop.orchestrator.StopOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Patches 3 to 6 of the RFC: the boot code of 2.6.21 and 2.6.22, profile {@code ideal}. Expected times are sums of the delays and
 * waits of kernel-facts 1.3 and 5, written out where they stand.
 */
class WakeUpTest {
    private static final int CPUS = 4;
    private static final int TARGET = 3;

    /** CPUs 0 to 2 are up; CPU 3 is present and waits for its first start-up message. */
    private static CrashStopBuilder boot(String subArchitecture, String release, ApicGeneration generation) {
        CpuSet up = CpuSet.firstN(TARGET);
        return CrashStop.builder()
                .machine(Stops.machine(subArchitecture, release, CPUS).toBuilder()
                        .generation(generation)
                        .interconnect(InterconnectKind.of(generation, ApicMode.XAPIC))
                        .maps(new CpuMaps(up, CpuSet.firstN(CPUS), up))
                        .build())
                .subArchitecture(subArchitecture);
    }

    private static StopOutcome run(CrashStopBuilder boot) {
        return boot.build().run();
    }

    private static boolean waitsForStartUp(StopOutcome outcome) {
        return outcome.cpus().get(TARGET).record().waitsForStartUp();
    }

    /** 2.6.21: 10 ms + 2 x (300 us + 200 us), and 100 us before each of the 4 polls. 2.6.22: the same without the 400 us. */
    @ParameterizedTest(name = "kernel-facts 5: {0} {1} on {2}: a healthy wake-up takes {4} ({3})")
    @CsvSource({
        "i386/default, 2.6.21, P6, by-version, 11.4ms, 4",
        "i386/default, 2.6.22, P6, by-version, 11ms, 4",
        "i386/bigsmp, 2.6.21, XAPIC, by-version, 11.4ms, 4",
        "i386/bigsmp, 2.6.22, XAPIC, by-version, 11ms, 4",
        "x86_64/flat, 2.6.21, XAPIC, by-version, 11.4ms, 4",
        "x86_64/flat, 2.6.22, XAPIC, by-version, 11ms, 4",
        "x86_64/physflat, 2.6.21, XAPIC, 1, 10.8ms, 3",
        "x86_64/physflat, 2.6.22, XAPIC, 1, 10.5ms, 3",
    })
    void healthyWakeUp(
            String subArchitecture, String release, ApicGeneration parts, String startUps, String time, long polls) {
        StopOutcome outcome =
                run(boot(subArchitecture, release, parts).procedure("wakeup-secondary-init:start-ups=" + startUps));
        assertThat(outcome.headline()).isEqualTo(Headline.DONE);
        assertThat(Picoseconds.format(outcome.timePs())).isEqualTo(time);
        assertThat(outcome.polls()).isEqualTo(polls);
        assertThat(outcome.icrWrites()).isEqualTo(polls);
        assertThat(waitsForStartUp(outcome)).as("the target is awake").isFalse();
        assertThat(outcome.why()).containsExactly("CPU 3 took its start-up message");
        assertThat(outcome.cpus().get(1).record().waitsForStartUp())
                .as("nobody else is touched, not by the de-assert either")
                .isFalse();
    }

    @ParameterizedTest(name = "kernel-facts 1.2, patches 3 and 4: {0} saves 100 us at each of {1} waits")
    @CsvSource({"i386/default, 4", "x86_64/flat, 4"})
    void patchesThreeAndFourRemoveTheMinimum(String subArchitecture, long waits) {
        long before = run(boot(subArchitecture, "2.6.21", ApicGeneration.XAPIC).procedure("wakeup-secondary-init"))
                .timePs();
        long after = run(boot(subArchitecture, "2.6.22", ApicGeneration.XAPIC).procedure("wakeup-secondary-init"))
                .timePs();
        assertThat(before - after).isEqualTo(waits * 100 * Picoseconds.MICROSECOND);
    }

    /**
     * A wait for a command that is never sent ends after 1001 rounds of 100 us in either release, and a STARTUP that failed is
     * not repeated. Wedged: 3 x 100.1 + 10 + 0.3 + 0.2. Absent on the 3-wire bus: the INIT is repeated for ever, the de-assert
     * goes to everybody, the STARTUP fails at once: 100.1 + 10 + 0.3 + 0.2, and in 2.6.21 two waits of 0.1. On the front-side bus
     * with a status that stays set the "de-assert" is one more INIT to the absent target, and STARTUPs see no error:
     * 2 x 100.1 + 10 + 2 x 0.5, and in 2.6.21 two waits of 0.1.
     */
    @ParameterizedTest(name = "kernel-facts 1.3: {0} on {1}, {2} ({3}): {4} waits of 100.1 ms, {5}")
    @CsvSource(delimiter = '|', textBlock = """
                    2.6.21 | P6    | sender-wedged      | clear | 3 | 310.8ms
                    2.6.22 | P6    | sender-wedged      | clear | 3 | 310.8ms
                    2.6.21 | XAPIC | sender-wedged      | clear | 3 | 310.8ms
                    2.6.22 | XAPIC | sender-wedged      | clear | 3 | 310.8ms
                    2.6.21 | P6    | dest-absent:cpus=3 | clear | 1 | 110.8ms
                    2.6.22 | P6    | dest-absent:cpus=3 | clear | 1 | 110.6ms
                    2.6.21 | XAPIC | dest-absent:cpus=3 | stuck | 2 | 211.4ms
                    2.6.22 | XAPIC | dest-absent:cpus=3 | stuck | 2 | 211.2ms
                    2.6.21 | XAPIC | dest-absent:cpus=3 | clear | 0 | 11.4ms
                    2.6.22 | XAPIC | dest-absent:cpus=3 | clear | 0 | 11ms
                    """)
    void stuckTarget(String release, ApicGeneration parts, String scenario, String absent, long timeouts, String time) {
        StopOutcome outcome = run(boot("i386/default", release, parts)
                .procedure("wakeup-secondary-init")
                .option("absent-destination", absent)
                .scenario(scenario));
        assertThat(outcome.headline()).isEqualTo(Headline.DONE);
        assertThat(outcome.timeouts()).isEqualTo(timeouts);
        assertThat(Picoseconds.format(outcome.timePs())).isEqualTo(time);
        assertThat(waitsForStartUp(outcome)).as("the target is not awake").isTrue();
    }

    /** 2.6.21: 100 us before the poll, then 200 us; 2.6.22: 200 us. Stuck: 100.1 ms + 200 us in both. */
    @ParameterizedTest(name = "kernel-facts 5, {0} {1}, ids {2}, {3}: the NMI form takes {5}, {4} time-outs")
    @CsvSource(delimiter = '|', textBlock = """
                    i386/numaq   | 2.6.21 | 0,1,2,3   | healthy       | 0 | 300us
                    i386/numaq   | 2.6.22 | 0,1,2,4   | healthy       | 0 | 200us
                    i386/numaq   | 2.6.21 | 0,1,16,18 | healthy       | 0 | 300us
                    i386/numaq   | 2.6.22 | 0,1,16,18 | healthy       | 0 | 200us
                    i386/numaq   | 2.6.21 | 0,1,16,18 | sender-wedged | 1 | 100.3ms
                    i386/numaq   | 2.6.22 | 0,1,16,18 | sender-wedged | 1 | 100.3ms
                    i386/default | 2.6.21 | 0,1,2,3   | healthy       | 0 | 300us
                    """)
    void wakeUpByNmi(String subArchitecture, String release, String ids, String scenario, long timeouts, String time) {
        // Firmware has started CPU 3 and parked it.
        StopOutcome outcome = run(CrashStop.builder()
                .machine(Stops.machine(subArchitecture, release, CPUS).toBuilder()
                        .apicIds(Stream.of(ids.split(",")).map(Integer::valueOf).toList())
                        .online(CpuSet.firstN(TARGET))
                        .build())
                .subArchitecture(subArchitecture)
                .procedure("wakeup-secondary-nmi")
                .scenario(scenario));
        assertThat(outcome.headline()).isEqualTo(Headline.DONE);
        assertThat(outcome.timeouts()).isEqualTo(timeouts);
        assertThat(Picoseconds.format(outcome.timePs())).isEqualTo(time);
        assertThat(outcome.cpus().get(TARGET).record().nmis()).isEqualTo(timeouts == 0 ? 1 : 0);
    }

    @ParameterizedTest(name = "{0}: a CPU inside an NMI handler keeps the NMI form waiting for 100.1 ms, no longer")
    @ValueSource(strings = {"2.6.21", "2.6.22"})
    void wakeUpByNmiOfACpuThatRefuses(String release) {
        StopOutcome outcome = run(Stops.stop("i386/default", release, CPUS)
                .procedure("wakeup-secondary-nmi:cpu=2")
                .scenario("nmi-lockup:cpus=2"));
        assertThat(outcome.timeouts()).isEqualTo(1);
        assertThat(Picoseconds.format(outcome.timePs())).isEqualTo("100.3ms");
    }

    /**
     * Patches 5 and 6. The loop on the remote-read status delays 100 us before each poll, in both releases. Pentium 4 and later
     * have no remote reads (apic-facts 1.5).
     */
    @ParameterizedTest(name = "kernel-facts 5: inquire_remote_apic of {0} on {1}, {2}: {3} in {4}, reads are {5}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                    2.6.21 | P6    | healthy            | DONE | 300us   | VALID
                    2.6.22 | P6    | healthy            | DONE | 300us   | VALID
                    2.6.21 | P6    | icr-busy-at-entry  | HUNG | 0       | -
                    2.6.22 | P6    | icr-busy-at-entry  | DONE | 100.4ms | VALID
                    2.6.21 | XAPIC | icr-busy-at-entry  | HUNG | 0       | -
                    2.6.22 | XAPIC | icr-busy-at-entry  | DONE | 100.4ms | INVALID
                    2.6.21 | P6    | sender-wedged      | HUNG | 0       | -
                    2.6.22 | P6    | sender-wedged      | DONE | 300.6ms | INVALID
                    2.6.21 | P6    | dest-absent:cpus=3 | DONE | 300us   | INVALID
                    2.6.22 | P6    | dest-absent:cpus=3 | DONE | 300us   | INVALID
                    2.6.21 | XAPIC | dest-absent:cpus=3 | DONE | 300us   | INVALID
                    2.6.22 | XAPIC | dest-absent:cpus=3 | DONE | 300us   | INVALID
                    """)
    void inquireRemoteApic(
            String release,
            ApicGeneration parts,
            String scenario,
            Headline headline,
            String time,
            @Nullable RemoteReadStatus status) {
        for (String subArchitecture : List.of("i386/default", "x86_64/flat")) {
            // The last poll of all is that of the last read's status.
            List<RemoteReadStatus> polled = new ArrayList<>();
            StopOutcome outcome = boot(subArchitecture, release, parts)
                    .procedure("inquire-remote-apic")
                    .option("absent-destination", "stuck")
                    .scenario(scenario)
                    .build()
                    .run((timePs, kind, cpu, a, b) -> {
                        if (kind == EventKind.ICR_POLL) {
                            polled.add(RemoteReadStatus.ofCode((int) a >> 16));
                        }
                    });
            assertThat(outcome.headline()).as(subArchitecture).isEqualTo(headline);
            assertThat(Picoseconds.format(outcome.timePs())).isEqualTo(time);
            if (status != null) {
                assertThat(polled).last().isEqualTo(status);
            }
        }
    }

    @Test
    void aMachineThatIsUpHasNobodyToWake() {
        assertThatThrownBy(() -> Stops.stop("i386/default", "2.6.21", CPUS)
                        .procedure("wakeup-secondary-init")
                        .build())
                .isInstanceOf(InvalidStopException.class)
                .hasMessageContaining("every CPU of the machine is up already; name one by cpu=");
    }

    @Test
    void aCpuGivenIsReset() {
        StopOutcome outcome =
                run(Stops.stop("i386/default", "2.6.22", CPUS).procedure("wakeup-secondary-init:cpu=1,start-ups=0"));
        assertThat(outcome.cpus().get(1).record().waitsForStartUp()).isTrue();
        assertThat(outcome.cpus().get(2).record().waitsForStartUp()).isFalse();
    }

    @Test
    void theBootCpuStartsFirmwareOver() {
        StopOutcome outcome =
                run(Stops.stop("i386/default", "2.6.22", CPUS).crashingCpu(1).procedure("wakeup-secondary-init:cpu=0"));
        assertThat(outcome.headline()).isEqualTo(Headline.MACHINE_RESET);
    }
}
