package dev.kdumpstop.cli;

import dev.kdumpstop.api.option.NearestName;
import dev.kdumpstop.experiments.config.InvalidConfigException;
import dev.kdumpstop.orchestrator.plugin.BrokenPluginException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Runs one command line against two writers; makes exit codes and error texts the same for all commands. */
final class Program {
    private final PrintWriter out;
    private final PrintWriter err;
    private final Map<String, String> environment;

    Program(PrintWriter out, PrintWriter err, Map<String, String> environment) {
        this.out = out;
        this.err = err;
        this.environment = environment;
    }

    /** The exit code. */
    int run(String... args) {
        CommandLine line = commandLine(colorOf(args));
        int exit = line.execute(args);
        out.flush();
        err.flush();
        return exit;
    }

    /** Help is printed before options are bound, so this one is looked for by hand. */
    private ColorMode colorOf(String... args) {
        ColorMode mode = ColorMode.AUTO;
        for (int i = 0; i < args.length; i++) {
            String word = args[i].startsWith("--color=")
                    ? args[i].substring("--color=".length())
                    : args[i].equals("--color") && i + 1 < args.length ? args[i + 1] : "";
            for (ColorMode candidate : ColorMode.values()) {
                mode = candidate.toString().equalsIgnoreCase(word) ? candidate : mode;
            }
        }
        return mode;
    }

    CommandLine commandLine(ColorMode mode) {
        Ansi ansi = mode.isOn(environment) ? Ansi.ON : Ansi.OFF;
        return new CommandLine(new KdumpStop(environment))
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setColorScheme(CommandLine.Help.defaultColorScheme(ansi))
                .setParameterExceptionHandler((e, args) -> usage(e))
                .setExecutionExceptionHandler((e, line, parsed) -> failed(e, line));
    }

    private int usage(ParameterException e) {
        CommandLine line = e.getCommandLine();
        List<String> problems = new ArrayList<>();
        if (e instanceof UnmatchedArgumentException unmatched) {
            boolean option = unmatched.getUnmatched().stream().anyMatch(word -> word.startsWith("-"));
            for (String argument : unmatched.getUnmatched()) {
                // What follows an unknown option may be its value.
                if (!option || argument.startsWith("-")) {
                    problems.add(unknown(argument, line));
                }
            }
        } else {
            problems.add(String.valueOf(e.getMessage()));
        }
        print(new UserError(problems), line);
        return ExitCode.USAGE;
    }

    private static String unknown(String argument, CommandLine line) {
        if (argument.startsWith("-")) {
            String name = argument.replaceFirst("=.*", "");
            List<String> known = new ArrayList<>();
            line.getCommandSpec().options().forEach(option -> known.addAll(List.of(option.names())));
            known.sort(null);
            return "unknown option '" + name + "'" + NearestName.hint(name, known);
        } else if (!line.getSubcommands().isEmpty()) {
            return "unknown command '" + argument + "'"
                    + NearestName.hint(argument, line.getSubcommands().keySet());
        }
        return "unexpected argument '" + argument + "'";
    }

    private int failed(Exception e, CommandLine line) {
        if (e instanceof InvalidConfigException invalid) {
            print(new UserError(invalid.file(), invalid.problems()), line);
            return ExitCode.USAGE;
        }
        if (e instanceof UserError error) {
            print(error, line);
            return ExitCode.USAGE;
        } else if (e instanceof BrokenPluginException broken) {
            print(new UserError(List.of(String.valueOf(broken.getMessage()))), line);
            return ExitCode.USAGE;
        }
        Defect.print(e, line, err);
        return ExitCode.DEFECT;
    }

    private void print(UserError error, CommandLine line) {
        List<String> problems = error.problems();
        String where = error.subject().isEmpty() ? "" : " in " + error.subject();
        if (problems.size() == 1) {
            err.print("kdump-stop: " + (error.subject().isEmpty() ? "" : error.subject() + ": ") + problems.get(0)
                    + "\n");
        } else {
            err.print("kdump-stop: " + problems.size() + " problems" + where + "\n");
            for (int i = 0; i < problems.size(); i++) {
                err.print("  " + (i + 1) + ") " + problems.get(i) + "\n");
            }
        }
        err.print("Try '" + line.getCommandSpec().qualifiedName() + " --help'.\n");
    }
}
