package dev.kdumpstop.core.machine;

import static dev.kdumpstop.core.machine.MachineState.*;

import dev.kdumpstop.api.machine.BusMessage;
import dev.kdumpstop.api.timing.TimingParameter;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.core.apic.BusStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The 3-wire APIC bus in time: until when the message that has it keeps it, when traffic goes on after a pause, and who had the
 * bus for how long.
 *
 * <p>Tries that change nothing but arbitration ids and counters are no events of the run: what has become of the bus since is
 * computed up to now whenever something is to depend on it. In the long run they go round in a circle (16 ids can be permuted
 * in few ways), so that whole rounds are counted at once.
 */
final class BusClock {
    private static final long NEVER = Picoseconds.NEVER;

    // Words of what is counted for a CPU.
    private static final int MESSAGES = 0;
    private static final int RETRIES = 1;
    private static final int ACCEPT_ERRORS = 2;
    private static final int CHECKSUM_ERRORS = 3;
    private static final int BUSY_PS = 4;
    private static final int COUNTS = 5;

    private MachineModel model;
    private MachineState state;
    private ApicBus bus;
    private long[] extraLatencyPs = new long[0];

    /** The part under way of the message that has the bus. */
    private long start;

    private long end;
    /** Nobody waits for its end: nothing can come of it. */
    private boolean unattended;

    /** Per slot: when traffic goes on after its pause. */
    private long[] resumesAt = new long[0];

    private long[] counts = new long[0];

    // The state of the bus when a round began.
    private long[] markIds = new long[0];
    private long[] markCorrupted = new long[0];
    private long[] markCounts = new long[0];
    private long[] markResumes = new long[0];
    private int markSlot;
    private long markEnd;

    BusClock(MachineModel model, MachineState state, ApicBus bus) {
        this.model = model;
        this.state = state;
        this.bus = bus;
    }

    /** Time 0 of a run. */
    void reset(MachineModel newModel, MachineState newState, ApicBus newBus, long[] newExtraLatencyPs) {
        model = newModel;
        state = newState;
        bus = newBus;
        extraLatencyPs = newExtraLatencyPs;
        int cpus = model.cpus;
        if (counts.length < cpus * COUNTS) {
            counts = new long[cpus * COUNTS];
            markCounts = new long[cpus * COUNTS];
            markIds = new long[cpus];
            markCorrupted = new long[cpus];
        }
        Arrays.fill(counts, 0);
        start = 0;
        end = 0;
        unattended = false;
        makeRoom();
        if (bus.onBus() >= 0) {
            begin(0);
        }
    }

    private void makeRoom() {
        if (resumesAt.length < state.slots()) {
            resumesAt = Arrays.copyOf(resumesAt, state.slots() + 8);
            markResumes = new long[state.slots() + 8];
        }
    }

    // --- what has the bus
    // ----------------------------------------------------------------------------------------------

    /** The next part of a message begins: its status cycles lie at the end of the first, its end at that of the second. */
    void begin(long now) {
        start = now;
        end = now + length(bus.onBus());
        unattended = false;
    }

    private long length(int slot) {
        if (!bus.goesOn()) {
            long extra = bus.isTraffic(slot) ? 0 : extraLatencyPs[sender(slot)];
            return model.timing.ps(firstPart(slot)) + extra;
        }
        TimingParameter whole = bus.message(slot) == BusMessage.REMOTE_READ
                ? TimingParameter.REMOTE_READ_MESSAGE
                : bus.focus(slot) >= 0 ? TimingParameter.FOCUS_MESSAGE : TimingParameter.LOWEST_PRIORITY_MESSAGE;
        return Math.max(0, model.timing.ps(whole) - model.timing.ps(TimingParameter.SHORT_MESSAGE));
    }

    /** An error ends any message but an EOI after the cycles of a short one; of traffic it is known that nobody refuses it. */
    private TimingParameter firstPart(int slot) {
        boolean whole = bus.isTraffic(slot) && !bus.isCorrupted(slot);
        return switch (bus.message(slot)) {
            case EOI -> TimingParameter.EOI_MESSAGE;
            case SHORT -> TimingParameter.SHORT_MESSAGE;
            case LOWEST_PRIORITY -> whole ? TimingParameter.LOWEST_PRIORITY_MESSAGE : TimingParameter.SHORT_MESSAGE;
            case REMOTE_READ -> whole ? TimingParameter.REMOTE_READ_MESSAGE : TimingParameter.SHORT_MESSAGE;
        };
    }

