package dev.kdumpstop.experiments.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import dev.kdumpstop.experiments.config.ConfigReader.Problem;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The syntax of an experiment file: HOCON, with messages that say what to do, and with includes that have to be there. */
final class HoconText {
    private static final Pattern KEY = Pattern.compile("Key '\"?([^'\"]*)\"?' may not be followed by token");

    private final String origin;
    private final String text;

    HoconText(String origin, String text) {
        this.origin = origin;
        this.text = text;
    }

    /**
     * The whole, with what it includes.
     *
     * @param folder where files that it includes are looked for
     * @throws InvalidConfigException if it is no HOCON
     */
    ConfigObject read(Path folder) {
        Path file = folder.resolve(Path.of(origin).getFileName()).normalize();
        Config parsed = parse(folder, List.of(file));
        try {
            return parsed.resolve().root();
        } catch (ConfigException.UnresolvedSubstitution e) {
            List<String> problems = new Substitutions(origin, parsed).problems();
            throw problems.isEmpty()
                    ? invalid(e, plain(String.valueOf(e.getMessage())))
                    : new InvalidConfigException(origin, problems);
        } catch (ConfigException e) {
            throw invalid(e, plain(String.valueOf(e.getMessage())));
        }
    }

    Config parse(Path folder, List<Path> including) {
        List<Problem> problems = new ArrayList<>();
        try {
            Config parsed = ConfigFactory.parseString(
                    text,
                    ConfigParseOptions.defaults()
                            .setSyntax(ConfigSyntax.CONF)
                            .setOriginDescription(origin)
                            .setIncluder(new Includes(this, folder, including, problems)));
            if (!problems.isEmpty()) {
                throw new InvalidConfigException(
                        origin, problems.stream().map(Problem::toString).toList());
            }
            return parsed;
        } catch (ConfigException e) {
            throw syntax(e);
        }
    }

    /** How to call a file that this one includes. */
    String beside(String name) {
        int slash = origin.lastIndexOf('/');
        return origin.substring(0, slash + 1) + name;
    }

    /** A problem with a line that includes a file. */
    Problem include(String name, String problem) {
        int line = 0;
        for (String each : text.lines().toList()) {
            line++;
            if (each.strip().startsWith("include") && each.contains(name)) {
                break;
            }
        }
        return new Problem(line, problem);
    }

    private InvalidConfigException invalid(ConfigException e, String message) {
        // An error at the end of the file is on its last line that says something.
        int last = text.stripTrailing().split("\n", -1).length;
        int line = e.origin() == null ? -1 : Math.min(last, e.origin().lineNumber());
        return new InvalidConfigException(origin, List.of(new Problem(line, message).toString()));
    }

    /** Without "FILE: LINE: " before it. */
    private String plain(String message) {
        return message.startsWith(origin + ": ")
                ? message.substring(origin.length() + 2).replaceFirst("^\\d+: ", "")
                : message;
    }

    private InvalidConfigException syntax(ConfigException e) {
        String said = plain(String.valueOf(e.getMessage()))
                .replaceFirst("\\(if you intended(?s:.*)", "")
                .strip();
        Matcher key = KEY.matcher(said);
        if (key.find()) {
            said = "after the key '" + key.group(1)
                    + "' a '=', ':' or '{' is expected; a text with a comma stands in quotes";
        } else if (said.contains("unescaped tab")) {
            said = "a tab between \"; write a blank, or \\t";
        } else if (said.contains("unescaped newline")) {
            said = "a string that begins with \" does not end on its line";
        } else if ((said.contains("new element after a comma") && !said.contains("end of file"))
                || said.contains("close parentheses ')' here, not: ','")) {
            said = "between two commas a value or a key is missing; leave one comma out";
        } else if (said.contains("end of file") || said.startsWith("List should have")) {
            Optional<Problem> open = open();
            if (open.isPresent()) {
                return new InvalidConfigException(origin, List.of(open.get().toString()));
            }
            said = said.contains("end of file")
                    ? "the file ends where more was expected"
                    : "in a list a ',' or a ']' is expected; a text with blanks or signs stands in quotes";
        } else if (said.contains("nbalanced") || said.contains("without matching")) {
            said = "a closing bracket without one that opens it";
        }
        return invalid(e, said);
    }

    /** The last bracket that is not closed, or is closed by one of the other kind. */
    private Optional<Problem> open() {
        Deque<Problem> open = new ArrayDeque<>();
        int line = 0;
        for (String each : text.lines().toList()) {
            line++;
            boolean quoted = false;
            for (int i = 0; i < each.length(); i++) {
                char c = each.charAt(i);
                if (c == '"' && (i == 0 || each.charAt(i - 1) != '\\')) {
                    quoted = !quoted;
                } else if (!quoted && (c == '#' || each.startsWith("//", i))) {
                    break;
                } else if (!quoted && (c == '{' || c == '[')) {
                    open.push(new Problem(line, "this '" + c + "' is not closed"));
                } else if (!quoted && (c == '}' || c == ']') && !open.isEmpty()) {
                    if (open.element().text().contains("'[' is") != (c == ']')) {
                        return Optional.of(open.element());
                    }
                    open.pop();
                }
            }
        }
        return Optional.ofNullable(open.peek());
    }

    /** Where a path is given a second time: the line of the first; empty if it is given once. */
    static Optional<Integer> firstLine(String whole, String withoutRepetition, int lastLine) {
        int at = 0;
        int most = Math.min(whole.length(), withoutRepetition.length());
        while (at < most && whole.charAt(at) == withoutRepetition.charAt(at)) {
            at++;
        }
        int first =
                1 + (int) whole.substring(0, at).chars().filter(c -> c == '\n').count();
        @Nullable Integer earlier = first < lastLine ? first : null;
        return Optional.ofNullable(earlier);
    }
}
