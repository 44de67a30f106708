package dev.kdumpstop.experiments.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.orchestrator.words.ShortTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A kept run as swim lanes: one for each CPU, from its Chrome trace. Across go the events in their order, since much happens at one
 * time; where time passes between two of them the gap is wider, by its logarithm.
 *
 * @param id for the page
 * @param cell the cell's name
 * @param cellIndex number of the cell
 * @param repetition from 0 on
 * @param outcome word of the outcome
 * @param good whether it is a good one
 * @param why in words
 * @param lanes one a CPU
 * @param ticks times along the axis
 * @param width of the drawing, in pixels
 * @param height of the drawing
 * @param note what is not drawn; empty if nothing
 */
public record Lanes(
        String id,
        String cell,
        int cellIndex,
        int repetition,
        String outcome,
        boolean good,
        String why,
        List<Lane> lanes,
        List<Tick> ticks,
        int width,
        int height,
        String note) {
    private static final int LEFT = 132;
    private static final int RIGHT = 30;
    private static final int PLOT = 1000;
    private static final int LANE = 30;
    private static final int TOP = 8;
    private static final int AXIS = 34;
    private static final int MOST_LANES = 32;
    private static final int ICR_TRACKS = 100_000;
    private static final int TICK_GAP = 76;

    /**
     * One CPU.
     *
     * @param name of the CPU
     * @param y of its upper edge
     * @param bars what it is in, the outer first
     * @param marks what it does
     * @param answer where it waits and how it ends, in words
     */
    public record Lane(String name, int y, List<Bar> bars, List<Mark> marks, String answer) {}

    /**
     * A state.
     *
     * @param kind class that colours it
     * @param x left edge
     * @param width in pixels
     * @param y upper edge
     * @param height in pixels
     * @param open whether it has no end
     * @param words name, begin, length and end
     */
    public record Bar(String kind, int x, int width, int y, int height, boolean open, String words) {}

    /**
     * Something that happens at a moment.
     *
     * @param x where
     * @param kind class that colours it
     * @param words time and what
     */
    public record Mark(int x, String kind, String words) {}

    /**
     * A time along the axis.
     *
     * @param x where
     * @param text the time
     */
    public record Tick(int x, String text) {}

    private record Slice(int track, String name, int from, int to, long fromPs, long durationPs, String ends) {
        boolean isOpen() {
            return ends.equals("for ever");
        }

        boolean isWait() {
            return name.startsWith("wait");
        }
    }

    private record Instant(int cpu, int order, long ps, String words) {
        /** One of the many register accesses by which a local APIC is shut down or read. */
        boolean isRegister() {
            return (words.startsWith("reads ") || words.startsWith("writes ")) && !words.contains("ICR");
        }
    }

    static Lanes of(String id, int cellIndex, JsonNode trace) {
        return new Drawing(trace).lanes(id, cellIndex, trace.path("otherData"));
    }

    /** One drawing in the making. */
    private static final class Drawing {
        private final Map<Integer, String> names = new TreeMap<>();
        private final List<Slice> slices = new ArrayList<>();
        private final List<List<Instant>> marks = new ArrayList<>();
        private final Map<Integer, List<Instant>> lastMarks = new TreeMap<>();
        private final Map<Integer, Integer> xs = new TreeMap<>();
        private final Map<Integer, Long> times = new TreeMap<>();

        Drawing(JsonNode trace) {
            List<Instant> instants = new ArrayList<>();
            for (JsonNode entry : trace.path("traceEvents")) {
                int track = entry.path("tid").asInt();
                JsonNode args = entry.path("args");
                long ps = ps(entry.path("ts"));
                switch (entry.path("ph").asText()) {
                    case "M" -> {
                        if (entry.path("name").asText().equals("thread_name")) {
                            names.put(track, args.path("name").asText());
                        }
                    }
                    case "X" ->
                        slices.add(new Slice(
                                track,
                                entry.path("name").asText(),
                                args.path("order").asInt(),
                                args.path("endOrder").asInt(),
                                ps,
                                ps(entry.path("dur")),
                                args.path("ends").asText()));
                    default ->
                        instants.add(new Instant(
                                track,
                                args.path("order").asInt(),
                                ps,
                                entry.path("name").asText()));
                }
            }
            instants.sort(Comparator.comparingInt(Instant::order));
            instants.forEach(this::gather);
            slices.sort(Comparator.comparingInt(Slice::from)
                    .thenComparing(Comparator.comparingInt(Slice::to).reversed()));
            place();
        }

        private static long ps(JsonNode microseconds) {
            return microseconds.isNumber()
                    ? microseconds.decimalValue().movePointRight(6).longValue()
                    : 0;
        }

        /** Register accesses that follow one another on a CPU are one mark. */
        private void gather(Instant instant) {
            List<Instant> last = lastMarks.get(instant.cpu());
            if (last != null && instant.isRegister() && last.get(0).isRegister()) {
                last.add(instant);
            } else {
                List<Instant> mark = new ArrayList<>(List.of(instant));
                marks.add(mark);
                lastMarks.put(instant.cpu(), mark);
            }
        }

        /** Gives every moment its place. */
        private void place() {
            times.put(0, 0L);
            slices.forEach(slice -> {
                times.merge(slice.from(), slice.fromPs(), Math::max);
                if (!slice.isOpen()) {
                    times.merge(slice.to(), slice.fromPs() + slice.durationPs(), Math::max);
                }
            });
            marks.forEach(
                    mark -> times.putIfAbsent(mark.get(0).order(), mark.get(0).ps()));
            Map<Integer, Double> at = new LinkedHashMap<>();
            double sum = 0;
            long before = 0;
            for (var moment : times.entrySet()) {
                long gap = StrictMath.max(0, moment.getValue() - before);
                sum += at.isEmpty() ? 0 : 1 + StrictMath.log1p((double) gap / Picoseconds.NANOSECOND);
                at.put(moment.getKey(), sum);
                before = StrictMath.max(before, moment.getValue());
            }
            double scale = sum == 0 ? 0 : PLOT / sum;
            at.forEach((order, where) -> xs.put(order, LEFT + (int) StrictMath.round(where * scale)));
        }

        private int x(int order) {
            Integer known = xs.get(order);
            return known == null ? LEFT : known;
        }

        Lanes lanes(String id, int cellIndex, JsonNode other) {
            List<Integer> cpus =
                    names.keySet().stream().filter(track -> track < ICR_TRACKS).toList();
            List<Integer> shown = cpus.size() <= MOST_LANES ? cpus : telling(cpus);
            List<Lane> lanes = new ArrayList<>();
            for (int cpu : shown) {
                lanes.add(lane(cpu, TOP + lanes.size() * LANE));
            }
            int height = TOP + lanes.size() * LANE + AXIS;
            OutcomeWord word = OutcomeWord.of(other.path("outcome").asText());
            return new Lanes(
                    id,
                    other.path("cell").asText(),
                    cellIndex,
                    other.path("repetition").asInt(),
                    word.word(),
                    word.isGood(),
                    other.path("why").asText(),
                    lanes,
                    ticks(),
                    LEFT + PLOT + RIGHT,
                    height,
                    shown.size() == cpus.size()
                            ? ""
                            : (cpus.size() - shown.size()) + " of " + cpus.size()
                                    + " CPUs are not drawn: those shown wait, send or differ from the others.");
        }

        /** Those that wait, do not halt, or have an ICR in use; then the first of the others. */
        private List<Integer> telling(List<Integer> cpus) {
            List<Integer> sorted = new ArrayList<>(cpus);
            sorted.sort(Comparator.comparing((Integer cpu) -> !isTelling(cpu)));
            return sorted.subList(0, MOST_LANES).stream().sorted().toList();
        }

        private boolean isTelling(int cpu) {
            return names.containsKey(ICR_TRACKS + cpu)
                    || slices.stream().anyMatch(slice -> slice.track() == cpu && slice.isWait())
                    || slices.stream()
                            .noneMatch(slice ->
                                    slice.track() == cpu && slice.name().equals("halted"));
        }

        private Lane lane(int cpu, int y) {
            List<Bar> bars = new ArrayList<>();
            int depth = 0;
            int until = -1;
            for (Slice slice : slices) {
                if (slice.track() == cpu) {
                    depth = slice.from() < until ? depth + 1 : 0;
                    until = depth == 0 ? slice.to() : until;
                    int inset = StrictMath.min(depth, 2) * 3;
                    bars.add(bar(slice, y + 3 + inset, 15 - 2 * inset));
                } else if (slice.track() == ICR_TRACKS + cpu) {
                    bars.add(bar(slice, y + 20, 6));
                }
            }
            List<Mark> own = new ArrayList<>();
            for (List<Instant> mark : marks) {
                if (mark.get(0).cpu() == cpu) {
                    own.add(new Mark(
                            x(mark.get(0).order()), markKind(mark.get(0).words()), words(mark)));
                }
            }
            return new Lane(names.getOrDefault(cpu, "CPU " + cpu), y, bars, own, answer(cpu));
        }

        private Bar bar(Slice slice, int y, int height) {
            int from = x(slice.from());
            int to = slice.isOpen() ? LEFT + PLOT + RIGHT : x(slice.to());
            String length = slice.isOpen() ? "for ever" : ShortTime.of(slice.durationPs()) + ", " + slice.ends();
            String name =
                    slice.name().equals("ICR busy") ? names.getOrDefault(slice.track(), "ICR") + " busy" : slice.name();
            return new Bar(
                    kind(slice.name()),
                    from,
                    StrictMath.max(2, to - from),
                    y,
                    height,
                    slice.isOpen(),
                    name + ", from " + ShortTime.of(slice.fromPs()) + ": " + length);
        }

        private static String kind(String name) {
            return name.equals("wait for the ICR")
                    ? "wait"
                    : name.startsWith("wait")
                            ? "await"
                            : name.startsWith("NMI")
                                    ? "nmi"
                                    : name.equals("ICR busy") ? "icr" : name.equals("halted") ? "halt" : "irq";
        }

        private static String markKind(String words) {
            return words.startsWith("refuses") || words.startsWith("loses") || words.startsWith("will not get")
                    ? "bad"
                    : words.startsWith("sends") ? "send" : words.startsWith("accepts") ? "accept" : "step";
        }

        private static String words(List<Instant> mark) {
            Instant first = mark.get(0);
            String more = mark.size() == 1
                    ? ""
                    : " … " + mark.get(mark.size() - 1).words() + " (" + mark.size() + " register accesses)";
            return ShortTime.of(first.ps()) + ": " + first.words() + more;
        }

        /** Where the CPU waits, how long, and what becomes of it. */
        private String answer(int cpu) {
            List<String> parts = new ArrayList<>();
            waits(cpu, "wait for the ICR", "for the ICR", "timed out", parts);
            waits(cpu, "wait for the others", "for the others", "not all have answered", parts);
            boolean forEver = false;
            for (Slice slice : slices) {
                if (slice.track() == cpu && slice.isOpen() && slice.isWait()) {
                    forEver = true;
                    parts.add("waits for ever from " + ShortTime.of(slice.fromPs()) + " on: " + slice.name());
                }
            }
            List<Slice> open = slices.stream()
                    .filter(slice -> slice.track() == cpu && slice.isOpen() && !slice.isWait())
                    .toList();
            open.stream()
                    .filter(slice -> slice.name().equals("halted"))
                    .findFirst()
                    .ifPresentOrElse(
                            halted -> parts.add("halted at " + ShortTime.of(halted.fromPs())),
                            () -> open.forEach(slice -> parts.add("stays in: " + slice.name())));
            if (parts.isEmpty() || (open.isEmpty() && !forEver)) {
                List<Instant> last = new ArrayList<>();
                marks.forEach(
                        mark -> mark.stream().filter(one -> one.cpu() == cpu).forEach(last::add));
                parts.add(
                        last.isEmpty()
                                ? "no message reaches it: it runs on"
                                : "last: " + last.get(last.size() - 1).words());
            }
            return String.join("; ", parts);
        }

        /** Waits of one kind that came to an end. */
        private void waits(int cpu, String name, String what, String limit, List<String> parts) {
            List<Slice> waits = slices.stream()
                    .filter(slice -> slice.track() == cpu && slice.name().equals(name) && !slice.isOpen())
                    .toList();
            long timedOut =
                    waits.stream().filter(slice -> slice.ends().equals(limit)).count();
            long sum = waits.stream().mapToLong(Slice::durationPs).sum();
            if (!waits.isEmpty()) {
                parts.add("waits " + what + " " + (waits.size() == 1 ? "once" : waits.size() + " times") + ", "
                        + ShortTime.of(sum) + (timedOut == 0 ? "" : ", " + timedOut + " up to the limit"));
            }
        }

        private List<Tick> ticks() {
            List<Tick> ticks = new ArrayList<>();
            long shown = -1;
            int lastX = -TICK_GAP;
            for (var moment : times.entrySet()) {
                int x = x(moment.getKey());
                if (moment.getValue() > shown && x - lastX >= TICK_GAP) {
                    ticks.add(new Tick(x, ShortTime.of(moment.getValue())));
                    lastX = x;
                    shown = moment.getValue();
                }
            }
            return ticks;
        }
    }
}
