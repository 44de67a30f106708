package dev.kdumpstop.experiments.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import dev.kdumpstop.api.option.NearestName;
import dev.kdumpstop.experiments.CellSpec;
import dev.kdumpstop.experiments.plan.Condition;
import dev.kdumpstop.experiments.plan.Experiment;
import dev.kdumpstop.experiments.plan.Ranges;
import dev.kdumpstop.experiments.plan.ResultColumns;
import dev.kdumpstop.experiments.plan.Settings;
import dev.kdumpstop.experiments.plan.Variable;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads an experiment file: HOCON, in which every key that is not known is a problem. Names of extensions and their options are
 * checked against what is installed. All problems are told at once, in the order of the lines.
 */
public final class ExperimentFile {
    private static final String BASE = "base";

    private ExperimentFile() {}

    /**
     * Reads a file.
     *
     * @param overrides settings that replace those of the file, by setting; from the command line
     * @throws InvalidConfigException with every problem
     */
    public static Experiment read(Path file, Installed installed, Map<String, String> overrides) {
        Path name = file.getFileName();
        String stem = (name == null ? file : name).toString().replaceFirst("\\.[^.]*$", "");
        return parse(file.toString(), stem, ConfigReader.textOf(file, "experiment"), installed, overrides);
    }

    /**
     * Reads a text.
     *
     * @param origin what problems call it
     * @param stem the experiment's name unless it gives one
     * @throws InvalidConfigException with every problem
     */
    public static Experiment parse(
            String origin, String stem, String text, Installed installed, Map<String, String> overrides) {
        Reader reader = new Reader(origin, new SettingCheck(installed));
        Experiment experiment = reader.experiment(ConfigReader.root(origin, text), stem, overrides);
        reader.stopIfAny(origin);
        return experiment;
    }

    /** A variable and the line it begins at: variables are nested in the order of the lines. */
    private record Placed(int line, Variable variable) {}

    private static final class Reader extends ConfigReader {
        private final String origin;
        private final SettingCheck check;
        private final Set<String> settingNames = ExperimentKeys.settings();
        private final NavigableMap<String, String> settings = new TreeMap<>();
        private final NavigableMap<String, String> origins = new TreeMap<>();
        private final Map<String, Map<String, Map<String, String>>> named = new LinkedHashMap<>();
        private final Map<String, ConfigValue> givenAt = new TreeMap<>();

        Reader(String origin, SettingCheck check) {
            this.origin = origin;
            this.check = check;
        }

        Experiment experiment(ConfigObject root, String stem, Map<String, String> overrides) {
            checkKnown("", root);
            String name = string(root, "", "name");
            List<CellSpec.Kind> kind = new ArrayList<>(List.of(CellSpec.Kind.CRASH_STOP));
            word(root, "kind", CellSpec.Kind.values(), CellSpec.Kind::id, value -> kind.set(0, value));
            List<Integer> repeat = new ArrayList<>(List.of(1));
            number(root, "", "repeat", 1, 100_000_000, value -> repeat.set(0, value));
            List<Long> seed = new ArrayList<>(List.of(1L));
            read(root, "", "seed", ConfigReader::text, Reader::seed, value -> seed.set(0, value));
            named.put(Settings.SOLUTION, extensions(root, "solutions", Settings.SOLUTION));
            named.put(Settings.WAIT_POLICY, extensions(root, "wait-policies", Settings.WAIT_POLICY));
            named.put(Settings.SCENARIO, scenarios(root));
            named.put(Settings.REFERENCE, renamed(named.get(Settings.SOLUTION)));
            readSettings("", root);
            overrides.forEach((setting, value) -> override(setting, value, root));
            List<Placed> placed = new ArrayList<>();
            vary(root, placed);
            pairs(root, placed);
            placed.sort(Comparator.comparingInt(Placed::line));
            checkSettings(placed);
            List<Condition> onlyIf = new ArrayList<>(List.of(Condition.always()));
            read(
                    root,
                    "",
                    "only-if",
                    ConfigReader::text,
                    text -> Condition.parse(text, settingNames),
                    value -> onlyIf.set(0, value));
            List<Condition> failIf = new ArrayList<>();
            ConfigValue limits = root.get("fail-if");
            if (limits instanceof ConfigList list) {
                list.forEach(limit -> failIf(limit, failIf));
            } else if (limits != null) {
                failIf(limits, failIf);
            }
            Experiment experiment = new Experiment(
                    name.isEmpty() ? stem : name,
                    string(root, "", "title"),
                    kind.get(0),
                    seed.get(0),
                    repeat.get(0),
                    settings,
                    placed.stream().map(Placed::variable).toList(),
                    onlyIf.get(0),
                    named,
                    failIf,
                    origins);
            if (problems.isEmpty()) {
                checkCells(experiment, root);
            }
            return experiment;
        }

