package dev.kdumpstop.core.machine;

import static dev.kdumpstop.core.machine.MachineState.*;

import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.timing.TimingParameter;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.api.wait.Limit;
import dev.kdumpstop.api.wait.OnTimeout;
import dev.kdumpstop.api.wait.PollSegment;
import dev.kdumpstop.api.wait.WaitPlan;
import dev.kdumpstop.api.wait.WaitSite;
import dev.kdumpstop.api.wait.WaitStepper;
import dev.kdumpstop.core.apic.BusStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Gives every enabled transition its due time from the timing profile and fires the earliest.
 *
 * <p>A CPU that polls is not simulated poll by poll: it sleeps until its limit is reached, and is woken when the bit it
 * polls clears or something interrupts it; the polls in between are counted then. The result is that of the poll-by-poll
 * path, which exists for the property test that compares the two.
 *
 * <p>An instance may be used again and again, one run at a time; it keeps its arrays.
 */
public final class TimedRun {
    private static final WaitSite[] SITES = WaitSite.values();
    /** In a frame's VALUE while it waits: the last poll of the segment is made, its closing delay runs. */
    private static final int EXPIRING = 1;
    /** In a frame's VALUE while it waits: one rewrite of the ICR has been made. */
    private static final int ATTEMPT = 0x100;

    private static final long NEVER = Picoseconds.NEVER;
    /** Enough for 1024 CPUs to run their stop handlers. */
    private static final int MAX_SETTLING_STEPS = 200_000;
    /** More steps without time going on, for each CPU: scripts that cost nothing and call each other for ever. */
    private static final long MAX_STEPS_AT_ONE_TIME = 50_000;

    private final boolean pollByPoll;
    private final DueQueue queue = new DueQueue();
    private final Rules.Effects driver = new Driver();
    private final BusClock bus;
    /** Who wants the 3-wire bus has changed, or the message that has it. */
    private boolean busChanged;

    private MachineModel model;
    private MachineState state;
    private Rules rules;
    private RunListener listener = RunListener.NONE;
    private final OpenRequests requests = new OpenRequests();

    private long now;
    /** The greatest transition fired at this time: of those pending since earlier, the lower ones have had their turn. */
    private int greatestFired;

    private long stepsAtThisTime;
    private int stride;
    private int[] changed = new int[0];
    private boolean[] isChanged = new boolean[0];
    private int changedCount;

    private long readPs;

    // Per CPU.
    private int[] scheduledRank = new int[0];
    private long[] extraLatencyPs = new long[0];
    private long[] slowAcceptancePs = new long[0];
    private boolean someAcceptSlowly;
    private long[] stats = new long[0];

    // Per CPU: when its timer will have counted down, and the length of one count; the deadline set, 0 = none.
    private long[] timerEnd = new long[0];
    private long[] timerCountPs = new long[0];
    private long[] timerDeadline = new long[0];

    // Per CPU and frame: when the step in progress is due, or the next poll; when its wait and segment began.
    private long[] dueAt = new long[0];
    private long[] segmentStart = new long[0];
    private long[] waitStart = new long[0];
    private boolean[] started = new boolean[0];

    // Per message slot: when it was refused, or -1; not on the 3-wire bus.
    private long[] refusedAt = new long[0];
    private int refusedCount;

    private static final int NMI_AT = 0;
    private static final int VECTOR_AT = 1;
    private static final int SAVED_AT = 2;
    private static final int ACKNOWLEDGED_AT = 3;
    private static final int HALTED_AT = 4;
    private static final int FIRST_COUNT = 5;
    private static final int NMIS = 5;
    private static final int SENDS = 6;
    private static final int POLLS = 7;
    private static final int BUSY_POLLS = 8;
    private static final int TIMEOUTS = 9;
    private static final int WAITED = 10;
    private static final int RETRIES = 11;
    private static final int ACCEPTED = 12;
    private static final int REFUSALS = 13;
    private static final int ICR_WRITES = 14;
    private static final int OVERWRITES = 15;
    private static final int STATS = 16;

    /** A run that can be used for any model; the first one sizes it. */
    public TimedRun(MachineModel model) {
        this(model, false);
    }

    /** With {@code pollByPoll} every poll is an event of its own: slow, and endless where a poll costs nothing. */
    TimedRun(MachineModel model, boolean pollByPoll) {
        this.pollByPoll = pollByPoll;
        this.model = model;
        this.state = model.initialState();
        this.rules = new Rules(model, state, driver);
        this.bus = new BusClock(model, state, rules.bus);
    }

    /** Runs a model from its initial state to its end, to a proved hang, or to the horizon. */
    public RunResult run(MachineModel newModel, RunListener newListener) {
        begin(newModel, newListener);
        long idleEvents = 0;
        while (state.global(ENDED) == 0) {
            if (isScheduled(model.subject)) {
                idleEvents = 0;
            } else if (queue.isEmpty() || Long.bitCount(++idleEvents) == 1) {
                catchUpWithBus();
                Optional<HangProof> proof =
                        new HangAnalysis(model, state, rules, pendingChanges(), this::since).prove();
                if (proof.isPresent()) {
                    long provedAt = now;
                    settle();
                    return result(RunEnd.HUNG, proof, provedAt);
                }
            }
            if (stepsAtThisTime > MAX_STEPS_AT_ONE_TIME * model.cpus) {
                return result(RunEnd.UNDECIDED, Optional.empty(), now);
            }
            if (queue.isEmpty() || queue.dueOf(queue.first()) > model.options.horizonPs()) {
                now = model.options.horizonPs();
                greatestFired = Integer.MAX_VALUE;
                return result(RunEnd.UNDECIDED, Optional.empty(), now);
            }
            step();
        }
        return result(RunEnd.ENDED, Optional.empty(), now);
    }

