package dev.kdumpstop.experiments.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.parser.ConfigDocument;
import com.typesafe.config.parser.ConfigDocumentFactory;
import dev.kdumpstop.experiments.config.ConfigReader.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Keys that a file gives twice. HOCON lets the last one win; in an experiment it is a slip of the pen. What is put over an
 * included file, or refers to what stood there before, is meant.
 */
final class Repetitions {
    private final String origin;
    private final String text;
    private final ConfigDocument document;
    private final List<Problem> problems = new ArrayList<>();

    private Repetitions(String origin, String text) {
        this.origin = origin;
        this.text = text;
        this.document = ConfigDocumentFactory.parseString(text);
    }

    static List<Problem> of(String origin, String text, ConfigObject root) {
        try {
            Repetitions found = new Repetitions(origin, text);
            found.search("", root);
            return found.problems;
        } catch (ConfigException e) {
            // The parser for documents knows less than the other one.
            return List.of();
        }
    }

    private void search(String in, ConfigObject object) {
        for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
            String path = in + ConfigUtil.joinPath(entry.getKey());
            if (entry.getValue() instanceof ConfigObject inner) {
                search(path + ".", inner);
                continue;
            }
            int last = entry.getValue().origin().lineNumber();
            boolean here = entry.getValue().origin().description().equals(origin + ": " + last);
            if (here && document.hasPath(path)) {
                String once = document.withValueText(path, "\"\"").render();
                HoconText.firstLine(text, once, last)
                        .filter(first -> !mentionsItself(first, last))
                        .ifPresent(first ->
                                problems.add(new Problem(last, path + " is given a second time, after line " + first)));
            }
        }
    }

    private boolean mentionsItself(int first, int last) {
        return text.lines()
                .skip(first - 1L)
                .limit(last - first + 1L)
                .anyMatch(line -> line.contains("+=") || line.contains("${"));
    }
}
