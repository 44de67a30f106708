package dev.kdumpstop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;

/** Exit codes, help, colour: what all commands have in common. */
class ProgramTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | --version",
                "0 | stop --subarch flat",
                "0 | stop --subarch bigsmp --scenario icr-busy-at-entry --solution baseline",
                "0 | stop --subarch bigsmp --scenario icr-busy-at-entry --solution A --fail-on HUNG",
                "1 | stop --subarch bigsmp --scenario icr-busy-at-entry --solution baseline --fail-on HUNG",
                "1 | stop --subarch flat --fail-on undecided,captured-all",
                "1 | matrix --fail-on HUNG",
                "0 | matrix --fail-on HUNG,UNDECIDED --solution A",
                "0 | matrix --help",
                "0 | icr decode 400",
                "2 | ''",
                "2 | icr",
                "2 | icr decode",
                "2 | list nothing",
                "2 | completion fish",
                "2 | matrix --fail-on BROKEN",
                "2 | matrix --json --markdown",
                "2 | stop --color sometimes",
            })
    void exitCode(int expected, String commandLine) {
        assertThat(Cli.run(commandLine.isEmpty() ? new String[0] : commandLine.split(" "))
                        .exit())
                .isEqualTo(expected);
    }

    @Command(name = "broken")
    static final class Broken implements Runnable {
        @Override
        public void run() {
            throw new IllegalStateException("this cannot be");
        }
    }

    @Test
    void ourOwnDefectSaysWhatToReport() {
        StringWriter err = new StringWriter();
        CommandLine line = new Program(new PrintWriter(new StringWriter()), new PrintWriter(err), Map.of())
                .commandLine(ColorMode.NEVER)
                .addSubcommand(new Broken());
        assertThat(line.execute("broken")).isEqualTo(ExitCode.DEFECT);
        assertThat(err.toString())
                .startsWith("kdump-stop: this is a defect of kdump-stop")
                .contains("command   kdump-stop broken\n")
                .contains("java.lang.IllegalStateException: this cannot be")
                .contains("ProgramTest$Broken.run");
    }

    @Test
    void everyOptionHasDefaultAndExample() {
        List<String> missing = new ArrayList<>();
        int seen = 0;
        for (CommandLine line : all(commandLine())) {
            List<ArgSpec> arguments = new ArrayList<>(line.getCommandSpec().options());
            arguments.addAll(line.getCommandSpec().positionalParameters());
            for (ArgSpec argument : arguments) {
                String text = String.join(" ", argument.description());
                boolean standard =
                        argument.isOption() && (text.contains("help message") || text.contains("version info"));
                seen++;
                if (!standard && !(text.contains("Default: ") && text.contains("Example: "))) {
                    missing.add(line.getCommandSpec().qualifiedName() + " " + argument.paramLabel() + ": " + text);
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(seen).isGreaterThan(50);
    }

    @Test
    void everyCommandHasHelp() {
        for (CommandLine line : all(commandLine())) {
            assertThat(line.getUsageMessage())
                    .contains("Usage: " + line.getCommandSpec().qualifiedName())
                    .contains("Exit codes:", "--help", "--color");
        }
    }

    private static CommandLine commandLine() {
        return new Program(new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()), Map.of())
                .commandLine(ColorMode.NEVER);
    }

    private static List<CommandLine> all(CommandLine line) {
        List<CommandLine> lines = new ArrayList<>(List.of(line));
        line.getSubcommands().values().forEach(child -> lines.addAll(all(child)));
        return lines;
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void completionKnowsCommandsAndOptions(String shell) {
        assertThat(Cli.run("completion", shell).out())
                .startsWith("#!/usr/bin/env bash")
                .contains("compinit", "matrix", "--fail-on", "decode");
    }

    @Test
    void colourIsOnOnlyWhereItIsWanted() {
        assertThat(ColorMode.AUTO.isOn(Map.of())).as("no terminal").isFalse();
        assertThat(ColorMode.ALWAYS.isOn(Map.of("NO_COLOR", "1"))).isTrue();
        assertThat(ColorMode.NEVER.isOn(Map.of())).isFalse();
        System.setProperty("kdumpstop.terminal", "true");
        try {
            assertThat(ColorMode.AUTO.isOn(Map.of())).isTrue();
            assertThat(ColorMode.AUTO.isOn(Map.of("NO_COLOR", "1"))).isFalse();
            assertThat(ColorMode.AUTO.isOn(Map.of("NO_COLOR", ""))).isTrue();
            assertThat(ColorMode.AUTO.isOn(Map.of("TERM", "dumb"))).isFalse();
        } finally {
            System.clearProperty("kdumpstop.terminal");
        }
        assertThat(Cli.line("matrix").out()).doesNotContain("\u001b");
        assertThat(Cli.line("matrix --color=always").out()).contains("\u001b[1;31mHUNG\u001b[0m");
        assertThat(Cli.line("--help --color=always").out()).contains("\u001b");
    }

    @Test
    void coloursAreThoseOfTheEnvironmentGiven() {
        StringWriter out = new StringWriter();
        System.setProperty("kdumpstop.terminal", "true");
        try {
            new Program(new PrintWriter(out), new PrintWriter(new StringWriter()), Map.of("NO_COLOR", "1"))
                    .run("stop", "--subarch", "flat");
        } finally {
            System.clearProperty("kdumpstop.terminal");
        }
        assertThat(out.toString()).doesNotContain("\u001b");
    }
}