        private static long seed(String text) {
            try {
                return Long.parseLong(text.strip());
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("expected a whole number such as 42", e);
            }
        }

        private void failIf(ConfigValue value, List<Condition> conditions) {
            try {
                conditions.add(Condition.parse(text(value), ResultColumns.names()));
            } catch (IllegalArgumentException e) {
                note(value, "fail-if", "is " + describe(value) + "; " + e.getMessage());
            }
        }

        // --- keys ---

        /** Keys that begin with this path, and what may stand there. */
        private void checkKnown(String in, ConfigObject object) {
            Set<String> known = new TreeSet<>();
            for (Key key : ExperimentKeys.list()) {
                if (key.path().startsWith(in)) {
                    known.add(key.path().substring(in.length()).split("\\.", 2)[0]);
                }
            }
            for (Map.Entry<String, ConfigValue> entry : Texts.inOrder(object)) {
                if (!known.contains(entry.getKey())) {
                    problems.add(new Problem(
                            entry.getValue().origin().lineNumber(),
                            "unknown key '" + in + entry.getKey() + "'"
                                    + elsewhere(entry.getKey())
                                    + NearestName.hint(entry.getKey(), known)));
                }
            }
        }

        /** A key that is right but stands in the wrong place. */
        private String elsewhere(String key) {
            for (Key known : ExperimentKeys.list()) {
                if (known.path().endsWith("." + key)) {
                    return " here; there is '" + known.path() + "'";
                }
            }
            return "";
        }

        private static boolean isSettingTree(String path) {
            return path.equals("machine")
                    || path.equals("timing")
                    || path.equals("option")
                    || path.equals("compare")
                    || path.equals("traffic")
                    || path.startsWith("traffic.")
                    || path.equals("machine.config")
                    || path.equals("machine.firmware");
        }

        private void readSettings(String in, ConfigObject object) {
            for (Map.Entry<String, ConfigValue> entry : Texts.inOrder(object)) {
                String path = in + entry.getKey();
                ConfigValue value = entry.getValue();
                if (isSettingTree(path)) {
                    if (value instanceof ConfigObject inner) {
                        checkKnown(path + ".", inner);
                        readSettings(path + ".", inner);
                    } else if (path.equals("timing")) {
                        give("timing.profile", value);
                    } else {
                        note(value, path, "is " + describe(value) + "; expected { … }");
                    }
                } else if (settingNames.contains(path)) {
                    give(path, value);
                }
            }
        }

        private void give(String path, ConfigValue value) {
            try {
                settings.put(path, path.equals(Settings.SCENARIO) ? Texts.scenario(value) : Texts.of(value));
                origins.put(path, origin + ":" + value.origin().lineNumber());
                givenAt.put(path, value);
            } catch (IllegalArgumentException e) {
                note(value, path, "is " + describe(value) + "; " + e.getMessage());
            }
        }

        private void override(String setting, String value, ConfigObject root) {
            if (!settingNames.contains(setting)) {
                problems.add(
                        new Problem(-1, "unknown setting '" + setting + "'" + NearestName.hint(setting, settingNames)));
                return;
            }
            settings.put(setting, value);
            origins.put(setting, "command line");
            givenAt.put(setting, root);
        }

        // --- configured in place ---

