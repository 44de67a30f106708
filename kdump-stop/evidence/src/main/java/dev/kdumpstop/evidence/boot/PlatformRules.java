package dev.kdumpstop.evidence.boot;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lines about x2APIC, firmware and what is underneath. */
final class PlatformRules {
    private static final String TABLE = "ACPI: (%s) .*?\\((?:v|r)(\\d{1,3}) (.{6}) (.{8}) ";

    /** Makers and models that are programs. */
    private static final Pattern EMULATED = Pattern.compile(
            "QEMU|Bochs|VMware|VirtualBox|innotek|Xen HVM|Virtual Machine|Google Compute Engine|Parallels|KubeVirt"
                    + "|OpenStack|\\bKVM\\b|Droplet|Cloud Hypervisor|cloud-hypervisor|Amazon EC2 (?!.*metal)|BHYVE");

    static final List<Rule> ALL = List.of(
            Rule.of("x2apic enabled$", Topic.X2APIC, "on"),
            Rule.of("Enabled x2apic$", Topic.X2APIC, "on"),
            Rule.of("x2apic:? enabled by BIOS, switching to x2apic ops", Topic.X2APIC, "on"),
            Rule.of("(?:DMAR-IR|AMD-Vi): x2apic is disabled because BIOS sets x2apic opt out bit", (line, says) -> {
                says.say(Topic.X2APIC, "off");
                says.say(Topic.X2APIC_CAPABLE, "yes");
            }),
            Rule.of("Your BIOS is broken and requested that x2apic be disabled", (line, says) -> {
                says.say(Topic.X2APIC, "off");
                says.say(Topic.X2APIC_CAPABLE, "yes");
            }),
            Rule.of("x2apic: IRQ remapping doesn't support X2APIC mode", (line, says) -> {
                says.say(Topic.X2APIC, "off");
                says.say(Topic.X2APIC_CAPABLE, "yes");
            }),
            Rule.of("(?:x2apic not enabled|Not enabling x2apic)", (line, says) -> {
                says.say(Topic.X2APIC, "off");
                says.say(Topic.X2APIC_CAPABLE, "yes");
            }),
            Rule.of("x2apic disabled$", Topic.X2APIC, "off"),
            Rule.of("system APIC only can use physical flat", Topic.FADT_PHYSICAL, "yes"),
            Rule.of(
                    String.format(TABLE, "FACP|FADT"),
                    (line, says) -> says.say(Topic.FADT_REVISION, Rule.decimal(line.group(2)))),
            Rule.of(String.format(TABLE, "APIC|MADT"), (line, says) -> {
                says.say(Topic.OEM_ID, line.group(3).strip());
                says.say(Topic.OEM_TABLE_ID, line.group(4).strip());
            }),
            Rule.of(
                    String.format(TABLE, "OEM1"),
                    (line, says) -> says.say(Topic.OEM1_ID, line.group(3).strip())),
            Rule.of(
                    String.format(TABLE, "DSDT"),
                    (line, says) -> says.say(Topic.DSDT_OEM_ID, line.group(3).strip())),
            Rule.of("OEM ID: (.{1,8}?) ?Product ID: (.{1,12}?) *APIC at: ", (line, says) -> {
                says.say(Topic.OEM_ID, line.group(1).strip());
                says.say(Topic.PRODUCT_ID, line.group(2).strip());
            }),
            Rule.of(
                    "MPTABLE: OEM ID: (.{1,8})$",
                    (line, says) -> says.say(Topic.OEM_ID, line.group(1).strip())),
            Rule.of(
                    "MPTABLE: Product ID: (.{1,12})$",
                    (line, says) -> says.say(Topic.PRODUCT_ID, line.group(1).strip())),
            Rule.of("DMI: (.*?), BIOS (.*?)(?: \\d\\d/\\d\\d/\\d{4})?$", PlatformRules::dmi),
            Rule.of(
                    "BIOS Vendor: (.*)",
                    (line, says) -> says.say(Topic.BIOS_VENDOR, line.group(1).strip())),
            Rule.of(
                    "BIOS Version: (.*)",
                    (line, says) -> says.say(Topic.BIOS_VERSION, line.group(1).strip())),
            Rule.of(
                    "Hypervisor detected: (.*)",
                    (line, says) -> says.say(Topic.HYPERVISOR, line.group(1).strip())),
            Rule.of(
                    "Booting paravirtualized kernel on (?!bare hardware)(.*)",
                    (line, says) -> says.say(Topic.HYPERVISOR, line.group(1).strip())),
            Rule.of("kvm-guest: (?:APIC: send_IPI_mask\\(\\) replaced|setup PV IPIs)", Topic.FOREIGN_IPI, "KVM"),
            Rule.of("KVM setup pv IPIs", Topic.FOREIGN_IPI, "KVM"),
            Rule.of("Hyper-V: (?:Using|enabling) .*(?:IPI hypercalls|enlightened)", Topic.FOREIGN_IPI, "Hyper-V"));

    private PlatformRules() {}

    private static void dmi(Matcher line, Says says) {
        String system = line.group(1).strip();
        says.say(Topic.SYSTEM, system);
        says.say(Topic.BIOS_VERSION, line.group(2).strip());
        if (EMULATED.matcher(system).find()) {
            says.say(Topic.HYPERVISOR, system);
        }
    }
}
