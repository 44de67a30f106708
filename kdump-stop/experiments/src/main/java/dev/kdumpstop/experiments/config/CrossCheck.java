package dev.kdumpstop.experiments.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.experiments.CellSpec;
import dev.kdumpstop.experiments.plan.Condition;
import dev.kdumpstop.experiments.plan.Experiment;
import dev.kdumpstop.experiments.plan.ResultColumns;
import dev.kdumpstop.experiments.plan.Settings;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeSet;

/** What is wrong between keys that are each right by themselves. */
final class CrossCheck {
    private static final Set<String> ONLY_CRASH =
            Set.of(Settings.SCENARIO, Settings.PROCEDURE, Settings.CRASHING_CPU, Settings.KEEP);

    private static final String CPUS = Settings.MACHINE + "cpus";

    private final ExperimentReader reader;
    private final Experiment experiment;
    private final Map<String, ConfigValue> givenAt;

    CrossCheck(ExperimentReader reader, Experiment experiment, Map<String, ConfigValue> givenAt) {
        this.reader = reader;
        this.experiment = experiment;
        this.givenAt = givenAt;
    }

    /** @param isVaried whether all that varies could be read */
    void check(ConfigObject root, boolean isVaried) {
        kinds();
        lonely();
        if (experiment.kind() == CellSpec.Kind.NORMAL_OPERATION
                && !reader.problems.isEmpty()
                && experiment.settings().getOrDefault(CPUS, "").equals("1")) {
            // Where nothing else is wrong, the check of the cells says it.
            reader.at(where(CPUS), CPUS + ": traffic needs two online CPUs");
        }
        ConfigValue condition = root.get("only-if");
        if (condition != null && isVaried) {
            experiment.onlyIf().comparisons().forEach(comparison -> comparison(comparison, condition));
        }
        ConfigValue limits = root.get("fail-if");
        if (limits != null) {
            experiment.failIf().forEach(limit -> columns(limit, limits));
        }
    }

    /** Settings that a cell of this kind does not look at. */
    private void kinds() {
        Set<String> given = new TreeSet<>(givenAt.keySet());
        given.addAll(reader.variedAt.keySet());
        for (String setting : given) {
            boolean crash = ONLY_CRASH.contains(setting);
            boolean normal = setting.startsWith(Settings.TRAFFIC);
            CellSpec.Kind wanted = crash ? CellSpec.Kind.CRASH_STOP : CellSpec.Kind.NORMAL_OPERATION;
            if ((crash || normal) && wanted != experiment.kind()) {
                reader.at(
                        where(setting),
                        setting + " is of kind = " + wanted.id() + "; this experiment is of kind = "
                                + experiment.kind().id());
            }
        }
    }

    private ConfigValue where(String setting) {
        ConfigValue given = givenAt.get(setting);
        return given != null ? given : reader.firstVaried(setting).orElseThrow();
    }

    /** Settings that do nothing without another one. */
    private void lonely() {
        if (givenAt.containsKey(Settings.REFERENCE_WAIT_POLICY)
                && !givenAt.containsKey(Settings.REFERENCE)
                && !reader.variedAt.containsKey(Settings.REFERENCE)) {
            reader.note(
                    where(Settings.REFERENCE_WAIT_POLICY),
                    Settings.REFERENCE_WAIT_POLICY,
                    "does nothing without " + Settings.REFERENCE + "; give for example " + Settings.REFERENCE + " = A");
        }
        String kept = experiment.settings().getOrDefault(Settings.KEEP, "");
        boolean isSet = reader.check.problems(Settings.KEEP, kept, Set.of()).isEmpty();
        if (isSet && CpuSet.parse(kept).highest() >= experiment.repeat()) {
            reader.note(
                    where(Settings.KEEP),
                    Settings.KEEP,
                    "is '" + kept + "', but repetitions are numbered 0.." + (experiment.repeat() - 1) + " (repeat = "
                            + experiment.repeat() + ")");
        }
    }

    /** A setting compared with what it never is: the condition says nothing. */
    private void comparison(Condition.Comparison comparison, ConfigValue where) {
        String setting = comparison.setting();
        Set<String> values = new LinkedHashSet<>();
        for (var variable : experiment.variables()) {
            for (NavigableMap<String, String> step : variable.steps()) {
                if (step.containsKey(setting)) {
                    values.add(step.get(setting));
                }
            }
        }
        experiment.named().getOrDefault(Settings.CASE, Map.of()).values().stream()
                .filter(meaning -> meaning.containsKey(setting))
                .forEach(meaning -> values.add(meaning.get(setting)));
        String fixed = experiment.settings().get(setting);
        if (values.isEmpty() && fixed == null) {
            reader.note(where, "only-if", "asks for " + setting + ", which this file does not set");
            return;
        } else if (values.isEmpty()) {
            values.add(fixed);
        }
        if (values.stream().noneMatch(value -> Condition.isEqual(value, comparison.value()))) {
            reader.note(
                    where,
                    "only-if",
                    "compares " + setting + " with '" + comparison.value() + "', which it never is"
                            + Near.hint(comparison.value(), values));
        }
    }

    /** Columns that results of this kind do not have. */
    private void columns(Condition limit, ConfigValue where) {
        for (String column : limit.names()) {
            ResultColumns.kindOf(column)
                    .filter(kind -> kind != experiment.kind())
                    .ifPresent(kind -> reader.note(
                            where,
                            "fail-if",
                            "asks for " + column + ", which only results of kind = " + kind.id() + " have"));
        }
    }
}
