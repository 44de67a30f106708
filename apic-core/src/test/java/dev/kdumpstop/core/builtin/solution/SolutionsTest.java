package dev.kdumpstop.core.builtin.solution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.machine.KernelRelease;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.api.wait.OnTimeout;
import dev.kdumpstop.api.wait.Purpose;
import dev.kdumpstop.api.wait.Solution;
import dev.kdumpstop.api.wait.SolutionProvider;
import dev.kdumpstop.api.wait.WaitContext;
import dev.kdumpstop.api.wait.WaitPlan;
import dev.kdumpstop.api.wait.WaitSite;
import dev.kdumpstop.core.builtin.wait.Loops;
import dev.kdumpstop.core.builtin.wait.RfcLoopWait;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which loop stands at which wait, per solution: design, section 7, and kernel-facts 1.2, 1.3, 5. */
class SolutionsTest {
    private static final List<SolutionProvider> ALL = List.of(
            new Baseline(),
            new SolutionA(),
            new SolutionB1(),
            new SolutionB2(),
            new Upstream2622(),
            new Upstream54(),
            new Upstream6());

    private static Solution solution(int index) {
        SolutionProvider provider = ALL.get(index);
        return provider.create(OptionValues.defaults(provider.options()));
    }

    private static String loopOf(WaitPlan plan) {
        WaitPlan rfc = new RfcLoopWait()
                .create(OptionValues.defaults(new RfcLoopWait().options()))
                .planFor(new WaitContext(Purpose.NORMAL, DeliveryMode.FIXED, 0, false, WaitSite.ICR_IDLE_BEFORE));
        return plan.equals(Loops.UNLIMITED.plan())
                ? "-"
                : plan.equals(Loops.OPEN_CODED.plan())
                        ? "open"
                        : plan.equals(Loops.SAFE_2_6_22.plan())
                                ? "1001"
                                : plan.equals(Loops.SAFE_6_X.plan()) ? "1000" : plan.equals(rfc) ? "rfc" : "?";
    }

    /** "-" no limit; "rfc" 1001 polls; "1001", "1000" with 100 us after; "open" 1001 with 100 us before. */
    @ParameterizedTest(name = "{0} {1} shorthand={2} {3}")
    @CsvSource(delimiter = '|', textBlock = """
            # purpose     | mode            | shorthand | site             | base | A   | B-1 | B-2 | 2.6.22 | 5.4  | 6.x
            CRASH_STOP    | NMI             | false     | ICR_IDLE_BEFORE  | -    | rfc | rfc | rfc | 1001   | 1001 | 1000
            CRASH_STOP    | NMI             | true      | ICR_IDLE_BEFORE  | -    | rfc | rfc | rfc | -      | 1001 | 1000
            CRASH_STOP    | NMI             | false     | ICR_IDLE_AFTER   | -    | rfc | rfc | rfc | 1001   | 1001 | 1000
            CRASH_STOP    | FIXED           | false     | ICR_IDLE_BEFORE  | -    | rfc | rfc | -   | -      | -    | -
            PANIC_STOP    | FIXED           | true      | ICR_IDLE_BEFORE  | -    | rfc | -   | -   | -      | -    | -
            PANIC_STOP    | FIXED           | false     | ICR_IDLE_BEFORE  | -    | rfc | -   | -   | -      | -    | -
            PANIC_STOP    | NMI             | false     | ICR_IDLE_BEFORE  | -    | rfc | -   | rfc | 1001   | 1001 | 1000
            NMI_BACKTRACE | NMI             | false     | ICR_IDLE_BEFORE  | -    | rfc | -   | rfc | 1001   | 1001 | 1000
            NMI_BACKTRACE | NMI             | true      | ICR_IDLE_BEFORE  | -    | rfc | -   | rfc | -      | 1001 | 1000
            NORMAL        | FIXED           | false     | ICR_IDLE_BEFORE  | -    | rfc | -   | -   | -      | -    | -
            NORMAL        | FIXED           | true      | ICR_IDLE_BEFORE  | -    | rfc | -   | -   | -      | -    | -
            NORMAL        | FIXED           | true      | ICR_IDLE_AFTER   | -    | rfc | -   | -   | -      | -    | -
            NORMAL        | INIT            | true      | ICR_IDLE_BEFORE  | -    | rfc | -   | -   | -      | -    | -
            CPU_WAKE_UP   | INIT            | false     | ICR_IDLE_AFTER   | open | open| open| open| 1001   | 1001 | 1000
            CPU_WAKE_UP   | STARTUP         | false     | ICR_IDLE_AFTER   | open | open| open| open| 1001   | 1001 | 1000
            CPU_WAKE_UP   | NMI             | false     | ICR_IDLE_AFTER   | open | open| open| open| 1001   | 1001 | 1000
            REMOTE_READ   | REMOTE_READ     | false     | ICR_IDLE_BEFORE  | -    | rfc | -   | -   | 1001   | 1001 | 1000
            REMOTE_READ   | REMOTE_READ     | false     | REMOTE_READ_DONE | open | open| open| open| open   | open | open
            """)
    void loopAtEachWait(
            Purpose purpose,
            DeliveryMode mode,
            boolean shorthand,
            WaitSite site,
            String baseline,
            String a,
            String b1,
            String b2,
            String upstream2622,
            String upstream54,
            String upstream6) {
        WaitContext context = new WaitContext(purpose, mode, mode == DeliveryMode.NMI ? 2 : 0xF8, shorthand, site);
        List<String> expected = List.of(baseline, a, b1, b2, upstream2622, upstream54, upstream6);
        assertThat(Stream.of(0, 1, 2, 3, 4, 5, 6)
                        .map(index -> loopOf(solution(index).planFor(context))))
                .containsExactlyElementsOf(expected);
    }

