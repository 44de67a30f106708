package dev.kdumpstop.experiments.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import dev.kdumpstop.api.option.NearestName;
import dev.kdumpstop.experiments.dice.Distribution;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Values that may be written as objects, in the one-line form that cells have. */
final class Texts {
    private static final String BASE = "base";

    private Texts() {}

    /** A scalar as written; a list as {@code [a, b]}; an object with one key as a distribution or a choice. */
    static String of(ConfigValue value) {
        if (value instanceof ConfigList list) {
            StringJoiner text = new StringJoiner(", ", "[", "]");
            list.forEach(element -> text.add(ConfigReader.text(element)));
            return text.toString();
        }
        if (value instanceof ConfigObject object) {
            return object.containsKey(BASE) ? extension(object, BASE, List.of()) : call(object);
        }
        return ConfigReader.text(value);
    }

    private static String call(ConfigObject object) {
        List<String> names = new ArrayList<>(Distribution.NAMES);
        names.add("constant");
        names.add("any");
        if (object.size() != 1) {
            throw new IllegalArgumentException("expected an object with one of " + String.join(", ", names));
        }
        Map.Entry<String, ConfigValue> only = object.entrySet().iterator().next();
        String name = only.getKey();
        ConfigValue argument = only.getValue();
        if (!names.contains(name)) {
            throw new IllegalArgumentException("unknown distribution '" + name + "'" + NearestName.hint(name, names));
        }
        if (name.equals("constant")) {
            return ConfigReader.text(argument);
        }
        if (name.equals("any") && (argument instanceof ConfigList || argument instanceof ConfigObject)) {
            throw new IllegalArgumentException(
                    "any takes how many CPUs are drawn: { any = 2 }, { any = \"1..3\" } or { any = all }");
        }
        String text = name + "(" + arguments(name, argument) + ")";
        if (!name.equals("any")) {
            Distribution.parse(text);
        }
        return text;
    }

    private static String arguments(String name, ConfigValue argument) {
        if (argument instanceof ConfigList list) {
            StringJoiner text = new StringJoiner(", ");
            for (ConfigValue element : list) {
                text.add(
                        element instanceof ConfigList pair && pair.size() == 2
                                ? ConfigReader.text(pair.get(0)) + ": " + ConfigReader.text(pair.get(1))
                                : ConfigReader.text(element));
            }
            return text.toString();
        } else if (argument instanceof ConfigObject object) {
            List<String> keys = name.equals("lognormal") ? List.of("median", "sigma") : List.of("mean");
            StringJoiner text = new StringJoiner(", ");
            for (String key : keys) {
                ConfigValue value = object.get(key);
                if (value == null || object.size() != keys.size()) {
                    throw new IllegalArgumentException(name + " takes " + String.join(" and ", keys));
                }
                text.add(ConfigReader.text(value));
            }
            return text.toString();
        }
        return ConfigReader.text(argument);
    }

    /** {@code { base = A, polls = 50 }} as {@code A:polls=50}; keys in the order of the lines. */
    static String extension(ConfigObject object, String nameKey, List<String> without) {
        ConfigValue name = object.get(nameKey);
        if (name == null) {
            throw new IllegalArgumentException("needs a key '" + nameKey + "'"
                    + NearestName.of(nameKey, object.keySet())
                            .map(near -> "; is it meant by '" + near + "'?")
                            .orElse(""));
        }
        StringBuilder text = new StringBuilder(ConfigReader.text(name));
        char separator = text.indexOf(":") < 0 ? ':' : ',';
        for (Map.Entry<String, ConfigValue> entry : inOrder(object)) {
            if (!entry.getKey().equals(nameKey) && !without.contains(entry.getKey())) {
                text.append(separator).append(entry.getKey()).append('=').append(of(entry.getValue()));
                separator = ',';
            }
        }
        return text.toString();
    }

    /** A list of faults as {@code a:x=1+b}. */
    static String scenario(ConfigValue value) {
        if (value instanceof ConfigObject object) {
            return extension(object, "fault", List.of());
        } else if (!(value instanceof ConfigList)) {
            return ConfigReader.text(value);
        }
        StringJoiner text = new StringJoiner("+");
        for (ConfigValue element : (ConfigList) value) {
            text.add(
                    element instanceof ConfigObject object
                            ? extension(object, "fault", List.of())
                            : ConfigReader.text(element));
        }
        return text.toString();
    }

    /** The entries of an object in the order of the lines; an object itself has none. */
    static List<Map.Entry<String, ConfigValue>> inOrder(ConfigObject object) {
        List<Map.Entry<String, ConfigValue>> entries = new ArrayList<>(object.entrySet());
        entries.sort(Comparator.<Map.Entry<String, ConfigValue>>comparingInt(
                        entry -> entry.getValue().origin().lineNumber())
                .thenComparing(Map.Entry::getKey));
        return entries;
    }
}
