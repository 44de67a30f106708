package dev.kdumpstop.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Where a command writes, and whether in colour.
 *
 * @param out what was asked for
 * @param err everything else
 * @param color whether to colour {@code out}
 */
record Console(PrintWriter out, PrintWriter err, boolean color) {
    /** Texts and tables are at most so wide. */
    static final int WIDTH = 100;

    /** The console of a running command. */
    static Console of(CommandSpec spec) {
        boolean color = spec.root().userObject() instanceof KdumpStop program && program.isColored();
        return new Console(spec.commandLine().getOut(), spec.commandLine().getErr(), color);
    }

    /** Writes one line. */
    void line(String text) {
        out.print(text);
        out.print('\n');
    }

    /** Writes one line in a tone. */
    void line(Tone tone, String text) {
        line(paint(tone, text));
    }

    /** Writes a text whose first line begins with {@code label}, the others under it. */
    void paragraph(String label, String text) {
        String indent = " ".repeat(label.length());
        String lead = label;
        for (String line : wrap(text, WIDTH - label.length())) {
            line(lead + line);
            lead = indent;
        }
    }

    /** The text in that tone if there is colour. */
    String paint(Tone tone, String text) {
        return color ? tone.paint(text) : text;
    }

    /** Breaks at blanks; a word that is longer than the width keeps its line. */
    static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
