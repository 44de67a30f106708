package dev.kdumpstop.integration;

import dev.kdumpstop.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/**
 * What came of a run of the program inside this JVM.
 *
 * @param exit the exit code
 * @param out what it printed
 * @param err what it complained of
 */
record Program(int exit, String out, String err) {
    static Program run(Map<String, String> environment, String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Main.run(new PrintWriter(out), new PrintWriter(err), environment, words);
        return new Program(exit, out.toString(), err.toString());
    }

    static Program run(String... words) {
        return run(Map.of(), words);
    }
}
