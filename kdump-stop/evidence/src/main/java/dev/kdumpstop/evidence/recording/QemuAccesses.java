package dev.kdumpstop.evidence.recording;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes events of QEMU's lines. Two lines can tell of one access: the APIC's own, which has no CPU, and the memory
 * trace's, which has one. The memory trace's line comes before a write and after a read. Either line alone is enough
 * for an event; of two that fit, one event is made.
 */
final class QemuAccesses {
    /** Threads are not known without time stamps: lines of several CPUs can be mixed. */
    private static final int OPEN_WITHOUT_THREAD = 64;

    private static final long NO_THREAD = -1;

    private final ProblemLog problems;
    private final List<Draft> drafts = new ArrayList<>();
    private final Map<Long, ThreadOfLog> threads = new HashMap<>();
    private OptionalLong start = OptionalLong.empty();
    private boolean memoryTraced;

    QemuAccesses(ProblemLog problems) {
        this.problems = problems;
    }

    /** An event whose CPU can still become known. */
    private static final class Draft {
        final int line;
        final OptionalLong microseconds;
        final long thread;
        int cpu;
        RecordedAction action;

        Draft(QemuLogLine line, OptionalLong microseconds, int cpu, RecordedAction action) {
            this.line = line.number();
            this.microseconds = microseconds;
            this.thread = line.thread().orElse(NO_THREAD);
            this.cpu = cpu;
            this.action = action;
        }
    }

    /** What is known of one thread of the emulator. */
    private static final class ThreadOfLog {
        /** Writes seen in memory whose APIC line is still to come. */
        final Deque<Draft> openWrites = new ArrayDeque<>();
        /** Reads logged by the APIC whose memory line is still to come. */
        final Deque<Draft> openReads = new ArrayDeque<>();

        final TreeSet<Integer> cpus = new TreeSet<>();
        int lastCpu = -1;
        boolean accessesRegisters;
    }

    private ThreadOfLog thread(QemuLogLine line) {
        return threads.computeIfAbsent(line.thread().orElse(NO_THREAD), id -> new ThreadOfLog());
    }

    /** Notes the CPU that a line of the memory trace names, whatever the device; -1 is none. */
    void namedCpu(QemuLogLine line, int cpu) {
        memoryTraced = true;
        ThreadOfLog thread = thread(line);
        thread.lastCpu = cpu;
        if (cpu >= 0) {
            thread.cpus.add(cpu);
        }
    }

    /** An access as the APIC logs it. */
    void logged(QemuLogLine line, RecordedAction.RegisterAccess action) {
        ThreadOfLog thread = thread(line);
        thread.accessesRegisters = true;
        if (action instanceof RecordedAction.RegisterWrite) {
            if (take(thread.openWrites, action) == null) {
                add(line, -1, action);
                reportConflict(line, thread.openWrites);
            }
        } else {
            open(thread.openReads, add(line, -1, action));
        }
    }

    /** An access of the register page as the memory trace logs it. */
    void seenInMemory(QemuLogLine line, int cpu, RecordedAction.RegisterAccess action) {
        ThreadOfLog thread = thread(line);
        thread.accessesRegisters = true;
        if (action instanceof RecordedAction.RegisterWrite) {
            open(thread.openWrites, add(line, cpu, action));
            return;
        }
        Draft read = take(thread.openReads, action);
        if (read == null) {
            add(line, cpu, action);
            reportConflict(line, thread.openReads);
        } else {
            read.cpu = cpu;
            read.action = action;
        }
    }

    /** An event of a device whose memory line came just before. */
    void addOnLastCpu(QemuLogLine line, RecordedAction action) {
        add(line, thread(line).lastCpu, action);
    }

    /** Any other event; CPU -1 if not known. */
    @SuppressWarnings("UnusedReturnValue")
    Draft add(QemuLogLine line, int cpu, RecordedAction action) {
        if (start.isEmpty()) {
            start = line.microseconds();
        }
        OptionalLong time = line.microseconds().isPresent()
                ? OptionalLong.of(line.microseconds().getAsLong() - start.orElse(0))
                : OptionalLong.empty();
        Draft draft = new Draft(line, time, cpu, action);
        drafts.add(draft);
        return draft;
    }

