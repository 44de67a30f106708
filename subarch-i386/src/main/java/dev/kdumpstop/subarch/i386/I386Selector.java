package dev.kdumpstop.subarch.i386;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.CpuVendor;
import dev.kdumpstop.api.machine.Firmware;
import dev.kdumpstop.api.machine.LinuxEra;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.subarch.Selection;
import dev.kdumpstop.api.subarch.SelectionTrail;
import dev.kdumpstop.api.subarch.SubArchitectureSelector;
import dev.kdumpstop.api.subarch.SubArchitectures;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How an i386 kernel that holds several drivers picks one: {@code CONFIG_X86_GENERICARCH} of 2.6.21 and 2.6.22 (2.6.23 is
 * taken to do the same), and today's {@code probe_32.c}. A kernel built for one machine type has nothing to pick.
 *
 * <p>Never picked: numaq, visws, voyager and the clustered es7000, which have kernels of their own. A machine description
 * does not say whether there is a MADT or only an MP table; both hooks are asked, the MADT's not with {@code acpi=off}.
 *
 * <p>Sources: kernel-facts 2.2, 6; 2.6.21 {@code arch/i386/mach-generic/probe.c}, {@code bigsmp.c},
 * {@code arch/i386/kernel/mpparse.c}, {@code arch/i386/mach-es7000/es7000plat.c}; 5.10 {@code arch/x86/kernel/apic/probe_32.c}, {@code bigsmp_32.c}.
 */
@AutoService(SubArchitectureSelector.class)
public final class I386Selector implements SubArchitectureSelector, CurrentSpi {
    private static final ReleaseRange GENERICARCH = ReleaseRange.between("2.6.21", "2.6.24");
    private static final List<String> DRIVERS_2_6 = List.of("summit", "bigsmp", "es7000", "default");

    /** Found by {@link java.util.ServiceLoader}. */
    public I386Selector() {}

    @Override
    public String id() {
        return "i386";
    }

    @Override
    public String summary() {
        return "The driver that an i386 kernel with several of them picks";
    }

    @Override
    public List<String> sources() {
        return List.of(
                "kernel-facts 2.2, 6",
                "2.6.21 arch/i386/mach-generic/probe.c, arch/i386/kernel/mpparse.c",
                "5.10 arch/x86/kernel/apic/probe_32.c, arch/x86/kernel/apic/bigsmp_32.c");
    }

    @Override
    public boolean appliesTo(MachineSpec machine) {
        return machine.architecture() == Architecture.I386
                && (GENERICARCH.contains(machine.release()) || LinuxEra.TODAY.includes(machine));
    }

    @Override
    public Selection select(MachineSpec machine, SubArchitectures installed) {
        SelectionTrail trail = new SelectionTrail(installed);
        boolean today = LinuxEra.TODAY.includes(machine);
        List<String> drivers = !today
                ? DRIVERS_2_6
                : BigsmpSubArchitecture.RELEASES.contains(machine.release())
                        ? List.of("bigsmp", "default")
                        : List.of("default");
        Optional<String> forced = forced(machine, drivers, trail);
        String driver =
                today ? forced.orElseGet(() -> today(machine, drivers, trail)) : genericArch(machine, forced, trail);
        return trail.choose("i386/" + driver);
    }

    /** Compared letter by letter, as the kernel does. */
    private static Optional<String> forced(MachineSpec machine, List<String> drivers, SelectionTrail trail) {
        Optional<String> given = machine.boot().get("apic");
        Optional<String> name = given.filter(drivers::contains);
        String text = given.map(value -> " (apic=" + value + ")").orElse("");
        trail.ask("apic= names one of " + String.join(", ", drivers) + text + "?", name.isPresent());
        return name;
    }

    /** The order of the boot: probe before the CPUs are counted, OEM hooks, then bigsmp again. */
    private static String genericArch(MachineSpec machine, Optional<String> forced, SelectionTrail trail) {
        String driver = forced.orElseGet(() -> probe(machine, trail));
        Optional<String> hook = oemHook(machine, trail);
        if (forced.isPresent()) {
            hook.ifPresent(name -> trail.note("the hook reports " + name + " and does not switch: apic= is given"));
            return driver;
        }
        driver = hook.orElse(driver);
        if (driver.equals("default")
                && trail.ask("generic_bigsmp_probe: a MADT is read (no acpi=off)?", readsMadt(machine))
                && manyCpus(machine, countedCpus(machine), "counted", trail)) {
            driver = "bigsmp";
        }
        return driver;
    }

    private static String probe(MachineSpec machine, SelectionTrail trail) {
        Firmware firmware = machine.firmware();
        trail.note("generic_apic_probe: summit and es7000 never answer this probe; CPUs are not counted yet");
        return trail.ask("bigsmp: a known BIOS " + bios(firmware) + "?", knownBios(firmware)) ? "bigsmp" : "default";
    }

