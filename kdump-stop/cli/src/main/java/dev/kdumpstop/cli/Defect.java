package dev.kdumpstop.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;

/** What is said when the program itself is wrong: sorry, and everything a report needs. */
final class Defect {
    private Defect() {}

    static void print(Throwable defect, CommandLine line, PrintWriter err) {
        List<String> arguments = line.getParseResult() == null
                ? List.of()
                : line.getParseResult().originalArgs();
        err.print(
                "kdump-stop: this is a defect of kdump-stop, not of what you asked for. Please report these lines:\n");
        err.print("  version   " + Version.text() + "\n");
        err.print(
                "  java      " + System.getProperty("java.vm.name") + " " + System.getProperty("java.version") + "\n");
        err.print("  system    " + System.getProperty("os.name") + " " + System.getProperty("os.arch") + "\n");
        err.print("  command   " + line.getCommandSpec().root().name() + " " + String.join(" ", arguments) + "\n");
        for (Throwable cause = defect; cause != null; cause = cause.getCause()) {
            err.print("  " + (cause == defect ? "what      " : "because   ") + cause + "\n");
            StackTraceElement[] trace = cause.getStackTrace();
            for (int i = 0; i < Math.min(12, trace.length); i++) {
                err.print("            at " + trace[i] + "\n");
            }
        }
    }
}
