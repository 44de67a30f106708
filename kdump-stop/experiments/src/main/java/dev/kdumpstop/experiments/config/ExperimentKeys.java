package dev.kdumpstop.experiments.config;

import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.timing.TimingParameter;
import dev.kdumpstop.core.machine.ModelOptions;
import dev.kdumpstop.experiments.plan.Settings;
import dev.kdumpstop.experiments.traffic.TrafficSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Every key of an experiment file, with its meaning: the one source of the reader, the reference, the schema and messages. */
public final class ExperimentKeys {
    private static final String DURATION = "a duration, or a distribution of durations";
    private static final List<Key> ALL = all();

    private ExperimentKeys() {}

    /** In the order of the reference. */
    public static List<Key> list() {
        return ALL;
    }

    /** The paths of the keys that may vary. */
    public static Set<String> settings() {
        Set<String> settings = new TreeSet<>();
        ALL.stream().filter(Key::isSetting).map(Key::path).forEach(settings::add);
        return settings;
    }

    private static List<Key> all() {
        List<Key> keys = new ArrayList<>();
        keys.add(plain(
                "name", "a short name", "", "the file's name", "rfc-matrix", "for the results folder and the dice"));
        keys.add(plain("title", "one sentence", "", "empty", "what it shows", "stands at the head of the report"));
        keys.add(plain(
                "kind",
                "crash-stop, normal-operation",
                "",
                "crash-stop",
                "crash-stop",
                "whether a cell runs crash stops, or the IPI traffic of a machine at which nothing is wrong"));
        keys.add(plain("seed", "a whole number", "", "1", "42", "of all dice; another seed, other dice"));
        keys.add(plain(
                "repeat",
                "a whole number from 1 on",
                "repetitions",
                "1",
                "1000",
                "how often a cell is repeated with new dice; a cell without dice is run once"));
        keys.add(setting(
                Settings.CASE,
                "a name of cases",
                "",
                "every case in turn, if there are cases",
                "before",
                "several settings under one name, which stand over those of the file"));
        keys.add(setting(
                Settings.SUBARCH,
                "a sub-architecture",
                "",
                "the kernel's own choice",
                "i386/bigsmp",
                "how the kernel sends"));
        keys.add(setting(
                Settings.SOLUTION,
                "a solution with options, or a name of solutions",
                "",
                "what the release shipped",
                "\"A:polls=50\"",
                "which waits have a limit, and which limit"));
        keys.add(setting(
                Settings.WAIT_POLICY,
                "a wait policy with options, or a name of wait-policies",
                "",
                "none",
                "\"bounded:polls=50\"",
                "takes the place of the waits to which the solution gives a limit"));
        keys.add(
                setting(
                        Settings.SCENARIO,
                        "faults with options, or a name of scenarios",
                        "",
                        "healthy",
                        "\"nmi-lockup:cpus=any(1),probability=0.5\"",
                        "what is wrong at the crash; options may be distributions, CPUs any(COUNT) or any(all), each fault may have a probability"));
        keys.add(setting(
                Settings.PROCEDURE,
                "a stop procedure with options",
                "",
                "kdump",
                "\"kdump-2.6.21:backtrace-first=true\"",
                "what the kernel does around the stop"));
        keys.add(setting(Settings.CRASHING_CPU, "a CPU number", "", "0", "3", "the CPU that crashes"));
        keys.add(setting(
                Settings.REFERENCE,
                "a solution",
                "",
                "none",
                "baseline",
                "every cell is compared with this solution on the same dice"));
        keys.add(setting(
                Settings.REFERENCE_WAIT_POLICY,
                "a wait policy",
                "",
                "none",
                "\"bounded:polls=50\"",
                "the wait policy of the solution compared with"));
        keys.add(setting(
                Settings.KEEP,
                "numbers of repetitions",
                "",
                "none",
                "\"0\"",
                "the repetitions of each cell whose time-line goes into the report"));
        for (String key : MachineFile.keys()) {
            MachineKeys.Words words = MachineKeys.of(key).orElseThrow();
            keys.add(setting(
                    Settings.MACHINE + key,
                    words.expected(),
                    "",
                    words.plainDefault(),
                    MachineFile.example(key),
                    words.what()));
        }
        keys.add(setting(
                Settings.TIMING + "profile",
                "a timing profile with options",
                "",
                "ideal",
                "netburst-fsb",
                "what everything costs"));
        for (TimingParameter parameter : TimingParameter.values()) {
            keys.add(setting(
                    Settings.TIMING + parameter.id(),
                    DURATION,
                    "",
                    "as in the profile",
                    "\"uniform(50ns, 200ns)\"",
                    parameter.words()));
        }
        ModelOptions.specs().forEach(option -> keys.add(setting(Settings.OPTION, option)));
        TrafficSettings.specs().forEach(option -> keys.add(setting(Settings.TRAFFIC, option)));
        keys.add(plain(
                "vary",
                "{ SETTING = [values] or a range }",
                "",
                "nothing varies",
                "{ machine.cpus = \"2..64 times 2\" }",
                "all combinations are run; ranges are FROM..TO, FROM..TO step N and FROM..TO times N"));
        keys.add(plain(
                "pair",
                "{ SETTING = [values], … }, or a list of such",
                "",
                "nothing varies together",
                "{ machine.cpus = [4, 8], crashing-cpu = [3, 7] }",
                "settings that change together; their lists have the same length"));
        keys.add(plain(
                "only-if",
                "a condition on settings",
                "",
                "all combinations",
                "\"machine.cpus <= 8 || subarch != i386/default\"",
                "combinations that do not meet it are left out"));
        keys.add(plain(
                "solutions",
                "{ NAME { base = SOLUTION, option = value, wait-policy = … } }",
                "",
                "none",
                "{ patient { base = A, polls = 100000 } }",
                "solutions configured in place"));
        keys.add(plain(
                "wait-policies",
                "{ NAME { base = POLICY, option = value } }",
                "",
                "none",
                "{ brief { base = bounded, elapsed = 20us } }",
                "wait policies configured in place"));
        keys.add(plain(
                "scenarios",
                "{ NAME = \"…\" or [{ fault = NAME, option = value }] }",
                "",
                "none",
                "{ two-stuck = [{ fault = nmi-lockup, cpus = { any = 2 } }] }",
                "scenarios composed in place"));
        keys.add(plain(
                "cases",
                "{ NAME { SETTING = value, … } }",
                "",
                "none",
                "{ before { solution = baseline }, after { solution = A } }",
                "settings that belong together, under a name: what pair does, but each with its own settings"));
        keys.add(plain(
                "fail-if",
                "a condition on result columns, or a list of such",
                "",
                "nothing",
                "\"dump_lost_share > 0.01\"",
                "exit code 1 if a cell meets one"));
        return List.copyOf(keys);
    }

    private static Key plain(
            String path, String expected, String unit, String otherwise, String example, String comment) {
        return new Key(path, expected, unit, otherwise, example, comment, false);
    }

    private static Key setting(String prefix, OptionSpec option) {
        return setting(
                prefix + option.name(),
                option.type().expected(),
                option.unit(),
                option.defaultValue(),
                option.example(),
                option.summary());
    }

    private static Key setting(
            String path, String expected, String unit, String otherwise, String example, String comment) {
        return new Key(path, expected, unit, otherwise, example, comment, true);
    }
}
