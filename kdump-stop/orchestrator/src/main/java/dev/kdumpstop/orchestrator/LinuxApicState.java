package dev.kdumpstop.orchestrator;

import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.LinuxEra;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.core.machine.MachineModel;

/**
 * What Linux has written into the local vector table by the time it crashes. Seen in recordings of 5.10 to 7.2; for 2.6
 * only the timer vector differs (kernel-facts 2.1, 2.3).
 */
final class LinuxApicState {
    private LinuxApicState() {}

    static void apply(MachineSpec machine, MachineModel.Builder model) {
        boolean early = LinuxEra.EARLY.includes(machine);
        for (int cpu = 0; cpu < machine.cpuCount(); cpu++) {
            model.register(cpu, ApicRegister.LVT_TIMER, early ? 0xEF : 0xEC);
            model.register(cpu, ApicRegister.LVT_LINT0, 0x1_0700);
            model.register(cpu, ApicRegister.LVT_LINT1, cpu == 0 ? 0x400 : 0x1_0400);
            model.register(cpu, ApicRegister.LVT_ERROR, 0xFE);
        }
    }
}
