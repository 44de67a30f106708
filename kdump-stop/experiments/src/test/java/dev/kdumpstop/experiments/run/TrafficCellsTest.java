package dev.kdumpstop.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.experiments.CellResult;
import dev.kdumpstop.experiments.CellSpec;
import dev.kdumpstop.experiments.plan.ResultColumns;
import dev.kdumpstop.experiments.stat.Sums;
import dev.kdumpstop.orchestrator.CrashStops;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("cells of normal operation")
class TrafficCellsTest {
    private static final LocalCellRunner RUNNER = new LocalCellRunner(new CrashStops(Installed.discover()));

    /** {@code setting=value} each; what is not given is 8 CPUs of i386/bigsmp in the profile of the front-side bus. */
    private static CellSpec cell(int repeat, String... given) {
        Map<String, String> settings = new TreeMap<>(Map.of(
                "machine.cpus", "8",
                "subarch", "i386/bigsmp",
                "solution", "baseline",
                "timing.profile", "netburst-fsb",
                "traffic.requests", "500",
                "traffic.warm-up", "50"));
        for (String one : given) {
            int equals = one.indexOf('=');
            settings.put(one.substring(0, equals), one.substring(equals + 1));
        }
        return new CellSpec(
                "a test",
                CellSpec.Kind.NORMAL_OPERATION,
                Collections.emptyNavigableMap(),
                new TreeMap<>(settings),
                repeat,
                7);
    }

    private static CellResult run(CellSpec cell) {
        CellResult result = RUNNER.run(cell);
        assertThat(result.error()).isEmpty();
        return result;
    }

