package dev.kdumpstop.orchestrator.procedure;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionValues;

/** The CPU that boot code deals with. */
final class BootTarget {
    static final OptionSpec OPTION =
            OptionSpec.cpus("cpu", "", "3", "which CPU; if empty the lowest one present that was never booted");

    private BootTarget() {}

    /** The CPU given, or else the lowest of {@code candidates}. */
    static int of(String procedure, MachineSpec machine, OptionValues options, CpuSet candidates) {
        CpuSet given = options.cpus("cpu");
        CpuSet present = machine.maps().present();
        if (given.isEmpty() && candidates.isEmpty()) {
            throw new IllegalArgumentException(
                    procedure + ": every CPU of the machine is up already; name one by cpu=, present are " + present);
        }
        if (given.size() > 1 || !present.containsAll(given)) {
            throw new IllegalArgumentException(
                    procedure + ": cpu=" + given + " is not one CPU of the machine; present are " + present);
        }
        return given.isEmpty() ? candidates.lowest() : given.lowest();
    }

    /** The one that waits for its first start-up message. */
    static int neverBooted(String procedure, MachineSpec machine, OptionValues options) {
        CpuSet waiting = machine.maps().present().minus(machine.maps().bootedOnce());
        return of(procedure, machine, options, waiting);
    }
}
