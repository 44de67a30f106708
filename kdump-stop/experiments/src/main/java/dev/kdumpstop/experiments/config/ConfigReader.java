package dev.kdumpstop.experiments.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import dev.kdumpstop.api.option.NearestName;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads values of a HOCON object strictly, and notes what is wrong with them instead of stopping at the first. */
class ConfigReader {
    /** A problem and the line of the value it is about; -1 if it has none. */
    record Problem(int line, String text) {
        /** A problem with a value; of an included file it says which. */
        static Problem of(ConfigOrigin origin, String main, String text) {
            String file = origin.description().replaceFirst(": \\d+$", "");
            boolean elsewhere = origin.lineNumber() > 0 && !file.equals(main) && !file.contains(": ");
            return new Problem(origin.lineNumber(), (elsewhere ? "of " + file + ": " : "") + text);
        }

        @Override
        public String toString() {
            return line > 0 ? String.format(Locale.ROOT, "line %-3d %s", line, text) : text;
        }
    }

    final List<Problem> problems = new ArrayList<>();

    /** A HOCON text. @throws InvalidConfigException if it is none */
    static ConfigObject root(String name, String text) {
        try {
            return ConfigFactory.parseReader(
                            new StringReader(text),
                            ConfigParseOptions.defaults()
                                    .setSyntax(ConfigSyntax.CONF)
                                    .setOriginDescription(name))
                    .resolve()
                    .root();
        } catch (ConfigException e) {
            int line = e.origin() == null ? -1 : e.origin().lineNumber();
            String message = String.valueOf(e.getMessage());
            String prefix = e.origin() == null ? "" : e.origin().description() + ": ";
            Problem problem =
                    new Problem(line, message.startsWith(prefix) ? message.substring(prefix.length()) : message);
            throw new InvalidConfigException(name, List.of(problem.toString()));
        }
    }

    /** The text of a file. @throws InvalidConfigException if it cannot be read */
    static String textOf(Path file, String kind) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw new InvalidConfigException("", List.of(file + " is not a text in UTF-8"));
        } catch (IOException e) {
            throw new InvalidConfigException(
                    "",
                    List.of("cannot read " + kind + " " + file
                            + (Files.exists(file)
                                    ? (Files.isDirectory(file) ? ": it is a directory" : ": " + e.getMessage())
                                    : ": there is no such file")));
        }
    }

    /** @throws InvalidConfigException with every problem, in the order of the lines, if there is one */
    void stopIfAny(String name) {
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(
                    name,
                    problems.stream()
                            .sorted(Comparator.comparingInt(Problem::line))
                            .map(Problem::toString)
                            .toList());
        }
    }

    void note(ConfigValue where, String key, String text) {
        problems.add(new Problem(where.origin().lineNumber(), key + " " + text));
    }

    void checkKeys(String in, ConfigObject object, List<String> known) {
        for (Map.Entry<String, ConfigValue> entry : new TreeMap<>(object).entrySet()) {
            String key = entry.getKey();
            if (!known.contains(key)) {
                problems.add(new Problem(
                        entry.getValue().origin().lineNumber(),
                        "unknown key '" + in + key + "'" + NearestName.hint(key, known)));
            }
        }
    }

    Optional<ConfigObject> part(ConfigObject root, String key, List<String> known) {
        ConfigValue value = root.get(key);
        if (value instanceof ConfigObject object) {
            checkKeys(key + ".", object, known);
            return Optional.of(object);
        } else if (value != null) {
            note(value, key, "is " + describe(value) + "; expected { … } with " + String.join(", ", known));
        }
        return Optional.empty();
    }

    <A, B> void read(
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

    <E extends Enum<E>> void word(
            ConfigObject object, String key, E[] values, Function<E, String> name, Consumer<E> use) {
        read(
                object,
                "",
                key,
                ConfigReader::text,
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

    void number(ConfigObject object, String in, String key, int min, int max, Consumer<Integer> use) {
        read(
                object,
                in,
                key,
                ConfigReader::text,
                text -> {
                    // Of a whole number the range says more than its form.
                    if (text.strip().matches("-\\d+|\\d{10,}")) {
                        throw new IllegalArgumentException("expected a whole number in " + min + ".." + max);
                    }
                    int number = ConfigReader.integer(text);
                    if (number < min || number > max) {
                        throw new IllegalArgumentException("expected a whole number in " + min + ".." + max);
                    }
                    return number;
                },
                use);
    }

    boolean flag(ConfigObject object, String in, String key, boolean otherwise) {
        List<Boolean> read = new ArrayList<>(List.of(otherwise));
        read(
                object,
                in,
                key,
                ConfigReader::text,
                text -> switch (text.toLowerCase(Locale.ROOT)) {
                    case "true", "on", "yes" -> true;
                    case "false", "off", "no" -> false;
                    default -> throw new IllegalArgumentException("expected true or false");
                },
                value -> read.set(0, value));
        return read.get(0);
    }

    String string(ConfigObject object, String in, String key) {
        StringBuilder read = new StringBuilder();
        read(object, in, key, ConfigReader::text, text -> text, read::append);
        return read.toString();
    }

    /** Numbers as they were written: 6.10 is a release, not six point one. */
    static String text(ConfigValue value) {
        return switch (value.valueType()) {
            case STRING, NUMBER, BOOLEAN -> value.atKey("v").getString("v");
            default -> throw new IllegalArgumentException("expected one value");
        };
    }

    static ConfigList list(ConfigValue value) {
        if (value instanceof ConfigList list) {
            return list;
        }
        throw new IllegalArgumentException("expected a list such as [0, 1, 0x10, 0x11]");
    }

    /** Decimal, or hexadecimal after 0x; up to 32 bits, as x2APIC ids have. */
    static int integer(String text) {
        String number = text.strip().toLowerCase(Locale.ROOT);
        try {
            return number.startsWith("0x")
                    ? Integer.parseUnsignedInt(number.substring(2), 16)
                    : Integer.parseUnsignedInt(number);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not a whole number such as 12 or 0x0c", e);
        }
    }

    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String describe(ConfigValue value) {
        return switch (value.valueType()) {
            case OBJECT -> "an object";
            case LIST -> "a list";
            case NULL -> "null";
            default -> "'" + text(value) + "'";
        };
    }
}
