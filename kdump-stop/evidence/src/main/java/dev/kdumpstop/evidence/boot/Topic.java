package dev.kdumpstop.evidence.boot;

/** What a statement is about. Numbers are decimal in a statement's value, whatever they were in the log. */
public enum Topic {
    /** The kernel's release, as {@code uname -r} has it. */
    RELEASE("kernel release"),
    /** The kernel's architecture: {@code i386} or {@code x86_64}, beyond doubt. */
    ARCHITECTURE("architecture"),
    /** The kernel's architecture, as some wording makes likely. */
    ARCHITECTURE_HINT("architecture, likely"),
    /** The kernel's command line. */
    COMMAND_LINE("command line"),
    /** CPUs the kernel reserves room for. */
    POSSIBLE("possible CPUs"),
    /** CPUs present at boot. */
    PRESENT("present CPUs"),
    /** An APIC id that firmware calls enabled; in order. */
    FIRMWARE_ID("APIC id in the firmware's list"),
    /** An APIC id that firmware calls enabled and the kernel refuses, for example because of a limit. */
    REFUSED_ID("APIC id refused by the kernel"),
    /** {@code CPU=ID}: an APIC id by Linux CPU number. */
    CPU_ID("APIC id of a CPU"),
    /** A CPU that was started. */
    STARTED("CPU started"),
    /** A CPU that did not come up. */
    FAILED("CPU that did not start"),
    /** How many CPUs came up. */
    ONLINE_COUNT("CPUs online after boot"),
    /** A CPU that was taken off line. */
    WENT_OFFLINE("CPU taken off line"),
    /** A CPU that is on line now; not from a boot log. */
    ONLINE_NOW("CPU on line now"),
    /** A CPU that is off line now; not from a boot log. */
    OFFLINE_NOW("CPU off line now"),
    /** CPU vendor: {@code intel}, {@code amd}, {@code hygon} or {@code other}. */
    VENDOR("CPU vendor"),
    /** {@code FAMILY/MODEL}. */
    FAMILY_MODEL("CPU family/model"),
    /** Low byte of the APIC's version register. */
    APIC_VERSION("APIC version"),
    /** x2APIC mode {@code on} or {@code off}; the last one counts. */
    X2APIC("x2APIC mode"),
    /** The CPUs can do x2APIC. */
    X2APIC_CAPABLE("x2APIC supported"),
    /** The APIC driver, in the kernel's words; the last one counts. */
    DRIVER("APIC driver printed"),
    /** The kernel came past the place where it settles on a driver. */
    DRIVER_SETTLED("the driver is chosen about here"),
    /** IPI shorthands as far as options allow: {@code enabled} or {@code disabled}. */
    SHORTHAND("IPI shorthand"),
    /** The kernel was built with CPU hotplug; only where that changes something. */
    HOTPLUG_BUILD("CPU hotplug in the kernel"),
    /** Revision of the FADT. */
    FADT_REVISION("FADT revision"),
    /** The FADT asks for physical addressing. */
    FADT_PHYSICAL("FADT flag \"APIC physical\""),
    /** OEM id of the MADT or MP table. */
    OEM_ID("OEM id"),
    /** OEM table id of the MADT. */
    OEM_TABLE_ID("OEM table id"),
    /** Product id of the MP table. */
    PRODUCT_ID("product id"),
    /** OEM id of the ACPI table OEM1. */
    OEM1_ID("OEM id of table OEM1"),
    /** OEM id of the DSDT. */
    DSDT_OEM_ID("OEM id of the DSDT"),
    /** DMI BIOS vendor. */
    BIOS_VENDOR("BIOS vendor"),
    /** DMI BIOS version. */
    BIOS_VERSION("BIOS version"),
    /** Maker and model of the machine. */
    SYSTEM("system"),
    /** The hypervisor or emulator underneath. */
    HYPERVISOR("hypervisor"),
    /** A hypervisor's own way of sending IPIs replaces the driver's. */
    FOREIGN_IPI("IPIs by hypercall"),
    /** {@code FROM..BEFORE}: the line's wording is of these releases; either end may be empty. */
    WORDING("wording of kernels");

    private final String words;

    Topic(String words) {
        this.words = words;
    }

    /** In words. */
    public String words() {
        return words;
    }
}
