package dev.kdumpstop.core.machine;

import dev.kdumpstop.api.unit.Picoseconds;

/**
 * Where the requests come from that CPUs serve one after another ({@link CpuScript.Builder#serve}), and who hears what
 * became of them. Called on the hot path; a request that comes while its CPU is busy waits for it.
 */
public interface RequestSource {
    /** No requests. */
    RequestSource NONE = new RequestSource() {
        @Override
        public long nextAtPs(int cpu) {
            return Picoseconds.NEVER;
        }

        @Override
        public int take(int cpu) {
            throw new IllegalStateException("there is no request");
        }

        @Override
        public void over(RequestRecord request) {}

        @Override
        public boolean isEnough() {
            return false;
        }
    };

    /** When this CPU's next request comes, or came; {@link Picoseconds#NEVER} if none will. Does not change until it is taken. */
    long nextAtPs(int cpu);

    /** The CPU begins with it: which of the requests in its script, the first being 0. */
    int take(int cpu);

    /** A request is over: its CPU is free again and none of its messages is under way. The record is used again afterwards. */
    void over(RequestRecord request);

    /** Whether the run may end. */
    boolean isEnough();
}
