package dev.kdumpstop.cli;

import dev.kdumpstop.api.machine.ApicGeneration;
import dev.kdumpstop.evidence.boot.BootRecord;
import dev.kdumpstop.evidence.boot.Statement;
import dev.kdumpstop.evidence.boot.Topic;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What kind of APICs and firmware it has, and what is underneath. */
final class ImportedPlatform {
    /** Nehalem, Westmere and their server parts, by model; in family 6 all later ones that are no Atom are like them. */
    private static final int NEHALEM = 0x1A;

    private static final Set<Integer> ATOMS = Set.of(0x1C, 0x26, 0x27, 0x35, 0x36);
    /** Merom's and Penryn's last server parts have higher numbers than Nehalem's first. */
    private static final int DUNNINGTON = 0x1D;
    /** OEM id of NumaConnect systems, whose ids name nodes. */
    private static final String NUMACHIP = "NUMASC";

    private final BootRecord record;
    private final ImportRemarks remarks;

    ImportedPlatform(BootRecord record, ImportRemarks remarks) {
        this.record = record;
        this.remarks = remarks;
    }

    /** The keys they come to. */
    Map<String, ImportedKey> keys() {
        Map<String, ImportedKey> keys = new LinkedHashMap<>();
        boolean x2apic = record.last(Topic.X2APIC)
                .filter(said -> said.value().equals("on"))
                .isPresent();
        record.last(Topic.X2APIC)
                .ifPresent(
                        said -> keys.put("mode", new ImportedKey(x2apic ? "x2apic" : "xapic", ImportedKey.at(said))));
        if (!record.has(Topic.X2APIC)) {
            remarks.assumed.add("APIC mode: xAPIC, as no line says that x2APIC was turned on");
        }
        vendor().ifPresent(value -> keys.put("vendor", value));
        if (!x2apic) {
            generation().ifPresent(value -> keys.put("generation", value));
        }
        record.last(Topic.APIC_VERSION)
                .ifPresent(said -> keys.put(
                        "apic-version", new ImportedKey(ImportedCpus.hex(said.number()), ImportedKey.at(said))));
        hypervisor().ifPresent(value -> keys.put("interconnect", value));
        firmware(keys);
        return keys;
    }

    private Optional<ImportedKey> vendor() {
        List<Statement> all = record.all(Topic.VENDOR);
        for (Statement other : all) {
            if (!other.value().equals(all.get(0).value())) {
                remarks.problems.add("CPU vendor: " + all.get(0).value() + " (" + ImportedKey.at(all.get(0)) + ") or "
                        + other.value() + " (" + ImportedKey.at(other) + ")");
            }
        }
        if (all.isEmpty()) {
            remarks.assumed.add("CPU vendor: Intel");
            return Optional.empty();
        }
        return Optional.of(new ImportedKey(all.get(0).value(), ImportedKey.at(all)));
    }

    private Optional<ImportedKey> generation() {
        Optional<Statement> capable = record.last(Topic.X2APIC_CAPABLE);
        if (capable.isPresent()) {
            return Optional.of(new ImportedKey(word(ApicGeneration.X2APIC), ImportedKey.at(capable.get())));
        }
        Optional<Statement> numbers = record.last(Topic.FAMILY_MODEL);
        boolean intel = record.last(Topic.VENDOR)
                .map(said -> said.value().equals("intel"))
                .orElse(true);
        if (numbers.isPresent()) {
            String[] parts = numbers.get().value().split("/");
            return generation(intel, Integer.parseInt(parts[0]), Integer.parseInt(parts[1]))
                    .map(generation -> new ImportedKey(word(generation), ImportedKey.at(numbers.get())));
        }
        return Optional.empty();
    }

