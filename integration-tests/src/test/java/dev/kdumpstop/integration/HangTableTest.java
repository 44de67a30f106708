package dev.kdumpstop.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.machine.BootOptions;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.orchestrator.Headline;
import dev.kdumpstop.orchestrator.StopOutcome;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which stops hang, and what a bounded wait changes, all under timing profile {@code ideal}. The sources are kernel-facts
 * section 7 ("What hangs at baseline", "With a bounded wait") and design section 6.
 */
class HangTableTest {

    /**
     * m targets, the k-th of which refuses NMIs. The wait stands before each write, so it waits for the previous command.
     * All rows hold under nmi-acceptance=retry-while-in-nmi and icr-write-while-busy=replace.
     */
    @ParameterizedTest(name = "kernel-facts 7: {0} on {2} CPUs, CPU {3} stuck: {4}, stopped {5}, {6} writes")
    @CsvSource(delimiter = '|', textBlock = """
                    i386/default     | 2.6.21 |  8 | 1 | CAPTURED_PARTIAL | 2-7   | 1 | 1s
                    i386/default     | 2.6.21 |  8 | 7 | CAPTURED_PARTIAL | 1-6   | 1 | 1s
                    i386/default     | 2.6.21 |  4 | 2 | CAPTURED_PARTIAL | 1,3   | 1 | 1s
                    x86_64/flat      | 2.6.21 |  8 | 3 | CAPTURED_PARTIAL | 1,2,4-7 | 1 | 1s
                    i386/bigsmp      | 2.6.21 |  8 | 1 | HUNG             |       | 1 | 0
                    i386/bigsmp      | 2.6.21 |  8 | 3 | HUNG             | 1,2   | 3 | 0
                    i386/bigsmp      | 2.6.21 |  8 | 6 | HUNG             | 1-5   | 6 | 0
                    i386/bigsmp      | 2.6.21 |  8 | 7 | CAPTURED_PARTIAL | 1-6   | 7 | 1s
                    i386/bigsmp      | 2.6.21 | 32 | 9 | HUNG             | 1-8   | 9 | 0
                    i386/bigsmp      | 2.6.21 | 32 | 31| CAPTURED_PARTIAL | 1-30  | 31| 1s
                    x86_64/physflat  | 2.6.21 | 12 | 5 | HUNG             | 1-4   | 5 | 0
                    x86_64/physflat  | 2.6.21 | 12 | 11| CAPTURED_PARTIAL | 1-10  | 11| 1s
                    x86_64/cluster   | 2.6.21 | 12 | 5 | HUNG             | 1-4   | 5 | 0
                    x86_64/cluster   | 2.6.21 | 12 | 11| CAPTURED_PARTIAL | 1-10  | 11| 1s
                    x86_64/physflat  | 6.1    | 12 | 5 | CAPTURED_PARTIAL | 1-4,6-11 | 1 | 1s
                    x86_64/x2apic-phys    | 6.1 | 12 | 5 | CAPTURED_PARTIAL | 1-4,6-11 | 1 | 1s
                    x86_64/x2apic-cluster | 6.1 | 20 | 5 | CAPTURED_PARTIAL | 1-4,6-19 | 1 | 1s
                    """)
    void whatHangsAtBaseline(
            String subArchitecture,
            String release,
            int cpus,
            int stuck,
            Headline headline,
            String stopped,
            long writes,
            String time) {
        StopOutcome outcome = Stops.stop(subArchitecture, release, cpus)
                .solution("baseline")
                .scenario("nmi-lockup:cpus=" + stuck)
                .build()
                .run();
        assertThat(outcome.headline()).isEqualTo(headline);
        assertThat(outcome.stopped()).isEqualTo(CpuSet.parse(stopped == null ? "" : stopped));
        assertThat(outcome.saved()).isEqualTo(outcome.stopped());
        assertThat(outcome.icrWrites()).isEqualTo(writes);
        assertThat(Picoseconds.format(outcome.timePs())).isEqualTo(time);
        assertThat(outcome.proof().isPresent()).isEqualTo(headline == Headline.HUNG);
    }

