package dev.kdumpstop.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.orchestrator.CrashStop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The same run gives the same bytes, again and again, on one thread or on eight. */
class DeterminismTest {
    private static final List<String> CASES = List.of(
            "i386/bigsmp|2.6.21|baseline|nmi-lockup:cpus=3|netburst-fsb",
            "i386/bigsmp|2.6.22|upstream-2.6.22|nmi-lockup:cpus=2,release-after=30ms|p6-apic-bus",
            "x86_64/physflat|6.1|upstream-6.x|in-smm:cpus=1-3,duration=2ms|netburst-fsb",
            "x86_64/x2apic-cluster|6.1|upstream-6.x|nmi-lockup:cpus=5+irqs-off-spin:cpus=6|nehalem-x2apic",
            "i386/default|2.6.21|A|nmi-on-crashing-cpu:every=1us+slow-dispatch|netburst-fsb");

    /** Every event of a run, in order, and its outcome. */
    private static String transcript(String text) {
        String[] parts = text.split("\\|");
        CrashStop stop = Stops.stop(parts[0], parts[1], 8)
                .solution(parts[2])
                .scenario(parts[3])
                .timing(parts[4])
                .build();
        StringBuilder transcript = new StringBuilder();
        String outcome = stop.run((timePs, kind, cpu, a, b) -> transcript
                        .append(timePs)
                        .append(' ')
                        .append(kind)
                        .append(' ')
                        .append(cpu)
                        .append(' ')
                        .append(Long.toHexString(a))
                        .append(' ')
                        .append(Long.toHexString(b))
                        .append('\n'))
                .toString();
        return transcript + outcome;
    }

    @Test
    void sameBytesOnAnyNumberOfThreads() throws InterruptedException, ExecutionException {
        List<String> once = CASES.stream().map(DeterminismTest::transcript).toList();
        for (int threads : new int[] {1, 8}) {
            ExecutorService pool = Executors.newFixedThreadPool(threads);
            try {
                List<Future<String>> again = new ArrayList<>();
                for (int i = 0; i < 40; i++) {
                    String text = CASES.get(i % CASES.size());
                    again.add(pool.submit(() -> transcript(text)));
                }
                for (int i = 0; i < again.size(); i++) {
                    assertThat(again.get(i).get()).isEqualTo(once.get(i % CASES.size()));
                }
            } finally {
                pool.shutdownNow();
            }
        }
    }
}
