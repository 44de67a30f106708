package dev.kdumpstop.cli;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

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
        System.exit(new Program(out, err, System.getenv()).run(args));
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
