package dev.kdumpstop.plugin.numachip;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.ApicSpi;
import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.delivery.IcrPrograms;
import dev.kdumpstop.api.delivery.IpiDelivery;
import dev.kdumpstop.api.icr.DestinationMode;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.KernelRelease;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.PlatformFlag;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.machine.Requirements;
import dev.kdumpstop.api.subarch.ApicSetup;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.subarch.SubArchitectureFacts;
import dev.kdumpstop.api.subarch.SubArchitectureName;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * "NumaConnect system": the local ICR for CPUs whose id has the same bits 8 and up, a register of the NumaChip for the others.
 * A machine of several nodes has {@link PlatformFlag#NODE_IDS} and a MADT that names the chip. On one node no chip is asked, so
 * that any machine in xAPIC mode will do.
 *
 * <p>Kernels have had the driver since before 3.4, at first with every send through the chip; how those stop is not described.
 *
 * <p>Sources: kernel-facts 6; {@code arch/x86/kernel/apic/apic_numachip.c} and {@code ipi.c} of 5.10.13, 6.6 and later.
 */
@AutoService(SubArchitecture.class)
public final class NumachipSubArchitecture implements SubArchitecture {
    private static final ReleaseRange RELEASES = ReleaseRange.from("5.10");
    /** From here on drivers have neither waits nor a set-up of LDR and DFR of their own (6.6.89 read; the first is UNVERIFIED). */
    private static final KernelRelease COMMON_WAITS = KernelRelease.of("6.6");

    /** Found by {@link java.util.ServiceLoader}. */
    public NumachipSubArchitecture() {}

    @Override
    public SubArchitectureName name() {
        return SubArchitectureName.of("x86_64/numachip");
    }

    @Override
    public String summary() {
        return "NumaConnect 1 and 2: the ICR within a node, a register of the NumaChip across nodes, one write per CPU";
    }

    @Override
    public List<String> sources() {
        return List.of(
                "kernel-facts 6",
                "5.10 and 6.6 arch/x86/kernel/apic/apic_numachip.c, ipi.c",
                "5.10 arch/x86/include/asm/numachip/numachip_csr.h");
    }

    @Override
    public int spiLevel() {
        return ApicSpi.LEVEL;
    }

    @Override
    public ReleaseRange releases() {
        return RELEASES;
    }

    @Override
    public Compatibility supports(MachineSpec machine) {
        Requirements requirements = Requirements.of(machine)
                .architecture(Architecture.X86_64)
                .mode(ApicMode.XAPIC)
                .release(RELEASES, "how older kernels stop on NumaConnect systems is not described");
        if (machine.firmware().has(PlatformFlag.NODE_IDS)) {
            Optional<NumaChip> chip = NumaChip.of(machine.firmware());
            requirements.that(
                    chip.isPresent(),
                    "its ids name nodes, and no MADT of NUMASC with table NCONNECT or NCONECT2 says which NumaChip joins"
                            + " them");
            int highest = Collections.max(machine.apicIds());
            chip.ifPresent(known -> requirements.that(
                    highest <= known.highestId(),
                    String.format(
                            Locale.ROOT,
                            "id 0x%x does not fit into the word that the chip takes: 0x%x at most",
                            highest,
                            known.highestId())));
        }
        return requirements.result();
    }

    /** Before 6.6 {@code flat_init_apic_ldr}, although IPIs are physical; after that LDR and DFR are left alone. */
    @Override
    public ApicSetup apicSetup(MachineSpec machine, CpuId cpu) {
        return hasCommonWaits(machine)
                ? ApicSetup.xapicUntouched()
                : ApicSetup.xapic(ApicSetup.DFR_FLAT, IcrPrograms.flatLogicalId(cpu.number()));
    }

    @Override
    public SubArchitectureFacts facts(MachineSpec machine) {
        String limit = NumaChip.of(machine.firmware())
                .map(chip -> String.format(Locale.ROOT, "ids to 0x%X", chip.highestId()))
                .orElse("");
        return SubArchitectureFacts.ipis(DestinationMode.PHYSICAL, limit)
                .withUnverified(
                        "the first release in which an NMI waits for the ICR of its node (6.6 does, 5.10 does not)",
                        "that a write of the self-IPI register in xAPIC mode sends nothing");
    }

    @Override
    public IpiDelivery ipiDelivery(MachineSpec machine) {
        return new NumachipRoutines(machine, NumaChip.of(machine.firmware()), hasCommonWaits(machine));
    }

    private static boolean hasCommonWaits(MachineSpec machine) {
        return machine.release().atLeast(COMMON_WAITS);
    }
}