    /**
     * Runs a model whose CPUs serve requests, until the source has enough, nothing is left to do, or the horizon. There is
     * no subject, and no hang is proved; but if requests are left when nothing is left to do, their CPUs wait for ever.
     *
     * @param source must not give requests of one time without end
     * @return {@link RunEnd#ENDED} if the source has enough or a script ends the run; else {@link RunEnd#UNDECIDED}, at the
     *     horizon, or before it if nothing is left to do
     */
    public RunResult serve(MachineModel newModel, RequestSource source, RunListener newListener) {
        begin(newModel, source, newListener);
        while (state.global(ENDED) == 0) {
            if (source.isEnough()) {
                state.global(ENDED, 1L + CpuScript.End.DONE.ordinal());
            } else if (queue.isEmpty() || queue.dueOf(queue.first()) > model.options.horizonPs()) {
                now = queue.isEmpty() ? now : model.options.horizonPs();
                return result(RunEnd.UNDECIDED, Optional.empty(), now);
            } else {
                step();
            }
        }
        return result(RunEnd.ENDED, Optional.empty(), now);
    }

    private void step() {
        int transition = queue.first();
        if (queue.dueOf(transition) > now) {
            now = queue.dueOf(transition);
            greatestFired = -1;
            stepsAtThisTime = 0;
        }
        stepsAtThisTime++;
        greatestFired = Math.max(greatestFired, transition);
        queue.remove(transition);
        fire(transition / stride, transition % stride);
        reconcile();
    }

    /** The subject hangs; the others finish what they have begun, until nothing but repeating outside changes is left. */
    private void settle() {
        int repeating = 0;
        for (ScheduledChange change : model.schedule) {
            repeating += change.periodPs() > 0 ? 1 : 0;
        }
        for (int steps = 0; queue.size() > repeating && steps < MAX_SETTLING_STEPS; steps++) {
            if (queue.dueOf(queue.first()) > model.options.horizonPs()) {
                return;
            }
            step();
        }
    }

    /** Puts the machine into the model's initial state at time 0. */
    void begin(MachineModel newModel, RunListener newListener) {
        begin(newModel, RequestSource.NONE, newListener);
    }

    private void begin(MachineModel newModel, RequestSource source, RunListener newListener) {
        reset(newModel, newListener);
        requests.reset(model.cpus, source);
        for (int cpu = 0; cpu < model.cpus; cpu++) {
            driver.cpuChanged(cpu);
        }
        for (int i = 0; i < model.schedule.size(); i++) {
            queue.put(transition(Rank.OUTSIDE, i), model.schedule.get(i).atPs());
        }
        reconcile();
    }

    // --- by hand
    // -------------------------------------------------------------------------------------------------------

    /** The rules of the run, for whoever acts from outside; {@link #acted} has to follow. */
    Rules rules() {
        return rules;
    }

    /** Something was done to the machine from outside at this time. */
    void acted() {
        reconcile();
    }

    long now() {
        return now;
    }

    /** When the next transition is due, or {@link Picoseconds#NEVER}. */
    long nextDue() {
        return queue.isEmpty() ? NEVER : queue.dueOf(queue.first());
    }

    /** Fires the next transition. */
    void fireNext() {
        step();
    }

    /** Lets time go on; nothing may be due before. */
    void passTo(long time) {
        if (time > now) {
            now = time;
            greatestFired = -1;
            stepsAtThisTime = 0;
        }
    }

    /** Whether anything but timers, traffic on the bus and changes from outside is still to happen. */
    boolean isUnsettled() {
        int waiting = 0;
        for (int cpu = 0; cpu < model.cpus; cpu++) {
            waiting += queue.contains(transition(Rank.TIMER, cpu)) ? 1 : 0;
        }
        for (int i = 0; i < model.schedule.size(); i++) {
            waiting += queue.contains(transition(Rank.OUTSIDE, i)) ? 1 : 0;
        }
        for (int slot = 0; slot < knownSlots(); slot++) {
            waiting += queue.contains(transition(Rank.TRAFFIC, slot)) ? 1 : 0;
        }
        return queue.size() > waiting;
    }

    /** What MSR 6E0H reads: 0 once the deadline has come. */
    long deadline(int cpu) {
        return timerDeadline[cpu];
    }

    /** A copy of the state in which the last run stopped. */
    public MachineState state() {
        catchUpWithBus();
        return state.copy();
    }