    /** {@code mps_oem_check} and {@code acpi_madt_oem_check}: drivers in order, the first hit wins. */
    private static Optional<String> oemHook(MachineSpec machine, SelectionTrail trail) {
        Firmware firmware = machine.firmware();
        if (trail.ask(
                "summit: IBM's OEM and product ids in the MP table or the MADT " + oem(firmware) + "?",
                isSummit(firmware, readsMadt(machine)))) {
            return Optional.of("summit");
        }
        boolean es7000 = trail.ask(
                        "es7000: an OEM table of the MP table, OEM UNISYS, with 2 entries or more " + oem(firmware)
                                + "?",
                        firmware.oemTablePointer()
                                && firmware.oemId().startsWith("UNISYS")
                                && readableEs7000Table(firmware))
                || trail.ask(
                        "es7000: an ACPI table OEM1 of UNISYS ('"
                                + firmware.marks().acpiOem1Id()
                                + "'), with 2 entries or more if the DSDT is of UNISYS ('"
                                + firmware.marks().dsdtOemId() + "')?",
                        readsMadt(machine) && isEs7000ByAcpi(firmware));
        return es7000 ? Optional.of("es7000") : Optional.empty();
    }

    private static boolean readsMadt(MachineSpec machine) {
        return !machine.boot().get("acpi").orElse("").equals("off");
    }

    /** {@code parse_unisys_oem}. */
    private static boolean readableEs7000Table(Firmware firmware) {
        return firmware.marks().es7000Entries() >= 2;
    }

    /** An OEM1 table is enough unless the DSDT is Unisys's too; then its contents must be readable. */
    private static boolean isEs7000ByAcpi(Firmware firmware) {
        return firmware.marks().acpiOem1Id().startsWith("UNISYS")
                && (!firmware.marks().dsdtOemId().startsWith("UNISYS") || readableEs7000Table(firmware));
    }

    /** {@code num_processors}: with {@code maxcpus=} the table's further CPUs are ignored (read in 2.6.20). */
    private static int countedCpus(MachineSpec machine) {
        String limit = machine.boot().get("maxcpus").orElse("");
        return limit.matches("[0-9]{1,5}") ? Math.min(machine.cpuCount(), Integer.parseInt(limit)) : machine.cpuCount();
    }

    private static String today(MachineSpec machine, List<String> drivers, SelectionTrail trail) {
        if (!drivers.contains("bigsmp")) {
            trail.note("bigsmp: removed in 6.15 (commit 0abf508675c0)");
            return "default";
        }
        boolean bigsmp = manyCpus(machine, machine.possibleCpus(), "possible", trail)
                || trail.ask("bigsmp: a known BIOS " + bios(machine.firmware()) + "?", knownBios(machine.firmware()));
        return bigsmp ? "bigsmp" : "default";
    }

    /** {@code def_to_bigsmp}. 2.6.21 knows no Hygon; such a CPU is newer than that kernel. */
    private static boolean manyCpus(MachineSpec machine, int cpus, String which, SelectionTrail trail) {
        CpuVendor vendor = machine.vendor();
        boolean vendorFits = vendor == CpuVendor.AMD
                || (vendor == CpuVendor.HYGON && LinuxEra.TODAY.includes(machine))
                || (vendor == CpuVendor.INTEL && machine.isXapicVersion());
        String rule = String.format(
                Locale.ROOT,
                "bigsmp: more than 8 %s CPUs (%d), on AMD or an Intel xAPIC (%s, APIC version 0x%02x)?",
                which,
                cpus,
                vendor,
                machine.apicVersion());
        return trail.ask(rule, cpus > 8 && vendorFits);
    }

    private static boolean isSummit(Firmware firmware, boolean readsMadt) {
        boolean mpTable = firmware.oemId().startsWith("IBM ENSW")
                && (firmware.productId().startsWith("VIGIL SMP")
                        || firmware.productId().startsWith("EXA")
                        || firmware.productId().startsWith("RUTHLESS SMP"));
        boolean madt = readsMadt
                && firmware.oemId().startsWith("IBM")
                && (firmware.oemTableId().startsWith("SERVIGIL")
                        || firmware.oemTableId().startsWith("EXA"));
        return mpTable || madt;
    }

    /** ProLiant DL760 G2 and DL740. */
    private static boolean knownBios(Firmware firmware) {
        return firmware.biosVendor().contains("HP")
                && (firmware.biosVersion().contains("P44-")
                        || firmware.biosVersion().contains("P47-"));
    }

    private static String bios(Firmware firmware) {
        return "('" + firmware.biosVendor() + "' '" + firmware.biosVersion() + "')";
    }

    private static String oem(Firmware firmware) {
        return "('" + firmware.oemId() + "' '" + firmware.oemTableId() + "' '" + firmware.productId() + "')";
    }
}