        private Map<String, Map<String, String>> extensions(ConfigObject root, String key, String setting) {
            Map<String, Map<String, String>> meanings = new LinkedHashMap<>();
            ConfigValue part = root.get(key);
            if (part != null && !(part instanceof ConfigObject)) {
                note(part, key, "is " + describe(part) + "; expected { NAME { base = … } }");
            }
            for (Map.Entry<String, ConfigValue> entry : part instanceof ConfigObject names
                    ? Texts.inOrder(names)
                    : List.<Map.Entry<String, ConfigValue>>of()) {
                String path = key + "." + entry.getKey();
                if (!(entry.getValue() instanceof ConfigObject object)) {
                    note(entry.getValue(), path, "is " + describe(entry.getValue()) + "; expected { base = … }");
                    continue;
                }
                try {
                    List<String> apart = setting.equals(Settings.SOLUTION) ? List.of(Settings.WAIT_POLICY) : List.of();
                    Map<String, String> meaning = new TreeMap<>();
                    meaning.put(setting, Texts.extension(object, BASE, apart));
                    ConfigValue policy = apart.isEmpty() ? null : object.get(Settings.WAIT_POLICY);
                    if (policy instanceof ConfigObject inner) {
                        meaning.put(Settings.WAIT_POLICY, Texts.extension(inner, BASE, List.of()));
                    } else if (policy != null) {
                        meaning.put(Settings.WAIT_POLICY, text(policy));
                    }
                    for (Map.Entry<String, String> one : meaning.entrySet()) {
                        check(path, one.getKey(), one.getValue(), object);
                    }
                    meanings.put(entry.getKey(), meaning);
                } catch (IllegalArgumentException e) {
                    note(entry.getValue(), path, String.valueOf(e.getMessage()));
                }
            }
            return meanings;
        }

        /** The reference solution may be one of those configured in place. */
        private static Map<String, Map<String, String>> renamed(Map<String, Map<String, String>> solutions) {
            Map<String, Map<String, String>> renamed = new LinkedHashMap<>();
            solutions.forEach((name, meaning) -> {
                Map<String, String> other = new TreeMap<>();
                meaning.forEach((setting, value) -> other.put(
                        setting.equals(Settings.SOLUTION) ? Settings.REFERENCE : Settings.REFERENCE_WAIT_POLICY,
                        value));
                renamed.put(name, other);
            });
            return renamed;
        }

        private Map<String, Map<String, String>> scenarios(ConfigObject root) {
            Map<String, Map<String, String>> meanings = new LinkedHashMap<>();
            ConfigValue part = root.get("scenarios");
            if (part != null && !(part instanceof ConfigObject)) {
                note(part, "scenarios", "is " + describe(part) + "; expected { NAME = … }");
            }
            if (part instanceof ConfigObject names) {
                for (Map.Entry<String, ConfigValue> entry : Texts.inOrder(names)) {
                    String path = "scenarios." + entry.getKey();
                    try {
                        String text = Texts.scenario(entry.getValue());
                        check(path, Settings.SCENARIO, text, entry.getValue());
                        meanings.put(entry.getKey(), Map.of(Settings.SCENARIO, text));
                    } catch (IllegalArgumentException e) {
                        note(entry.getValue(), path, String.valueOf(e.getMessage()));
                    }
                }
            }
            return meanings;
        }

        // --- what varies ---

