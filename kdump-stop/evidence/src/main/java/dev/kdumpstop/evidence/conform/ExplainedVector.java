package dev.kdumpstop.evidence.conform;

import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.core.machine.EventKind;
import dev.kdumpstop.core.machine.HandDrivenMachine;
import dev.kdumpstop.evidence.vector.ApicVector;
import java.util.ArrayList;
import java.util.List;

/**
 * One vector played once, with what led to the result.
 *
 * @param question under which it was played
 * @param interconnect what carried the messages
 * @param result what came of it
 * @param events what happened until all writes had settled
 * @param cpus the model's CPUs then
 */
public record ExplainedVector(
        Question question,
        InterconnectKind interconnect,
        VectorResult result,
        List<PlayedEvent> events,
        List<CpuPicture> cpus) {

    /** Copies the lists. */
    public ExplainedVector {
        events = List.copyOf(events);
        cpus = List.copyOf(cpus);
    }

    /** Plays the vector and looks on. The interconnect carries its mode. */
    public static ExplainedVector of(Question question, ApicVector vector, InterconnectKind interconnect) {
        Watcher watcher = new Watcher(vector.cpus().size());
        PlayedVector played = VectorPlayer.play(vector, question.options(), interconnect, watcher);
        VectorResult result = question.judged(vector, interconnect, played);
        return new ExplainedVector(question, interconnect, result, watcher.events, watcher.pictures);
    }

    private static final class Watcher implements PlayWatcher {
        private final int cpus;
        private final List<PlayedEvent> events = new ArrayList<>();
        private final List<CpuPicture> pictures = new ArrayList<>();
        private int step = -1;
        private boolean done;

        Watcher(int cpus) {
            this.cpus = cpus;
        }

        @Override
        public void step(int index) {
            step = index;
        }

        @Override
        public void happened(EventKind kind, int cpu, long a, long b) {
            if (step >= 0 && !done) {
                events.add(new PlayedEvent(step, kind, cpu, a, b));
            }
        }

        @Override
        public void settled(HandDrivenMachine machine) {
            done = true;
            for (int cpu = 0; cpu < cpus; cpu++) {
                pictures.add(CpuPicture.of(machine, cpu));
            }
        }
    }
}
