package dev.kdumpstop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The trace as the format wants it (Trace Event Format; Perfetto: slices of a track nest or lie side by side). */
class ChromeTraceTest {
    @TempDir
    Path folder;

    private record Slice(BigDecimal from, BigDecimal to, String name) {}

    private JsonNode trace(String commandLine) throws Exception {
        Path file = folder.resolve("out.json");
        Cli.Result result = Cli.line(commandLine + " --trace " + file);
        assertThat(result.err()).isEmpty();
        return new ObjectMapper()
                .enable(com.fasterxml.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .readTree(Files.readString(file));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stop --subarch physflat --solution upstream-2.6.22 --scenario nmi-lockup:cpus=3 --timing netburst-fsb",
                "stop --subarch bigsmp --solution baseline --scenario nmi-lockup:cpus=3",
                "stop --subarch flat --release 6.1 --procedure panic --scenario irqs-off-spin --timing kvm-guest",
                "stop --subarch x2apic-cluster --timing nehalem-x2apic",
                "stop --subarch bigsmp --timing p6-apic-bus --scenario panic-between-icr2-and-icr",
                "stop --subarch bigsmp --timing p6-apic-bus --scenario nmi-on-crashing-cpu+in-smm:cpus=2",
                "stop --subarch physflat --scenario sender-wedged --solution A --option icr-write-while-busy=ignore",
            })
    void isValid(String commandLine) throws Exception {
        JsonNode trace = trace(commandLine);
        Map<Integer, List<Slice>> tracks = new TreeMap<>();
        Set<Integer> named = new HashSet<>();
        for (JsonNode event : trace.get("traceEvents")) {
            assertThat(event.get("ph").asText()).isIn("X", "i", "M");
            assertThat(event.get("name").asText()).isNotBlank();
            assertThat(event.get("pid").isInt()).isTrue();
            assertThat(event.get("tid").isInt()).isTrue();
            assertThat(event.get("ts").isNumber()).isTrue();
            int track = event.get("tid").asInt();
            switch (event.get("ph").asText()) {
                case "X" -> {
                    BigDecimal from = event.get("ts").decimalValue();
                    BigDecimal duration = event.get("dur").decimalValue();
                    assertThat(duration).isNotNegative();
                    tracks.computeIfAbsent(track, key -> new ArrayList<>())
                            .add(new Slice(
                                    from, from.add(duration), event.get("name").asText()));
                }
                case "i" -> assertThat(event.get("s").asText()).isEqualTo("t");
                default -> {
                    if (event.get("name").asText().equals("thread_name")) {
                        named.add(track);
                        assertThat(event.get("args").get("name").asText()).contains("CPU");
                    }
                }
            }
        }
        assertThat(tracks).isNotEmpty();
        assertThat(named).containsAll(tracks.keySet());
        tracks.values().forEach(ChromeTraceTest::nest);
    }

    /** Sorted by begin, the longer first, every slice lies inside of the one that is open, or after it. */
    private static void nest(List<Slice> slices) {
        slices.sort(Comparator.comparing(Slice::from).thenComparing(Slice::to, Comparator.reverseOrder()));
        Deque<Slice> open = new ArrayDeque<>();
        for (Slice slice : slices) {
            while (!open.isEmpty() && open.peek().to().compareTo(slice.from()) <= 0) {
                open.pop();
            }
            if (!open.isEmpty()) {
                assertThat(slice.to())
                        .as("%s in %s", slice, open.peek())
                        .isLessThanOrEqualTo(open.peek().to());
            }
            open.push(slice);
        }
    }

    @Test
    void saysWhatHappened() throws Exception {
        JsonNode trace = trace(
                "stop --subarch physflat --solution upstream-2.6.22 --scenario nmi-lockup:cpus=3 --timing netburst-fsb");
        List<String> slices = new ArrayList<>();
        List<String> instants = new ArrayList<>();
        for (JsonNode event : trace.get("traceEvents")) {
            switch (event.get("ph").asText()) {
                case "X" ->
                    slices.add(
                            event.get("tid").asInt() + " " + event.get("name").asText() + ": "
                                    + event.get("args").get("ends").asText());
                case "i" ->
                    instants.add(
                            event.get("tid").asInt() + " " + event.get("name").asText());
                default -> {}
            }
        }
        assertThat(slices)
                .contains(
                        "0 wait for the ICR: timed out",
                        "0 wait for the others: not all have answered",
                        "1 NMI in service: for ever",
                        "3 NMI in service since before the crash: for ever",
                        "1 halted: for ever",
                        "100000 ICR busy: lost",
                        "100000 ICR busy: idle");
        assertThat(instants).contains("0 writes ICR2: 01000000", "3 refuses the NMI of CPU 0", "1 saves its registers");
    }
}