        private void vary(ConfigObject root, List<Placed> placed) {
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

        private void pairs(ConfigObject root, List<Placed> placed) {
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
            for (Map.Entry<String, ConfigValue> leaf :
                    leaves("", object, "pair").entrySet()) {
                List<String> values = values("pair." + leaf.getKey(), leaf.getKey(), leaf.getValue());
                if (first.isEmpty()) {
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
            place(part, first, steps, placed);
        }

        private static void place(
                ConfigValue where, String setting, List<NavigableMap<String, String>> steps, List<Placed> placed) {
            if (!steps.isEmpty() && !setting.isEmpty()) {
                placed.add(new Placed(where.origin().lineNumber(), new Variable(steps)));
            }
        }

        /** The settings in an object of objects, in the order of the lines. */
        private Map<String, ConfigValue> leaves(String in, ConfigObject object, String key) {
            Map<String, ConfigValue> leaves = new LinkedHashMap<>();
            for (Map.Entry<String, ConfigValue> entry : Texts.inOrder(object)) {
                String path = in + entry.getKey();
                if (settingNames.contains(path)) {
                    leaves.put(path, entry.getValue());
                } else if (entry.getValue() instanceof ConfigObject inner && isSettingTree(path)) {
                    leaves.putAll(leaves(path + ".", inner, key));
                } else {
                    problems.add(new Problem(
                            entry.getValue().origin().lineNumber(),
                            key + " '" + path + "' is no setting" + NearestName.hint(path, settingNames)));
                }
            }
            return leaves;
        }

        private List<String> values(String path, String setting, ConfigValue value) {
            List<String> texts = new ArrayList<>();
            try {
                if (value instanceof ConfigList list) {
                    for (ConfigValue element : list) {
                        String text = setting.equals(Settings.SCENARIO) ? Texts.scenario(element) : Texts.of(element);
                        texts.add(text);
                        givenValue(path, setting, text, element);
                    }
                } else {
                    String text = text(value);
                    texts.addAll(Ranges.values(text)
                            .orElseThrow(() -> new IllegalArgumentException(
                                    "expected a list such as [2, 4, 8] or a range such as \"2..64 step 2\"")));
                    for (String one : List.of(texts.get(0), texts.get(texts.size() - 1))) {
                        givenValue(path, setting, one, value);
                    }
                }
                if (texts.isEmpty()) {
                    throw new IllegalArgumentException("an empty list; give at least one value");
                }
                Set<String> seen = new HashSet<>();
                for (String text : texts) {
                    if (!seen.add(text)) {
                        throw new IllegalArgumentException("'" + text + "' stands there twice");
                    }
                }
            } catch (IllegalArgumentException e) {
                note(value, path, "is " + describe(value) + "; " + e.getMessage());
                texts.clear();
            }
            return texts;
        }

        private void givenValue(String path, String setting, String text, ConfigValue where) {
            if (!setting.startsWith(Settings.MACHINE)) {
                checkNamed(path, setting, text, where);
            }
        }

        // --- whether it can be ---

        private void checkNamed(String path, String setting, String text, ConfigValue where) {
            if (!named.getOrDefault(setting, Map.of()).containsKey(text)) {
                check(path, setting, text, where);
            }
        }

        private void check(String path, String setting, String text, ConfigValue where) {
            Set<String> own = named.getOrDefault(setting, Map.of()).keySet();
            for (String problem : check.problems(setting, text, own)) {
                note(where, path, "is '" + text + "'; " + problem);
            }
        }

        /** What was given and is not varied; of the machine all together. */
        private void checkSettings(List<Placed> placed) {
            Set<String> varied = new TreeSet<>();
            placed.forEach(variable -> variable.variable().steps().forEach(step -> varied.addAll(step.keySet())));
            for (Map.Entry<String, ConfigValue> given : givenAt.entrySet()) {
                String setting = given.getKey();
                if (varied.contains(setting)) {
                    note(given.getValue(), setting, "is given and varied; leave one of them out");
                } else if (!setting.startsWith(Settings.MACHINE)) {
                    checkNamed(setting, setting, settings.getOrDefault(setting, ""), given.getValue());
                }
            }
            NavigableMap<String, String> machine = new TreeMap<>();
            settings.forEach((setting, value) -> {
                if (setting.startsWith(Settings.MACHINE)) {
                    machine.put(setting.substring(Settings.MACHINE.length()), value);
                }
            });
            checkMachine(machine);
            for (Placed variable : placed) {
                for (NavigableMap<String, String> step : variable.variable().steps()) {
                    NavigableMap<String, String> one = new TreeMap<>();
                    step.forEach((setting, value) -> {
                        if (setting.startsWith(Settings.MACHINE)) {
                            one.put(setting.substring(Settings.MACHINE.length()), value);
                        }
                    });
                    for (String problem : SettingCheck.machineProblems(one)) {
                        problems.add(new Problem(variable.line(), "machine." + problem));
                    }
                }
            }
        }

        /** Each key on its own line, as far as the problem names one. */
        private void checkMachine(NavigableMap<String, String> machine) {
            for (String problem : SettingCheck.machineProblems(machine)) {
                String key = Settings.MACHINE + problem.split(" ", 2)[0];
                ConfigValue where = givenAt.get(key);
                problems.add(new Problem(where == null ? -1 : where.origin().lineNumber(), "machine." + problem));
            }
        }

        /** Whether there are cells, and not too many. */
        private void checkCells(Experiment experiment, ConfigObject root) {
            try {
                if (experiment.cells().isEmpty()) {
                    ConfigValue where = root.getOrDefault("only-if", root);
                    note(where, "only-if", "leaves nothing of " + experiment.combinations() + " combinations");
                }
            } catch (IllegalArgumentException e) {
                ConfigValue where = root.getOrDefault("only-if", root.getOrDefault("vary", root));
                problems.add(new Problem(where.origin().lineNumber(), String.valueOf(e.getMessage())));
            }
        }
    }
}