    private int sender(int slot) {
        return (int) state.message(slot, SENDER);
    }

    /** When the part under way ends, if that is still to come. */
    long end(long now) {
        return Math.max(now, end);
    }

    /** From now on somebody waits for the end of what has the bus. */
    void attend() {
        unattended = false;
    }

    /** From now on nobody waits for the end of what has the bus, or of what follows it. */
    void leaveAlone() {
        unattended = true;
    }

    /** Whether the bus goes on although no event of the run is about it. */
    boolean goesOnByItself() {
        return (unattended && bus.onBus() >= 0) || firstToResume() >= 0;
    }

    /** The part under way is over, and somebody waited for it. */
    void over() {
        count(sender(bus.onBus()), BUSY_PS, end - start);
        unattended = false;
    }

    void tried(int slot, BusStatus status) {
        int sender = sender(slot);
        long before = state.message(slot, STATUS);
        count(sender, MESSAGES, 1);
        count(sender, RETRIES, before == REFUSED || before == UNANSWERED || before == CORRUPTED ? 1 : 0);
        count(sender, ACCEPT_ERRORS, status == BusStatus.ACCEPT_ERROR ? 1 : 0);
        count(sender, CHECKSUM_ERRORS, status == BusStatus.CHECKSUM_ERROR ? 1 : 0);
    }

    private void count(int sender, int what, long by) {
        counts[sender * COUNTS + what] += by;
    }

    // --- traffic
    // -------------------------------------------------------------------------------------------------------

    /** Traffic makes its pause from this time on. */
    void pause(int slot, long from) {
        makeRoom();
        resumesAt[slot] = from + bus.pausePs(slot);
    }

    long resumesAt(int slot) {
        return resumesAt[slot];
    }

    private int firstToResume() {
        int first = -1;
        for (int slot = 0; slot < state.slots(); slot++) {
            if (state.message(slot, STATUS) == PAUSED && (first < 0 || resumesAt[slot] < resumesAt[first])) {
                first = slot;
            }
        }
        return first;
    }

    private void resumeUntil(long time) {
        for (int slot = 0; slot < state.slots(); slot++) {
            if (state.message(slot, STATUS) == PAUSED && resumesAt[slot] <= time) {
                bus.resume(slot);
            }
        }
    }

    // --- what nobody waits for
    // -----------------------------------------------------------------------------------------

    /**
     * Brings the bus up to now.
     *
     * @param resumed the time up to which pauses are over: now, or just before if their turn at this time has not come
     */
    void catchUp(long now, long resumed) {
        makeRoom();
        int steps = 0;
        int nextMark = 1;
        while (true) {
            if (bus.onBus() < 0) {
                int next = firstToResume();
                if (next < 0 || resumesAt[next] > resumed) {
                    return;
                }
                bus.resume(next);
                start = resumesAt[next];
                bus.take();
                end = start + length(next);
                unattended = true;
            }
            // What ends goes before the pauses that are over at the same time.
            resumeUntil(Math.min(end - 1, resumed));
            if (!unattended || end > now || isFree()) {
                return;
            }
            pass();
            steps++;
            if (steps == nextMark) {
                mark();
                nextMark *= 2;
            } else if (isAsMarked()) {
                if (end == markEnd) {
                    return;
                }
                skipRounds(Math.min(now, resumed));
            }
        }
    }

    /**
     * Where a try takes no time infinitely many fit into an instant. None is counted then, if none of those that would follow
     * takes any time either.
     */
    private boolean isFree() {
        int slot = bus.onBus();
        if (end > start || bus.failsForEver(slot)) {
            return end == start;
        }
        boolean onlyEoi = bus.isFloodedByEoi();
        for (int other = 0; other < state.slots(); other++) {
            boolean contends = bus.wants(other) && (!onlyEoi || bus.message(other) == BusMessage.EOI);
            if (contends && length(other) > 0) {
                return false;
            }
        }
        return true;
    }

