package dev.kdumpstop.experiments.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.kdumpstop.experiments.plan.Ranges;
import dev.kdumpstop.experiments.plan.Settings;
import dev.kdumpstop.experiments.plan.Variable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads what varies, and checks values of settings against what is installed. */
class SettingReader extends ConfigReader {
    /** A variable and the line it begins at: variables are nested in the order of the lines. */
    record Placed(int line, Variable variable, ConfigValue where) {}

    final String origin;
    final Set<String> settingNames = ExperimentKeys.settings();
    final Map<String, Map<String, Map<String, String>>> named = new LinkedHashMap<>();
    /** Where each value of each setting stands that is varied. */
    final Map<String, Map<String, ConfigValue>> variedAt = new TreeMap<>();

    final SettingCheck check;

    SettingReader(String origin, SettingCheck check) {
        this.origin = origin;
        this.check = check;
    }

    static boolean isSettingTree(String path) {
        return path.equals("machine")
                || path.equals("timing")
                || path.equals("option")
                || path.equals("compare")
                || path.equals("traffic")
                || path.equals("machine.config")
                || path.equals("machine.firmware");
    }

    // --- what varies ---

    /** A problem with a value, without its key. */
    final void at(ConfigValue where, String text) {
        problems.add(Problem.of(where.origin(), origin, text));
    }

    @Override
    final void note(ConfigValue where, String key, String text) {
        at(where, key + " " + text);
    }

    final void vary(ConfigObject root, List<Placed> placed) {
        ConfigValue part = root.get("vary");
        if (part instanceof ConfigObject object) {
            leaves("", object, "vary").forEach((setting, value) -> {
                List<NavigableMap<String, String>> steps = new ArrayList<>();
                for (String text : values("vary." + setting, setting, value)) {
                    steps.add(new TreeMap<>(Map.of(setting, text)));
                }
                place(value, setting, steps, placed);
            });
        } else if (part != null) {
            note(part, "vary", "is " + describe(part) + "; expected { SETTING = [values] }");
        }
    }

    final void pairs(ConfigObject root, List<Placed> placed) {
        ConfigValue part = root.get("pair");
        if (part instanceof ConfigList list) {
            list.forEach(element -> pair(element, placed));
        } else if (part != null) {
            pair(part, placed);
        }
    }

    private void pair(ConfigValue part, List<Placed> placed) {
        if (!(part instanceof ConfigObject object)) {
            note(part, "pair", "is " + describe(part) + "; expected { SETTING = [values], SETTING = [values] }");
            return;
        }
        List<NavigableMap<String, String>> steps = new ArrayList<>();
        String first = "";
        for (Map.Entry<String, ConfigValue> leaf : leaves("", object, "pair").entrySet()) {
            List<String> values = values("pair." + leaf.getKey(), leaf.getKey(), leaf.getValue());
            if (values.isEmpty()) {
                return;
            } else if (first.isEmpty()) {
                first = leaf.getKey();
                values.forEach(value -> steps.add(new TreeMap<>()));
            } else if (values.size() != steps.size()) {
                note(
                        leaf.getValue(),
                        "pair." + leaf.getKey(),
                        "has " + values.size() + " values and pair." + first + " has " + steps.size()
                                + "; paired lists have the same length");
                return;
            }
            for (int i = 0; i < steps.size(); i++) {
                steps.get(i).put(leaf.getKey(), values.get(i));
            }
        }
        try {
            checkDistinct(steps);
        } catch (IllegalArgumentException e) {
            at(part, "pair: " + e.getMessage());
        }
        place(part, first, steps, placed);
    }

    private static void place(
            ConfigValue where, String setting, List<NavigableMap<String, String>> steps, List<Placed> placed) {
        if (!steps.isEmpty() && !setting.isEmpty()) {
            placed.add(new Placed(where.origin().lineNumber(), new Variable(steps), where));
        }
    }

