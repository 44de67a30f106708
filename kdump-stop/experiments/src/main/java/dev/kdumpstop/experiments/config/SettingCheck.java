package dev.kdumpstop.experiments.config;

import dev.kdumpstop.api.Extension;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.option.InvalidOptionsException;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionType;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.core.machine.ModelOptions;
import dev.kdumpstop.experiments.dice.Choice;
import dev.kdumpstop.experiments.dice.Distribution;
import dev.kdumpstop.experiments.plan.Settings;
import dev.kdumpstop.experiments.traffic.TrafficSettings;
import dev.kdumpstop.orchestrator.ExtensionText;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether a setting's value can be, given what is installed: names, options, units, ranges. */
final class SettingCheck {
    private static final String PROBABILITY = "probability";

    private static final Pattern NUMBER_WITH_UNIT = Pattern.compile("\\s*(\\d{1,9})\\s*([A-Za-z/]+)\\s*");

    private final Installed installed;

    SettingCheck(Installed installed) {
        this.installed = installed;
    }

    /**
     * What is wrong with a value.
     *
     * @param own names that the file itself gives a meaning for this setting
     */
    List<String> problems(String setting, String text, Set<String> own) {
        try {
            switch (setting) {
                case Settings.SUBARCH -> named(ExtensionPoint.SUB_ARCHITECTURE, text, own);
                case Settings.SOLUTION, Settings.REFERENCE -> {
                    return extension(ExtensionPoint.SOLUTION, ExtensionText.parse(text), own);
                }
                case Settings.WAIT_POLICY, Settings.REFERENCE_WAIT_POLICY -> {
                    return extension(ExtensionPoint.WAIT_POLICY, ExtensionText.parse(text), own);
                }
                case Settings.SCENARIO -> {
                    List<String> problems = new ArrayList<>();
                    for (ExtensionText fault : ExtensionText.parseAll(text)) {
                        try {
                            problems.addAll(fault(fault, own));
                        } catch (IllegalArgumentException e) {
                            problems.add(String.valueOf(e.getMessage()));
                        }
                    }
                    return problems;
                }
                case Settings.CASE -> {
                    if (!own.contains(text)) {
                        throw new IllegalArgumentException("unknown case '" + text + "'" + Near.hint(text, own));
                    }
                }
                case Settings.PROCEDURE -> procedure(ExtensionText.parse(text));
                case Settings.CRASHING_CPU -> number(text, 0, 65_535);
                case Settings.KEEP -> CpuSet.parse(text);
                default -> {
                    if (setting.equals(Settings.TIMING + "profile")) {
                        return extension(ExtensionPoint.TIMING_PROFILE, ExtensionText.parse(text), own);
                    } else if (setting.startsWith(Settings.TIMING)) {
                        Distribution.parse(text);
                    } else if (setting.startsWith(Settings.OPTION)) {
                        option(ModelOptions.specs(), setting.substring(Settings.OPTION.length()), text);
                    } else if (setting.startsWith(Settings.TRAFFIC)) {
                        option(TrafficSettings.specs(), setting.substring(Settings.TRAFFIC.length()), text);
                    }
                }
            }
            return List.of();
        } catch (InvalidOptionsException e) {
            return e.problems();
        } catch (IllegalArgumentException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    /** Whether what is installed has this name already. */
    boolean isInstalled(String setting, String name) {
        ExtensionPoint<?> point = setting.equals(Settings.SOLUTION)
                ? ExtensionPoint.SOLUTION
                : setting.equals(Settings.WAIT_POLICY) ? ExtensionPoint.WAIT_POLICY : ExtensionPoint.FAULT;
        return installed.ids(point).contains(name);
    }

    /** What is wrong with machine settings, each problem beginning with its key. */
    static List<String> machineProblems(Map<String, String> machine) {
        try {
            MachineFile.of(machine);
            return List.of();
        } catch (InvalidConfigException e) {
            return e.problems().stream()
                    .map(problem -> problem.replaceFirst("^line \\d+ +", ""))
                    .toList();
        }
    }

    private void named(ExtensionPoint<?> point, String name, Set<String> own) {
        if (!installed.ids(point).contains(name)) {
            Set<String> known = new LinkedHashSet<>(own);
            known.addAll(installed.ids(point));
            throw new IllegalArgumentException("unknown " + point.words() + " '" + name + "'" + Near.hint(name, known));
        }
    }

    private List<String> extension(ExtensionPoint<?> point, ExtensionText text, Set<String> own) {
        named(point, text.id(), own);
        try {
            OptionValues.of(specs(point, text.id()), text.options());
            return List.of();
        } catch (InvalidOptionsException e) {
            return e.problems();
        }
    }

    private List<OptionSpec> specs(ExtensionPoint<? extends Extension> point, String id) {
        return installed.get(point, id).options();
    }

    /** Options that are dice are checked for what they can come to. */
    private List<String> fault(ExtensionText fault, Set<String> own) {
        named(ExtensionPoint.FAULT, fault.id(), own);
        Map<String, String> plain = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        for (Map.Entry<String, String> option : fault.options().entrySet()) {
            String value = option.getValue();
            try {
                if (option.getKey().equals(PROBABILITY)) {
                    probability(value);
                } else if (Choice.isChoice(value)) {
                    plain.put(option.getKey(), "0");
                    Choice.parse(value);
                } else if (value.matches("\\s*[a-zA-Z]+\\s*\\(.*\\)\\s*")) {
                    plain.put(option.getKey(), "1us");
                    Distribution.parse(value);
                } else {
                    plain.put(option.getKey(), value);
                }
            } catch (IllegalArgumentException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        problems.addAll(extension(ExtensionPoint.FAULT, new ExtensionText(fault.id(), plain), own));
        return problems;
    }

    private static void probability(String text) {
        try {
            double value = Double.parseDouble(text);
            if (value >= 0 && value <= 1) {
                return;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException("probability '" + text + "'; expected a number in 0..1");
    }

    /** A procedure, or the name of a family: {@code kdump}, {@code panic}. */
    private void procedure(ExtensionText text) {
        List<String> ids = installed.ids(ExtensionPoint.STOP_PROCEDURE);
        boolean family = ids.stream().anyMatch(id -> id.startsWith(text.id() + "-"));
        if (!ids.contains(text.id()) && !family) {
            named(ExtensionPoint.STOP_PROCEDURE, text.id(), Set.of("kdump", "panic"));
        }
        if (ids.contains(text.id())) {
            OptionValues.of(specs(ExtensionPoint.STOP_PROCEDURE, text.id()), text.options());
        }
    }

    private static void option(List<OptionSpec> specs, String name, String text) {
        for (OptionSpec spec : specs) {
            if (spec.name().equals(name)) {
                try {
                    spec.parse(text);
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(e.getMessage() + withoutUnit(spec, text), e);
                }
            }
        }
    }

    /** A whole number with a unit: how it is written. */
    private static String withoutUnit(OptionSpec spec, String text) {
        Matcher matcher = NUMBER_WITH_UNIT.matcher(text);
        if (!(spec.type() instanceof OptionType.Int) || spec.unit().isEmpty() || !matcher.matches()) {
            return "";
        }
        boolean giga = spec.unit().equals("MHz") && matcher.group(2).equalsIgnoreCase("GHz");
        return (spec.unit().equals("1/s") ? " per second" : " in " + spec.unit()) + ", without the unit: "
                + matcher.group(1) + (giga ? "000" : "");
    }

    private static void number(String text, int min, int max) {
        int number = ConfigReader.integer(text);
        if (number < min || number > max) {
            throw new IllegalArgumentException("expected a whole number in " + min + ".." + max);
        }
    }
}
