package dev.kdumpstop.experiments.result;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.timing.TimingParameter;
import dev.kdumpstop.api.timing.TimingProfileProvider;
import dev.kdumpstop.api.timing.TimingValue;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.experiments.plan.Experiment;
import dev.kdumpstop.experiments.plan.Settings;
import dev.kdumpstop.experiments.plan.Variable;
import dev.kdumpstop.orchestrator.CrashStopBuilder;
import dev.kdumpstop.orchestrator.ExtensionText;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The timing profiles of an experiment, for {@code run.json}: every cost, whether it was measured or assumed, and its source. Absolute
 * times mean nothing without.
 */
final class ProfileFacts {
    private static final String SETTING = Settings.TIMING + "profile";

    private ProfileFacts() {}

    /** Adds them. */
    static void put(ObjectNode root, Experiment experiment, Installed installed) {
        ObjectNode profiles = root.putObject("timingProfiles");
        for (String text : names(experiment)) {
            ExtensionText parsed = ExtensionText.parse(text);
            TimingProfileProvider provider = installed.get(ExtensionPoint.TIMING_PROFILE, parsed.id());
            ObjectNode profile = profiles.putObject(text);
            profile.put("summary", provider.summary());
            ObjectNode costs = profile.putObject("costs");
            Map<TimingParameter, TimingValue> values = provider.create(
                            OptionValues.of(provider.options(), parsed.options()))
                    .values();
            for (TimingParameter parameter : TimingParameter.values()) {
                TimingValue value = values.get(parameter);
                if (value != null) {
                    costs.putObject(parameter.id())
                            .put("value", Picoseconds.format(value.ps()))
                            .put("provenance", value.provenance().name())
                            .put("source", value.source());
                }
            }
        }
    }

    /** What stands for the setting anywhere in the experiment. */
    private static Set<String> names(Experiment experiment) {
        Set<String> names = new TreeSet<>();
        names.add(experiment.settings().getOrDefault(SETTING, CrashStopBuilder.DEFAULT_TIMING));
        for (Variable variable : experiment.variables()) {
            variable.steps().forEach(step -> add(step, names));
        }
        experiment.named().values().forEach(meanings -> meanings.values().forEach(meaning -> add(meaning, names)));
        return names;
    }

    private static void add(Map<String, String> settings, Set<String> names) {
        String name = settings.get(SETTING);
        if (name != null) {
            names.add(name);
        }
    }
}
