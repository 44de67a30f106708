package dev.kdumpstop.evidence.compare;

import dev.kdumpstop.orchestrator.Headline;
import java.util.List;

/**
 * What a candidate's stop does, CPU by CPU, and what must come before what on different CPUs.
 *
 * @param subject the crashing CPU
 * @param cpus what each does, in order; a CPU that is not touched has nothing
 * @param halted whether each CPU has come to its last halt, after which nothing may follow
 * @param orders what must come before what
 * @param firstWait number of things the crashing CPU does before it first waits for answers
 * @param exact whether it is known what is copied from where
 * @param headline what the stop comes to
 */
record Prediction(
        int subject,
        List<List<Expected>> cpus,
        List<Boolean> halted,
        List<Order> orders,
        int firstWait,
        boolean exact,
        Headline headline) {

    /**
     * On different CPUs: what {@code before} does at its place must be over when {@code after} comes to its place. A stop
     * command comes before its target's reaction, and the last answer before the crashing CPU goes on.
     */
    record Order(int before, int beforeAt, int after, int afterAt) {}

    List<Expected> of(int cpu) {
        return cpu < cpus.size() ? cpus.get(cpu) : List.of();
    }

    /** Whether the machine goes on or starts anew after the stop, so that other CPUs can be active again. */
    boolean restarts() {
        return headline == Headline.STOPPED_ALL
                || headline == Headline.STOPPED_PARTIAL
                || headline == Headline.MACHINE_RESET;
    }
}