    private void reset(MachineModel newModel, RunListener newListener) {
        listener = newListener;
        if (state.cpus() != newModel.cpus) {
            state = newModel.initialState();
        } else {
            state.copyFrom(newModel.initial);
        }
        model = newModel;
        rules = new Rules(model, state, driver);
        now = 0;
        greatestFired = -1;
        stepsAtThisTime = 0;
        readPs = model.timing.ps(TimingParameter.REGISTER_READ);
        int cpus = model.cpus;
        int frames = cpus * MAX_FRAMES;
        if (scheduledRank.length < cpus) {
            changed = new int[cpus];
            isChanged = new boolean[cpus];
            scheduledRank = new int[cpus];
            extraLatencyPs = new long[cpus];
            slowAcceptancePs = new long[cpus];
            stats = new long[cpus * STATS];
            timerEnd = new long[cpus];
            timerCountPs = new long[cpus];
            timerDeadline = new long[cpus];
            dueAt = new long[frames];
            segmentStart = new long[frames];
            waitStart = new long[frames];
            started = new boolean[frames];
        }
        Arrays.fill(scheduledRank, -1);
        Arrays.fill(timerDeadline, 0);
        Arrays.fill(started, false);
        Arrays.fill(isChanged, false);
        changedCount = 0;
        System.arraycopy(model.extraLatencyPs, 0, extraLatencyPs, 0, cpus);
        System.arraycopy(model.slowAcceptancePs, 0, slowAcceptancePs, 0, cpus);
        someAcceptSlowly = false;
        for (int cpu = 0; cpu < cpus; cpu++) {
            someAcceptSlowly |= slowAcceptancePs[cpu] != 0;
        }
        for (int i = 0; i < cpus * STATS; i++) {
            stats[i] = i % STATS < FIRST_COUNT ? CpuRecord.NEVER : 0;
        }
        stride = Math.max(Math.max(cpus, 8), Math.max(model.schedule.size(), state.slots()));
        queue.reset(stride * Rank.COUNT_OF_TRANSITIONS);
        if (refusedAt.length < stride) {
            refusedAt = new long[stride];
        }
        Arrays.fill(refusedAt, -1);
        refusedCount = 0;
        bus.reset(model, state, rules.bus, extraLatencyPs);
        busChanged = rules.onBus();
    }

    /** Slots beyond these were never handed to the interconnect: what they hold is not refused, and not in the queue. */
    private int knownSlots() {
        return Math.min(state.slots(), stride);
    }

    private int transition(Rank rank, int index) {
        return rank.ordinal() * stride + index;
    }

    /** More messages are under way than there is room for: the queue is laid out anew. */
    private void grow(int slots) {
        int oldStride = stride;
        int[] transitions = new int[oldStride * Rank.COUNT_OF_TRANSITIONS];
        long[] times = new long[transitions.length];
        int count = 0;
        while (!queue.isEmpty()) {
            transitions[count] = queue.first();
            times[count++] = queue.dueOf(queue.first());
            queue.remove(queue.first());
        }
        stride = Math.max(slots, 2 * oldStride);
        greatestFired = greatestFired < 0 ? -1 : greatestFired / oldStride * stride + greatestFired % oldStride;
        queue.reset(stride * Rank.COUNT_OF_TRANSITIONS);
        for (int i = 0; i < count; i++) {
            queue.put(transitions[i] / oldStride * stride + transitions[i] % oldStride, times[i]);
        }
        int old = refusedAt.length;
        if (old < stride) {
            refusedAt = Arrays.copyOf(refusedAt, stride);
            Arrays.fill(refusedAt, old, stride, -1);
        }
    }

    // --- firing
    // --------------------------------------------------------------------------------------------------------

    private void fire(int rank, int index) {
        if (rank == Rank.ARRIVE.ordinal()) {
            if (rules.onBus()) {
                catchUpWithBus();
                bus.over();
            }
            rules.arrive(index);
        } else if (rank == Rank.RETRY.ordinal()) {
            rules.retry(index);
        } else if (rank == Rank.TRAFFIC.ordinal()) {
            catchUpWithBus();
            busChanged = true;
        } else if (rank == Rank.OUTSIDE.ordinal()) {
            fireOutside(index);
        } else if (rank == Rank.TIMER.ordinal()) {
            rules.apic.timerExpired(index);
        } else if (rank == Rank.ENTRY.ordinal()) {
            rules.enter(index);
        } else {
            fireStep(index);
        }
    }

    private void fireOutside(int index) {
        ScheduledChange scheduled = model.schedule.get(index);
        PrimitiveChange change = scheduled.change();
        if (scheduled.periodPs() > 0) {
            queue.put(transition(Rank.OUTSIDE, index), now + scheduled.periodPs());
        }
        driver.event(EventKind.OUTSIDE, change.cpu(), index, 0);
        if (change instanceof PrimitiveChange.SlowDispatch slow) {
            catchUpWithBus();
            extraLatencyPs[slow.cpu()] += slow.extraPs();
            return;
        } else if (change instanceof PrimitiveChange.SlowAcceptance slow) {
            slowAcceptancePs[slow.cpu()] += slow.extraPs();
            someAcceptSlowly = true;
            return;
        }
        if (change instanceof PrimitiveChange.EnterNmiHandler) {
            freeze(change.cpu());
        }
        rules.outside.apply(change);
    }

    private void fireStep(int cpu) {
        OpKind kind = rules.op(cpu).kind();
        if (kind == OpKind.WAIT) {
            firePoll(cpu);
        } else if (kind == OpKind.AWAIT_ACKNOWLEDGED) {
            fireAwait(cpu);
        } else if (kind == OpKind.NEXT_REQUEST) {
            int at = cpu * STATS;
            int request = requests.begin(cpu, now, stats[at + POLLS], stats[at + TIMEOUTS], stats[at + WAITED]);
            int[] steps = model.scripts[(int) state.top(cpu, SCRIPT)].requests;
            finishStep(cpu);
            rules.advance(cpu, steps[request]);
        } else if (kind == OpKind.REQUEST_SENT) {
            int at = cpu * STATS;
            requests.sent(cpu, now, stats[at + POLLS], stats[at + TIMEOUTS], stats[at + WAITED]);
            int next = rules.op(cpu).target();
            finishStep(cpu);
            rules.advance(cpu, next);
        } else {
            if (kind == OpKind.ICR_LOW
                    || kind == OpKind.X2_ICR
                    || kind == OpKind.SELF_IPI
                    || kind == OpKind.OUTSIDE_WRITE) {
                stats[cpu * STATS + ICR_WRITES]++;
            }
            finishStep(cpu);
            rules.execute(cpu);
        }
    }

    private void finishStep(int cpu) {
        started[frame(cpu)] = false;
        scheduledRank[cpu] = -1;
    }