    @ParameterizedTest(name = "kernel-facts 7: {0} {1}, ICR busy for ever on entry: {2}, nobody gets an NMI")
    @CsvSource({
        "i386/default, 2.6.21, HUNG",
        "i386/bigsmp, 2.6.21, HUNG",
        "x86_64/flat, 2.6.21, HUNG",
        "x86_64/physflat, 2.6.21, HUNG",
        "x86_64/cluster, 2.6.21, HUNG",
        "x86_64/physflat, 6.1, HUNG",
    })
    void busyOnEntryHangsBeforeTheFirstWrite(String subArchitecture, String release, Headline headline) {
        for (String scenario : new String[] {"icr-busy-at-entry", "sender-wedged"}) {
            StopOutcome outcome = Stops.stop(subArchitecture, release, 8)
                    .solution("baseline")
                    .scenario(scenario)
                    .build()
                    .run();
            assertThat(outcome.headline()).as(scenario).isEqualTo(headline);
            assertThat(outcome.icrWrites()).as(scenario).isZero();
            assertThat(outcome.stopped().isEmpty()).as(scenario).isTrue();
        }
    }

    @ParameterizedTest(name = "x2APIC has no delivery status: {0} with {1} is not held up")
    @CsvSource({
        "x86_64/x2apic-phys, icr-busy-at-entry",
        "x86_64/x2apic-phys, sender-wedged:clears-after=0s",
        "x86_64/x2apic-cluster, icr-busy-at-entry",
    })
    void x2apicNeverWaits(String subArchitecture, String scenario) {
        StopOutcome outcome = Stops.stop(subArchitecture, "6.1", 8)
                .solution("baseline")
                .scenario(scenario)
                .build()
                .run();
        assertThat(outcome.headline()).isNotEqualTo(Headline.HUNG);
        assertThat(outcome.polls()).isZero();
    }

    /**
     * Added time per timed-out wait: 1001 x 100 us in 2.6.22. With {@code replace} there is exactly one if k &lt; m and none
     * if k = m; with {@code ignore} the writes behind it are dropped, so it is every wait from k + 1 on.
     */
    @ParameterizedTest(
            name = "kernel-facts 7, bounded: {0} with {1}, CPU {2} of 1..7 stuck, {3}: {4} in {5}, stopped {6}")
    @CsvSource(delimiter = '|', textBlock = """
                    i386/bigsmp  | upstream-2.6.22 | 3 | replace   | 1 | 1.1001s | 1,2,4-7
                    i386/bigsmp  | upstream-2.6.22 | 1 | replace   | 1 | 1.1001s | 2-7
                    i386/bigsmp  | upstream-2.6.22 | 7 | replace   | 0 | 1s      | 1-6
                    i386/bigsmp  | upstream-2.6.22 | 3 | ignore    | 4 | 1.4004s | 1,2
                    i386/bigsmp  | upstream-2.6.22 | 1 | ignore    | 6 | 1.6006s |
                    i386/bigsmp  | upstream-2.6.22 | 7 | ignore    | 0 | 1s      | 1-6
                    i386/bigsmp  | upstream-2.6.22 | 3 | queue-one | 4 | 1.4004s | 1,2
                    i386/bigsmp  | upstream-6.x    | 3 | replace   | 1 | 1.1s    | 1,2,4-7
                    i386/bigsmp  | upstream-6.x    | 3 | ignore    | 4 | 1.4s    | 1,2
                    i386/bigsmp  | A               | 3 | replace   | 1 | 1s      | 1,2,4-7
                    i386/bigsmp  | B-1             | 3 | replace   | 1 | 1s      | 1,2,4-7
                    i386/bigsmp  | B-2             | 3 | replace   | 1 | 1s      | 1,2,4-7
                    i386/default | upstream-2.6.22 | 3 | replace   | 0 | 1s      | 1,2,4-7
                    i386/default | upstream-2.6.22 | 3 | ignore    | 0 | 1s      | 1,2,4-7
                    """)
    void withABoundedWait(
            String subArchitecture,
            String solution,
            int stuck,
            String whileBusy,
            long timeouts,
            String time,
            String stopped) {
        StopOutcome outcome = Stops.stop(subArchitecture, "2.6.22", 8)
                .solution(solution)
                .option("icr-write-while-busy", whileBusy)
                .scenario("nmi-lockup:cpus=" + stuck)
                .build()
                .run();
        assertThat(outcome.headline()).isEqualTo(Headline.CAPTURED_PARTIAL);
        assertThat(outcome.timeouts()).isEqualTo(timeouts);
        assertThat(Picoseconds.format(outcome.timePs())).isEqualTo(time);
        assertThat(outcome.stopped()).isEqualTo(CpuSet.parse(stopped == null ? "" : stopped));
        assertThat(outcome.saved()).as("a stuck CPU's note stays empty").isEqualTo(outcome.stopped());
    }

