package dev.kdumpstop.experiments.trace;

import dev.kdumpstop.core.machine.RunListener;
import dev.kdumpstop.orchestrator.CrashStop;
import dev.kdumpstop.orchestrator.StopOutcome;
import dev.kdumpstop.orchestrator.words.StopEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * A crash stop that was run, and everything that happened in it.
 *
 * @param stop what was run
 * @param outcome what it came to
 * @param events in the order in which they happened
 */
public record RecordedStop(CrashStop stop, StopOutcome outcome, List<StopEvent> events) {
    /** Copies the events. */
    public RecordedStop {
        events = List.copyOf(events);
    }

    /** Runs it. */
    public static RecordedStop of(CrashStop stop) {
        List<StopEvent> events = new ArrayList<>();
        RunListener listener = (time, kind, cpu, a, b) -> events.add(new StopEvent(time, kind, cpu, a, b));
        return new RecordedStop(stop, stop.run(listener), events);
    }
}