    private int frame(int cpu) {
        return cpu * MAX_FRAMES + state.depth(cpu) - 1;
    }

    // --- scheduling
    // ----------------------------------------------------------------------------------------------------

    /** Brings the queue in line with what the state enables, for the CPUs a transition has touched. */
    private void reconcile() {
        if (busChanged || (changedCount > 0 && rules.onBus() && bus.goesOnByItself())) {
            reconcileBus();
        }
        for (int i = 0; i < changedCount; i++) {
            int cpu = changed[i];
            reconcile(cpu);
            if (refusedCount > 0) {
                reconcileRefused(cpu);
            }
        }
        for (int i = 0; i < changedCount; i++) {
            isChanged[changed[i]] = false;
        }
        changedCount = 0;
    }

    private void reconcile(int cpu) {
        int entry = transition(Rank.ENTRY, cpu);
        if (rules.entryEnabled(cpu)) {
            freeze(cpu);
            if (!queue.contains(entry)) {
                TimingParameter cost =
                        rules.target.takesNmi(cpu) ? TimingParameter.NMI_ENTRY : TimingParameter.INTERRUPT_ENTRY;
                queue.put(entry, now + model.timing.ps(cost));
            }
            return;
        }
        queue.remove(entry);
        Rank rank = rules.opRank(cpu);
        if (rank == Rank.NONE) {
            freeze(cpu);
        } else if (scheduledRank[cpu] < 0) {
            scheduledRank[cpu] = rank.ordinal();
            int frame = frame(cpu);
            if (started[frame]) {
                resume(cpu, frame);
            } else {
                started[frame] = true;
                begin(cpu, frame);
            }
        }
    }

    private void reconcileRefused(int cpu) {
        for (int slot = 0; slot < knownSlots(); slot++) {
            if (refusedAt[slot] < 0 || !state.pending(slot, cpu)) {
                continue;
            }
            int retry = transition(Rank.RETRY, slot);
            if (!rules.retryEnabled(slot)) {
                queue.remove(retry);
            } else if (!queue.contains(retry)) {
                queue.put(retry, nextTry(slot));
            }
        }
    }

    /** Brings the 3-wire bus up to now. */
    private void catchUpWithBus() {
        if (rules.onBus()) {
            bus.catchUp(now, greatestFired >= transition(Rank.TRAFFIC, 0) ? now : now - 1);
        }
    }

    /** What has the bus becomes an event if anything may come of it, of what follows it, or of traffic after its pause. */
    private void reconcileBus() {
        busChanged = false;
        catchUpWithBus();
        if (state.slots() > stride) {
            grow(state.slots());
        }
        int slot = rules.bus.onBus();
        if (slot >= 0 && !queue.contains(transition(Rank.ARRIVE, slot))) {
            if (pollByPoll || rules.bus.matters()) {
                bus.attend();
                queue.put(transition(Rank.ARRIVE, slot), bus.end(now));
            } else {
                bus.leaveAlone();
            }
        }
        for (int paused = 0; paused < state.slots(); paused++) {
            if (state.message(paused, STATUS) == PAUSED && (pollByPoll || !rules.bus.isFruitless(paused))) {
                queue.put(transition(Rank.TRAFFIC, paused), Math.max(now, bus.resumesAt(paused)));
            }
        }
    }

    private boolean isScheduled(int cpu) {
        return queue.contains(transition(Rank.ENTRY, cpu))
                || (scheduledRank[cpu] >= 0 && queue.contains(scheduledRank[cpu] * stride + cpu));
    }

    private void put(int cpu, long time) {
        int transition = scheduledRank[cpu] * stride + cpu;
        if (time == NEVER) {
            queue.remove(transition);
        } else {
            queue.put(transition, time);
        }
    }

    private void begin(int cpu, int frame) {
        Op op = rules.op(cpu);
        switch (op.kind()) {
            case WAIT -> {
                waitStart[frame] = now;
                state.top(cpu, VALUE, 0);
                driver.event(EventKind.WAIT_BEGIN, cpu, 0, 0);
                beginSegment(cpu, frame, 0, 0);
            }
            case AWAIT_ACKNOWLEDGED -> {
                dueAt[frame] = now;
                driver.event(EventKind.AWAIT_BEGIN, cpu, 0, 0);
                armAwait(cpu, frame, op);
            }
            case NEXT_REQUEST -> {
                dueAt[frame] = Math.max(now, requests.source().nextAtPs(cpu));
                put(cpu, dueAt[frame]);
            }
            default -> {
                dueAt[frame] = now + (op.kind() == OpKind.DELAY ? op.x() : cost(op.kind()));
                put(cpu, dueAt[frame]);
            }
        }
    }

    /** A step that was interrupted ends when it would have ended, but not before the interruption does. */
    private void resume(int cpu, int frame) {
        dueAt[frame] = Math.max(dueAt[frame], now);
        Op op = rules.op(cpu);
        switch (op.kind()) {
            case WAIT -> armWait(cpu, frame, op);
            case AWAIT_ACKNOWLEDGED -> armAwait(cpu, frame, op);
            default -> put(cpu, dueAt[frame]);
        }
    }

    /** Takes the step in progress out of the queue; what it has done so far is written down. */
    private void freeze(int cpu) {
        if (scheduledRank[cpu] < 0) {
            return;
        }
        int frame = frame(cpu);
        Op op = rules.op(cpu);
        if (op.kind() == OpKind.WAIT) {
            countMissedPolls(cpu, frame, op);
        } else if (op.kind() == OpKind.AWAIT_ACKNOWLEDGED && op.x() > 0) {
            long steps = missedRounds(cpu, frame, op.x());
            state.top(cpu, COUNT, state.top(cpu, COUNT) + steps);
            dueAt[frame] += steps * op.x();
        }
        queue.remove(scheduledRank[cpu] * stride + cpu);
        scheduledRank[cpu] = -1;
    }

