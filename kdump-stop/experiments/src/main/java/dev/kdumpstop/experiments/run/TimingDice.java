package dev.kdumpstop.experiments.run;

import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.timing.TimingParameter;
import dev.kdumpstop.api.timing.TimingProfile;
import dev.kdumpstop.api.timing.TimingProfileProvider;
import dev.kdumpstop.experiments.CellSpec;
import dev.kdumpstop.experiments.dice.Dice;
import dev.kdumpstop.experiments.dice.Distribution;
import dev.kdumpstop.experiments.plan.Settings;
import dev.kdumpstop.orchestrator.CrashStopBuilder;
import dev.kdumpstop.orchestrator.ExtensionText;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.util.EnumMap;
import java.util.Map;

/** The costs of a cell: a profile, some numbers of which may be drawn for each repetition. */
final class TimingDice {
    private final Map<TimingParameter, Distribution> costs = new EnumMap<>(TimingParameter.class);
    private final TimingProfile profile;

    TimingDice(Installed installed, CellSpec cell) {
        ExtensionText text =
                ExtensionText.parse(cell.setting(Settings.TIMING + "profile", CrashStopBuilder.DEFAULT_TIMING));
        TimingProfileProvider provider = installed.get(ExtensionPoint.TIMING_PROFILE, text.id());
        TimingProfile costsOfProfile = provider.create(OptionValues.of(provider.options(), text.options()));
        for (TimingParameter parameter : TimingParameter.values()) {
            String given = cell.setting(Settings.TIMING + parameter.id(), "");
            if (given.isEmpty()) {
                continue;
            }
            Distribution distribution = Distribution.parse(given);
            if (distribution instanceof Distribution.Constant constant) {
                costsOfProfile = costsOfProfile.with(parameter, constant.ps());
            } else {
                costs.put(parameter, distribution);
            }
        }
        profile = costsOfProfile;
    }

    /** Whether repetitions differ. */
    boolean isRandom() {
        return !costs.isEmpty();
    }

    /** What one repetition costs. */
    TimingProfile draw(Dice repetition) {
        TimingProfile drawn = profile;
        for (Map.Entry<TimingParameter, Distribution> cost : costs.entrySet()) {
            long ps = cost.getValue()
                    .sample(repetition.stream(Settings.TIMING + cost.getKey().id()));
            drawn = drawn.with(cost.getKey(), ps);
        }
        return drawn;
    }

    /** The drawn numbers of a profile: equal where it is. */
    String key(TimingProfile drawn) {
        StringBuilder key = new StringBuilder();
        costs.keySet().forEach(parameter -> key.append(' ').append(drawn.ps(parameter)));
        return key.toString();
    }
}
