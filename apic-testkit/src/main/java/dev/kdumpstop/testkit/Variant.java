package dev.kdumpstop.testkit;

import dev.kdumpstop.api.Extension;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionType;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.orchestrator.ExtensionText;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One way to give a plug-in its options: all at their defaults, or one of them otherwise.
 *
 * @param texts the options given, as text
 */
record Variant(Map<String, String> texts) {
    static final Variant DEFAULTS = new Variant(Map.of());
    private static final long LONGEST_THAT_CAN_BE_WRITTEN = 3_600_000 * Picoseconds.SECOND;

    /** How a variant becomes values: as it is, or written as text and read back. */
    interface Reading {
        /** As they are given. */
        Reading PLAIN = (plugin, variant) -> OptionValues.of(plugin.options(), variant.texts());

        /** As users would write and the program would read them. */
        Reading WRITTEN = (plugin, variant) -> {
            OptionValues given = PLAIN.of(plugin, variant);
            List<ExtensionText> read = ExtensionText.parseAll(new ExtensionText(plugin.id(), given.texts()).toString());
            return OptionValues.of(plugin.options(), read.get(0).options());
        };

        OptionValues of(Extension plugin, Variant variant);
    }

    /** The defaults; then of each option the example, every word of a choice, and the ends of a range. */
    static List<Variant> of(List<OptionSpec> options) {
        List<Variant> variants = new ArrayList<>(List.of(DEFAULTS));
        for (OptionSpec option : options) {
            Set<String> texts = new LinkedHashSet<>();
            texts.add(option.example());
            if (option.type() instanceof OptionType.Choice choice) {
                texts.addAll(choice.words());
            } else if (option.type() instanceof OptionType.Flag) {
                texts.addAll(List.of("true", "false"));
            } else if (option.type() instanceof OptionType.Int range) {
                texts.add(Long.toString(range.min()));
                texts.add(Long.toString(range.max()));
            } else if (option.type() instanceof OptionType.Duration range) {
                texts.add(Picoseconds.format(range.minPs()));
                if (range.maxPs() <= LONGEST_THAT_CAN_BE_WRITTEN) {
                    texts.add(Picoseconds.format(range.maxPs()));
                }
            }
            texts.remove(option.defaultValue());
            texts.forEach(text -> variants.add(new Variant(Map.of(option.name(), text))));
        }
        return variants;
    }

    /** As users write it behind the name; empty for the defaults. */
    String suffix() {
        String text = new ExtensionText("x", texts).toString();
        return text.substring(1);
    }

    @Override
    public String toString() {
        return texts.isEmpty() ? "its defaults" : suffix().substring(1);
    }
}
