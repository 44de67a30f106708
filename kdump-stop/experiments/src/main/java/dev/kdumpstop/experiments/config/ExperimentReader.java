package dev.kdumpstop.experiments.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.kdumpstop.experiments.CellSpec;
import dev.kdumpstop.experiments.plan.Condition;
import dev.kdumpstop.experiments.plan.Experiment;
import dev.kdumpstop.experiments.plan.Ranges;
import dev.kdumpstop.experiments.plan.ResultColumns;
import dev.kdumpstop.experiments.plan.Settings;
import dev.kdumpstop.experiments.plan.Variable;
import dev.kdumpstop.orchestrator.plugin.Installed;
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

/** Reads one experiment file. */
final class ExperimentReader extends SettingReader {
    private static final String BASE = "base";
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]*";

    private final Installed installed;
    private final NavigableMap<String, String> settings = new TreeMap<>();
    private final NavigableMap<String, String> origins = new TreeMap<>();
    private final Map<String, ConfigValue> givenAt = new TreeMap<>();
    /** Problems of scenarios that count as healthy until they are put right, so that they hide no others. */
    private int replaced;

    ExperimentReader(String origin, Installed installed) {
        super(origin, new SettingCheck(installed));
        this.installed = installed;
    }

    Experiment experiment(ConfigObject root, String stem, Map<String, String> overrides) {
        if (root.isEmpty()) {
            at(
                    root,
                    "the file says nothing; 'kdump-stop experiment reference' has every key, samples/experiments examples");
        }
        checkKnown("", root);
        String name = string(root, "", "name");
        if (root.containsKey("name") && !name.matches(NAME) && root.get("name").valueType() == ConfigValueType.STRING) {
            note(
                    root.getOrDefault("name", root),
                    "name",
                    "is '" + name + "'; expected letters, digits, '-', '_' and '.'");
        }
        List<CellSpec.Kind> kind = new ArrayList<>(List.of(CellSpec.Kind.CRASH_STOP));
        word(root, "kind", CellSpec.Kind.values(), CellSpec.Kind::id, value -> kind.set(0, value));
        List<Integer> repeat = new ArrayList<>(List.of(1));
        number(root, "", "repeat", 1, 100_000_000, value -> repeat.set(0, value));
        List<Long> seed = new ArrayList<>(List.of(1L));
        read(root, "", "seed", ConfigReader::text, ExperimentReader::seed, value -> seed.set(0, value));
        named.put(Settings.WAIT_POLICY, extensions(root, "wait-policies", Settings.WAIT_POLICY));
        named.put(Settings.SOLUTION, extensions(root, "solutions", Settings.SOLUTION));
        named.put(Settings.SCENARIO, scenarios(root));
        named.put(Settings.REFERENCE, renamed(named.get(Settings.SOLUTION)));
        named.put(Settings.CASE, cases(root));
        readSettings("", root);
        overrides.forEach((setting, value) -> override(setting, value, root));
        List<Placed> placed = new ArrayList<>();
        int before = problems.size();
        vary(root, placed);
        pairs(root, placed);
        everyCase(root, placed);
        boolean isVaried = problems.size() == before;
        placed.removeIf(one ->
                overrides.keySet().containsAll(one.variable().steps().get(0).keySet()));
        overrides.keySet().forEach(variedAt::remove);
        placed.sort(Comparator.comparingInt(Placed::line));
        checkSettings(placed);
        List<Condition> onlyIf = new ArrayList<>(List.of(Condition.always()));
        ConfigValue wanted = root.get("only-if");
        if (wanted != null) {
            try {
                onlyIf.set(0, Condition.parse(text(wanted), settingNames));
            } catch (IllegalArgumentException e) {
                at(wanted, "only-if: " + e.getMessage());
            }
        }
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
        new CrossCheck(this, experiment, givenAt).check(root, isVaried);
        if (problems.size() == replaced) {
            checkCells(experiment, root);
        }
        return experiment;
    }

    private static long seed(String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    text.strip().matches("-?\\d+")
                            ? "expected a whole number in " + Long.MIN_VALUE + ".." + Long.MAX_VALUE
                            : "expected a whole number such as 42",
                    e);
        }
    }

    private void failIf(ConfigValue value, List<Condition> conditions) {
        try {
            Set<String> names = new TreeSet<>(settingNames);
            names.addAll(ResultColumns.names());
            conditions.add(Condition.parse(text(value), names));
        } catch (IllegalArgumentException e) {
            at(value, "fail-if: " + e.getMessage());
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
                at(entry.getValue(), unknownKey(in, entry.getKey(), known));
            }
        }
    }

    /** It may be right but stand in the wrong place. */
    private static String unknownKey(String in, String key, Set<String> known) {
        for (Key other : ExperimentKeys.list()) {
            if (other.path().equals(in + key)) {
                return "unknown key '\"" + in + key + "\"'. Did you mean '" + in + key + "', without quotes?";
            } else if (other.path().equals(key) || other.path().endsWith("." + key)) {
                return "unknown key '" + in + key + "' here. Did you mean '" + other.path() + "'?";
            }
        }
        return "unknown key '" + in + key + "'" + Near.hint(key, known);
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
            boolean several = value instanceof ConfigList
                    ? !path.equals("machine.apic-ids") && !path.equals(Settings.SCENARIO)
                    : value.valueType() == ConfigValueType.STRING && Ranges.isRange(text(value));
            if (several) {
                throw new IllegalArgumentException("one value is expected here; what varies stands in vary { " + path
                        + " = " + (value instanceof ConfigList ? "[…]" : "\"" + text(value) + "\"") + " }");
            }
            settings.put(path, path.equals(Settings.SCENARIO) ? Texts.scenario(value) : Texts.of(value));
            origins.put(path, origin + ":" + value.origin().lineNumber());
            givenAt.put(path, value);
        } catch (IllegalArgumentException e) {
            note(value, path, "is " + describe(value) + "; " + e.getMessage());
        }
    }

    private void override(String setting, String value, ConfigObject root) {
        if (!settingNames.contains(setting)) {
            problems.add(new Problem(-1, "unknown setting '" + setting + "'" + Near.hint(setting, settingNames)));
            return;
        }
        settings.put(setting, value);
        origins.put(setting, "command line");
        givenAt.put(setting, root);
    }

    // --- configured in place ---

    /** Settings under a name, checked where they stand. */
    private Map<String, Map<String, String>> cases(ConfigObject root) {
        Map<String, Map<String, String>> cases = new LinkedHashMap<>();
        ConfigValue part = root.get("cases");
        if (part != null && !(part instanceof ConfigObject)) {
            note(part, "cases", "is " + describe(part) + "; expected { NAME { SETTING = value } }");
        }
        for (Map.Entry<String, ConfigValue> entry :
                part instanceof ConfigObject names ? Texts.inOrder(names) : List.<Map.Entry<String, ConfigValue>>of()) {
            String path = "cases." + entry.getKey();
            if (!entry.getKey().matches(NAME)) {
                at(entry.getValue(), path + ": a name has letters, digits, '-', '_' and '.'");
            } else if (entry.getValue() instanceof ConfigObject object) {
                cases.put(entry.getKey(), oneCase(path, object));
            } else {
                note(entry.getValue(), path, "is " + describe(entry.getValue()) + "; expected { SETTING = value }");
            }
        }
        return cases;
    }

    private Map<String, String> oneCase(String path, ConfigObject object) {
        Map<String, String> meaning = new TreeMap<>();
        NavigableMap<String, String> machine = new TreeMap<>();
        leaves("", object, path).forEach((setting, value) -> {
            try {
                String text = setting.equals(Settings.SCENARIO) ? Texts.scenario(value) : Texts.of(value);
                if (setting.startsWith(Settings.MACHINE)) {
                    machine.put(setting.substring(Settings.MACHINE.length()), text);
                } else {
                    checkNamed(path + "." + setting, setting, text, value);
                }
                meaning.put(setting, text);
            } catch (IllegalArgumentException e) {
                note(value, path + "." + setting, "is " + describe(value) + "; " + e.getMessage());
            }
        });
        SettingCheck.machineProblems(machine).forEach(problem -> at(object, path + ": machine." + problem));
        return meaning;
    }

    /** Where the file has cases and says nothing of which, every one is run. */
    private void everyCase(ConfigObject root, List<Placed> placed) {
        Map<String, Map<String, String>> cases = named.getOrDefault(Settings.CASE, Map.of());
        if (cases.isEmpty() || settings.containsKey(Settings.CASE) || variedAt.containsKey(Settings.CASE)) {
            return;
        }
        ConfigValue where = root.getOrDefault("cases", root);
        List<NavigableMap<String, String>> steps = new ArrayList<>();
        cases.keySet().forEach(name -> {
            steps.add(new TreeMap<>(Map.of(Settings.CASE, name)));
            variedAt.computeIfAbsent(Settings.CASE, setting -> new LinkedHashMap<>())
                    .put(name, where instanceof ConfigObject object ? object.getOrDefault(name, where) : where);
        });
        placed.add(new Placed(where.origin().lineNumber(), new Variable(steps), where));
    }

    private Map<String, Map<String, String>> extensions(ConfigObject root, String key, String setting) {
        Map<String, Map<String, String>> meanings = new LinkedHashMap<>();
        ConfigValue part = root.get(key);
        if (part != null && !(part instanceof ConfigObject)) {
            note(part, key, "is " + describe(part) + "; expected { NAME { base = … } }");
        }
        for (Map.Entry<String, ConfigValue> entry :
                part instanceof ConfigObject names ? Texts.inOrder(names) : List.<Map.Entry<String, ConfigValue>>of()) {
            String path = key + "." + entry.getKey();
            checkName(path, entry.getKey(), setting, entry.getValue());
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
                    String text = text(policy);
                    meaning.put(
                            Settings.WAIT_POLICY,
                            named.getOrDefault(Settings.WAIT_POLICY, Map.of())
                                    .getOrDefault(text, Map.of())
                                    .getOrDefault(Settings.WAIT_POLICY, text));
                }
                for (Map.Entry<String, String> one : meaning.entrySet()) {
                    check(path, one.getKey(), one.getValue(), object);
                }
                meanings.put(entry.getKey(), meaning);
            } catch (IllegalArgumentException e) {
                note(entry.getValue(), path, String.valueOf(e.getMessage()));
                meanings.put(entry.getKey(), Map.of());
            }
        }
        return meanings;
    }

    /** A name configured in place is none that is installed. */
    private void checkName(String path, String name, String setting, ConfigValue where) {
        if (!name.matches(NAME)) {
            at(where, path + ": a name has letters, digits, '-', '_' and '.'");
        } else if (check.isInstalled(setting, name)) {
            at(where, path + ": '" + name + "' is the name of one that is installed; give it another");
        }
    }

    /** The reference solution may be one of those configured in place. */
    private static Map<String, Map<String, String>> renamed(Map<String, Map<String, String>> solutions) {
        Map<String, Map<String, String>> renamed = new LinkedHashMap<>();
        solutions.forEach((name, meaning) -> {
            Map<String, String> other = new TreeMap<>();
            meaning.forEach((setting, value) -> other.put(
                    setting.equals(Settings.SOLUTION) ? Settings.REFERENCE : Settings.REFERENCE_WAIT_POLICY, value));
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
        int before = problems.size();
        if (part instanceof ConfigObject names) {
            for (Map.Entry<String, ConfigValue> entry : Texts.inOrder(names)) {
                String path = "scenarios." + entry.getKey();
                checkName(path, entry.getKey(), Settings.SCENARIO, entry.getValue());
                try {
                    String text = Texts.scenario(entry.getValue());
                    int known = problems.size();
                    check(path, Settings.SCENARIO, text, entry.getValue());
                    meanings.put(
                            entry.getKey(), Map.of(Settings.SCENARIO, problems.size() == known ? text : "healthy"));
                } catch (IllegalArgumentException e) {
                    note(entry.getValue(), path, String.valueOf(e.getMessage()));
                    // Known all the same: who names it is not to blame.
                    meanings.put(entry.getKey(), Map.of(Settings.SCENARIO, "healthy"));
                }
            }
        }
        replaced = problems.size() - before;
        return meanings;
    }

    /** What was given and is not varied; of the machine all together. */
    private void checkSettings(List<Placed> placed) {
        Set<String> varied = new TreeSet<>();
        for (Placed variable : placed) {
            for (String setting : variable.variable().steps().get(0).keySet()) {
                if (!varied.add(setting)) {
                    at(variable.where(), setting + " is varied twice; leave one of them out");
                }
            }
        }
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
            Set<ConfigValue> told = new HashSet<>();
            for (NavigableMap<String, String> step : variable.variable().steps()) {
                NavigableMap<String, String> one = new TreeMap<>();
                boolean isTold = step.entrySet().stream()
                        .allMatch(entry -> told.contains(variedAt.getOrDefault(entry.getKey(), Map.of())
                                .getOrDefault(entry.getValue(), variable.where())));
                if (isTold) {
                    continue;
                }
                step.forEach((setting, value) -> {
                    if (setting.startsWith(Settings.MACHINE)) {
                        one.put(setting.substring(Settings.MACHINE.length()), value);
                    }
                });
                for (String problem : SettingCheck.machineProblems(one)) {
                    String setting = Settings.MACHINE + problem.split(" ", 2)[0];
                    ConfigValue where = variedAt.getOrDefault(setting, Map.of())
                            .getOrDefault(step.getOrDefault(setting, ""), variable.where());
                    // Of a range the first that cannot be.
                    if (told.add(where)) {
                        at(where, Settings.MACHINE + problem);
                    }
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

    /** Whether there are cells, not too many, and whether they can be run. */
    private void checkCells(Experiment experiment, ConfigObject root) {
        try {
            if (experiment.cells().isEmpty()) {
                ConfigValue where = root.getOrDefault("only-if", root);
                note(where, "only-if", "leaves nothing of " + experiment.combinations() + " combinations");
            } else {
                checkRunnable(experiment, root);
            }
        } catch (IllegalArgumentException e) {
            at(root.getOrDefault("only-if", root.getOrDefault("vary", root)), String.valueOf(e.getMessage()));
        }
    }

    /** A value with which no cell can be run is wrong; where some can, the rows of the others say why not. */
    private void checkRunnable(Experiment experiment, ConfigObject root) {
        List<CellSpec> cells = experiment.cells();
        CellCheck check = new CellCheck(installed);
        Map<Integer, List<CellCheck.Finding>> findings = check.findings(experiment);
        if (check.isPolicyIdle()) {
            ConfigValue where = givenAt.getOrDefault(
                    Settings.WAIT_POLICY, firstVaried(Settings.WAIT_POLICY).orElse(root));
            at(
                    where,
                    "wait-policy does nothing: no wait here has a limit; give a solution that limits waits, such as A");
        }
        if (check.isReferencePolicyIdle()) {
            ConfigValue where = givenAt.getOrDefault(
                    Settings.REFERENCE_WAIT_POLICY,
                    firstVaried(Settings.REFERENCE_WAIT_POLICY).orElse(givenAt.getOrDefault(Settings.REFERENCE, root)));
            at(
                    where,
                    "compare.wait-policy does nothing: no wait of the solution that is compared with has a limit; give"
                            + " one that limits waits, such as compare.solution = A");
        }
        Set<ConfigValue> told = new HashSet<>();
        findings.forEach((number, all) -> all.forEach(finding -> {
            boolean ofCase = !variedAt.containsKey(finding.setting()) && variedAt.containsKey(Settings.CASE);
            String setting = ofCase ? Settings.CASE : finding.setting();
            String value = cells.get(number).variables().getOrDefault(setting, "");
            boolean none = true;
            for (int i = 0; i < cells.size() && none; i++) {
                none = findings.containsKey(i)
                        || !cells.get(i).variables().getOrDefault(setting, "").equals(value);
            }
            ConfigValue where = variedAt.getOrDefault(setting, Map.of()).getOrDefault(value, place(setting, root));
            if (none && told.add(where)) {
                boolean named = value.isEmpty() || finding.words().contains(value);
                at(where, (named ? setting : setting + " " + value) + ": " + finding.words());
            }
        }));
    }

    private ConfigValue place(String setting, ConfigObject root) {
        ConfigValue where = givenAt.get(setting);
        for (String other : List.of(setting, Settings.SUBARCH, "machine.cpus", "machine.release")) {
            where = where == null ? givenAt.get(other) : where;
        }
        return where == null ? root.getOrDefault("machine", root.getOrDefault("vary", root)) : where;
    }
}
