package dev.kdumpstop.cli;

import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.orchestrator.words.EventWords;
import dev.kdumpstop.orchestrator.words.StopEvent;
import java.util.List;

/** What happened, one line each: time, CPU, words. */
final class Timeline {
    private Timeline() {}

    /** Writes it. */
    static void print(StopReport report, Console console) {
        Table table = new Table(2).right(0);
        for (StopEvent event : report.events()) {
            table.row(
                    Tone.PLAIN,
                    List.of(
                            Picoseconds.format(event.timePs()),
                            "CPU " + event.cpu(),
                            EventWords.of(event, report.stop())));
        }
        table.print(console);
    }
}
