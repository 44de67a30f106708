package dev.kdumpstop.evidence.compare;

import dev.kdumpstop.evidence.recording.AccessPath;
import dev.kdumpstop.evidence.recording.RecordedAction;
import dev.kdumpstop.evidence.recording.RecordedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One CPU's events as evidence and noise. Noise is what an ordinary interrupt or an ordinary IPI does: end of interrupt,
 * timer counts, task priority; and a command that stops nobody, with the poll and the ICR-high that belong to it.
 */
final class TrackBuilder {
    private static final int ICR = 0x300;
    private static final int ICR2 = 0x310;
    private static final int SELF_IPI = 0x3F0;
    private static final Set<Integer> ORDINARY = Set.of(0x080, 0x0B0, 0x380, 0x390, 0x3E0, SELF_IPI);

    private final int cpu;
    private final List<Observed> items = new ArrayList<>();
    private final List<StopWord> stopWords = new ArrayList<>();
    private final List<IoApicRun.Entry> ioApic = new ArrayList<>();
    private int ioApicOrder;
    /** Where the command begins that is being put together, or -1. */
    private int command = -1;

    private long lastIcr = -1;

    TrackBuilder(int cpu) {
        this.cpu = cpu;
    }

    void add(RecordedEvent event) {
        RecordedAction action = event.action();
        if (action instanceof RecordedAction.IoApicWrite write) {
            if (ioApic.isEmpty()) {
                ioApicOrder = event.index();
            }
            ioApic.add(new IoApicRun.Entry(event.line(), write.register(), write.value()));
            return;
        }
        endIoApic();
        if (action instanceof RecordedAction.NmiTaken) {
            put(event, Act.NMI, 0, 0, AccessPath.UNKNOWN, Observed.Skip.NEVER);
        } else if (action instanceof RecordedAction.FixedVectorTaken taken) {
            put(event, Act.VECTOR, 0, taken.vector(), AccessPath.UNKNOWN, Observed.Skip.NEVER);
        } else if (action instanceof RecordedAction.RegisterAccess access) {
            addAccess(event, access);
        }
    }

    private void addAccess(RecordedEvent event, RecordedAction.RegisterAccess access) {
        Act act = access instanceof RecordedAction.RegisterRead ? Act.READ : Act.WRITE;
        Observed.Skip skip = ORDINARY.contains(access.offset()) ? Observed.Skip.BEFORE_THE_STOP : Observed.Skip.NEVER;
        put(event, act, access.offset(), access.value(), access.path(), skip);
        int at = items.size() - 1;
        if (access.offset() == ICR && act == Act.READ) {
            repeatedPoll(at);
            command = command < 0 ? at : command;
        } else if (access.offset() == ICR2 && act == Act.WRITE) {
            command = command < 0 ? at : command;
        } else if (access.offset() == ICR) {
            endCommand(event, access.value(), at);
        } else if (skip == Observed.Skip.NEVER) {
            command = -1;
        }
    }

    private void put(RecordedEvent event, Act act, int offset, long value, AccessPath path, Observed.Skip skip) {
        long readBack = act == Act.READ && offset == ICR && cpu != Track.ALL ? lastIcr : -1;
        items.add(new Observed(event.line(), event.index(), act, offset, value, path, skip, readBack, null));
    }

    /** A poll that found the ICR busy, and the same word again at once. */
    private void repeatedPoll(int at) {
        if (at == 0) {
            return;
        }
        Observed before = items.get(at - 1);
        boolean repeats = before.isAccess(Act.READ, ICR)
                && (before.value() & Observed.BUSY) != 0
                && ((before.value() ^ items.get(at).value()) & ~Observed.BUSY) == 0;
        if (repeats) {
            items.set(at - 1, before.with(Observed.Skip.ANYWHERE));
        }
    }

    private void endCommand(RecordedEvent event, long value, int at) {
        int begin = command < 0 ? at : command;
        command = -1;
        lastIcr = value & 0xFFFF_FFFFL & ~Observed.BUSY;
        if (!StopWord.stops(value)) {
            for (int i = begin; i <= at; i++) {
                items.set(i, items.get(i).with(Observed.Skip.BEFORE_THE_STOP));
            }
            return;
        }
        boolean shorthand = (value & 0xC_0000) != 0;
        boolean x2apic = items.get(at).path() == AccessPath.MSR || value >>> 32 != 0;
        long destination = shorthand ? -1 : value >>> 32;
        for (int i = begin; i < at && !shorthand; i++) {
            if (items.get(i).isAccess(Act.WRITE, ICR2)) {
                destination = items.get(i).value() >>> 24;
            }
        }
        stopWords.add(new StopWord(cpu, event.index(), (int) value, destination, x2apic));
    }

    private void endIoApic() {
        if (!ioApic.isEmpty()) {
            IoApicRun run = new IoApicRun(ioApic);
            int line = ioApic.get(0).line();
            items.add(new Observed(
                    line, ioApicOrder, Act.IO_APIC, 0, 0, AccessPath.UNKNOWN, Observed.Skip.NEVER, -1, run));
            ioApic.clear();
        }
    }

    List<StopWord> stopWords() {
        return stopWords;
    }

    Track build() {
        endIoApic();
        return new Track(cpu, items);
    }
}
