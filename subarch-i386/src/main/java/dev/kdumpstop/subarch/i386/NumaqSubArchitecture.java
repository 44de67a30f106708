package dev.kdumpstop.subarch.i386;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.delivery.IpiDelivery;
import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.icr.DestinationMode;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.Requirements;
import dev.kdumpstop.api.subarch.ApicSetup;
import dev.kdumpstop.api.subarch.IoApicRouting;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.subarch.SubArchitectureFacts;
import dev.kdumpstop.api.subarch.WakeUp;
import java.util.Locale;
import java.util.function.IntPredicate;

/**
 * {@code mach-numaq} (IBM NUMA-Q): quads of four CPUs, one write per CPU, logical, to APICs in the cluster model. Firmware
 * has programmed DFR and LDR; the kernel writes neither.
 *
 * <p>Physical ids repeat in every quad. A machine description therefore gives (quad &lt;&lt; 4) OR the CPU's number in its
 * quad as id. In a quad the physical ids are 0, 1, 2 and 4: of these alone {@code generate_logical_apicid} makes one bit
 * each (DERIVED), so 3 and 4 both name the fourth CPU here. A quad may be half filled.
 *
 * <p>Sources: kernel-facts 2.2, 5, 7; 2.6.21 {@code include/asm-i386/mach-numaq/mach_apic.h}.
 */
@AutoService(SubArchitecture.class)
public final class NumaqSubArchitecture extends MachineType {
    /** {@code cpu_present_to_apicid} knows no more: quads 0 to 14. */
    static final int MAX_CPUS = 60;

    private static final int FOURTH_PHYSICAL_ID = 4;

    /** Found by {@link java.util.ServiceLoader}. */
    public NumaqSubArchitecture() {
        super(
                "numaq",
                "IBM NUMA-Q: logical addressing by quad, one write per CPU; firmware set the ids",
                "kernel-facts 2.1, 2.2, 5, 7",
                "2.6.21 include/asm-i386/mach-numaq/mach_apic.h");
    }

    @Override
    void require(Requirements requirements, MachineSpec machine) {
        refuseFirst(
                requirements,
                machine,
                id -> (id & 0xF) > FOURTH_PHYSICAL_ID,
                "is not (quad << 4) | number in the quad");
        refuseFirst(
                requirements,
                machine,
                id -> (id & 0xF) <= FOURTH_PHYSICAL_ID && cpuPresentToApicid(slot(id)) == I386.BAD_APICID,
                "is beyond slot " + (MAX_CPUS - 1) + ", where cpu_present_to_apicid ends");
        long different = machine.apicIds().stream()
                .map(NumaqSubArchitecture::logicalId)
                .distinct()
                .count();
        requirements.that(different == machine.cpuCount(), "two CPUs have the same place in a quad");
    }

    private static void refuseFirst(
            Requirements requirements, MachineSpec machine, IntPredicate wrong, String because) {
        machine.apicIds().stream()
                .filter(wrong::test)
                .findFirst()
                .ifPresent(
                        id -> requirements.that(false, String.format(Locale.ROOT, "APIC id 0x%02x %s", id, because)));
    }

    @Override
    public SubArchitectureFacts facts(MachineSpec machine) {
        return I386.machineType(
                        machine,
                        SubArchitectureFacts.ipis(DestinationMode.LOGICAL, "60 (cpu_present_to_apicid)"),
                        new IoApicRouting(DeliveryMode.LOWEST_PRIORITY, DestinationMode.PHYSICAL, "all"),
                        I386.constants(true, true, 0xF, 0xF0, 32))
                .with(WakeUp.NMI);
    }

    @Override
    public ApicSetup apicSetup(MachineSpec machine, CpuId cpu) {
        return ApicSetup.xapic(ApicSetup.DFR_CLUSTER, logicalId(machine.apicId(cpu.number())));
    }

    @Override
    public IpiDelivery ipiDelivery(MachineSpec machine) {
        return new SequenceRoutines(DestinationMode.LOGICAL, cpu -> logicalId(machine.apicId(cpu)));
    }

    private static int logicalId(int id) {
        int number = id & 0xF;
        return generateLogicalApicid(id >> 4, number == 3 ? FOURTH_PHYSICAL_ID : number);
    }

    /** Where in the table of present CPUs this one is. */
    private static int slot(int id) {
        return (id >> 4) * 4 + Integer.numberOfTrailingZeros(logicalId(id) & 0xF);
    }

    /** {@code generate_logical_apicid}: the logical id that the kernel works out from the MP table. */
    static int generateLogicalApicid(int quad, int physicalId) {
        return (quad << 4) + (physicalId != 0 ? physicalId << 1 : 1);
    }

    /** {@code cpu_present_to_apicid}: the logical id by which the kernel wakes the CPU in a slot. */
    static int cpuPresentToApicid(int slot) {
        return slot < MAX_CPUS ? (slot >> 2) << 4 | 1 << (slot & 3) : I386.BAD_APICID;
    }
}
