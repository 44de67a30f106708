package dev.kdumpstop.core.machine;

/** What became of one request; see {@link RequestSource#over}. Used again for another one afterwards. */
public final class RequestRecord {
    int cpu;
    int request;
    int nth;
    long atPs;
    long begunPs;
    long sentPs;
    long acceptedPs;
    int messages;
    int underWay;
    int lost;
    long polls;
    long timeouts;
    long waitedPs;

    RequestRecord() {}

    /** The CPU that served it. */
    public int cpu() {
        return cpu;
    }

    /** Which of the requests in its script, the first being 0. */
    public int request() {
        return request;
    }

    /** How many the CPU has taken before. */
    public int nth() {
        return nth;
    }

    /** When it came. */
    public long atPs() {
        return atPs;
    }

    /** When its CPU began with it: at once, or when what was before it was done. */
    public long begunPs() {
        return begunPs;
    }

    /** When its CPU was free again: all waits and writes done, handlers that interrupted it too. */
    public long sentPs() {
        return sentPs;
    }

    /** When the last of its messages was accepted by the last of its targets; if it had none, when its CPU was free. */
    public long acceptedPs() {
        return acceptedPs;
    }

    /** Messages that were handed to the interconnect. */
    public int messages() {
        return messages;
    }

    /** Sends that were given up, or whose message was written over or dropped. */
    public int lost() {
        return lost;
    }

    /** Reads of the ICR by its waits. */
    public long polls() {
        return polls;
    }

    /** Waits that ended by their limit. */
    public long timeouts() {
        return timeouts;
    }

    /** Time at wait sites, handlers that interrupted the waits included. */
    public long waitedPs() {
        return waitedPs;
    }
}