    /** By CPU family and model (SDM volume 4, table 2-1); empty where that does not tell. */
    static Optional<ApicGeneration> generation(boolean intel, int family, int model) {
        if (!intel) {
            return family >= 15 ? Optional.of(ApicGeneration.XAPIC) : Optional.empty();
        } else if (family == 5) {
            return Optional.of(ApicGeneration.PENTIUM);
        } else if (family != 6) {
            return family >= 15 ? Optional.of(ApicGeneration.XAPIC) : Optional.empty();
        } else if (model <= 0x0B && model != 9) {
            return Optional.of(ApicGeneration.P6);
        }
        boolean nehalem = model >= NEHALEM && model != DUNNINGTON && !ATOMS.contains(model);
        return Optional.of(nehalem ? ApicGeneration.XAPIC_NEHALEM : ApicGeneration.XAPIC);
    }

    private static String word(ApicGeneration generation) {
        return generation.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private Optional<ImportedKey> hypervisor() {
        List<Statement> all = record.all(Topic.HYPERVISOR);
        Optional<Statement> foreign = record.last(Topic.FOREIGN_IPI);
        foreign.ifPresent(said -> remarks.notes.add("IPIs go by a hypercall of " + said.value() + " ("
                + ImportedKey.at(said) + "); what is computed is the driver that it replaces"));
        if (all.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ImportedKey("instant", all.get(0).value() + ", " + ImportedKey.at(all)));
    }

    private void firmware(Map<String, ImportedKey> keys) {
        int lowest = record.has(Topic.FADT_PHYSICAL) ? 3 : 0;
        int revision = record.last(Topic.FADT_REVISION).map(Statement::number).orElse(0);
        if (Math.max(revision, lowest) > 0) {
            keys.put(
                    "firmware.fadt-revision",
                    new ImportedKey(
                            Integer.toString(Math.max(revision, lowest)),
                            record.last(Topic.FADT_REVISION)
                                    .or(() -> record.last(Topic.FADT_PHYSICAL))
                                    .map(ImportedKey::at)
                                    .orElse("")));
        }
        record.last(Topic.FADT_PHYSICAL)
                .ifPresent(
                        said -> keys.put("firmware.fadt-apic-physical", new ImportedKey("true", ImportedKey.at(said))));
        oemId().ifPresent(said -> keys.put("firmware.oem-id", ImportedKey.text(said.value(), ImportedKey.at(said))));
        oemId().filter(said -> said.value().startsWith(NUMACHIP))
                .ifPresent(said -> keys.put(
                        "firmware.node-ids",
                        new ImportedKey("true", "a NumaChip joins nodes, " + ImportedKey.at(said))));
        text(keys, "firmware.oem-table-id", Topic.OEM_TABLE_ID);
        text(keys, "firmware.product-id", Topic.PRODUCT_ID);
        if (record.has(Topic.OEM1_ID)) {
            text(keys, "firmware.acpi-oem1-id", Topic.OEM1_ID);
            text(keys, "firmware.dsdt-oem-id", Topic.DSDT_OEM_ID);
        }
        text(keys, "firmware.bios-vendor", Topic.BIOS_VENDOR);
        text(keys, "firmware.bios-version", Topic.BIOS_VERSION);
    }

    /** The MADT's and the MP table's are one key; where one begins with the other, the longer says both. */
    private Optional<Statement> oemId() {
        List<Statement> all = record.all(Topic.OEM_ID);
        if (all.isEmpty()) {
            return Optional.empty();
        }
        Statement first = all.get(0);
        for (Statement other : all) {
            if (other.value().startsWith(first.value())) {
                first = other;
            } else if (!first.value().startsWith(other.value())) {
                remarks.notes.add("OEM ids of the MADT and the MP table differ: '" + first.value() + "' ("
                        + ImportedKey.at(first) + ") is taken, '" + other.value() + "' (" + ImportedKey.at(other)
                        + ") is not");
            }
        }
        return Optional.of(first);
    }

    private void text(Map<String, ImportedKey> keys, String key, Topic topic) {
        // What the kernel itself concludes comes after what it read.
        record.last(topic).ifPresent(said -> keys.put(key, ImportedKey.text(said.value(), ImportedKey.at(said))));
    }
}
