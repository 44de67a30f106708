package dev.kdumpstop.cli;

import java.io.File;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Where a command writes, and whether in colour.
 *
 * @param out what was asked for
 * @param err everything else
 * @param color whether to colour {@code out}
 * @param given options of the running command that describe a machine or plug-ins, as they were given and as a shell takes them
 */
record Console(PrintWriter out, PrintWriter err, boolean color, List<String> given) {
    /** Texts and tables are at most so wide. */
    static final int WIDTH = 100;

    /** The console of a running command. */
    static Console of(CommandSpec spec) {
        boolean color = spec.root().userObject() instanceof KdumpStop program && program.isColored();
        return new Console(spec.commandLine().getOut(), spec.commandLine().getErr(), color, given(spec));
    }

    private static List<String> given(CommandSpec spec) {
        ParseResult parsed = spec.commandLine().getParseResult();
        List<String> given = new ArrayList<>();
        for (CommandSpec mixin : spec.mixins().values()) {
            for (OptionSpec option : mixin.options()) {
                String name = option.longestName();
                OptionSpec own = spec.findOption(name);
                if (mixin.userObject() instanceof MachineOptions && parsed.hasMatchedOption(name) && own != null) {
                    own.originalStringValues().forEach(value -> given.add(name + " " + quoted(value)));
                }
            }
        }
        if (spec.root().userObject() instanceof KdumpStop program
                && !program.pluginPath().isEmpty()) {
            List<String> places =
                    program.pluginPath().stream().map(Path::toString).toList();
            given.add("--plugin-path " + quoted(String.join(File.pathSeparator, places)));
        }
        return given;
    }

    /** A word as a shell takes it. */
    static String quoted(String word) {
        return word.matches("[\\w=:,./+@%-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
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
        paragraph(label, text, label.length());
    }

    /** The same with a label that is painted and takes {@code width} columns. */
    void paragraph(String label, String text, int width) {
        String indent = " ".repeat(width);
        String lead = label;
        for (String line : wrap(text, WIDTH - width)) {
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
