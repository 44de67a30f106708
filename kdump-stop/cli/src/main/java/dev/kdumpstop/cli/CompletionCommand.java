package dev.kdumpstop.cli;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kdump-stop completion}. */
@Command(
        name = "completion",
        header = "A script that completes commands and options in bash or zsh.",
        description = "Prints the script.",
        footer = {"", "Example:", "  source <(kdump-stop completion bash)"})
final class CompletionCommand implements Callable<Integer> {
    private static final List<String> SHELLS = List.of("bash", "zsh");

    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "SHELL",
            description = "bash or zsh; the script serves both. Default: bash. Example: zsh")
    String shell = "bash";

    @Override
    public Integer call() {
        CommandSpec program = Objects.requireNonNull(spec).root();
        if (!SHELLS.contains(shell)) {
            throw new UserError(
                    List.of("no completion for shell '" + shell + "'. Known: " + String.join(", ", SHELLS)));
        }
        Console.of(spec)
                .line(AutoComplete.bash(program.name(), program.commandLine()).stripTrailing());
        return ExitCode.OK;
    }
}