    /** Upper bound of the whole stop in 2.6.22: waits x 100.1 ms + 1 s; reached with a wedged sender. */
    @ParameterizedTest(name = "kernel-facts 7: {0}, {1} CPUs, sender wedged, {2}: {3} time-outs, {4}")
    @CsvSource({
        "i386/default, 8, upstream-2.6.22, 1, 1.1001s",
        "i386/bigsmp, 12, upstream-2.6.22, 11, 2.1011s",
        "i386/bigsmp, 255, upstream-2.6.22, 254, 26.4254s",
        "x86_64/physflat, 12, upstream-2.6.22, 11, 2.1011s",
        "x86_64/flat, 8, upstream-2.6.22, 1, 1.1001s",
    })
    void upperBoundOfTheWholeStop(String subArchitecture, int cpus, String solution, long timeouts, String time) {
        StopOutcome outcome = Stops.stop(subArchitecture, "2.6.22", cpus)
                .solution(solution)
                .scenario("sender-wedged")
                .build()
                .run();
        assertThat(outcome.timeouts()).isEqualTo(timeouts);
        assertThat(Picoseconds.format(outcome.timePs())).isEqualTo(time);
        assertThat(outcome.stopped().isEmpty()).isTrue();
    }

    /** apic-facts 4.3, derived: (N-1) x 100 ms + 1 s for a unicast sequence of today, 1.1 s by shorthand whatever N is. */
    @ParameterizedTest(name = "apic-facts 4.3: {0} on {1} CPUs with {2}, sender wedged: {3}")
    @CsvSource({
        "i386/bigsmp, 2, '', 1.1s",
        "i386/bigsmp, 16, '', 2.5s",
        "i386/bigsmp, 64, '', 7.3s",
        "i386/bigsmp, 255, '', 26.4s",
        "x86_64/physflat, 2, '', 1.1s",
        "x86_64/physflat, 16, '', 1.1s",
        "x86_64/physflat, 255, '', 1.1s",
        "x86_64/physflat, 16, no_ipi_broadcast=1, 2.5s",
    })
    void worstCaseOfToday(String subArchitecture, int cpus, String boot, String time) {
        StopOutcome outcome = Stops.stop(subArchitecture, "6.1", cpus)
                .machine(Stops.machine(subArchitecture, "6.1", cpus).toBuilder()
                        .boot(BootOptions.parse(boot))
                        .build())
                .solution("upstream-6.x")
                .scenario("sender-wedged")
                .build()
                .run();
        assertThat(Picoseconds.format(outcome.timePs())).isEqualTo(time);
    }

    /** One outstanding command that nobody accepts: a time-out, then it is overwritten and the stop goes on. */
    @ParameterizedTest(name = "design 6: exactly one timed-out wait holds for {1}: {0}, {2} time-outs, stopped {3}")
    @CsvSource(delimiter = '|', textBlock = """
                    icr-busy-at-entry | replace   | 1 | 1-7
                    icr-busy-at-entry | ignore    | 7 |
                    icr-busy-at-entry | queue-one | 7 |
                    sender-wedged     | replace   | 7 |
                    sender-wedged     | ignore    | 7 |
                    """)
    void oneTimedOutWaitOrEveryWait(String scenario, String whileBusy, long timeouts, String stopped) {
        StopOutcome outcome = Stops.stop("i386/bigsmp", "2.6.22", 8)
                .solution("upstream-2.6.22")
                .option("icr-write-while-busy", whileBusy)
                .scenario(scenario)
                .build()
                .run();
        assertThat(outcome.timeouts()).isEqualTo(timeouts);
        assertThat(outcome.stopped()).isEqualTo(CpuSet.parse(stopped == null ? "" : stopped));
    }

    @ParameterizedTest(name = "a hang beside NMIs that {2}: {1}")
    @CsvSource({
        "'nmi-lockup:cpus=3,poke-every=1ms', HUNG, never release it",
        "'nmi-on-crashing-cpu:every=1ms+nmi-lockup:cpus=3', HUNG, only interrupt the sender",
        "'nmi-lockup:cpus=3,release-after=250ms', CAPTURED_ALL, end it",
        "'nmi-lockup:cpus=3,release-after=250ms,poke-every=7ms', CAPTURED_ALL, come beside one that ends it",
        "'icr-busy-at-entry:clears-after=5s', CAPTURED_ALL, are not needed",
        "'sender-wedged:clears-after=30s', CAPTURED_ALL, are not needed",
    })
    @DisplayName("a hang is proved, not timed out")
    void provedNotTimedOut(String scenario, Headline headline, String what) {
        StopOutcome outcome = Stops.stop("i386/bigsmp", "2.6.21", 8)
                .solution("baseline")
                .scenario(scenario)
                .build()
                .run();
        assertThat(outcome.headline()).as(what).isEqualTo(headline);
    }
}
