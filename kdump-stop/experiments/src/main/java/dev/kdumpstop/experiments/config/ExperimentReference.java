package dev.kdumpstop.experiments.config;

import dev.kdumpstop.experiments.plan.Settings;
import java.util.Map;

/** The manual of experiment files: an experiment that can be run and names every key, made from {@link ExperimentKeys}. */
public final class ExperimentReference {
    /** What is given; all other keys stand as comments. */
    private static final Map<String, String> GIVEN = Map.ofEntries(
            Map.entry("title", "\"Every key of an experiment file\""),
            Map.entry("kind", "crash-stop"),
            Map.entry("seed", "42"),
            Map.entry("repeat", "10"),
            Map.entry(Settings.SUBARCH, "i386/bigsmp"),
            Map.entry(Settings.SCENARIO, "stuck"),
            Map.entry(Settings.REFERENCE, "baseline"),
            Map.entry(Settings.KEEP, "\"0\""),
            Map.entry(Settings.MACHINE + "release", "2.6.21"),
            Map.entry(Settings.MACHINE + "cpus", "4"),
            Map.entry(Settings.TIMING + "profile", "netburst-fsb"),
            Map.entry(Settings.TIMING + "short-message", "\"uniform(150ns, 100us)\""),
            Map.entry("vary", "{ solution = [baseline, patient], timing.register-read = [20ns, 60ns] }"),
            Map.entry("only-if", "\"solution != baseline || timing.register-read == 60ns\""),
            Map.entry("solutions", "{ patient { base = A, wait-policy = by-the-clock } }"),
            Map.entry("wait-policies", "{ by-the-clock { base = bounded, elapsed = 1ms } }"),
            Map.entry("scenarios", "{ stuck = [{ fault = nmi-lockup, cpus = { any = 1 }, probability = 0.5 }] }"),
            Map.entry("fail-if", "\"undecided > 0\""));

    private ExperimentReference() {}

    /** The text of {@code samples/experiments/reference.conf}. */
    public static String text() {
        StringBuilder text = new StringBuilder("""
                # Every key of an experiment file: what it is, what it takes, its unit, its default, an example. It can be run.
                # HOCON: key = value, # before a comment, a.b = 1 is a { b = 1 }. Durations have a unit: ps, ns, us, ms, s, min.
                # Distributions of durations: "uniform(1us, 100us)", "exponential(60us)", "lognormal(20us, 0.5)" (median, sigma),
                # "table(1us: 3, 60us: 1)" (value: weight); or as objects, { uniform = [1us, 100us] }. A number of the timing profile
                # is drawn once for each repetition, not for each message: all sends of a repetition cost the same.
                # What is marked * is a setting: it may stand in vary, pair, cases, only-if and --set too.
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
            text.append("# ")
                    .append(key.comment())
                    .append(key.isSetting() ? " *" : "")
                    .append(". ");
            text.append(key.expected());
            text.append(key.unit().isEmpty() ? "" : " (" + key.unit() + ")");
            text.append("; default: ").append(key.defaultText().isEmpty() ? "empty" : key.defaultText());
            String given = GIVEN.get(key.path());
            text.append(given == null ? "\n# " : "\n").append(key.path()).append(" = ");
            text.append(given == null ? key.example() : given).append('\n');
        }
        return text.toString();
    }
}
