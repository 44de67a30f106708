package dev.kdumpstop.core.builtin.wait;

import static dev.kdumpstop.api.unit.Picoseconds.MICROSECOND;
import static dev.kdumpstop.api.unit.Picoseconds.MILLISECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.api.wait.IcrWaitPolicyProvider;
import dev.kdumpstop.api.wait.Limit;
import dev.kdumpstop.api.wait.OnTimeout;
import dev.kdumpstop.api.wait.PollSegment;
import dev.kdumpstop.api.wait.Purpose;
import dev.kdumpstop.api.wait.WaitContext;
import dev.kdumpstop.api.wait.WaitPlan;
import dev.kdumpstop.api.wait.WaitSite;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WaitPoliciesTest {
    private static final WaitContext NMI_BEFORE =
            new WaitContext(Purpose.CRASH_STOP, DeliveryMode.NMI, 2, false, WaitSite.ICR_IDLE_BEFORE);
    private static final WaitContext NMI_AFTER =
            new WaitContext(Purpose.CRASH_STOP, DeliveryMode.NMI, 2, false, WaitSite.ICR_IDLE_AFTER);
    private static final WaitContext FIXED_BEFORE =
            new WaitContext(Purpose.NORMAL, DeliveryMode.FIXED, 0xFD, false, WaitSite.ICR_IDLE_BEFORE);

    private static WaitPlan.Segments plan(IcrWaitPolicyProvider provider, WaitContext context, String... options) {
        Map<String, String> given = new LinkedHashMap<>();
        for (String option : options) {
            given.put(option.substring(0, option.indexOf('=')), option.substring(option.indexOf('=') + 1));
        }
        return (WaitPlan.Segments)
                provider.create(OptionValues.of(provider.options(), given)).planFor(context);
    }

    private static IcrWaitPolicyProvider provider(String id) {
        return List.of(
                        new UnlimitedWait(),
                        new SmpbootOpenCodedWait(),
                        new Linux2622Wait(),
                        new Linux6Wait(),
                        new RfcLoopWait(),
                        new CorebootWait())
                .stream()
                .filter(candidate -> candidate.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** Every row of kernel-facts 1.3, and coreboot's. Times are those of free register reads. */
    @ParameterizedTest(name = "{0}: {1} polls, {3} us at most, {4} us when idle")
    @CsvSource(delimiter = '|', textBlock = """
            # policy            | polls | delays | longest us | idle us | on time-out
            unlimited           | -1    | -1     | -1         | 0       | WriteAnyway
            smpboot-open-coded  | 1001  | 1001   | 100100     | 100     | WriteAnyway
            linux-2.6.22        | 1001  | 1001   | 100100     | 0       | WriteAnyway
            linux-6.x           | 1000  | 1000   | 100000     | 0       | WriteAnyway
            rfc-loop            | 1001  | 0      | 0          | 0       | WriteAnyway
            coreboot            | 1001  | 1001   | 100100     | 100     | AbortRequest
            """)
    void loopShapes(String id, long polls, long delays, long longestUs, long idleUs, String onTimeout) {
        WaitPlan.Segments plan = plan(provider(id), NMI_BEFORE);
        assertThat(plan.segments()).hasSize(1);
        PollSegment loop = plan.segments().get(0);
        assertThat(plan.isBounded()).isEqualTo(polls >= 0);
        assertThat(loop.pollsToLimit(0)).isEqualTo(polls);
        assertThat(plan.longestPs(0)).isEqualTo(longestUs < 0 ? Picoseconds.NEVER : longestUs * MICROSECOND);
        assertThat(loop.delayBeforePollPs()).isEqualTo(idleUs * MICROSECOND);
        assertThat(plan.onTimeout().getClass().getSimpleName()).isEqualTo(onTimeout);
        if (polls > 0) {
            long delay = loop.delayBeforePollPs() + loop.delayAfterBusyPollPs();
            assertThat(delay == 0 ? 0 : loop.longestPs(0) / delay).isEqualTo(delays);
            // A read that costs something adds that much per poll, no more.
            assertThat(plan.longestPs(80_000)).isEqualTo(longestUs * MICROSECOND + polls * 80_000);
        }
    }

    @Test
    void rfcLoopTakesItsOptions() {
        WaitPlan.Segments plan = plan(new RfcLoopWait(), NMI_BEFORE, "polls=10", "delay=2us", "on-timeout=skip");
        assertThat(plan)
                .isEqualTo(new WaitPlan.Segments(
                        List.of(PollSegment.polls(10, 2 * MICROSECOND)), new OnTimeout.SkipThisSend()));
    }

    @Test
    void countingToALimitMayCostSomethingPerPoll() {
        PollSegment loop =
                plan(new BoundedWait(), NMI_BEFORE, "overhead=2ns").segments().get(0);
        assertThat(loop.overheadPerPollPs()).isEqualTo(2000);
        assertThat(loop.longestPs(80_000)).isEqualTo(1001 * 82_000);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({
        "write-anyway, WriteAnyway",
        "skip, SkipThisSend",
        "abort, AbortRequest",
        "rewrite, RewriteIcrLow",
        "panic, Panic"
    })
    void everyOnTimeoutWord(String word, String type) {
        assertThat(plan(new BoundedWait(), NMI_BEFORE, "on-timeout=" + word)
                        .onTimeout()
                        .getClass()
                        .getSimpleName())
                .isEqualTo(type);
    }

    @Test
    void boundedIsTheGeneralLoop() {
        assertThat(plan(new BoundedWait(), NMI_BEFORE, "elapsed=20us", "delay-before=1us", "delay-after=2us"))
                .isEqualTo(new WaitPlan.Segments(
                        List.of(new PollSegment(MICROSECOND, 2 * MICROSECOND, 0, new Limit.Elapsed(20 * MICROSECOND))),
                        new OnTimeout.WriteAnyway()));
        assertThat(plan(new BoundedWait(), NMI_BEFORE, "delay-after=100us")).isEqualTo(Loops.SAFE_2_6_22.plan());
        assertThat(plan(new BoundedWait(), NMI_BEFORE, "delay-before=100us")).isEqualTo(Loops.OPEN_CODED.plan());
        assertThat(plan(new BoundedWait(), NMI_BEFORE, "polls=1000", "delay-after=100us"))
                .isEqualTo(Loops.SAFE_6_X.plan());
        assertThat(plan(new BoundedWait(), NMI_BEFORE)).isEqualTo(plan(new RfcLoopWait(), NMI_BEFORE));
    }

    @Test
    void boundedHasOneLimit() {
        assertThatThrownBy(() -> plan(new BoundedWait(), NMI_BEFORE, "elapsed=20us", "polls=7"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("polls=7")
                .hasMessageContaining("elapsed=20us");
    }

    @Test
    void freeBsdWaitsBeforeAndAfter() {
        assertThat(plan(new FreeBsdWait(), FIXED_BEFORE).longestPs(0)).isEqualTo(50_000 * MICROSECOND);
        assertThat(plan(new FreeBsdWait(), FIXED_BEFORE).onTimeout())
                .isEqualTo(new OnTimeout.Panic("APIC: Previous IPI is stuck"));
        assertThat(plan(new FreeBsdWait(), NMI_BEFORE, "panicking=true").onTimeout())
                .isEqualTo(new OnTimeout.SkipThisSend());
        WaitPlan.Segments after = plan(new FreeBsdWait(), NMI_AFTER);
        assertThat(after.segments())
                .containsExactly(
                        new PollSegment(0, 0, 0, new Limit.Elapsed(50 * MICROSECOND)), PollSegment.unlimited());
        assertThat(after.isBounded()).isFalse();
    }

    @Test
    void xnuBoundsNmisOnly() {
        WaitPlan.Segments nmi = plan(new XnuWait(), NMI_BEFORE);
        assertThat(nmi.segments())
                .as("the clock is read after a first poll that found the bit set")
                .containsExactly(
                        PollSegment.polls(1, 0), new PollSegment(0, 0, 0, new Limit.Elapsed(10 * MILLISECOND)));
        assertThat(nmi.longestPs(0)).isEqualTo(10 * MILLISECOND);
        // At 60 ns a read: one, and then the 166,667th that ends 10 ms or more after the clock was read.
        assertThat(nmi.longestPs(60_000)).isEqualTo(60_000L * (1 + 166_667));
        assertThat(nmi.onTimeout()).isEqualTo(new OnTimeout.WriteAnyway());
        assertThat(plan(new XnuWait(), FIXED_BEFORE)).isEqualTo(Loops.UNLIMITED.plan());
    }

    @Test
    void mpSpecRewritesAfterTwentyMicroseconds() {
        WaitPlan.Segments plan = plan(new MpSpecWait(), FIXED_BEFORE);
        assertThat(plan.longestPs(0)).isEqualTo(20 * MICROSECOND);
        assertThat(plan.onTimeout()).isEqualTo(new OnTimeout.RewriteIcrLow(1, new OnTimeout.WriteAnyway()));
        assertThat(plan(new MpSpecWait(), FIXED_BEFORE, "limit=60us").longestPs(0))
                .isEqualTo(60 * MICROSECOND);
    }
}