    @Test
    void solutionADoesNotWaitForEverAnywhere() {
        for (Purpose purpose : Purpose.values()) {
            for (DeliveryMode mode : DeliveryMode.values()) {
                for (WaitSite site : WaitSite.values()) {
                    for (boolean shorthand : new boolean[] {false, true}) {
                        WaitContext context = new WaitContext(purpose, mode, 2, shorthand, site);
                        assertThat(solution(1).planFor(context).isBounded())
                                .as("%s", context)
                                .isTrue();
                    }
                }
            }
        }
    }

    @Test
    void rfcSolutionsTakeTheLoopsOptions() {
        WaitContext kdump = new WaitContext(Purpose.CRASH_STOP, DeliveryMode.NMI, 2, false, WaitSite.ICR_IDLE_BEFORE);
        for (SolutionProvider provider : ALL.subList(1, 4)) {
            OptionValues options =
                    OptionValues.of(provider.options(), Map.of("polls", "100", "delay", "50us", "on-timeout", "abort"));
            WaitPlan plan = provider.create(options).planFor(kdump);
            assertThat(plan.longestPs(0)).isEqualTo(5 * Picoseconds.MILLISECOND);
            assertThat(plan.onTimeout()).isEqualTo(new OnTimeout.AbortRequest());
        }
    }

    @ParameterizedTest(name = "{0} shipped {1}")
    @CsvSource({
        "2.6.20, baseline",
        "2.6.21, baseline",
        "2.6.22, upstream-2.6.22",
        "2.6.38, upstream-2.6.22",
        "5.3, upstream-2.6.22",
        "5.4, upstream-5.4",
        "5.10, upstream-5.4",
        "6.1, upstream-5.4",
        "6.6, upstream-6.x",
        "6.12, upstream-6.x",
        "7.2, upstream-6.x"
    })
    void oneSolutionPerRelease(String release, String expected) {
        assertThat(ALL.stream()
                        .filter(provider -> provider.shippedIn()
                                .map(range -> range.contains(KernelRelease.of(release)))
                                .orElse(false))
                        .map(SolutionProvider::id))
                .containsExactly(expected);
    }
}