    private long cost(OpKind kind) {
        return switch (kind) {
            case WRITE, WRITE_MODIFIED, ICR_HIGH -> model.timing.ps(TimingParameter.REGISTER_WRITE);
            case ICR_LOW, X2_ICR, SELF_IPI, OUTSIDE_WRITE -> model.timing.ps(TimingParameter.ICR_WRITE);
            case READ -> readPs;
            case SAVE_REGISTERS -> model.timing.ps(TimingParameter.SAVE_REGISTERS);
            case INTERRUPT_RETURN -> model.timing.ps(TimingParameter.INTERRUPT_RETURN);
            default -> 0;
        };
    }

    // --- waits
    // ---------------------------------------------------------------------------------------------------------

    private static WaitPlan plan(Op op) {
        return Objects.requireNonNull(op.plan(), "a wait without a plan");
    }

    private PollSegment segment(int cpu, WaitPlan.Segments plan) {
        return plan.segments().get((int) state.top(cpu, SEGMENT));
    }

    private void beginSegment(int cpu, int frame, int index, long afterPs) {
        segmentStart[frame] = now + afterPs;
        state.top(cpu, SEGMENT, index);
        state.top(cpu, COUNT, 0);
        Op op = rules.op(cpu);
        long beforePs = readPs;
        if (plan(op) instanceof WaitPlan.Segments plan) {
            PollSegment segment = segment(cpu, plan);
            beforePs += segment.delayBeforePollPs() + segment.overheadPerPollPs();
        }
        dueAt[frame] = now + afterPs + beforePs;
        armWait(cpu, frame, op);
    }

    /**
     * Puts the waiting CPU to sleep until its next poll that can end the wait or the segment. A poll that is due right now
     * is always made: whether its turn has passed cannot be told later.
     */
    private void armWait(int cpu, int frame, Op op) {
        long wake = dueAt[frame];
        if (plan(op) instanceof WaitPlan.Segments plan
                && !pollByPoll
                && (state.top(cpu, VALUE) & EXPIRING) == 0
                && rules.busy(cpu, SITES[op.a()])) {
            PollSegment segment = segment(cpu, plan);
            if (wake > now || segment.roundPs(readPs) == 0) {
                wake = limitPoll(cpu, frame, segment);
            }
        }
        put(cpu, wake);
    }

    /**
     * Of the rounds due at {@code dueAt}, one {@code round} later, and so on, those that are over although nothing was
     * fired for them: all before now, and the one at this time if its turn has passed.
     */
    private long missedRounds(int cpu, int frame, long round) {
        long since = now - dueAt[frame];
        if (since < 0) {
            return 0;
        }
        int transition = scheduledRank[cpu] * stride + cpu;
        boolean pending = queue.contains(transition) && queue.dueOf(transition) <= now;
        boolean alsoNow = since % round != 0 || (!pending && transition < greatestFired);
        return since / round + (alsoNow ? 1 : 0);
    }

    /** When the poll is due that reaches the segment's limit if the bit stays busy. */
    private long limitPoll(int cpu, int frame, PollSegment segment) {
        long first = dueAt[frame];
        long round = segment.roundPs(readPs);
        if (segment.limit() instanceof Limit.Polls polls) {
            long rest = polls.count() - state.top(cpu, COUNT);
            return round != 0 && rest - 1 > (NEVER - 1 - first) / round ? NEVER - 1 : first + (rest - 1) * round;
        } else if (segment.limit() instanceof Limit.Elapsed elapsed) {
            long end = segmentStart[frame] + elapsed.ps();
            if (first >= end) {
                return first;
            }
            return round == 0 ? end : first + (end - first + round - 1) / round * round;
        }
        return NEVER;
    }

    private void firePoll(int cpu) {
        int frame = frame(cpu);
        Op op = rules.op(cpu);
        if ((state.top(cpu, VALUE) & EXPIRING) != 0) {
            state.top(cpu, VALUE, state.top(cpu, VALUE) & ~EXPIRING);
            segmentEnded(cpu, frame, op);
            return;
        }
        boolean busy = rules.busy(cpu, SITES[op.a()]);
        WaitPlan plan = plan(op);
        if (plan instanceof WaitPlan.Segments segments) {
            PollSegment segment = segment(cpu, segments);
            long round = segment.roundPs(readPs);
            long polls = 1;
            if (!pollByPoll && round > 0) {
                polls = (now - dueAt[frame]) / round + 1;
            } else if (!pollByPoll && busy && segment.limit() instanceof Limit.Polls limit) {
                polls = limit.count() - state.top(cpu, COUNT);
            }
            countPolls(cpu, polls, busy ? polls : polls - 1);
            if (!busy) {
                waitDone(cpu, frame);
            } else if (limitReached(cpu, frame, segment)) {
                boolean delays = segment.limit() instanceof Limit.Polls;
                state.top(cpu, VALUE, state.top(cpu, VALUE) | EXPIRING);
                dueAt[frame] = now + (delays ? segment.delayAfterBusyPollPs() : 0);
                put(cpu, dueAt[frame]);
            } else {
                dueAt[frame] = now + round;
                armWait(cpu, frame, op);
            }
        } else if (plan instanceof WaitPlan.Stepped stepped) {
            countPolls(cpu, 1, busy ? 1 : 0);
            if (!busy) {
                waitDone(cpu, frame);
                return;
            }
            long polls = state.top(cpu, COUNT);
            long delay = polls >= stepped.maxPolls()
                    ? WaitStepper.GIVE_UP
                    : stepped.stepper().delayAfterBusyPollPs(polls, now - waitStart[frame]);
            if (delay == WaitStepper.GIVE_UP) {
                segmentEnded(cpu, frame, op);
            } else {
                dueAt[frame] = now + delay + readPs;
                put(cpu, dueAt[frame]);
            }
        }
    }

