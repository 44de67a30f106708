package dev.kdumpstop.cli;

import dev.kdumpstop.orchestrator.guice.Wiring;
import dev.kdumpstop.orchestrator.plugin.Installed;
import dev.kdumpstop.orchestrator.plugin.PluginPath;
import dev.kdumpstop.orchestrator.plugin.PluginProblem;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;

/** What the program works with: everything on the class path and on the plug-in path, wired by the injector, which is used once. */
final class Extensions {
    /** More of what {@code --plugin-path} takes. */
    static final String PLUGINS = "KDUMP_STOP_PLUGINS";

    private static final int NAMED_IN_WARNING = 3;

    private Extensions() {}

    /** For a command that works with them: says in one line what was refused. @throws UserError if that is not allowed */
    static Installed of(CommandSpec spec) {
        Installed installed = toShow(spec);
        warn(installed.problems(), spec.commandLine().getErr());
        return installed;
    }

    /** For a command that shows what was refused. @throws UserError if that is not allowed */
    static Installed toShow(CommandSpec spec) {
        KdumpStop program = (KdumpStop) spec.root().userObject();
        Installed installed = wired(places(program));
        if (program.strictPlugins && !installed.problems().isEmpty()) {
            throw new UserError(
                    installed.problems().stream().map(PluginProblem::toString).toList());
        }
        return installed;
    }

    /** The usable extensions and, from discovery, the problems of the others. */
    static Installed wired(List<Path> places) {
        Installed found = Installed.discover().andJarsOf(places);
        return Wiring.crashStops(found).installed().withFindingsOf(found);
    }

    private static List<Path> places(KdumpStop program) {
        List<Path> places = new ArrayList<>();
        Problems problems = new Problems();
        String text = program.environment().getOrDefault(PLUGINS, "");
        add(places, "--plugin-path", () -> new PluginPath(program.pluginPath()), problems);
        add(places, "environment variable " + PLUGINS, () -> PluginPath.parse(text), problems);
        problems.stopIfAny();
        return places;
    }

    private static void add(List<Path> places, String where, Supplier<PluginPath> said, Problems problems) {
        try {
            PluginPath path = said.get();
            path.problems().forEach(problem -> problems.add(where + ": " + problem));
            places.addAll(path.places());
        } catch (IllegalArgumentException e) {
            problems.add(where + ": " + e.getMessage());
        }
    }

    private static void warn(List<PluginProblem> problems, PrintWriter err) {
        if (problems.isEmpty()) {
            return;
        }
        List<String> refused =
                problems.stream().map(PluginProblem::what).distinct().toList();
        List<String> named = refused.subList(0, Math.min(NAMED_IN_WARNING, refused.size()));
        err.print("kdump-stop: warning: " + refused.size() + (refused.size() == 1 ? " plug-in was" : " plug-ins were")
                + " refused: " + String.join(", ", named)
                + (named.size() < refused.size() ? " and " + (refused.size() - named.size()) + " more" : "")
                + "; see 'list plugins'\n");
    }
}
