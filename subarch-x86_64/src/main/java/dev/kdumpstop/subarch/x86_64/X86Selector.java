package dev.kdumpstop.subarch.x86_64;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.CpuVendor;
import dev.kdumpstop.api.machine.Firmware;
import dev.kdumpstop.api.machine.LinuxEra;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.PlatformFlag;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.subarch.Selection;
import dev.kdumpstop.api.subarch.SelectionTrail;
import dev.kdumpstop.api.subarch.SubArchitectureSelector;
import dev.kdumpstop.api.subarch.SubArchitectures;
import java.util.Collections;
import java.util.List;

/**
 * How an x86_64 kernel picks its driver: {@code clustered_apic_check} of 2.6.21, {@code setup_apic_routing} of 2.6.22
 * (2.6.23 is taken to do the same), and today's drivers in link order.
 *
 * <p>Of today's drivers numachip, UV and secure AVIC are asked for in their place; a trail that leads to one that is not
 * installed says so. UV's hook is asked and takes no machine: UV 2 and later are driven as any machine in x2APIC mode. Since when kernels have secure AVIC is UNVERIFIED (read in 6.19); it is asked for in all of them.
 *
 * <p>Sources: kernel-facts 2.3, 6; 2.6.21 and 2.6.22 {@code arch/x86_64/kernel/genapic.c}; 5.10
 * {@code arch/x86/kernel/apic/probe_64.c}, {@code apic_flat_64.c}, {@code x2apic_phys.c}, {@code x2apic_cluster.c}; 2.6.21
 * {@code arch/i386/kernel/quirks.c}.
 */
@AutoService(SubArchitectureSelector.class)
public final class X86Selector implements SubArchitectureSelector, CurrentSpi {
    private static final ReleaseRange CLUSTERED_APIC_CHECK = ReleaseRange.between("2.6.21", "2.6.22");
    private static final ReleaseRange SETUP_APIC_ROUTING = ReleaseRange.between("2.6.22", "2.6.24");
    /** {@code FADT2_REVISION_ID}. */
    private static final int FADT2_REVISION = 3;

    /** Found by {@link java.util.ServiceLoader}. */
    public X86Selector() {}

    @Override
    public String id() {
        return "x86_64";
    }

    @Override
    public String summary() {
        return "The driver that an x86_64 kernel picks";
    }

    @Override
    public List<String> sources() {
        return List.of(
                "kernel-facts 2.3, 6",
                "2.6.21 and 2.6.22 arch/x86_64/kernel/genapic.c",
                "2.6.21 arch/i386/kernel/quirks.c",
                "5.10 arch/x86/kernel/apic/probe_64.c, apic_flat_64.c, x2apic_phys.c, x2apic_cluster.c");
    }

    @Override
    public boolean appliesTo(MachineSpec machine) {
        return machine.architecture() == Architecture.X86_64
                && (CLUSTERED_APIC_CHECK.contains(machine.release())
                        || SETUP_APIC_ROUTING.contains(machine.release())
                        || LinuxEra.TODAY.includes(machine));
    }

    @Override
    public Selection select(MachineSpec machine, SubArchitectures installed) {
        SelectionTrail trail = new SelectionTrail(installed);
        if (LinuxEra.TODAY.includes(machine)) {
            return trail.choose(today(machine, trail));
        }
        return trail.choose(
                CLUSTERED_APIC_CHECK.contains(machine.release())
                        ? clusteredApicCheck(machine, trail)
                        : setupApicRouting(machine, trail));
    }

    /** {@code genapic_force}: set by one quirk of 2.6.21, to flat, however many CPUs there are. */
    static boolean isForcedFlat(MachineSpec machine) {
        return CLUSTERED_APIC_CHECK.contains(machine.release())
                && machine.firmware().has(PlatformFlag.HARDWARE_IRQ_BALANCE);
    }

    /** 2.6.21 without CPU hotplug on AMD: the highest id is compared with 8, not the number of CPUs. */
    static boolean takesFlatByAmdsHighestId(MachineSpec machine) {
        return CLUSTERED_APIC_CHECK.contains(machine.release())
                && machine.vendor() == CpuVendor.AMD
                && !machine.config().hotplugCpu()
                && Collections.max(machine.apicIds()) <= 8;
    }