    private boolean limitReached(int cpu, int frame, PollSegment segment) {
        if (segment.limit() instanceof Limit.Polls polls) {
            return state.top(cpu, COUNT) >= polls.count();
        }
        return segment.limit() instanceof Limit.Elapsed elapsed && now - segmentStart[frame] >= elapsed.ps();
    }

    private void countPolls(int cpu, long polls, long busy) {
        WaitPlan plan = plan(rules.op(cpu));
        // Where the number of polls decides nothing it is no part of the state.
        if (!(plan instanceof WaitPlan.Segments segments)
                || segment(cpu, segments).limit() instanceof Limit.Polls) {
            state.top(cpu, COUNT, state.top(cpu, COUNT) + polls);
        }
        stats[cpu * STATS + POLLS] += polls;
        stats[cpu * STATS + BUSY_POLLS] += busy;
        // What the last of them read: the first one may be too early to see what was written just before.
        if (polls > 1) {
            rules.apic.readBack(cpu);
        }
        int value = rules.icrLowAsRead(cpu);
        rules.apic.readBack(cpu);
        driver.event(EventKind.ICR_POLL, cpu, Integer.toUnsignedLong(value), polls);
    }

    /** Writes down the polls of a sleeping CPU up to now; all found the bit set, or it would have been woken. */
    private void countMissedPolls(int cpu, int frame, Op op) {
        if ((state.top(cpu, VALUE) & EXPIRING) != 0 || !(plan(op) instanceof WaitPlan.Segments plan)) {
            return;
        }
        long round = segment(cpu, plan).roundPs(readPs);
        long polls = round == 0 ? 0 : missedRounds(cpu, frame, round);
        if (polls > 0) {
            countPolls(cpu, polls, polls);
            dueAt[frame] += polls * round;
        }
    }

    private void waitDone(int cpu, int frame) {
        stats[cpu * STATS + WAITED] += now - waitStart[frame];
        driver.event(EventKind.WAIT_DONE, cpu, 0, 0);
        state.top(cpu, VALUE, 0);
        finishStep(cpu);
        rules.advance(cpu, (int) state.top(cpu, PC) + 1);
    }

    private void segmentEnded(int cpu, int frame, Op op) {
        WaitPlan plan = plan(op);
        int next = (int) state.top(cpu, SEGMENT) + 1;
        if (plan instanceof WaitPlan.Segments segments
                && next < segments.segments().size()) {
            beginSegment(cpu, frame, next, 0);
            return;
        }
        stats[cpu * STATS + TIMEOUTS]++;
        driver.event(EventKind.WAIT_TIMED_OUT, cpu, 0, 0);
        OnTimeout action = plan.onTimeout();
        if (action instanceof OnTimeout.RewriteIcrLow rewrite) {
            if (state.top(cpu, VALUE) / ATTEMPT < rewrite.attempts()) {
                state.top(cpu, VALUE, state.top(cpu, VALUE) + ATTEMPT);
                long low = state.get(cpu, ICR) & 0xFFFF_FFFFL;
                stats[cpu * STATS + ICR_WRITES]++;
                driver.event(EventKind.REGISTER_WRITE, cpu, ApicRegister.ICR.offset(), low);
                rules.writeIcrLow(cpu, (int) low);
                beginSegment(cpu, frame, 0, model.timing.ps(TimingParameter.ICR_WRITE));
                return;
            }
            action = rewrite.then();
        }
        if (action instanceof OnTimeout.SkipThisSend || action instanceof OnTimeout.AbortRequest) {
            requests.dropped(cpu);
        }
        stats[cpu * STATS + WAITED] += now - waitStart[frame];
        state.top(cpu, VALUE, 0);
        finishStep(cpu);
        rules.giveUp(cpu, action);
    }

    // --- waiting for answers
    // -------------------------------------------------------------------------------------------

    /** A look is taken before the first step and after each; COUNT is the number of steps before the one due. */
    private void armAwait(int cpu, int frame, Op op) {
        long rest = op.a() - state.top(cpu, COUNT);
        boolean looksNow = rules.allAcknowledged() || dueAt[frame] <= now || op.x() == 0;
        put(
                cpu,
                looksNow
                        ? dueAt[frame]
                        : rest > (NEVER - 1 - dueAt[frame]) / op.x() ? NEVER - 1 : dueAt[frame] + rest * op.x());
    }

    private void fireAwait(int cpu) {
        Op op = rules.op(cpu);
        int frame = frame(cpu);
        boolean all = rules.allAcknowledged();
        long steps = op.x() == 0 ? op.a() : state.top(cpu, COUNT) + (now - dueAt[frame]) / op.x();
        if (!all && steps < op.a()) {
            state.top(cpu, COUNT, steps + 1);
            dueAt[frame] = now + op.x();
            armAwait(cpu, frame, op);
            return;
        }
        driver.event(EventKind.AWAIT_END, cpu, all ? 1 : 0, 0);
        finishStep(cpu);
        rules.advance(cpu, (int) state.top(cpu, PC) + 1);
    }

    // --- messages
    // ------------------------------------------------------------------------------------------------------

