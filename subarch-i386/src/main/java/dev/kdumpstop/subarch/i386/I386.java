package dev.kdumpstop.subarch.i386;

import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.KernelRelease;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.machine.Requirements;
import dev.kdumpstop.api.stop.RegisterStep;
import java.util.List;

/** What the i386 drivers have in common and share with nobody else. */
final class I386 {
    /**
     * The drivers have the fields of 2.6.32.9 (read there) from here on: a {@code send_IPI_mask_allbutself} of their
     * own. The exact release is UNVERIFIED; the commits are of the winter before 2.6.29 and 2.6.30.
     */
    private static final KernelRelease DRIVER_FIELDS = KernelRelease.of("2.6.29");

    /** 604ea3e90b17 "Remove safe_smp_processor_id()", pulled for 6.15. */
    private static final ReleaseRange READS_OWN_ID = ReleaseRange.between("2.6.21", "6.15");

    private I386() {}

    static Requirements requirements(MachineSpec machine) {
        return Requirements.of(machine).architecture(Architecture.I386).mode(ApicMode.XAPIC);
    }

    static boolean hasDriverFields(MachineSpec machine) {
        return machine.release().atLeast(DRIVER_FIELDS);
    }

    /**
     * {@code safe_smp_processor_id}: the ID register, and the version register where the driver asks it how many bits
     * an id has.
     */
    static List<RegisterStep> ownIdRead(MachineSpec machine, boolean asksVersion) {
        if (!READS_OWN_ID.contains(machine.release())) {
            return List.of();
        }
        RegisterStep id = new RegisterStep.Read(ApicRegister.ID);
        return asksVersion ? List.of(id, new RegisterStep.Read(ApicRegister.VERSION)) : List.of(id);
    }
}
