package dev.kdumpstop.experiments.traffic;

import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.experiments.dice.Dice;
import dev.kdumpstop.experiments.dice.Distribution;
import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/**
 * When which request of which CPU comes, in one repetition: drawn beforehand, so that every solution meets the same. Each CPU
 * and kind has streams of its own; of all that come, those in the middle are measured.
 */
public final class Arrivals {
    private final long[][] atPs;
    private final int[][] request;
    private final int[][] place;
    private final int[] count;
    private final int firstMeasured;
    private final int measured;
    private long lastPs;

    /** @throws IllegalArgumentException if no rate is above 0 */
    public Arrivals(Partners partners, TrafficSettings settings, Dice repetition) {
        int cpus = partners.online().highest() + 1;
        atPs = new long[cpus][0];
        request = new int[cpus][0];
        place = new int[cpus][0];
        count = new int[cpus];
        firstMeasured = settings.warmUp();
        measured = settings.requests();
        PriorityQueue<Stream> next = new PriorityQueue<>();
        for (int cpu : partners.online().toArray()) {
            for (TrafficKind kind : TrafficKind.values()) {
                if (partners.sends(cpu, kind) && settings.rate(kind) > 0) {
                    next.add(new Stream(partners, settings, repetition, cpu, kind));
                }
            }
        }
        if (next.isEmpty()) {
            throw new IllegalArgumentException("no traffic: every rate is 0, or 0 for those that send");
        }
        long all = (long) measured + 2L * firstMeasured;
        for (int i = 0; i < all; i++) {
            Stream first = next.remove();
            add(first.cpu, first.atPs, first.request(), i);
            first.advance();
            next.add(first);
        }
    }

    private void add(int cpu, long at, int what, int number) {
        int n = count[cpu]++;
        if (n == atPs[cpu].length) {
            int room = Math.max(8, 2 * n);
            atPs[cpu] = Arrays.copyOf(atPs[cpu], room);
            request[cpu] = Arrays.copyOf(request[cpu], room);
            place[cpu] = Arrays.copyOf(place[cpu], room);
        }
        atPs[cpu][n] = at;
        request[cpu][n] = what;
        place[cpu][n] = number;
        lastPs = at;
    }

    /** When the {@code nth} request of the CPU comes, or {@link Picoseconds#NEVER}. */
    public long atPs(int cpu, int nth) {
        return cpu < count.length && nth < count[cpu] ? atPs[cpu][nth] : Picoseconds.NEVER;
    }

    /** Which request of the CPU's it is. */
    public int request(int cpu, int nth) {
        return request[cpu][nth];
    }

    /** Whether it is one of those that are measured. */
    public boolean isMeasured(int cpu, int nth) {
        int number = place[cpu][nth];
        return number >= firstMeasured && number < firstMeasured + measured;
    }

    /** How many are measured. */
    public int measured() {
        return measured;
    }

    /** When the last one of all comes. */
    public long lastPs() {
        return lastPs;
    }

    /** The requests of one kind of one CPU. */
    private static final class Stream implements Comparable<Stream> {
        private final int cpu;
        private final TrafficKind kind;
        private final Partners partners;
        private final Distribution pause;
        private final int burst;
        private final RandomGenerator times;
        private final RandomGenerator choices;
        private int leftOfBurst;
        private long atPs;

        Stream(Partners partners, TrafficSettings settings, Dice repetition, int cpu, TrafficKind kind) {
            this.cpu = cpu;
            this.kind = kind;
            this.partners = partners;
            burst = settings.burst();
            // Bursts are as much rarer as they are long.
            pause = new Distribution.Exponential(Picoseconds.SECOND / settings.rate(kind) * burst);
            times = repetition.stream("traffic/" + cpu + "/" + kind.id() + "/times");
            choices = repetition.stream("traffic/" + cpu + "/" + kind.id() + "/targets");
            advance();
        }

        void advance() {
            if (leftOfBurst == 0) {
                atPs += pause.sample(times);
                leftOfBurst = burst;
            }
            leftOfBurst--;
        }

        int request() {
            return kind == TrafficKind.RESCHEDULE
                    ? choices.nextInt(partners.partnersOf(cpu))
                    : partners.request(cpu, kind);
        }

        @Override
        public int compareTo(Stream other) {
            int byTime = Long.compare(atPs, other.atPs);
            int byCpu = byTime != 0 ? byTime : Integer.compare(cpu, other.cpu);
            return byCpu != 0 ? byCpu : kind.compareTo(other.kind);
        }
    }
}
