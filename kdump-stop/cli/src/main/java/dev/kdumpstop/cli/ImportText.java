package dev.kdumpstop.cli;

import dev.kdumpstop.evidence.boot.LogLine;
import dev.kdumpstop.evidence.boot.Statement;
import dev.kdumpstop.evidence.boot.Topic;
import dev.kdumpstop.orchestrator.words.MachineWords;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an import tells, in lines. */
final class ImportText {
    private static final int WIDTH = Console.WIDTH - 2;

    private ImportText() {}

    /** All of it; with {@code explain} the lines it was read from and the selector's rules too. */
    static List<String> lines(ImportResult result, boolean explain) {
        List<String> lines = new ArrayList<>();
        add(
                lines,
                "machine    ",
                List.of(MachineWords.of(result.machine()) + "; Linux "
                        + result.machine().release() + ", "
                        + result.machine().architecture().id()));
        add(lines, "driver     ", List.of(driver(result)));
        add(
                lines,
                "printed    ",
                List.of((result.printedWords().isEmpty() ? "" : "'" + result.printedWords() + "': ")
                        + result.agreementWords()));
        add(lines, "shorthand  ", List.of(shorthand(result)));
        add(lines, "assumed    ", result.assumed());
        add(lines, "unknown    ", result.unknown());
        add(lines, "note       ", result.notes());
        if (explain) {
            explain(lines, result);
        }
        return lines;
    }

    private static String driver(ImportResult result) {
        if (result.selections().isEmpty()) {
            return "not known";
        }
        List<String> parts = new ArrayList<>();
        for (ImportResult.Choice choice : result.selections()) {
            String name = choice.driver().isEmpty() ? "none" : choice.driver();
            parts.add(name + ", says selector " + choice.selector()
                    + (choice.installed() || choice.driver().isEmpty() ? "" : "; it is not installed"));
        }
        return String.join("; ", parts);
    }

    private static String shorthand(ImportResult result) {
        return result.record()
                .last(Topic.SHORTHAND)
                .map(said -> said.value() + " by the kernel's options (" + ImportedKey.at(said) + ")"
                        + (said.value().equals("enabled") && neverStarted(result)
                                ? "; not used all the same, as a CPU that is present was never started"
                                : ""))
                .orElse("not printed");
    }

    private static boolean neverStarted(ImportResult result) {
        return !result.machine()
                .maps()
                .bootedOnce()
                .containsAll(result.machine().maps().present());
    }

    private static void explain(List<String> lines, ImportResult result) {
        lines.add("");
        lines.add("Lines used");
        Map<LogLine, List<String>> byLine = new LinkedHashMap<>();
        for (Statement said : result.record().statements()) {
            byLine.computeIfAbsent(said.line(), key -> new ArrayList<>())
                    .add(said.topic().words() + (said.topic() == Topic.DRIVER_SETTLED ? "" : " " + said.value()));
        }
        byLine.forEach((line, said) -> {
            String lead = "  " + line.where() + "  ";
            lines.add(lead + shortened(line.text(), Math.max(20, WIDTH - lead.length())));
            Console.wrap("-> " + String.join("; ", said), WIDTH - 6).forEach(text -> lines.add("      " + text));
        });
        for (ImportResult.Choice choice : result.selections()) {
            lines.add("");
            lines.add("Rules asked by selector " + choice.selector());
            for (String rule : choice.trail()) {
                add(lines, "  ", List.of(rule));
            }
        }
    }

    private static String shortened(String text, int width) {
        return text.length() <= width ? text : text.substring(0, width - 1) + "…";
    }

    private static void add(List<String> lines, String label, List<String> texts) {
        String lead = label;
        for (String text : texts) {
            for (String line : Console.wrap(text, WIDTH - label.length())) {
                lines.add((lead + line).stripTrailing());
                lead = " ".repeat(label.length());
            }
        }
    }
}
