package dev.kdumpstop.cli;

import com.typesafe.config.ConfigUtil;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.BootOptions;
import dev.kdumpstop.evidence.boot.BootRecord;
import dev.kdumpstop.evidence.boot.Topic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the selector picks another driver than the log names, something that no line says may be the reason. These are
 * the candidates: each is tried only if the files are silent about it, and told if it is taken.
 */
final class ImportRepairs {
    private ImportRepairs() {}

    /**
     * A change of the description.
     *
     * @param words what is assumed
     * @param keys the description with it
     */
    record Repair(String words, Map<String, ImportedKey> keys) {}

    /** What may be tried, likeliest first. */
    static List<Repair> candidates(
            BootRecord record, Map<String, ImportedKey> keys, Architecture architecture, String printed) {
        List<Repair> repairs = new ArrayList<>();
        String name = printed.substring(printed.indexOf('/') + 1);
        boolean silent = !record.has(Topic.COMMAND_LINE);
        if (architecture == Architecture.I386 && silent) {
            repairs.add(boot(keys, "apic", name, "booted with apic=" + name));
        } else if (architecture == Architecture.X86_64 && record.has(Topic.HYPERVISOR)) {
            repairs.add(boot(
                    keys, "x2apic_phys", "", "x2apic_phys, as kernels set it in guests without interrupt remapping"));
        } else if (architecture == Architecture.X86_64 && silent) {
            repairs.add(boot(keys, "x2apic_phys", "", "booted with x2apic_phys"));
        }
        if (architecture == Architecture.X86_64 && !record.has(Topic.FADT_PHYSICAL)) {
            repairs.add(with(
                    keys,
                    "the FADT asks for physical addressing",
                    Map.of("firmware.fadt-apic-physical", "true", "firmware.fadt-revision", "4")));
        }
        if (!record.has(Topic.HOTPLUG_BUILD)) {
            repairs.add(with(keys, "the kernel was built without CPU hotplug", Map.of("config.hotplug-cpu", "false")));
        }
        repairs.add(with(
                keys,
                "the MP table points to an OEM table of UNISYS",
                Map.of("firmware.oem-id", "UNISYS", "firmware.oem-table-pointer", "true")));
        return repairs;
    }

    private static Repair boot(Map<String, ImportedKey> keys, String option, String value, String words) {
        ImportedKey line = keys.get("boot");
        BootOptions options = line == null
                ? BootOptions.none()
                : BootOptions.parse(line.value().replace("\"", ""));
        return with(
                keys,
                words,
                Map.of(
                        "boot",
                        ConfigUtil.quoteString(options.with(option, value).toString())));
    }

    private static Repair with(Map<String, ImportedKey> keys, String words, Map<String, String> more) {
        Map<String, ImportedKey> changed = new LinkedHashMap<>(keys);
        more.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> changed.put(
                        entry.getKey(), new ImportedKey(entry.getValue(), "assumed, as the driver printed needs it")));
        return new Repair(words, changed);
    }
}
