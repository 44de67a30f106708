package dev.kdumpstop.experiments.trace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter.NopIndenter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.core.machine.EventKind;
import dev.kdumpstop.orchestrator.words.EventWords;
import dev.kdumpstop.orchestrator.words.StopEvent;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A run as Chrome trace JSON: one track per CPU and, where a CPU's ICR was busy, one beside it. Slices of a track lie in each
 * other or side by side, never across; that is what Perfetto asks for. Since much can happen at one time, each entry also says
 * where it stands in the order of events: {@code order}, and for a slice {@code endOrder}.
 */
public final class ChromeTrace {
    /** Tracks of ICRs are numbered after those of CPUs. */
    private static final int ICR_TRACKS = 100_000;
    /** A slice that never ends is drawn so much longer than the run, at least. */
    private static final long FOREVER_MARGIN_PS = Picoseconds.MICROSECOND;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            // A line per entry: easy to search, and small.
            .defaultPrettyPrinter(new DefaultPrettyPrinter(
                            Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.NONE))
                    .withObjectIndenter(new NopIndenter())
                    .withArrayIndenter(new DefaultIndenter("", "\n")))
            .build();

    private record Open(String name, long fromPs, int order) {}

    private final RecordedStop stop;
    private final long endPs;
    private final List<Map<String, Object>> entries = new ArrayList<>();
    private final Map<Integer, Deque<Open>> open = new TreeMap<>();
    private int order;

    private ChromeTrace(RecordedStop stop) {
        this.stop = stop;
        long last = stop.outcome().timePs();
        for (StopEvent event : stop.events()) {
            last = Math.max(last, event.timePs());
        }
        boolean finished = stop.outcome().headline().isFinished();
        this.endPs = finished ? last : last + Math.max(last / 10, FOREVER_MARGIN_PS);
    }

    /**
     * The JSON document, one entry a line.
     *
     * @param other what else is to stand in it, by name
     */
    public static String of(RecordedStop stop, Map<String, ?> other) {
        ChromeTrace trace = new ChromeTrace(stop);
        trace.collect();
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("traceEvents", trace.entries);
        document.put("displayTimeUnit", "ns");
        document.put("otherData", other);
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a trace is plain values", e);
        }
    }

    private void collect() {
        name(
                "process_name",
                0,
                stop.stop().subArchitecture() + ", " + stop.stop().assumptions().get("solution"));
        int cpus = stop.stop().machine().cpuCount();
        for (int cpu = 0; cpu < cpus; cpu++) {
            boolean crashes = cpu == stop.outcome().crashing().cpu();
            name("thread_name", cpu, "CPU " + cpu + (crashes ? " (crashes)" : ""));
        }
        for (int cpu = 0; cpu < cpus; cpu++) {
            if (stop.outcome().cpus().get(cpu).record().sends() > 0) {
                name("thread_name", ICR_TRACKS + cpu, "ICR of CPU " + cpu);
            }
        }
        for (int cpu = 0; cpu < cpus; cpu++) {
            if (isStuckFromTheBegin(cpu)) {
                open(cpu, "NMI in service since before the crash", 0);
            }
        }
        stop.events().forEach(event -> {
            order++;
            add(event);
        });
        order++;
        open.forEach((track, slices) -> {
            while (!slices.isEmpty()) {
                close(track, endPs, "for ever");
            }
        });
    }

    /** Whether it ends in an NMI handler that it did not enter, and was not put into, during the run. */
    private boolean isStuckFromTheBegin(int cpu) {
        return stop.outcome().cpus().get(cpu).record().inNmiHandler()
                && cpu != stop.outcome().crashing().cpu()
                && stop.events().stream()
                        .noneMatch(event -> event.cpu() == cpu
                                && (event.kind() == EventKind.NMI_ENTRY || event.kind() == EventKind.OUTSIDE));
    }

    private void add(StopEvent event) {
        int cpu = event.cpu();
        long now = event.timePs();
        switch (event.kind()) {
            case WAIT_BEGIN -> open(cpu, "wait for the ICR", now);
            case WAIT_DONE -> close(cpu, now, "idle");
            case WAIT_TIMED_OUT -> close(cpu, now, "timed out");
            case AWAIT_BEGIN -> open(cpu, "wait for the others", now);
            case AWAIT_END -> close(cpu, now, event.a() == 1 ? "all have answered" : "not all have answered");
            case NMI_ENTRY -> open(cpu, "NMI in service", now);
            case INTERRUPT_ENTRY -> open(cpu, "interrupt in service", now);
            case RETURN -> close(cpu, now, "returns");
            case HALTED -> open(cpu, "halted", now);
            case SENT -> {
                instant(event);
                boolean byIcr = event.b() == 0;
                if (byIcr && stop.stop().machine().mode() == ApicMode.XAPIC) {
                    closeAll(ICR_TRACKS + cpu, now, "replaced");
                    open(ICR_TRACKS + cpu, "ICR busy", now);
                }
            }
            case COMMAND_LOST -> {
                instant(event);
                closeAll(ICR_TRACKS + cpu, now, "lost");
            }
            case STATUS_IDLE -> closeAll(ICR_TRACKS + cpu, now, "idle");
            default -> instant(event);
        }
    }

    private void open(int track, String name, long now) {
        open.computeIfAbsent(track, key -> new ArrayDeque<>()).push(new Open(name, now, order));
    }

    private void closeAll(int track, long now, String how) {
        while (!open.getOrDefault(track, new ArrayDeque<>()).isEmpty()) {
            close(track, now, how);
        }
    }

    private void close(int track, long now, String how) {
        Deque<Open> slices = open.get(track);
        if (slices == null || slices.isEmpty()) {
            // It was entered before the run began.
            return;
        }
        Open slice = slices.pop();
        Map<String, Object> entry = entry("X", slice.name(), track, slice.fromPs());
        entry.put("dur", microseconds(now - slice.fromPs()));
        Map<String, Object> args = new LinkedHashMap<>();
        args.put("ends", how);
        args.put("order", slice.order());
        args.put("endOrder", order);
        entry.put("args", args);
        entries.add(entry);
    }

    private void instant(StopEvent event) {
        Map<String, Object> entry = entry("i", EventWords.of(event, stop.stop()), event.cpu(), event.timePs());
        entry.put("s", "t");
        entry.put("args", Map.of("order", order));
        entries.add(entry);
    }

    private void name(String what, int track, String name) {
        Map<String, Object> entry = entry("M", what, track, 0);
        entry.put("args", Map.of("name", name));
        entries.add(entry);
    }

    private static Map<String, Object> entry(String phase, String name, int track, long ps) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("ph", phase);
        entry.put("name", name);
        entry.put("cat", "kdump-stop");
        entry.put("pid", 1);
        entry.put("tid", track);
        entry.put("ts", microseconds(ps));
        return entry;
    }

    /** The format wants microseconds; six decimals are picoseconds. */
    private static BigDecimal microseconds(long ps) {
        BigDecimal value = BigDecimal.valueOf(ps, 6).stripTrailingZeros();
        return value.scale() < 0 ? value.setScale(0) : value;
    }
}
