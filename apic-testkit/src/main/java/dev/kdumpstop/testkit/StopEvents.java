package dev.kdumpstop.testkit;

import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.core.machine.EventKind;
import dev.kdumpstop.orchestrator.words.EventWords;
import dev.kdumpstop.orchestrator.words.StopEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Events of a run, narrowed down step by step: {@code events().ofKind(ACCEPTED).onCpu(3).hasCount(1)}. */
public final class StopEvents {
    private static final int SHOWN = 12;

    private final TestedStop run;
    private final List<String> conditions;
    private final List<StopEvent> events;

    StopEvents(TestedStop run, List<String> conditions, List<StopEvent> events) {
        this.run = run;
        this.conditions = conditions;
        this.events = events;
    }

    /** Those of one kind. */
    public StopEvents ofKind(EventKind kind) {
        return only(kind.name(), event -> event.kind() == kind);
    }

    /** Those of one CPU. */
    public StopEvents onCpu(int cpu) {
        return only("CPU " + cpu, event -> event.cpu() == cpu);
    }

    /** Messages of this delivery mode that were sent, accepted or refused. */
    public StopEvents inMode(DeliveryMode mode) {
        return only(
                "mode " + mode, event -> carriesMessage(event) && DeliveryMode.ofCode((int) word(event) >> 8) == mode);
    }

    /** Messages with this vector that were sent, accepted or refused. */
    public StopEvents withVector(int vector) {
        return only("vector " + vector, event -> carriesMessage(event) && (word(event) & 0xFF) == vector);
    }

    /** Those at {@code from} or later and before {@code to}: {@code between("0", "1ms")}. */
    public StopEvents between(String from, String to) {
        long first = Picoseconds.parse(from);
        long end = Picoseconds.parse(to);
        return only("from " + from + " to before " + to, event -> event.timePs() >= first && event.timePs() < end);
    }

    private static boolean carriesMessage(StopEvent event) {
        return event.kind() == EventKind.SENT
                || event.kind() == EventKind.ACCEPTED
                || event.kind() == EventKind.REFUSED;
    }

    /** Mode and vector as the low word of an ICR has them. */
    private static long word(StopEvent event) {
        return event.kind() == EventKind.SENT ? event.a() : event.b();
    }

    private StopEvents only(String condition, Predicate<StopEvent> wanted) {
        List<String> all = new ArrayList<>(conditions);
        all.add(condition);
        return new StopEvents(run, all, events.stream().filter(wanted).toList());
    }

    private String words() {
        return conditions.isEmpty() ? "anything" : String.join(", ", conditions);
    }

    /** There are so many. */
    public StopEvents hasCount(int expected) {
        if (events.size() != expected) {
            throw run.failure("expected " + expected + " events, found " + events.size() + " of " + words() + found());
        }
        return this;
    }

    /** There is none. */
    public StopEvents isEmpty() {
        return hasCount(0);
    }

    /** There is at least one. */
    public StopEvents isNotEmpty() {
        if (events.isEmpty()) {
            throw run.failure("expected at least one event, found none of " + words());
        }
        return this;
    }

    /** The events themselves, for assertions that are not here. */
    public List<StopEvent> list() {
        return events;
    }

    private String found() {
        String shown = events.stream()
                .limit(SHOWN)
                .map(event -> "\n    " + Picoseconds.format(event.timePs()) + "  CPU " + event.cpu() + " "
                        + EventWords.of(event, run.stop()))
                .collect(Collectors.joining());
        return events.size() > SHOWN ? shown + "\n    and " + (events.size() - SHOWN) + " more" : shown;
    }
}