    /** The settings in an object of objects, in the order of the lines. */
    final Map<String, ConfigValue> leaves(String in, ConfigObject object, String key) {
        Map<String, ConfigValue> leaves = new LinkedHashMap<>();
        for (Map.Entry<String, ConfigValue> entry : Texts.inOrder(object)) {
            String path = in + entry.getKey();
            if (settingNames.contains(path)) {
                leaves.put(path, entry.getValue());
            } else if (entry.getValue() instanceof ConfigObject inner && isSettingTree(path)) {
                leaves.putAll(leaves(path + ".", inner, key));
            } else {
                at(
                        entry.getValue(),
                        key + " '" + path + "' is no setting that may vary" + Near.hint(path, settingNames));
            }
        }
        return leaves;
    }

    private List<String> values(String path, String setting, ConfigValue value) {
        List<String> texts = new ArrayList<>();
        try {
            if (value instanceof ConfigList list) {
                for (ConfigValue element : list) {
                    element(path, setting, element).ifPresent(texts::add);
                }
            } else {
                String text = text(value);
                texts.addAll(Ranges.values(text)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "expected a list such as [2, 4, 8] or a range such as \"2..64 step 2\"")));
                for (String one : texts) {
                    variedAt.computeIfAbsent(setting, name -> new LinkedHashMap<>())
                            .put(one, value);
                }
                for (String one : Set.of(texts.get(0), texts.get(texts.size() - 1))) {
                    givenValue(path, setting, one, value);
                }
            }
            if (texts.isEmpty() && (!(value instanceof ConfigList list) || list.isEmpty())) {
                throw new IllegalArgumentException("it is empty; give at least one value");
            }
            if (path.startsWith("vary.")) {
                checkDistinct(texts);
            }
        } catch (IllegalArgumentException e) {
            note(value, path, "is " + describe(value) + "; " + e.getMessage());
            texts.clear();
        }
        return texts;
    }

    /** One value of a list; what is wrong with it does not hide the others. */
    private Optional<String> element(String path, String setting, ConfigValue element) {
        try {
            String text = setting.equals(Settings.SCENARIO) ? Texts.scenario(element) : Texts.of(element);
            if (Ranges.isRange(text)) {
                throw new IllegalArgumentException("a range stands without brackets: " + path + " = \"" + text + "\"");
            }
            givenValue(path, setting, text, element);
            return Optional.of(text);
        } catch (IllegalArgumentException e) {
            note(
                    element,
                    path,
                    element.valueType() == ConfigValueType.NULL
                            ? "has null in its list, which is no value here; leave it out"
                            : "has a value that is " + describe(element) + "; " + e.getMessage());
            return Optional.empty();
        }
    }

    private static void checkDistinct(List<?> values) {
        Set<Object> seen = new HashSet<>();
        for (Object value : values) {
            if (!seen.add(value)) {
                throw new IllegalArgumentException("'" + value + "' stands there twice");
            }
        }
    }

    private void givenValue(String path, String setting, String text, ConfigValue where) {
        variedAt.computeIfAbsent(setting, name -> new LinkedHashMap<>()).put(text, where);
        if (!setting.startsWith(Settings.MACHINE)) {
            checkNamed(path, setting, text, where);
        }
    }

    // --- whether it can be ---

    /** Where the first value of a setting that varies stands. */
    final Optional<ConfigValue> firstVaried(String setting) {
        return variedAt.getOrDefault(setting, Map.of()).values().stream().findFirst();
    }

    final void checkNamed(String path, String setting, String text, ConfigValue where) {
        if (!named.getOrDefault(setting, Map.of()).containsKey(text)) {
            check(path, setting, text, where);
        }
    }

    final void check(String path, String setting, String text, ConfigValue where) {
        Set<String> own = named.getOrDefault(setting, Map.of()).keySet();
        String option = "option '" + setting.substring(setting.lastIndexOf('.') + 1) + "' is '" + text + "'; ";
        for (String said : check.problems(setting, text, own)) {
            String problem = said.startsWith(option) ? said.substring(option.length()) : said;
            note(where, path, "is '" + text + "'; " + problem);
        }
    }
}
