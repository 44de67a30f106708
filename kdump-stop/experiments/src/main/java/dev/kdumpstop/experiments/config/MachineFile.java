package dev.kdumpstop.experiments.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.machine.ApicGeneration;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.BootOptions;
import dev.kdumpstop.api.machine.CpuVendor;
import dev.kdumpstop.api.machine.Firmware;
import dev.kdumpstop.api.machine.FirmwareMarks;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.api.machine.KernelConfig;
import dev.kdumpstop.api.machine.KernelRelease;
import dev.kdumpstop.api.machine.PlatformFlag;
import dev.kdumpstop.api.timing.TimingParameter;
import dev.kdumpstop.api.unit.Picoseconds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A machine in HOCON. Every key that is not known is a problem; all problems are told at once, in the order of the lines.
 *
 * @param machine what it says of the machine
 * @param crashingCpu the CPU that crashes, if it says so
 * @param timing the timing profile, if it names one
 * @param costs single costs that replace the profile's
 */
public record MachineFile(
        MachineDescription machine,
        Optional<Integer> crashingCpu,
        Optional<String> timing,
        Map<TimingParameter, Long> costs) {

    private static final List<String> KEYS = List.of(
            "release",
            "architecture",
            "cpus",
            "apic-ids",
            "possible",
            "online",
            "booted",
            "generation",
            "mode",
            "apic-version",
            "vendor",
            "interconnect",
            "crashing-cpu",
            "boot",
            "config",
            "firmware",
            "timing");
    private static final List<String> CONFIG_KEYS = List.of("hotplug-cpu", "good-apic");
    private static final List<String> FIRMWARE_KEYS = List.of(
            "fadt-revision",
            "fadt-apic-physical",
            "fadt-apic-cluster",
            "oem-id",
            "oem-table-id",
            "product-id",
            "oem-table-pointer",
            "bios-vendor",
            "bios-version",
            "acpi-oem1-id",
            "dsdt-oem-id",
            "es7000-entries",
            "quad-cpus",
            "hardware-irq-balance",
            "uv-arch-type",
            "secure-avic",
            "node-ids");

    /** The keys below {@code machine} of an experiment: those of a machine file, but for what stands elsewhere there. */
    static List<String> keys() {
        List<String> keys = new ArrayList<>();
        for (String key : KEYS) {
            switch (key) {
                case "crashing-cpu", "timing" -> {}
                case "config" -> CONFIG_KEYS.forEach(inner -> keys.add("config." + inner));
                case "firmware" -> FIRMWARE_KEYS.forEach(inner -> keys.add("firmware." + inner));
                default -> keys.add(key);
            }
        }
        return keys;
    }

    /** A value that a key may have. */
    static String example(String key) {
        return switch (key) {
            case "release" -> "6.1";
            case "architecture" -> "x86_64";
            case "cpus", "possible" -> "16";
            case "apic-ids" -> "[0, 1, 0x10, 0x11]";
            case "online", "booted", "firmware.quad-cpus" -> "\"0-2\"";
            case "generation" -> "xapic-nehalem";
            case "mode" -> "xapic";
            case "apic-version" -> "0x15";
            case "vendor" -> "intel";
            case "interconnect" -> "front-side-bus";
            case "boot" -> "\"no_ipi_broadcast=1\"";
            case "firmware.fadt-revision", "firmware.es7000-entries" -> "4";
            case "firmware.oem-id",
                    "firmware.oem-table-id",
                    "firmware.product-id",
                    "firmware.bios-vendor",
                    "firmware.bios-version",
                    "firmware.acpi-oem1-id",
                    "firmware.dsdt-oem-id" -> "IBM";
            default -> "true";
        };
    }

    /** Reads a file. @throws InvalidConfigException with every problem */
    public static MachineFile read(Path file) {
        return parse(file.toString(), ConfigReader.textOf(file, "machine file"));
    }

    /** Reads a text. @throws InvalidConfigException with every problem */
    public static MachineFile parse(String name, String text) {
        Reader reader = new Reader();
        MachineFile machine = reader.machine(ConfigReader.root(name, text));
        reader.stopIfAny(name);
        return machine;
    }

    /**
     * Reads the settings of a cell: the keys of a machine file with their values as text, nested keys joined by a dot.
     *
     * @throws InvalidConfigException with every problem
     */
    public static MachineFile of(Map<String, String> settings) {
        StringBuilder text = new StringBuilder();
        settings.forEach((key, value) -> text.append(key)
                .append(" = ")
                .append(value.startsWith("[") ? value : ConfigUtil.quoteString(value))
                .append('\n'));
        return parse("machine", text.toString());
    }

    /** Reads values and notes what is wrong with them. */
    private static final class Reader extends ConfigReader {
        MachineFile machine(ConfigObject root) {
            MachineDescription machine = new MachineDescription();
            checkKeys("", root, KEYS);
            read(root, "", "release", Reader::text, KernelRelease::of, value -> machine.release(value));
            word(root, "architecture", Architecture.values(), Architecture::id, value -> machine.architecture(value));
            number(root, "", "cpus", 1, 4096, value -> machine.cpus(value));
            read(root, "", "apic-ids", Reader::list, Reader::ids, value -> machine.apicIds(value));
            number(root, "", "possible", 1, 65_536, value -> machine.possible(value));
            read(root, "", "online", Reader::text, CpuSet::parse, value -> machine.online(value));
            read(root, "", "booted", Reader::text, CpuSet::parse, value -> machine.booted(value));
            word(root, "generation", ApicGeneration.values(), Reader::lower, value -> machine.generation(value));
            word(root, "mode", ApicMode.values(), Reader::lower, value -> machine.mode(value));
            number(root, "", "apic-version", 0, 255, value -> machine.apicVersion(value));
            word(root, "vendor", CpuVendor.values(), Reader::lower, value -> machine.vendor(value));
            word(
                    root,
                    "interconnect",
                    InterconnectKind.values(),
                    InterconnectKind::id,
                    value -> machine.interconnect(value));
            read(root, "", "boot", Reader::text, BootOptions::parse, value -> machine.boot(value));
            part(root, "config", CONFIG_KEYS).ifPresent(part -> machine.config(config(part)));
            part(root, "firmware", FIRMWARE_KEYS).ifPresent(part -> machine.firmware(firmware(part)));
            ConfigValue count = root.get("cpus");
            if (count != null && machine.apicIds().isPresent()) {
                note(count, "cpus", "is given beside apic-ids, which say it already; leave one of them out");
            }
            checkCounts(root, machine);
            List<Integer> crashing = new ArrayList<>();
            number(root, "", "crashing-cpu", 0, 65_535, crashing::add);
            Map<TimingParameter, Long> costs = new EnumMap<>(TimingParameter.class);
            Optional<String> profile = timing(root, costs);
            return new MachineFile(machine, crashing.stream().findFirst(), profile, costs);
        }

        /** Room for the CPUs there are, and no CPU on line that is not there. */
        private void checkCounts(ConfigObject root, MachineDescription machine) {
            if (machine.cpus().isEmpty() && machine.apicIds().isEmpty()) {
                return;
            }
            int count = machine.count();
            ConfigValue possible = root.get("possible");
            machine.possible()
                    .filter(room -> possible != null && room < count)
                    .ifPresent(room -> note(
                            root.getOrDefault("possible", root),
                            "possible",
                            "is '" + room + "', but the machine has " + count + " CPUs; the kernel has room for those"
                                    + " it finds, and more"));
            checkThere(root, "online", machine.online(), count);
            checkThere(root, "booted", machine.booted(), count);
        }

        private void checkThere(ConfigObject root, String key, Optional<CpuSet> cpus, int count) {
            cpus.filter(set -> set.highest() >= count)
                    .ifPresent(set -> note(
                            root.getOrDefault(key, root),
                            key,
                            "is '" + set + "'; the machine has CPUs " + CpuSet.firstN(count)));
        }

        private KernelConfig config(ConfigObject part) {
            KernelConfig usual = KernelConfig.usual();
            return new KernelConfig(
                    flag(part, "config.", "hotplug-cpu", usual.hotplugCpu()),
                    flag(part, "config.", "good-apic", usual.goodApic()));
        }

        private Firmware firmware(ConfigObject part) {
            String in = "firmware.";
            List<Integer> revision = new ArrayList<>(List.of(0));
            number(part, in, "fadt-revision", 0, 255, value -> revision.set(0, value));
            return new Firmware(
                    revision.get(0),
                    flag(part, in, "fadt-apic-physical", false),
                    flag(part, in, "fadt-apic-cluster", false),
                    string(part, in, "oem-id"),
                    string(part, in, "oem-table-id"),
                    string(part, in, "product-id"),
                    flag(part, in, "oem-table-pointer", false),
                    string(part, in, "bios-vendor"),
                    string(part, in, "bios-version"),
                    marks(part, in));
        }

        private FirmwareMarks marks(ConfigObject part, String in) {
            List<Integer> entries = new ArrayList<>(List.of(FirmwareMarks.none().es7000Entries()));
            number(part, in, "es7000-entries", 0, 255, value -> entries.set(0, value));
            List<CpuSet> quads = new ArrayList<>(List.of(CpuSet.empty()));
            read(part, in, "quad-cpus", Reader::text, CpuSet::parse, value -> quads.set(0, value));
            FirmwareMarks marks = FirmwareMarks.none()
                    .withEs7000(string(part, in, "acpi-oem1-id"), string(part, in, "dsdt-oem-id"), entries.get(0))
                    .withQuadCpus(quads.get(0));
            for (PlatformFlag flag : PlatformFlag.values()) {
                if (flag(part, in, flag.id(), false)) {
                    marks = marks.with(flag);
                }
            }
            return marks;
        }

        /** Either a profile as one writes it on the command line, or an object with single costs beside it. */
        private Optional<String> timing(ConfigObject root, Map<TimingParameter, Long> costs) {
            ConfigValue value = root.get("timing");
            if (value == null || value.valueType() == ConfigValueType.STRING) {
                return Optional.ofNullable(value).map(Reader::text);
            }
            List<String> keys = Stream.concat(
                            Stream.of("profile"),
                            Stream.of(TimingParameter.values()).map(TimingParameter::id))
                    .toList();
            Optional<ConfigObject> part = part(root, "timing", keys);
            part.ifPresent(object -> {
                for (TimingParameter parameter : TimingParameter.values()) {
                    read(
                            object,
                            "timing.",
                            parameter.id(),
                            Reader::text,
                            Picoseconds::parse,
                            ps -> costs.put(parameter, ps));
                }
            });
            return part.map(object -> string(object, "timing.", "profile")).filter(text -> !text.isEmpty());
        }

        private static List<Integer> ids(ConfigList list) {
            List<Integer> ids = new ArrayList<>();
            for (ConfigValue value : list) {
                int id = integer(text(value));
                if (ids.contains(id)) {
                    throw new IllegalArgumentException(
                            "id " + id + " stands there twice; the fault aliased-id gives a CPU another's");
                }
                ids.add(id);
            }
            if (ids.isEmpty()) {
                throw new IllegalArgumentException("expected at least one id");
            }
            return ids;
        }
    }
}