    /** A thread makes one access at a time, so an older open one stays alone. */
    private static void open(Deque<Draft> drafts, Draft draft) {
        int most = draft.thread == NO_THREAD ? OPEN_WITHOUT_THREAD : 1;
        if (drafts.size() == most) {
            drafts.removeFirst();
        }
        drafts.addLast(draft);
    }

    private static @Nullable Draft take(Deque<Draft> drafts, RecordedAction.RegisterAccess action) {
        Iterator<Draft> iterator = drafts.iterator();
        while (iterator.hasNext()) {
            Draft draft = iterator.next();
            if (draft.action instanceof RecordedAction.RegisterAccess open
                    && open.offset() == action.offset()
                    && open.value() == action.value()) {
                iterator.remove();
                return draft;
            }
        }
        return null;
    }

    /** On a known thread, nothing can come between the two lines of one access. Both are kept as events. */
    private void reportConflict(QemuLogLine line, Deque<Draft> open) {
        if (line.thread().isEmpty() || open.isEmpty()) {
            return;
        }
        Draft other = open.removeLast();
        if (other.action instanceof RecordedAction.RegisterAccess access) {
            problems.error(
                    line.number(),
                    ProblemLog.quote(line.text()),
                    "the access of line " + other.line + ", register " + Hex.of(access.offset()) + " = "
                            + Hex.of(access.value()) + ": both lines tell of one access");
        }
    }

    boolean isEmpty() {
        return drafts.isEmpty();
    }

    List<RecordedEvent> finish() {
        boolean threadPerCpu = hasThreadPerCpu();
        List<RecordedEvent> events = new ArrayList<>(drafts.size());
        for (Draft draft : drafts) {
            if (draft.cpu < 0 && threadPerCpu && draft.action instanceof RecordedAction.RegisterAccess) {
                draft.cpu = onlyCpu(draft.thread);
            }
            events.add(new RecordedEvent(
                    draft.line,
                    events.size(),
                    draft.microseconds,
                    OptionalLong.empty(),
                    draft.cpu < 0 ? OptionalInt.empty() : OptionalInt.of(draft.cpu),
                    draft.thread == NO_THREAD ? OptionalLong.empty() : OptionalLong.of(draft.thread),
                    false,
                    Optional.empty(),
                    withPath(draft, events.isEmpty(), events.size() == drafts.size() - 1)));
        }
        return events;
    }

    /**
     * Whether each CPU has a thread of its own: then, and only then, accesses come from several threads, and none of
     * them is ever seen with two CPUs.
     */
    private boolean hasThreadPerCpu() {
        int accessing = 0;
        for (Map.Entry<Long, ThreadOfLog> entry : threads.entrySet()) {
            ThreadOfLog thread = entry.getValue();
            if (entry.getKey() == NO_THREAD || thread.cpus.size() > 1) {
                return false;
            }
            accessing += thread.accessesRegisters ? 1 : 0;
        }
        return accessing > 1;
    }

    private int onlyCpu(long id) {
        ThreadOfLog thread = threads.get(id);
        return thread == null || thread.cpus.isEmpty() ? -1 : thread.cpus.first();
    }

    /**
     * Where memory was traced, an access with no line in the memory trace was an MSR's. That line comes before a write
     * and after a read, so it can have been cut off at the ends of the log.
     */
    private RecordedAction withPath(Draft draft, boolean first, boolean last) {
        if (memoryTraced
                && !last
                && draft.action instanceof RecordedAction.RegisterRead read
                && read.path() == AccessPath.UNKNOWN) {
            return new RecordedAction.RegisterRead(read.offset(), read.value(), AccessPath.MSR);
        }
        if (memoryTraced
                && !first
                && draft.action instanceof RecordedAction.RegisterWrite write
                && write.path() == AccessPath.UNKNOWN) {
            return new RecordedAction.RegisterWrite(write.offset(), write.value(), AccessPath.MSR);
        }
        return draft.action;
    }
}
