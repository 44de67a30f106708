package dev.kdumpstop.experiments.config;

import java.util.Locale;

/** The manual of experiment files: a file that names every key, made from {@link ExperimentKeys}. */
public final class ExperimentReference {
    private ExperimentReference() {}

    /** The text of {@code docs/reference-experiment.conf}. */
    public static String text() {
        StringBuilder text = new StringBuilder("""
                # Every key of an experiment file: what it is, what it takes, what holds if it is not given, an example.
                # HOCON: key = value, # before a comment, a.b = 1 is a { b = 1 }. Durations have a unit: ps, ns, us, ms, s, min.
                # Distributions of durations: "uniform(1us, 100us)", "exponential(60us)", "lognormal(20us, 0.5)" (median, sigma),
                # "table(1us: 3, 60us: 1)" (value: weight); or as objects, { uniform = [1us, 100us] }.
                # What is marked * is a setting: it may stand in vary, pair, only-if and --set too.
                """);
        String group = "";
        for (Key key : ExperimentKeys.list()) {
            String now = key.path().contains(".")
                    ? key.path().substring(0, key.path().indexOf('.'))
                    : "";
            if (!now.equals(group) || now.isEmpty()) {
                text.append('\n');
            }
            group = now;
            text.append(String.format(
                    Locale.ROOT,
                    "# %s%s. %s%s; default: %s%n",
                    key.comment(),
                    key.isSetting() ? " *" : "",
                    key.expected(),
                    key.unit().isEmpty() ? "" : " (" + key.unit() + ")",
                    key.defaultText()));
            text.append("# ")
                    .append(key.path())
                    .append(" = ")
                    .append(key.example())
                    .append('\n');
        }
        return text.toString().replace(System.lineSeparator(), "\n");
    }
}
