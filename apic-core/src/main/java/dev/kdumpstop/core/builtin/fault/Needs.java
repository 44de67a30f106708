package dev.kdumpstop.core.builtin.fault;

import dev.kdumpstop.api.fault.FaultContext;
import dev.kdumpstop.api.machine.InterconnectKind;

/** What some faults need of a machine. */
final class Needs {
    private Needs() {}

    /** @throws IllegalArgumentException if something else carries the machine's messages */
    static void interconnect(String fault, FaultContext context, InterconnectKind needed) {
        InterconnectKind found = context.machine().interconnect();
        if (found != needed) {
            throw new IllegalArgumentException(
                    "fault '" + fault + "' needs the interconnect " + needed.id() + "; the machine has " + found.id());
        }
    }
}
