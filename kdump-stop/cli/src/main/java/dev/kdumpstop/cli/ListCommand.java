package dev.kdumpstop.cli;

import dev.kdumpstop.api.option.NearestName;
import dev.kdumpstop.core.machine.ModelOptions;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import dev.kdumpstop.orchestrator.plugin.UnknownNameException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kdump-stop list}. */
@Command(
        name = "list",
        header = "Everything that is installed, usable or refused.",
        description =
                "Without arguments: all extensions, one line each, and why some cannot be used. With a kind: those of that"
                        + " kind with their options and sources. With a name too: only that one, a stop procedure with its steps.",
        footer = {
            "",
            "Examples:",
            "  kdump-stop list",
            "  kdump-stop list solutions",
            "  kdump-stop list procedure kdump-today",
            "  kdump-stop list plugins --plugin-path plugins",
            "  kdump-stop list options"
        })
final class ListCommand implements Callable<Integer> {
    private static final String OPTIONS = "options";
    private static final String PLUGINS = "plugins";

    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "KIND",
            description =
                    "sub-architectures, selectors, solutions, wait-policies, stop-procedures, faults, timing-profiles;"
                            + " plugins (by jar, usable or refused); options (those of the machine model). Default:"
                            + " everything. Example: solutions")
    @Nullable
    String kind;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "NAME",
            description = "One of that kind. Default: all. Example: kdump-today")
    @Nullable
    String name;

    @Option(names = "--json", description = "Write JSON. Default: text. Example: --json")
    boolean json;

    @Override
    public Integer call() {
        Console console = Console.of(Objects.requireNonNull(spec));
        if (kind != null && singular(kind).equals("option")) {
            new ListText(Installed.of(List.of()), console).modelOptions(selectedOption(), json);
            return ExitCode.OK;
        }
        Installed installed = Extensions.toShow(Objects.requireNonNull(spec));
        if (kind != null && singular(kind).replace("plug-in", "plugin").equals("plugin")) {
            plugins(installed, console);
            return ExitCode.OK;
        }
        List<ExtensionPoint<?>> points = kind == null ? ExtensionPoint.ALL : List.of(point(kind));
        if (name != null && !installed.ids(points.get(0)).contains(name)) {
            throw new UserError(List.of(String.valueOf(
                    new UnknownNameException(points.get(0).words(), name, installed.ids(points.get(0))).getMessage())));
        }
        if (json) {
            console.line(Json.indented(ListJson.of(installed, points, name)));
        } else {
            new ListText(installed, console).print(points, kind != null, name);
        }
        return ExitCode.OK;
    }

    private void plugins(Installed installed, Console console) {
        List<PluginRow> all = PluginRow.of(installed);
        List<PluginRow> rows = name == null
                ? all
                : all.stream().filter(row -> row.origin().equals(name)).toList();
        if (rows.isEmpty()) {
            throw new UserError(List.of(String.valueOf(new UnknownNameException(
                            "plug-in",
                            String.valueOf(name),
                            all.stream().map(PluginRow::origin).toList())
                    .getMessage())));
        } else if (json) {
            console.line(Json.indented(ListJson.plugins(installed, rows)));
        } else {
            new ListText(installed, console).plugins(rows);
        }
    }

    private @Nullable String selectedOption() {
        if (name != null
                && ModelOptions.specs().stream()
                        .noneMatch(option -> option.name().equals(name))) {
            throw new UserError(List.of("unknown option '" + name + "'"
                    + NearestName.hint(
                            name,
                            ModelOptions.specs().stream()
                                    .map(option -> option.name())
                                    .toList())));
        }
        return name;
    }

    /** By its name, in the singular or plural, with blanks or hyphens, or by its last word: procedure, profile, policy. */
    private static ExtensionPoint<?> point(String text) {
        String wanted = singular(text);
        List<String> known = new ArrayList<>();
        for (ExtensionPoint<?> point : ExtensionPoint.ALL) {
            String words = singular(point.words());
            if (wanted.equals(words) || words.endsWith("-" + wanted)) {
                return point;
            }
            known.add(point.plural().replace(' ', '-'));
        }
        if (wanted.equals("subarch")) {
            return ExtensionPoint.SUB_ARCHITECTURE;
        } else if (wanted.equals("scenario")) {
            return ExtensionPoint.FAULT;
        }
        known.add(PLUGINS);
        known.add(OPTIONS);
        throw new UserError(List.of("unknown kind '" + text + "'" + NearestName.hint(text, known)));
    }

    private static String singular(String text) {
        String word = text.toLowerCase(Locale.ROOT).replace(' ', '-');
        if (word.endsWith("ies")) {
            return word.substring(0, word.length() - 3) + "y";
        }
        return word.endsWith("s") ? word.substring(0, word.length() - 1) : word;
    }
}