    private long latency(int slot) {
        DeliveryMode mode = DeliveryMode.ofCode((int) state.message(slot, WORD) >> 8);
        TimingParameter cost = switch (mode) {
            case LOWEST_PRIORITY -> TimingParameter.LOWEST_PRIORITY_MESSAGE;
            case REMOTE_READ -> TimingParameter.REMOTE_READ_MESSAGE;
            default -> TimingParameter.SHORT_MESSAGE;
        };
        return model.timing.ps(cost) + extraLatencyPs[(int) state.message(slot, SENDER)];
    }

    /** What the slowest of those addressed takes on top of that. */
    private long slowestPs(int slot) {
        long slowest = 0;
        for (int cpu = state.nextPending(slot, 0);
                someAcceptSlowly && cpu >= 0;
                cpu = state.nextPending(slot, cpu + 1)) {
            slowest = Math.max(slowest, slowAcceptancePs[cpu]);
        }
        return slowest;
    }

    /** Time of one further try: the message again, and the pause the profile asks for. */
    private long tryPs(int slot) {
        return latency(slot) + model.timing.ps(TimingParameter.RETRY_BACKOFF);
    }

    /** The end of the first further try that is not over yet. */
    private long nextTry(int slot) {
        long period = tryPs(slot);
        long since = now - refusedAt[slot];
        return period == 0 ? now : refusedAt[slot] + (since + period - 1) / period * period;
    }

    private void countTries(int slot) {
        long period = tryPs(slot);
        int sender = (int) state.message(slot, SENDER);
        if (period > 0) {
            stats[sender * STATS + RETRIES] += (now - refusedAt[slot]) / period;
        }
    }

    private final class Driver implements Rules.Effects {
        @Override
        public void cpuChanged(int cpu) {
            if (!isChanged[cpu]) {
                isChanged[cpu] = true;
                changed[changedCount++] = cpu;
            }
        }

        @Override
        public void restarted(int cpu) {
            freeze(cpu);
            Arrays.fill(started, cpu * MAX_FRAMES, (cpu + 1) * MAX_FRAMES, false);
        }

        @Override
        public void sent(int slot) {
            if (slot >= stride) {
                grow(slot + 1);
            }
            if (rules.onBus()) {
                bus.begin(now);
                busChanged = true;
            } else {
                refusedAt[slot] = -1;
                queue.put(transition(Rank.ARRIVE, slot), now + latency(slot) + slowestPs(slot));
            }
        }

        @Override
        public void commanded(int slot) {
            requests.message((int) state.message(slot, SENDER), slot);
        }

        @Override
        public void overwritten(int slot) {
            requests.settled(slot, now, false);
        }

        @Override
        public void settled(int slot) {
            requests.settled(slot, now, true);
            if (slot < stride) {
                queue.remove(transition(Rank.ARRIVE, slot));
                queue.remove(transition(Rank.RETRY, slot));
                queue.remove(transition(Rank.TRAFFIC, slot));
                if (refusedAt[slot] >= 0) {
                    countTries(slot);
                    refusedAt[slot] = -1;
                    refusedCount--;
                }
            }
        }

        @Override
        public void refused(int slot) {
            if (refusedAt[slot] < 0) {
                refusedAt[slot] = now;
                refusedCount++;
            }
        }

        @Override
        public void busChanging() {
            catchUpWithBus();
            busChanged = rules.onBus();
        }

        @Override
        public void tried(int slot, BusStatus status) {
            bus.tried(slot, status);
        }

        @Override
        public void paused(int slot) {
            bus.pause(slot, now);
            busChanged = true;
        }

        @Override
        public void statusChanging(int cpu) {
            if (scheduledRank[cpu] == Rank.READ.ordinal() && rules.op(cpu).kind() == OpKind.WAIT) {
                countMissedPolls(cpu, frame(cpu), rules.op(cpu));
            }
        }

        @Override
        public void statusIdle(int cpu) {
            if (scheduledRank[cpu] != Rank.READ.ordinal()) {
                return;
            }
            Op op = rules.op(cpu);
            int frame = frame(cpu);
            if (op.kind() != OpKind.WAIT
                    || (state.top(cpu, VALUE) & EXPIRING) != 0
                    || !(plan(op) instanceof WaitPlan.Segments plan)) {
                return;
            }
            long wake = segment(cpu, plan).roundPs(readPs) == 0 ? Math.max(dueAt[frame], now) : dueAt[frame];
            int transition = scheduledRank[cpu] * stride + cpu;
            if (!queue.contains(transition) || wake < queue.dueOf(transition)) {
                queue.put(transition, wake);
            }
        }

        @Override
        public void allAcknowledged() {
            for (int cpu = 0; cpu < model.cpus; cpu++) {
                if (scheduledRank[cpu] != Rank.COUNT.ordinal() || rules.op(cpu).kind() != OpKind.AWAIT_ACKNOWLEDGED) {
                    continue;
                }
                int frame = frame(cpu);
                long step = rules.op(cpu).x();
                put(cpu, step == 0 ? dueAt[frame] : dueAt[frame] + missedRounds(cpu, frame, step) * step);
            }
        }

        @Override
        public void roundBegun() {
            for (int cpu = 0; cpu < model.cpus; cpu++) {
                if (!state.is(cpu, ACKNOWLEDGED)) {
                    stats[cpu * STATS + ACKNOWLEDGED_AT] = CpuRecord.NEVER;
                }
            }
        }

        @Override
        public void timerStarted(int cpu) {
            long count = Integer.toUnsignedLong(state.stored(cpu, ApicRegister.TIMER_INITIAL_COUNT.offset()));
            armTimer(cpu, count);
        }

