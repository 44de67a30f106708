package dev.kdumpstop.subarch.i386;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.KernelRelease;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.machine.Requirements;
import dev.kdumpstop.api.stop.RegisterStep;
import dev.kdumpstop.api.subarch.IoApicRouting;
import dev.kdumpstop.api.subarch.MachConstants;
import dev.kdumpstop.api.subarch.SubArchitectureFacts;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** What the i386 drivers have in common and share with nobody else. */
final class I386 {
    /**
     * The drivers have the fields of 2.6.32.9 (read there) from here on: a {@code send_IPI_mask_allbutself} of their
     * own. The exact release is UNVERIFIED; the commits are of the winter before 2.6.29 and 2.6.30.
     */
    private static final KernelRelease DRIVER_FIELDS = KernelRelease.of("2.6.29");

    /**
     * The releases whose machine types are described: 2.6.21 and 2.6.22 as read, 2.6.23 taken to be the same
     * (UNVERIFIED). Some live on after that, but what they then write is not described.
     */
    static final ReleaseRange MACHINE_TYPES = ReleaseRange.between("2.6.21", "2.6.24");

    /** What a table of ids says of a CPU that is not there. */
    static final int BAD_APICID = 0xFF;

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

    /** {@code safe_smp_processor_id} with a 4-bit mask: the CPU of that id, or 0 if none has it (kernel-facts 2.1, 2.2). */
    static CpuId ownNumberByFourBits(MachineSpec machine, CpuId crashingCpu) {
        int read = machine.apicId(crashingCpu.number()) & 0xF;
        return CpuId.of(Math.max(0, machine.apicIds().indexOf(read)));
    }

    /**
     * With ids of 4 bits a kernel that reads an id no CPU was announced with takes it for a broken machine: {@code BUG} in
     * {@code setup_local_APIC} of that CPU ({@code apic_id_registered}). An id whose low 4 bits are another CPU's goes
     * unnoticed.
     */
    static Requirements fourBitIds(Requirements requirements, MachineSpec machine) {
        for (int cpu = 0; cpu < machine.cpuCount(); cpu++) {
            int id = machine.apicId(cpu);
            int read = id & 0xF;
            requirements.that(
                    !machine.maps().bootedOnce().contains(cpu)
                            || machine.apicIds().contains(read),
                    String.format(
                            Locale.ROOT,
                            "this kernel reads 4 bits of an id: 0x%02x of CPU %d reads as 0x%x, which no CPU has (BUG in"
                                    + " setup_local_APIC)",
                            id,
                            cpu,
                            read));
        }
        return requirements;
    }

    /** The constants of a machine type, where they are described. */
    static SubArchitectureFacts machineType(
            MachineSpec machine, SubArchitectureFacts facts, IoApicRouting routing, MachConstants constants) {
        return MACHINE_TYPES.contains(machine.release()) ? facts.with(routing).with(constants) : facts;
    }

    /** Constants whose kernels default to {@code nrCpus} CPUs. */
    static MachConstants constants(boolean esrDisable, boolean noBalanceIrq, int idMask, int cluster, int nrCpus) {
        return new MachConstants(esrDisable, noBalanceIrq, idMask, cluster, OptionalInt.of(nrCpus));
    }
}
