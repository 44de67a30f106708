package dev.kdumpstop.evidence.conform;

import dev.kdumpstop.core.machine.EventKind;
import dev.kdumpstop.core.machine.HandDrivenMachine;

/** Looks on while a vector is played. */
interface PlayWatcher {
    /** Sees nothing. */
    PlayWatcher NONE = new PlayWatcher() {
        @Override
        public void step(int index) {}

        @Override
        public void happened(EventKind kind, int cpu, long a, long b) {}

        @Override
        public void settled(HandDrivenMachine machine) {}
    };

    /** The write with this index comes next. */
    void step(int index);

    /** Something happened; {@link EventKind} says what. */
    void happened(EventKind kind, int cpu, long a, long b);

    /** All writes are made and everything has settled; the CPUs are still in their states. */
    void settled(HandDrivenMachine machine);
}
