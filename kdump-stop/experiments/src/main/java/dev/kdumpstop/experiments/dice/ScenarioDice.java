package dev.kdumpstop.experiments.dice;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.orchestrator.ExtensionText;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A scenario with dice: in {@code nmi-lockup:cpus=any(1),since=uniform(0us, 1ms),probability=0.5} the CPU, the time and
 * whether it happens at all differ from repetition to repetition.
 */
public final class ScenarioDice {
    /** Beside a fault's own options: how likely it is to happen, 0 to 1. */
    public static final String PROBABILITY = "probability";

    private static final String NOTHING = "healthy";

    private final List<ExtensionText> faults;
    private final boolean isRandom;

    /** @throws IllegalArgumentException if the text is not a scenario, or a distribution in it is none */
    public ScenarioDice(String text) {
        faults = ExtensionText.parseAll(text);
        boolean random = false;
        for (ExtensionText fault : faults) {
            for (Map.Entry<String, String> option : fault.options().entrySet()) {
                random |= isDrawn(option.getKey(), option.getValue());
            }
        }
        isRandom = random;
    }

    private static boolean isDrawn(String option, String value) {
        if (option.equals(PROBABILITY)) {
            probability(value);
            return true;
        }
        if (Choice.isChoice(value)) {
            return !Choice.parse(value).isAll();
        }
        return isCall(value) && !Distribution.parse(value).isConstant();
    }

    private static boolean isCall(String value) {
        return value.matches("\\s*[a-zA-Z]+\\s*\\(.*\\)\\s*");
    }

    private static double probability(String text) {
        try {
            double value = new BigDecimal(text).doubleValue();
            if (value >= 0 && value <= 1) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException("probability is '" + text + "'; expected a number in 0..1");
    }

    /** Whether repetitions differ. */
    public boolean isRandom() {
        return isRandom;
    }

    /**
     * The scenario of one repetition, without dice.
     *
     * @param others the CPUs {@code any(…)} draws from
     */
    public String draw(Dice repetition, CpuSet others) {
        List<String> drawn = new ArrayList<>();
        for (int i = 0; i < faults.size(); i++) {
            ExtensionText fault = faults.get(i);
            Map<String, String> options = new LinkedHashMap<>();
            boolean happens = true;
            for (Map.Entry<String, String> option : fault.options().entrySet()) {
                String value = option.getValue();
                RandomGenerator stream = repetition.stream("fault/" + i + "/" + option.getKey());
                if (option.getKey().equals(PROBABILITY)) {
                    happens = (stream.nextLong() >>> 11) * 0x1.0p-53 < probability(value);
                } else if (Choice.isChoice(value)) {
                    options.put(
                            option.getKey(),
                            Choice.parse(value).draw(others, stream).toString());
                } else if (isCall(value)) {
                    options.put(
                            option.getKey(),
                            Picoseconds.format(Distribution.parse(value).sample(stream)));
                } else {
                    options.put(option.getKey(), value);
                }
            }
            if (happens) {
                drawn.add(new ExtensionText(fault.id(), options).toString());
            }
        }
        return drawn.isEmpty() ? NOTHING : String.join("+", drawn);
    }
}