        /** What is left to count stays; from now on it is counted at the new speed. */
        @Override
        public void timerChanged(int cpu) {
            armTimer(cpu, Integer.toUnsignedLong(timerCount(cpu)));
        }

        @Override
        public void timerDeadline(int cpu, long tsc) {
            timerDeadline[cpu] = tsc;
            // A deadline beyond the end of time never comes.
            if (Long.compareUnsigned(tsc, (NEVER - 1) / tickPs()) <= 0) {
                queue.put(transition(Rank.TIMER, cpu), Math.max(now, tsc * tickPs()));
            }
        }

        @Override
        public void timerStopped(int cpu) {
            timerDeadline[cpu] = 0;
            queue.remove(transition(Rank.TIMER, cpu));
        }

        @Override
        public int timerCount(int cpu) {
            long count = timerCountPs[cpu];
            return (int) ((timerEnd[cpu] - now + count - 1) / count);
        }

        private void armTimer(int cpu, long count) {
            timerCountPs[cpu] = countPs(cpu);
            timerEnd[cpu] = now + count * timerCountPs[cpu];
            queue.put(transition(Rank.TIMER, cpu), timerEnd[cpu]);
        }

        /** Divide configuration bits 3, 1, 0: 000 = 2 .. 110 = 128, 111 = 1 (SDM 10.5.4). */
        private long countPs(int cpu) {
            int divide = state.stored(cpu, ApicRegister.TIMER_DIVIDE.offset());
            int code = ((divide >> 1) & 4) | (divide & 3);
            int divisor = code == 7 ? 1 : 2 << code;
            return tickPs() * divisor;
        }

        /** One tick of the timer's clock, and of the time-stamp counter; where nothing costs anything time must still go on. */
        private long tickPs() {
            return Math.max(1, model.timing.ps(TimingParameter.APIC_TIMER_TICK));
        }

        @Override
        public void event(EventKind kind, int cpu, long a, long b) {
            int at = cpu * STATS;
            switch (kind) {
                case NMI_ENTRY -> {
                    first(at + NMI_AT);
                    stats[at + NMIS]++;
                }
                case INTERRUPT_ENTRY -> first(at + VECTOR_AT);
                case REGISTERS_SAVED -> first(at + SAVED_AT);
                case ACKNOWLEDGED -> first(at + ACKNOWLEDGED_AT);
                case HALTED -> first(at + HALTED_AT);
                case SENT -> stats[at + SENDS]++;
                case ACCEPTED -> stats[at + TimedRun.ACCEPTED]++;
                case REFUSED -> stats[at + REFUSALS]++;
                case OVERWRITTEN -> stats[at + OVERWRITES]++;
                case WRITE_DROPPED -> requests.dropped(cpu);
                default -> {}
            }
            listener.on(now, kind, cpu, a, b);
        }

        private void first(int stat) {
            if (stats[stat] == CpuRecord.NEVER) {
                stats[stat] = now;
            }
        }
    }

    // --- result
    // --------------------------------------------------------------------------------------------------------

    /** The outside changes that are still to come. */
    private List<PrimitiveChange> pendingChanges() {
        List<PrimitiveChange> pending = new ArrayList<>();
        for (int i = 0; i < model.schedule.size(); i++) {
            if (queue.contains(transition(Rank.OUTSIDE, i))) {
                pending.add(model.schedule.get(i).change());
            }
        }
        return pending;
    }

    /** Since when a CPU waits at the site its top frame stands at. */
    private long since(int cpu) {
        return waitStart[frame(cpu)];
    }

    private RunResult result(RunEnd end, Optional<HangProof> proof, long timePs) {
        for (int cpu = 0; cpu < model.cpus; cpu++) {
            if (scheduledRank[cpu] == Rank.READ.ordinal() && rules.op(cpu).kind() == OpKind.WAIT) {
                countMissedPolls(cpu, frame(cpu), rules.op(cpu));
                stats[cpu * STATS + WAITED] += Math.max(0, timePs - waitStart[frame(cpu)]);
            }
        }
        catchUpWithBus();
        for (int slot = 0; slot < knownSlots(); slot++) {
            if (refusedAt[slot] >= 0) {
                countTries(slot);
            }
        }
        List<CpuRecord> cpus = new ArrayList<>(model.cpus);
        for (int cpu = 0; cpu < model.cpus; cpu++) {
            int at = cpu * STATS;
            cpus.add(new CpuRecord(
                    stats[at + HALTED_AT] != CpuRecord.NEVER,
                    state.is(cpu, SAVED),
                    state.is(cpu, ACKNOWLEDGED),
                    stats[at + NMI_AT],
                    stats[at + VECTOR_AT],
                    stats[at + SAVED_AT],
                    stats[at + ACKNOWLEDGED_AT],
                    stats[at + HALTED_AT],
                    stats[at + NMIS],
                    stats[at + SENDS],
                    stats[at + ICR_WRITES],
                    stats[at + POLLS],
                    stats[at + BUSY_POLLS],
                    stats[at + TIMEOUTS],
                    stats[at + WAITED],
                    stats[at + RETRIES] + bus.retries(cpu),
                    stats[at + ACCEPTED],
                    stats[at + REFUSALS],
                    stats[at + OVERWRITES],
                    state.get(cpu, FLAGS)));
        }
        int ended = (int) state.global(ENDED);
        Optional<CpuScript.End> how =
                end != RunEnd.ENDED ? Optional.empty() : Optional.of(CpuScript.End.values()[ended - 1]);
        Optional<BusRecord> onBus = rules.onBus() ? Optional.of(bus.record(now)) : Optional.empty();
        return new RunResult(end, how, timePs, cpus, onBus, proof, state.hash64());
    }
}
