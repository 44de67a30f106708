package dev.kdumpstop.experiments.config;

import java.util.List;
import java.util.Optional;

/** The keys of a machine in words: what docs/machine-file.md and the reference of experiment files say of each. */
final class MachineKeys {
    /**
     * One key.
     *
     * @param path with the object it stands in
     * @param otherwise what holds if it is not given, in Markdown
     * @param unit unit, or the values it may have, in Markdown; may be empty
     * @param what it is
     */
    record Words(String path, String otherwise, String unit, String what) {
        /** Without Markdown. */
        String plainDefault() {
            return otherwise.replace("`", "");
        }

        /** Without Markdown. */
        String expected() {
            return unit.isEmpty() ? "text" : unit.replace("`", "");
        }
    }

    private static final List<Words> ALL = List.of(
            new Words(
                    "release",
                    "`2.6.21`; `6.1` where the sub-architecture is not of that release",
                    "",
                    "kernel release"),
            new Words(
                    "architecture",
                    "that of the sub-architecture, else `x86_64`",
                    "`i386`, `x86_64`",
                    "kernel architecture"),
            new Words("cpus", "`8`", "CPUs, 1 to 4096", "CPUs with APIC ids 0, 1, 2 and so on; not beside `apic-ids`"),
            new Words("apic-ids", "0, 1, 2 and so on", "list of ids", "one CPU per id, in the order of the CPUs"),
            new Words(
                    "possible",
                    "the CPUs there are",
                    "CPUs",
                    "for how many CPUs the kernel reserves room; selection rules read it"),
            new Words("booted", "all", "set of CPUs", "CPUs that were booted at least once; `maxcpus=` leaves others"),
            new Words("online", "those booted", "set of CPUs", "the others are off line"),
            new Words(
                    "generation",
                    "`xapic`, or `x2apic` in x2APIC mode",
                    "`pentium`, `p6`, `xapic`, `xapic-nehalem`, `x2apic`",
                    "generation of the local APICs: width of ids, LVT entries"),
            new Words(
                    "mode",
                    "`xapic`; `x2apic` where the sub-architecture needs it",
                    "`xapic`, `x2apic`",
                    "mode of the local APICs"),
            new Words(
                    "apic-version",
                    "`0x14`; `0x11` for `pentium` and `p6`",
                    "0 to 255",
                    "low byte of the version register"),
            new Words("vendor", "`intel`", "`intel`, `amd`, `hygon`, `other`", "CPU vendor"),
            new Words(
                    "interconnect",
                    "what generation and mode have",
                    "`apic-bus`, `front-side-bus`, `x2apic-fabric`, `instant`",
                    "what carries messages; `instant` is a hypervisor"),
            new Words("boot", "empty", "words", "kernel command line, as far as the stop depends on it"),
            new Words(
                    "config.hotplug-cpu",
                    "`true`",
                    "true, false",
                    "CONFIG_HOTPLUG_CPU: in 2.6.21 no broadcasts (i386) and no shorthands (x86_64)"),
            new Words(
                    "config.good-apic",
                    "`true`",
                    "true, false",
                    "CONFIG_X86_GOOD_APIC: a plain store, not the exchange for erratum 11AP (i386)"),
            new Words("firmware.fadt-revision", "`0`", "0 to 255", "revision of the ACPI FADT"),
            new Words(
                    "firmware.fadt-apic-physical",
                    "`false`",
                    "true, false",
                    "FADT flag \"APIC physical destination mode\""),
            new Words("firmware.fadt-apic-cluster", "`false`", "true, false", "FADT flag \"APIC cluster mode\""),
            new Words("firmware.oem-id", "empty", "text", "OEM id of the MADT or MP table"),
            new Words("firmware.oem-table-id", "empty", "text", "OEM table id of the MADT"),
            new Words("firmware.product-id", "empty", "text", "product id of the MP table"),
            new Words(
                    "firmware.oem-table-pointer",
                    "`false`",
                    "true, false",
                    "the MP table points to an OEM table (es7000)"),
            new Words("firmware.bios-vendor", "empty", "text", "DMI BIOS vendor"),
            new Words("firmware.bios-version", "empty", "text", "DMI BIOS version"),
            new Words("firmware.acpi-oem1-id", "empty", "text", "OEM id of the ACPI table named OEM1 (es7000)"),
            new Words("firmware.dsdt-oem-id", "empty", "text", "OEM id of the DSDT (es7000)"),
            new Words(
                    "firmware.es7000-entries",
                    "`2`",
                    "0 to 255",
                    "entries of the es7000 OEM table that are read with success"),
            new Words("firmware.quad-cpus", "none", "set of CPUs", "CPUs on quad boards (voyager)"),
            new Words(
                    "firmware.hardware-irq-balance",
                    "`false`",
                    "true, false",
                    "Intel E7520 or its like, whose BIOS balances interrupts in hardware"),
            new Words(
                    "firmware.uv-arch-type",
                    "`false`",
                    "true, false",
                    "UV firmware names its type in a table of its own"),
            new Words("firmware.secure-avic", "`false`", "true, false", "a guest with AMD's secure AVIC"),
            new Words(
                    "firmware.node-ids",
                    "`false`",
                    "true, false",
                    "ids in xAPIC mode are wider than 8 bits: bits 8 and up name a node, which a local APIC's commands do not leave (NumaChip)"));

    private MachineKeys() {}

    static List<Words> all() {
        return ALL;
    }

    static Optional<Words> of(String path) {
        return ALL.stream().filter(words -> words.path().equals(path)).findFirst();
    }
}
