package dev.kdumpstop.core.builtin.fault;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.fault.FaultContext;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.fault.ScheduledChange;
import java.util.ArrayList;
import java.util.List;

/** Collects the changes of a fault in the order in which they are made. A duration of 0 stands for "never". */
final class Schedule {
    private final List<ScheduledChange> changes = new ArrayList<>();

    Schedule before(PrimitiveChange change) {
        changes.add(ScheduledChange.beforeTheCrash(change));
        return this;
    }

    /** Before the crash if {@code atPs} is 0, else then. */
    Schedule since(long atPs, PrimitiveChange change) {
        return atPs == 0 ? before(change) : at(atPs, change);
    }

    Schedule at(long atPs, PrimitiveChange change) {
        changes.add(ScheduledChange.at(atPs, change));
        return this;
    }

    /** Not at all if {@code atPs} is 0. */
    Schedule unlessNever(long atPs, PrimitiveChange change) {
        return atPs == 0 ? this : at(atPs, change);
    }

    /** From {@code atPs} on, every {@code periodPs}; just once if that is 0. */
    Schedule every(long atPs, long periodPs, PrimitiveChange change) {
        changes.add(new ScheduledChange(atPs, periodPs, change));
        return this;
    }

    /** At {@code atPs} code on the crashing CPU that is not followed here sends this command to each of the targets. */
    Schedule command(long atPs, FaultContext context, CpuSet targets, int low) {
        targets.forEachCpu(cpu -> at(
                atPs,
                new PrimitiveChange.SendIpi(
                        context.crashingCpu().number(), context.machine().apicId(cpu), low)));
        return this;
    }

    List<ScheduledChange> toList() {
        return List.copyOf(changes);
    }
}
