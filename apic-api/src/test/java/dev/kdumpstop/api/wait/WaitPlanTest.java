package dev.kdumpstop.api.wait;

import static dev.kdumpstop.api.unit.Picoseconds.MICROSECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.unit.Picoseconds;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WaitPlanTest {
    private static final OnTimeout WRITE = new OnTimeout.WriteAnyway();

    /** Walks the loop poll by poll, as the words of PollSegment say, with the bit always set. */
    private static long walk(PollSegment segment, long readPs, boolean countPolls) {
        long now = 0;
        for (long polls = 1; ; polls++) {
            now += segment.delayBeforePollPs() + readPs + segment.overheadPerPollPs();
            if (segment.limit() instanceof Limit.Elapsed elapsed && now >= elapsed.ps()) {
                return countPolls ? polls : now;
            }
            now += segment.delayAfterBusyPollPs();
            if (segment.limit() instanceof Limit.Polls limit && polls == limit.count()) {
                return countPolls ? polls : now;
            }
        }
    }

    @Test
    void formulasAgreeWithWalkingTheLoop() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 5000; i++) {
            long read = random.nextLong(1, 200);
            PollSegment segment = new PollSegment(
                    random.nextInt(3) == 0 ? 0 : random.nextLong(500),
                    random.nextInt(3) == 0 ? 0 : random.nextLong(500),
                    random.nextLong(20),
                    random.nextBoolean()
                            ? new Limit.Polls(random.nextLong(1, 100))
                            : new Limit.Elapsed(random.nextLong(0, 20_000)));
            String as = "seed " + seed + ": " + segment + ", read " + read;
            assertThat(segment.pollsToLimit(read)).as(as).isEqualTo(walk(segment, read, true));
            assertThat(segment.longestPs(read)).as(as).isEqualTo(walk(segment, read, false));
        }
    }

    @Test
    void freePollsReachAnElapsedLimitOnTime() {
        PollSegment segment = new PollSegment(0, 0, 0, new Limit.Elapsed(20 * MICROSECOND));
        assertThat(segment.pollsToLimit(0)).isEqualTo(-1);
        assertThat(segment.longestPs(0)).isEqualTo(20 * MICROSECOND);
    }

    @Test
    void theMergedLoopEndsWithADelay() {
        PollSegment merged = PollSegment.polls(1001, 100 * MICROSECOND);
        assertThat(WaitPlan.of(merged).longestPs(0)).isEqualTo(100_100 * MICROSECOND);
        assertThat(WaitPlan.of(merged).isBounded()).isTrue();
        assertThat(WaitPlan.of(merged).onTimeout()).isEqualTo(WRITE);
    }

    @Test
    void unlimitedNeverEnds() {
        assertThat(WaitPlan.unlimited().isBounded()).isFalse();
        assertThat(WaitPlan.unlimited().longestPs(1)).isEqualTo(Picoseconds.NEVER);
        assertThat(PollSegment.unlimited().pollsToLimit(1)).isEqualTo(-1);
    }

    @Test
    void segmentsAddUp() {
        WaitPlan.Segments phased =
                new WaitPlan.Segments(List.of(PollSegment.polls(10, 0), PollSegment.polls(5, MICROSECOND)), WRITE);
        assertThat(phased.longestPs(1000)).isEqualTo(10_000 + 5 * (1000 + MICROSECOND));
        WaitPlan.Segments endless =
                new WaitPlan.Segments(List.of(PollSegment.polls(10, 0), PollSegment.unlimited()), WRITE);
        assertThat(endless.isBounded()).isFalse();
        assertThat(endless.longestPs(1000)).isEqualTo(Picoseconds.NEVER);
    }

    @Test
    void overflowIsAnErrorNotAWrongNumber() {
        PollSegment huge = PollSegment.polls(Long.MAX_VALUE, MICROSECOND);
        assertThatThrownBy(() -> huge.longestPs(0)).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void steppedIsBoundedByTheHost() {
        WaitStepper doubling = (polls, elapsedPs) -> MICROSECOND << (polls - 1);
        assertThat(new WaitPlan.Stepped(doubling, 4, WRITE).longestPs(10))
                .isEqualTo(4 * 10 + (1 + 2 + 4) * MICROSECOND);
        WaitStepper twice = (polls, elapsedPs) -> polls < 2 ? MICROSECOND : WaitStepper.GIVE_UP;
        assertThat(new WaitPlan.Stepped(twice, 4, WRITE).longestPs(10)).isEqualTo(2 * 10 + MICROSECOND);
        assertThat(new WaitPlan.Stepped(twice, 4, WRITE).isBounded()).isTrue();
    }

    @Test
    void steppedSeesPollsAndTime() {
        StringBuilder seen = new StringBuilder();
        WaitStepper stepper = (polls, elapsedPs) -> {
            seen.append(polls).append('@').append(elapsedPs).append(' ');
            return 100;
        };
        new WaitPlan.Stepped(stepper, 3, WRITE).longestPs(10);
        assertThat(seen.toString()).isEqualTo("1@10 2@120 ");
    }

    @Test
    void aStepperThatTurnsTimeBackIsADefect() {
        WaitStepper broken = (polls, elapsedPs) -> -5;
        assertThatThrownBy(() -> new WaitPlan.Stepped(broken, 3, WRITE).longestPs(10))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("-5");
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> new WaitPlan.Segments(List.of(), WRITE)).hasMessageContaining("at least one segment");
        assertThatThrownBy(
                        () -> new WaitPlan.Segments(List.of(PollSegment.unlimited(), PollSegment.polls(1, 0)), WRITE))
                .hasMessageContaining("never reached");
        assertThatThrownBy(() -> new PollSegment(-1, 0, 0, new Limit.Unlimited()))
                .hasMessageContaining("negative");
        assertThatThrownBy(() -> new Limit.Polls(0)).hasMessageContaining("at least 1");
        assertThatThrownBy(() -> new Limit.Elapsed(-1)).hasMessageContaining("negative");
        assertThatThrownBy(() -> new WaitPlan.Stepped((polls, elapsedPs) -> 0, 0, WRITE))
                .hasMessageContaining("at least one poll");
        assertThatThrownBy(() -> new OnTimeout.RewriteIcrLow(0, WRITE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new OnTimeout.RewriteIcrLow(1, new OnTimeout.RewriteIcrLow(1, WRITE)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void limitsInWords() {
        assertThat(new Limit.Unlimited()).hasToString("no limit");
        assertThat(new Limit.Polls(1001)).hasToString("at most 1001 polls");
        assertThat(new Limit.Elapsed(20 * MICROSECOND)).hasToString("at most 20us");
    }

    @Test
    void aSolutionsPlanIsItsPolicysPlan() {
        WaitContext context = new WaitContext(Purpose.CRASH_STOP, DeliveryMode.NMI, 2, false, WaitSite.ICR_IDLE_BEFORE);
        WaitPlan plan = WaitPlan.of(PollSegment.polls(3, 0));
        Solution solution = asked -> again -> asked.equals(again) ? plan : WaitPlan.unlimited();
        assertThat(solution.planFor(context)).isSameAs(plan);
    }
}
