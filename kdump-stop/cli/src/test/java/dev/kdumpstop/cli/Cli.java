package dev.kdumpstop.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/** Runs the program inside the test. */
final class Cli {
    /** What came of it. */
    record Result(int exit, String out, String err) {}

    private Cli() {}

    static Result run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = new Program(new PrintWriter(out), new PrintWriter(err), Map.of()).run(args);
        return new Result(exit, out.toString(), err.toString());
    }

    /** Runs a command line without quotes. */
    static Result line(String commandLine) {
        return run(commandLine.split(" +"));
    }
}