    private static Sums sums(CellResult result, String metric) {
        return result.metric(metric).orElseThrow().sums();
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName(
            "one reschedule between two CPUs costs one poll and two writes, and its message takes what the profile says")
    @CsvSource({
        // 80 ns + 60 ns + 60 ns, and 21 cycles of a 16.67 MHz bus.
        "p6-apic-bus, 1459748, 200",
        "ideal, 0, 0"
    })
    void oneRequest(String profile, long latencyPs, long cycles) {
        CellResult result = run(cell(
                1,
                "machine.cpus=2",
                "machine.generation=P6",
                "machine.interconnect=apic-bus",
                "timing.profile=" + profile,
                "traffic.requests=1",
                "traffic.warm-up=0",
                "traffic.call-function-rate=0",
                "traffic.tlb-rate=0"));
        assertThat(sums(result, "request_latency_ps").sum()).isEqualTo(BigInteger.valueOf(latencyPs));
        assertThat(sums(result, "cost_per_request_cycles").sum()).isEqualTo(BigInteger.valueOf(cycles));
        assertThat(sums(result, "polls_per_request").sum()).isEqualTo(BigInteger.ONE);
        assertThat(sums(result, "ipis_per_request").sum()).isEqualTo(BigInteger.ONE);
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @DisplayName("every measured request is over and none loses a message, whatever sends")
    @CsvSource({
        "i386/default, baseline, p6-apic-bus",
        "i386/bigsmp, A, netburst-fsb",
        "i386/summit, B-1, netburst-fsb",
        "x86_64/flat, B-2, netburst-fsb",
        "x86_64/physflat, A, ideal",
        "x86_64/cluster, upstream-2.6.22, netburst-fsb",
        "x86_64/x2apic-phys, upstream-6.x, nehalem-x2apic",
        "x86_64/x2apic-cluster, upstream-6.x, nehalem-x2apic",
        "x86_64/flat, A, kvm-guest"
    })
    void conservation(String subArchitecture, String solution, String profile) {
        CellResult result = run(cell(
                3,
                "subarch=" + subArchitecture,
                "solution=" + solution,
                "timing.profile=" + profile,
                "traffic.backtrace-rate=10"));
        assertThat(result.outcomes()).containsExactly(Map.entry(TrafficCells.DONE, 3L));
        assertThat(sums(result, "cost_per_request_cycles").count()).isEqualTo(1500);
        assertThat(sums(result, "request_latency_ps").count()).isEqualTo(1500);
        assertThat(sums(result, "unfinished_requests").sum()).isZero();
        assertThat(sums(result, "lost_requests").sum()).isZero();
        assertThat(sums(result, "timeouts_per_request").sum()).isZero();
    }

    @Test
    @DisplayName("the same bytes again, alone or beside others")
    void deterministic() {
        CellSpec cell = cell(3, "timing.register-read=uniform(20ns, 200ns)", "compare.solution=A", "traffic.burst=4");
        CellResult alone = run(cell);
        List<CellResult> beside =
                IntStream.range(0, 6).parallel().mapToObj(i -> run(cell)).toList();
        assertThat(beside).containsOnly(alone);
    }

    @Test
    @DisplayName("solutions meet the same requests: where no limit is reached A differs from the baseline in nothing")
    void commonRandomNumbers() {
        CellResult result = run(cell(5, "solution=A", "compare.solution=baseline"));
        assertThat(result.pairs()).containsExactly(Map.entry(CellResult.Pair.BOTH, 5L));
        assertThat(result.differences().keySet())
                .containsExactly(
                        "cost_per_ipi_millicycles", "cost_per_request_ps", "request_latency_ps", "wait_per_request_ps");
        assertThat(result.differences().values()).containsOnly(new Sums(5, BigInteger.ZERO, BigInteger.ZERO, 0, 0));
        CellResult baseline = run(cell(5));
        assertThat(result.metrics()).isEqualTo(baseline.metrics());
    }

    @Test
    @DisplayName("what counting to a limit takes is A's price: once for a request that finds the bit clear")
    void countingCosts() {
        CellResult result = run(cell(
                1,
                "machine.cpus=2",
                "traffic.requests=1",
                "traffic.warm-up=0",
                "traffic.call-function-rate=0",
                "traffic.tlb-rate=0",
                "solution=A",
                "wait-policy=bounded:overhead=3ns",
                "compare.solution=baseline"));
        assertThat(result.differences().values()).containsOnly(Sums.EMPTY.plus(3000));
    }

    @Test
    @DisplayName("a loop that delays after a busy poll costs its sender, and the difference is resolved")
    void delaysCost() {
        CellResult result = run(cell(10, "solution=A:delay=100us", "compare.solution=baseline"));
        Sums cost = result.differences().get("cost_per_request_ps");
        assertThat(cost.isResolved()).isTrue();
        assertThat(cost.mean()).isPositive();
    }

    @Test
    @DisplayName("a limit below the dispatch time gives up on messages that are well: they are written over and lost")
    void falseTimeouts() {
        CellResult result = run(cell(
                2, "solution=A:polls=2", "compare.solution=baseline", "timing.short-message=20us", "traffic.burst=4"));
        assertThat(result.outcomes()).containsExactly(Map.entry(TrafficCells.LOST, 2L));
        assertThat(result.pairs()).containsExactly(Map.entry(CellResult.Pair.ONLY_REFERENCE, 2L));
        assertThat(sums(result, "lost_requests").sum()).isPositive();
        assertThat(sums(result, "timeouts_per_request").sum()).isPositive();
        // What loses a message has no latency.
        assertThat(sums(result, "request_latency_ps").count()).isLessThan(1000);
    }

    @Test
    @DisplayName(
            "a full 3-wire bus: without a limit CPUs come to wait for one another; with one, messages are lost instead")
    void overload() {
        String[] busy = {
            "machine.cpus=15",
            "machine.generation=P6",
            "machine.interconnect=apic-bus",
            "timing.profile=p6-apic-bus",
            "traffic.requests=3000",
            "traffic.call-function-rate=1000",
            "traffic.reschedule-rate=10000",
            "traffic.tlb-rate=2000",
            "solution=A",
            "compare.solution=baseline"
        };
        CellResult limited = run(cell(2, busy));
        assertThat(limited.outcomes()).containsExactly(Map.entry(TrafficCells.LOST, 2L));
        assertThat(limited.differences()).isEmpty();
        assertThat(sums(limited, "bus_load_ppm").mean()).isLessThanOrEqualTo(1_000_000);
        busy[8] = "solution=baseline";
        assertThat(run(cell(2, busy)).outcomes()).containsExactly(Map.entry(TrafficCells.HUNG, 2L));
    }

    @Test
    @DisplayName("bursts are as many requests in the mean, but they wait for one another")
    void bursts() {
        CellResult poisson = run(cell(5));
        CellResult bursts = run(cell(5, "traffic.burst=8"));
        assertThat(sums(bursts, "wait_per_request_ps").mean())
                .isGreaterThan(2 * sums(poisson, "wait_per_request_ps").mean());
        assertThat(sums(bursts, "request_latency_ps").mean())
                .isGreaterThan(2 * sums(poisson, "request_latency_ps").mean());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x86_64/x2apic-phys", "x86_64/x2apic-cluster"})
    @DisplayName("1024 CPUs send at once")
    void large(String subArchitecture) {
        CellResult result = run(cell(
                1,
                "machine.cpus=1024",
                "machine.mode=x2apic",
                "subarch=" + subArchitecture,
                "timing.profile=nehalem-x2apic",
                "traffic.requests=20000"));
        assertThat(result.outcomes()).containsOnlyKeys(TrafficCells.DONE);
        assertThat(sums(result, "request_latency_ps").count()).isEqualTo(20_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "machine.cpus=1 | two online CPUs",
                "traffic.partners=0 | option 'partners' is '0'; expected",
                "traffic.request=5 | Did you mean 'requests'",
            })
    @DisplayName("what cannot be is said in the row")
    void errors(String setting, String words) {
        assertThat(RUNNER.run(cell(1, setting)).error()).contains(words);
    }

    @Test
    @DisplayName("no rate, no traffic")
    void noTraffic() {
        CellResult result =
                RUNNER.run(cell(1, "traffic.reschedule-rate=0", "traffic.tlb-rate=0", "traffic.call-function-rate=0"));
        assertThat(result.error()).contains("no traffic");
    }

    @Test
    @DisplayName("every metric is a column of the results")
    void columns() {
        CellResult result = run(cell(1, "machine.generation=P6", "machine.interconnect=apic-bus"));
        List<String> columns = Arrays.stream(ResultColumns.Metric.values())
                .map(ResultColumns.Metric::column)
                .toList();
        assertThat(columns).containsAll(result.metrics().keySet());
        assertThat(result.metrics()).containsKey("bus_load_ppm");
    }
}