    private static String clusteredApicCheck(MachineSpec machine, SelectionTrail trail) {
        boolean hotplug = machine.config().hotplugCpu();
        if (trail.ask(
                "genapic_force set (Intel E7320, E7520 or E7525 whose BIOS balances interrupts)?",
                isForcedFlat(machine))) {
            return FlatSubArchitecture.NAME;
        }
        if (asksFadt(machine, FADT2_REVISION + 1, trail)) {
            return ClusterSubArchitecture.NAME;
        }
        if (trail.ask("an AMD CPU (" + machine.vendor() + ")?", machine.vendor() == CpuVendor.AMD)) {
            boolean flat = trail.ask(
                    "no CONFIG_HOTPLUG_CPU, and the highest APIC id (" + Collections.max(machine.apicIds())
                            + ") is 8 or less?",
                    takesFlatByAmdsHighestId(machine));
            return flat ? FlatSubArchitecture.NAME : PhysflatSubArchitecture.NAME;
        }
        long clusters = machine.apicIds().stream().map(id -> id >> 4).distinct().count();
        boolean small = clusters <= 1 && machine.cpuCount() <= 8 && machine.apicId(0) >> 4 == 0;
        if (trail.ask(
                "at most 8 CPUs (" + machine.cpuCount() + "), all in cluster 0 (" + clusters + " in use)?", small)) {
            return trail.ask("CONFIG_HOTPLUG_CPU?", hotplug) ? PhysflatSubArchitecture.NAME : FlatSubArchitecture.NAME;
        }
        return ClusterSubArchitecture.NAME;
    }

    private static String setupApicRouting(MachineSpec machine, SelectionTrail trail) {
        if (asksFadt(machine, FADT2_REVISION + 1, trail)) {
            return PhysflatSubArchitecture.NAME;
        }
        return atMost8Possible(machine, trail) ? FlatSubArchitecture.NAME : PhysflatSubArchitecture.NAME;
    }

    /** The drivers' MADT hooks and probes come to this, in link order; x2APIC drivers want the mode to be on. */
    private static String today(MachineSpec machine, SelectionTrail trail) {
        Firmware firmware = machine.firmware();
        String oem = "('" + firmware.oemId() + "' '" + firmware.oemTableId() + "')";
        if (trail.ask(
                "numachip: MADT of NUMASC, NCONNECT or NCONECT2 " + oem + "?",
                firmware.oemId().startsWith("NUMASC")
                        && (firmware.oemTableId().startsWith("NCONNECT")
                                || firmware.oemTableId().startsWith("NCONECT2")))) {
            return "x86_64/numachip";
        }
        if (trail.ask(
                "x2apic-uv: UV's own type table, or MADT of SGI " + oem + "?",
                firmware.has(PlatformFlag.UV_ARCH_TYPE) || firmware.oemId().startsWith("SGI"))) {
            trail.note("x2apic-uv takes note of it, but not the machine: only UV 1 needed this driver, before 5.10");
        }
        if (trail.ask("x2apic-savic: a guest with secure AVIC?", firmware.has(PlatformFlag.SECURE_AVIC))) {
            return "x86_64/x2apic-savic";
        }
        if (trail.ask("x2APIC mode?", machine.mode() == ApicMode.X2APIC)) {
            boolean phys = trail.ask("boot option x2apic_phys?", machine.boot().has("x2apic_phys"))
                    || asksFadt(machine, FADT2_REVISION, trail);
            return phys ? X2apicPhysSubArchitecture.NAME : X2apicClusterSubArchitecture.NAME;
        }
        if (!trail.ask("does " + machine.release() + " have flat?", FlatSubArchitecture.isIn(machine.release()))
                || asksFadt(machine, FADT2_REVISION, trail)
                || trail.ask(
                        "IBM Summit: MADT of IBM, EXA " + oem + "?",
                        firmware.oemId().startsWith("IBM")
                                && firmware.oemTableId().startsWith("EXA"))) {
            return PhysflatSubArchitecture.NAME;
        }
        return atMost8Possible(machine, trail) ? FlatSubArchitecture.NAME : PhysflatSubArchitecture.NAME;
    }

    /** 2.6.21 and 2.6.22 want a revision above 3, 5.10 takes 3 as well. */
    private static boolean asksFadt(MachineSpec machine, int lowestRevision, SelectionTrail trail) {
        Firmware firmware = machine.firmware();
        return trail.ask(
                "FADT of revision " + lowestRevision + " or above (" + firmware.fadtRevision()
                        + ") with the flag \"APIC physical\"?",
                firmware.fadtRevision() >= lowestRevision && firmware.fadtApicPhysical());
    }

    private static boolean atMost8Possible(MachineSpec machine, SelectionTrail trail) {
        return trail.ask("at most 8 possible CPUs (" + machine.possibleCpus() + ")?", machine.possibleCpus() <= 8);
    }
}
