package dev.kdumpstop.subarch.x86_64;

import dev.kdumpstop.api.icr.DestinationMode;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.subarch.IoApicRouting;
import dev.kdumpstop.api.subarch.SubArchitectureFacts;

/** What flat and physflat tell of themselves. */
final class X86Facts {
    /** Where the I/O APIC values are described: read in 2.6.21; 2.6.22 and 2.6.23 are taken to keep them. */
    private static final ReleaseRange IO_APIC = ReleaseRange.between("2.6.21", "2.6.24");

    private X86Facts() {}

    static SubArchitectureFacts of(MachineSpec machine, DestinationMode ipis, String cpuLimit, IoApicRouting routing) {
        SubArchitectureFacts facts = SubArchitectureFacts.ipis(ipis, cpuLimit);
        return IO_APIC.contains(machine.release()) ? facts.with(routing) : facts;
    }
}
