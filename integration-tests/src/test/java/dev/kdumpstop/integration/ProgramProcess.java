package dev.kdumpstop.integration;

import dev.kdumpstop.cli.Main;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program in a process of its own: it can be killed there, and no agent of the build slows it down. */
final class ProgramProcess {
    private ProgramProcess() {}

    /** Ready to start, its errors in its output. */
    static ProcessBuilder of(List<String> words) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(words);
        return new ProcessBuilder(command).redirectErrorStream(true);
    }
}
