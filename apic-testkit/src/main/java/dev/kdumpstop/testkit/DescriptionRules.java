package dev.kdumpstop.testkit;

import dev.kdumpstop.api.Extension;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionType;
import dev.kdumpstop.api.stop.StopProcedureProvider;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.wait.SolutionProvider;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The form of what an extension says of itself; listings, errors and documentation are made from it. */
final class DescriptionRules {
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]*";
    private static final String SYSTEM = "[a-z][a-z0-9-]*";
    private static final String TWO_SENTENCES = ".*[\\p{Alnum})]\\. +\\p{Upper}.*";

    private final Consumer<String> problem;

    private DescriptionRules(Consumer<String> problem) {
        this.problem = problem;
    }

    static void check(Extension plugin, Consumer<String> problem) {
        new DescriptionRules(problem).check(plugin);
    }

    private void check(Extension plugin) {
        try {
            id(plugin.id());
            sentence("the summary", plugin.summary());
            Set<String> names = new HashSet<>();
            for (OptionSpec option : plugin.options()) {
                option(option);
                if (!names.add(option.name())) {
                    problem.accept("two options are named '" + option.name() + "': give each a name of its own");
                }
            }
            names(plugin);
            if (plugin.sources().stream().anyMatch(String::isBlank)) {
                problem.accept("one of its sources is blank: say where a fact comes from, or leave it out");
            }
        } catch (RuntimeException e) {
            problem.accept("it cannot describe itself: " + e
                    + ". Return constants from id(), summary(), options() and sources(), never null");
        }
    }

    /** What only some kinds have. */
    private void names(Extension plugin) {
        if (plugin instanceof SubArchitecture sub && !sub.id().equals(sub.name().toString())) {
            problem.accept("its id is '" + sub.id() + "', its name '" + sub.name()
                    + "': leave id() as it is in SubArchitecture");
        }
        String system = plugin instanceof SolutionProvider solution
                ? solution.system()
                : plugin instanceof StopProcedureProvider procedure ? procedure.system() : StopProcedureProvider.LINUX;
        if (system == null || !system.matches(SYSTEM)) {
            problem.accept("its system is '" + system + "': a word in lower case, the same in the procedure and in the"
                    + " solution of that system");
        }
    }

    /** One slash is that of a sub-architecture, whose name has a type of its own. */
    private void id(@Nullable String id) {
        if (id == null || !id.matches(NAME + "(/" + NAME + ")?")) {
            problem.accept("its id is '" + id
                    + "': use letters, digits, '-', '.' and '_', and begin with a letter or a digit");
        }
    }

    private void sentence(String what, @Nullable String text) {
        String wrong = wrong(text);
        if (!wrong.isEmpty()) {
            problem.accept(what + " " + wrong + " ('" + text
                    + "'): write one sentence on one line, without a final full stop");
        }
    }

    private static String wrong(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return "is blank";
        } else if (text.lines().count() > 1 || !text.equals(text.strip())) {
            return "has line breaks, or blanks around it";
        } else if (text.endsWith(".")) {
            return "ends with a full stop";
        }
        return text.matches(TWO_SENTENCES) ? "is more than one sentence" : "";
    }

    private void option(OptionSpec option) {
        sentence("the summary of option '" + option.name() + "'", option.summary());
        if (!hasOneValue(option.type()) && option.parse(option.defaultValue()).equals(option.parse(option.example()))) {
            problem.accept("the example of option '" + option.name() + "' is its default, '" + option.example()
                    + "': show another value, so that a reader sees what the option is for");
        }
    }

    private static boolean hasOneValue(OptionType type) {
        return (type instanceof OptionType.Choice choice && choice.words().size() == 1)
                || (type instanceof OptionType.Int range && range.min() == range.max());
    }
}