    /** The end of a try of which nothing comes, and the next arbitration. */
    private void pass() {
        int slot = bus.onBus();
        boolean unanswered = state.message(slot, STATUS) == UNANSWERED;
        count(sender(slot), BUSY_PS, end - start);
        tried(
                slot,
                bus.isCorrupted(slot)
                        ? BusStatus.CHECKSUM_ERROR
                        : unanswered ? BusStatus.ACCEPT_ERROR : BusStatus.RETRY);
        bus.pass();
        if (state.message(slot, STATUS) == PAUSED) {
            pause(slot, end);
        }
        int next = bus.onBus();
        start = end;
        end = next < 0 ? start : start + length(next);
    }

    private void mark() {
        for (int cpu = 0; cpu < model.cpus; cpu++) {
            markIds[cpu] = state.get(cpu, ARBITRATION_ID);
            markCorrupted[cpu] = state.get(cpu, CORRUPTED_MESSAGES);
        }
        System.arraycopy(counts, 0, markCounts, 0, model.cpus * COUNTS);
        for (int slot = 0; slot < state.slots(); slot++) {
            markResumes[slot] = pauseLeft(slot);
        }
        markSlot = bus.onBus();
        markEnd = end;
    }

    private long pauseLeft(int slot) {
        return state.message(slot, STATUS) == PAUSED ? resumesAt[slot] - end : NEVER;
    }

    /** Whether all goes on as it went on from the mark. How many messages are still to be corrupted need not be the same. */
    private boolean isAsMarked() {
        if (bus.onBus() != markSlot) {
            return false;
        }
        for (int cpu = 0; cpu < model.cpus; cpu++) {
            boolean corrupted = state.get(cpu, CORRUPTED_MESSAGES) != 0;
            if (state.get(cpu, ARBITRATION_ID) != markIds[cpu] || corrupted != (markCorrupted[cpu] != 0)) {
                return false;
            }
        }
        for (int slot = 0; slot < state.slots(); slot++) {
            if (markResumes[slot] != pauseLeft(slot)) {
                return false;
            }
        }
        return true;
    }

    /** Counts as many rounds as end by then and change nothing else. */
    private void skipRounds(long until) {
        long round = end - markEnd;
        long rounds = Math.max(0, until - end) / round;
        for (int cpu = 0; cpu < model.cpus; cpu++) {
            long left = state.get(cpu, CORRUPTED_MESSAGES);
            long used = markCorrupted[cpu] - left;
            rounds = used > 0 ? Math.min(rounds, (left - 1) / used) : rounds;
        }
        if (rounds == 0) {
            return;
        }
        for (int cpu = 0; cpu < model.cpus; cpu++) {
            long left = state.get(cpu, CORRUPTED_MESSAGES);
            state.set(cpu, CORRUPTED_MESSAGES, left - rounds * (markCorrupted[cpu] - left));
        }
        for (int i = 0; i < model.cpus * COUNTS; i++) {
            counts[i] += rounds * (counts[i] - markCounts[i]);
        }
        for (int slot = 0; slot < state.slots(); slot++) {
            resumesAt[slot] += state.message(slot, STATUS) == PAUSED ? rounds * round : 0;
        }
        start += rounds * round;
        end += rounds * round;
    }

    // --- what it came to
    // -----------------------------------------------------------------------------------------------

    /** Further tries of this CPU's messages. */
    long retries(int cpu) {
        return counts[cpu * COUNTS + RETRIES];
    }

    BusRecord record(long now) {
        List<BusRecord.Share> shares = new ArrayList<>(model.cpus);
        for (int cpu = 0; cpu < model.cpus; cpu++) {
            int at = cpu * COUNTS;
            boolean hasIt = bus.onBus() >= 0 && sender(bus.onBus()) == cpu;
            long underWay = hasIt ? Math.min(now, end) - start : 0;
            shares.add(new BusRecord.Share(
                    counts[at + MESSAGES],
                    counts[at + ACCEPT_ERRORS],
                    counts[at + CHECKSUM_ERRORS],
                    counts[at + BUSY_PS] + underWay));
        }
        return new BusRecord(now, shares);
    }
}
