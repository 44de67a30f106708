package dev.kdumpstop.api.machine;

import org.apiguardian.api.API;

/**
 * What firmware tells the kernel about the machine, as far as selection rules read it. Absent strings are empty.
 *
 * <pre>{@code
 * Firmware firmware = Firmware.plain().withBios("HP", "P44-1");
 * MachineSpec machine = MachineSpec.builder(Architecture.I386, "2.6.21").cpus(4).firmware(firmware).build();
 * machine.firmware().biosVersion(); // P44-1
 * }</pre>
 *
 * @param fadtRevision revision of the ACPI FADT
 * @param fadtApicPhysical FADT flag "APIC physical destination mode"
 * @param fadtApicCluster FADT flag "APIC cluster mode"
 * @param oemId OEM id of the MADT or MP table
 * @param oemTableId OEM table id of the MADT
 * @param productId product id of the MP table
 * @param oemTablePointer whether the MP table points to an OEM table (es7000)
 * @param biosVendor DMI BIOS vendor
 * @param biosVersion DMI BIOS version
 * @param marks what only single families of machines have
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Firmware(
        int fadtRevision,
        boolean fadtApicPhysical,
        boolean fadtApicCluster,
        String oemId,
        String oemTableId,
        String productId,
        boolean oemTablePointer,
        String biosVendor,
        String biosVersion,
        FirmwareMarks marks) {

    /** Without marks. */
    public Firmware(
            int fadtRevision,
            boolean fadtApicPhysical,
            boolean fadtApicCluster,
            String oemId,
            String oemTableId,
            String productId,
            boolean oemTablePointer,
            String biosVendor,
            String biosVersion) {
        this(
                fadtRevision,
                fadtApicPhysical,
                fadtApicCluster,
                oemId,
                oemTableId,
                productId,
                oemTablePointer,
                biosVendor,
                biosVersion,
                FirmwareMarks.none());
    }

    /** A plain PC: nothing that a rule looks for. */
    public static Firmware plain() {
        return new Firmware(0, false, false, "", "", "", false, "", "");
    }

    /** The same firmware with the FADT flag "APIC physical" and the given table revision. */
    public Firmware withFadtPhysical(int revision) {
        return new Firmware(
                revision,
                true,
                fadtApicCluster,
                oemId,
                oemTableId,
                productId,
                oemTablePointer,
                biosVendor,
                biosVersion,
                marks);
    }

    /** The same firmware with the given DMI BIOS strings. */
    public Firmware withBios(String vendor, String version) {
        return new Firmware(
                fadtRevision,
                fadtApicPhysical,
                fadtApicCluster,
                oemId,
                oemTableId,
                productId,
                oemTablePointer,
                vendor,
                version,
                marks);
    }

    /** The same firmware with these marks. */
    public Firmware withMarks(FirmwareMarks value) {
        return new Firmware(
                fadtRevision,
                fadtApicPhysical,
                fadtApicCluster,
                oemId,
                oemTableId,
                productId,
                oemTablePointer,
                biosVendor,
                biosVersion,
                value);
    }

    /** Whether the platform has this flag. */
    public boolean has(PlatformFlag flag) {
        return marks.flags().contains(flag);
    }
}
