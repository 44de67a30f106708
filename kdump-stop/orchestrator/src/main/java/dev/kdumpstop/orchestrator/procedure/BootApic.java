package dev.kdumpstop.orchestrator.procedure;

import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.stop.RegisterStep;
import dev.kdumpstop.api.stop.StopStep;
import java.util.ArrayList;
import java.util.List;

/**
 * What the wake-ups of smpboot.c in 2.6.21 and 2.6.22 have in common. The accesses to the error status are those of Xen's
 * copy of that code (xen/arch/x86/smpboot.c); that x86_64 leaves the reads of the spurious vector out is UNVERIFIED.
 */
final class BootApic {
    static final ReleaseRange RELEASES = ReleaseRange.between("2.6.21", "2.6.23");
    /** Error status bits that end the loop of start-up commands: all but bit 4, which is not about this message. */
    static final int ERRORS = 0xEF;

    private BootApic() {}

    /** The error status is cleared and read back. */
    static StopStep clearErrors(Architecture architecture) {
        return access("clear the error status", architecture, 0);
    }

    /** The error status is read; written before on parts that show new errors only then (erratum 3AP). */
    static StopStep readErrors(Architecture architecture) {
        return access("read the error status", architecture, 4);
    }

    private static StopStep access(String function, Architecture architecture, int minMaxLvt) {
        List<RegisterStep> accesses = new ArrayList<>();
        if (architecture == Architecture.I386) {
            accesses.add(new RegisterStep.Read(ApicRegister.SVR, minMaxLvt)); // apic_read_around
        }
        accesses.add(new RegisterStep.Write(ApicRegister.ESR, 0, minMaxLvt));
        accesses.add(new RegisterStep.Read(ApicRegister.ESR));
        return new StopStep.AccessLocalApic(function, accesses);
    }
}
