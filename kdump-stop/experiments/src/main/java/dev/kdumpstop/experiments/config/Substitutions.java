package dev.kdumpstop.experiments.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import dev.kdumpstop.api.option.NearestName;
import dev.kdumpstop.experiments.config.ConfigReader.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What is wrong with the substitutions of a file that cannot be resolved: all that name nothing, and those in a circle. */
final class Substitutions {
    private static final Pattern WANTED = Pattern.compile("\\$\\{(?!\\?)\"?([^}\"]*)\"?}");

    private final String origin;
    private final Map<String, ConfigValue> values = new TreeMap<>();

    Substitutions(String origin, Config parsed) {
        this.origin = origin;
        collect(parsed.root(), "");
    }

    private void collect(ConfigObject object, String in) {
        object.forEach((key, value) -> {
            String path = in + ConfigUtil.joinPath(key);
            values.put(path, value);
            if (value instanceof ConfigObject inner) {
                collect(inner, path + ".");
            }
        });
    }

    /** In the order of the lines; empty if it is neither. */
    List<String> problems() {
        List<Problem> problems = new ArrayList<>();
        values.forEach((path, value) -> wanted(value).stream()
                .filter(name -> !values.containsKey(name) && System.getenv(name) == null)
                .forEach(name -> problems.add(Problem.of(value.origin(), origin, missing(name)))));
        Set<Set<String>> told = new HashSet<>();
        values.forEach((path, value) -> {
            List<String> circle = circle(path);
            if (!circle.isEmpty() && told.add(new TreeSet<>(circle))) {
                problems.add(Problem.of(value.origin(), origin, words(circle)));
            }
        });
        return problems.stream()
                .sorted(Comparator.comparingInt(Problem::line))
                .map(Problem::toString)
                .toList();
    }

    private static List<String> wanted(ConfigValue value) {
        return value instanceof ConfigObject
                ? List.of()
                : WANTED.matcher(value.render(ConfigRenderOptions.concise()))
                        .results()
                        .map((MatchResult found) -> found.group(1))
                        .toList();
    }

    private String missing(String name) {
        return "nothing is called '" + name + "', which is named by ${" + name + "}"
                + NearestName.of(name, values.keySet())
                        .map(found -> ". Did you mean '" + found + "'?")
                        .orElse("; it stands neither in the file nor in the environment");
    }

    /** The names from this one on until it comes again. */
    private List<String> circle(String path) {
        List<String> chain = new ArrayList<>();
        String next = path;
        for (ConfigValue value = values.get(path); value != null && !chain.contains(next); value = values.get(next)) {
            // path = ${path}":/bin" looks back at what stood there before.
            boolean looksBack = !value.render(ConfigRenderOptions.concise()).matches("\\$\\{[^}]*}");
            List<String> wanted = wanted(value);
            if (wanted.isEmpty() || (looksBack && wanted.contains(next))) {
                return List.of();
            }
            chain.add(next);
            next = wanted.get(0);
        }
        return next.equals(path) ? chain : List.of();
    }

    private static String words(List<String> circle) {
        int last = circle.size() - 1;
        return last == 0
                ? circle.get(0) + " refers to itself; give it a value"
                : String.join(", ", circle.subList(0, last)) + " and " + circle.get(last)
                        + " refer to each other; give one of them a value";
    }
}
