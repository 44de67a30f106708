package dev.kdumpstop.experiments.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
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
import dev.kdumpstop.api.option.NearestName;
import dev.kdumpstop.api.timing.TimingParameter;
import dev.kdumpstop.api.unit.Picoseconds;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
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
            "secure-avic");

    private record Problem(int line, String text) {}

    /** Reads a file. @throws InvalidConfigException with every problem */
    public static MachineFile read(Path file) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw new InvalidConfigException("", List.of(file + " is not a text in UTF-8"));
        } catch (IOException e) {
            throw new InvalidConfigException(
                    "",
                    List.of("cannot read machine file " + file
                            + (Files.exists(file)
                                    ? (Files.isDirectory(file) ? ": it is a directory" : ": " + e.getMessage())
                                    : ": there is no such file")));
        }
        return parse(file.toString(), text);
    }

    /** Reads a text. @throws InvalidConfigException with every problem */
    public static MachineFile parse(String name, String text) {
        Config config;
        try {
            config = ConfigFactory.parseReader(
                            new StringReader(text),
                            ConfigParseOptions.defaults()
                                    .setSyntax(ConfigSyntax.CONF)
                                    .setOriginDescription(name))
                    .resolve();
        } catch (ConfigException e) {
            int line = e.origin() == null ? -1 : e.origin().lineNumber();
            String message = String.valueOf(e.getMessage());
            String prefix = e.origin() == null ? "" : e.origin().description() + ": ";
            throw new InvalidConfigException(
                    name,
                    List.of(at(new Problem(
                            line, message.startsWith(prefix) ? message.substring(prefix.length()) : message))));
        }
        Reader reader = new Reader();
        MachineFile machine = reader.machine(config.root());
        if (!reader.problems.isEmpty()) {
            throw new InvalidConfigException(
                    name,
                    reader.problems.stream()
                            .sorted(Comparator.comparingInt(Problem::line))
                            .map(MachineFile::at)
                            .toList());
        }
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

    private static String at(Problem problem) {
        return problem.line() > 0
                ? String.format(Locale.ROOT, "line %-3d %s", problem.line(), problem.text())
                : problem.text();
    }

    /** Reads values and notes what is wrong with them. */
    private static final class Reader {
        private final List<Problem> problems = new ArrayList<>();

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
            List<Integer> crashing = new ArrayList<>();
            number(root, "", "crashing-cpu", 0, 65_535, crashing::add);
            Map<TimingParameter, Long> costs = new EnumMap<>(TimingParameter.class);
            Optional<String> profile = timing(root, costs);
            return new MachineFile(machine, crashing.stream().findFirst(), profile, costs);
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

        // --- kinds of values ---

        private void note(ConfigValue where, String key, String text) {
            problems.add(new Problem(where.origin().lineNumber(), key + " " + text));
        }

        private void checkKeys(String in, ConfigObject object, List<String> known) {
            for (Map.Entry<String, ConfigValue> entry : new TreeMap<>(object).entrySet()) {
                String key = entry.getKey();
                if (!known.contains(key)) {
                    problems.add(new Problem(
                            entry.getValue().origin().lineNumber(),
                            "unknown key '" + in + key + "'" + NearestName.hint(key, known)));
                }
            }
        }

        private Optional<ConfigObject> part(ConfigObject root, String key, List<String> known) {
            ConfigValue value = root.get(key);
            if (value instanceof ConfigObject object) {
                checkKeys(key + ".", object, known);
                return Optional.of(object);
            } else if (value != null) {
                note(value, key, "is " + describe(value) + "; expected { … } with " + String.join(", ", known));
            }
            return Optional.empty();
        }

        private <A, B> void read(
                ConfigObject object,
                String in,
                String key,
                Function<ConfigValue, A> form,
                Function<A, B> meaning,
                Consumer<B> use) {
            ConfigValue value = object.get(key);
            if (value == null) {
                return;
            }
            try {
                use.accept(meaning.apply(form.apply(value)));
            } catch (IllegalArgumentException e) {
                note(value, in + key, "is " + describe(value) + "; " + e.getMessage());
            }
        }

        private <E extends Enum<E>> void word(
                ConfigObject object, String key, E[] values, Function<E, String> name, Consumer<E> use) {
            read(
                    object,
                    "",
                    key,
                    Reader::text,
                    text -> {
                        for (E value : values) {
                            if (name.apply(value).equals(text.toLowerCase(Locale.ROOT))) {
                                return value;
                            }
                        }
                        List<String> names = Stream.of(values).map(name).toList();
                        throw new IllegalArgumentException("expected one of " + String.join(", ", names)
                                + NearestName.of(text, names)
                                        .map(near -> ". Did you mean '" + near + "'?")
                                        .orElse(""));
                    },
                    use);
        }

        private void number(ConfigObject object, String in, String key, int min, int max, Consumer<Integer> use) {
            read(
                    object,
                    in,
                    key,
                    Reader::text,
                    text -> {
                        int number = Reader.integer(text);
                        if (number < min || number > max) {
                            throw new IllegalArgumentException("expected a whole number in " + min + ".." + max);
                        }
                        return number;
                    },
                    use);
        }

        private boolean flag(ConfigObject object, String in, String key, boolean otherwise) {
            List<Boolean> read = new ArrayList<>(List.of(otherwise));
            read(
                    object,
                    in,
                    key,
                    Reader::text,
                    text -> switch (text.toLowerCase(Locale.ROOT)) {
                        case "true", "on", "yes" -> true;
                        case "false", "off", "no" -> false;
                        default -> throw new IllegalArgumentException("expected true or false");
                    },
                    value -> read.set(0, value));
            return read.get(0);
        }

        private String string(ConfigObject object, String in, String key) {
            StringBuilder read = new StringBuilder();
            read(object, in, key, Reader::text, text -> text, read::append);
            return read.toString();
        }

        /** Numbers as they were written: 6.10 is a release, not six point one. */
        private static String text(ConfigValue value) {
            return switch (value.valueType()) {
                case STRING, NUMBER, BOOLEAN -> value.atKey("v").getString("v");
                default -> throw new IllegalArgumentException("expected one value");
            };
        }

        private static ConfigList list(ConfigValue value) {
            if (value instanceof ConfigList list) {
                return list;
            }
            throw new IllegalArgumentException("expected a list such as [0, 1, 0x10, 0x11]");
        }

        private static List<Integer> ids(ConfigList list) {
            List<Integer> ids = new ArrayList<>();
            for (ConfigValue value : list) {
                ids.add(integer(text(value)));
            }
            if (ids.isEmpty()) {
                throw new IllegalArgumentException("expected at least one id");
            }
            return ids;
        }

        /** Decimal, or hexadecimal after 0x; up to 32 bits, as x2APIC ids have. */
        private static int integer(String text) {
            String number = text.strip().toLowerCase(Locale.ROOT);
            try {
                return number.startsWith("0x")
                        ? Integer.parseUnsignedInt(number.substring(2), 16)
                        : Integer.parseUnsignedInt(number);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("'" + text + "' is not a whole number such as 12 or 0x0c", e);
            }
        }

        private static String lower(Enum<?> value) {
            return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        private static String describe(ConfigValue value) {
            return switch (value.valueType()) {
                case OBJECT -> "an object";
                case LIST -> "a list";
                case NULL -> "null";
                default -> "'" + text(value) + "'";
            };
        }
    }
}
