package dev.kdumpstop.cli;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Entry point of the program {@code kdump-stop}. */
public final class Main {

    private Main() {}

    /**
     * Runs a command and ends the JVM with its exit code.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(new OutputStreamWriter(System.out, charset("stdout")));
        PrintWriter err = new PrintWriter(new OutputStreamWriter(System.err, charset("stderr")));
        System.exit(run(out, err, System.getenv(), args));
    }

    /**
     * Runs a command inside this JVM.
     *
     * @param environment what the program sees of the environment, for example {@code NO_COLOR}
     * @return the exit code
     */
    public static int run(PrintWriter out, PrintWriter err, Map<String, String> environment, String... args) {
        return new Program(out, err, environment).run(args);
    }

    /** What the launcher or the JVM says of the stream; the names differ between Java 17 and later ones. */
    private static Charset charset(String stream) {
        for (String property : List.of(stream + ".encoding", "sun." + stream + ".encoding", "native.encoding")) {
            String name = System.getProperty(property, "");
            if (!name.isEmpty() && Charset.isSupported(name)) {
                return Charset.forName(name);
            }
        }
        return StandardCharsets.UTF_8;
    }
}
