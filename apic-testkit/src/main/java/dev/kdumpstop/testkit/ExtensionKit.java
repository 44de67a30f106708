package dev.kdumpstop.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kdumpstop.api.ApicSpi;
import dev.kdumpstop.api.Extension;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionType;
import dev.kdumpstop.orchestrator.CrashStop;
import dev.kdumpstop.orchestrator.ExtensionText;
import dev.kdumpstop.orchestrator.InvalidStopException;
import dev.kdumpstop.orchestrator.StopOutcome;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import dev.kdumpstop.orchestrator.plugin.PluginClassLoader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;

/**
 * What every extension is asked, whatever its kind. All tests of one class run on one object, so that machines and answers are
 * worked out once.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ExtensionKit<T extends Extension> {
    private static final String AT_ALL = "[A-Za-z0-9][A-Za-z0-9._-]*";
    /** Questions that {@link #describesItself} judges. */
    private static final int SELF_DESCRIPTION = 4;

    private static final String TWO_SENTENCES = ".*[\\p{Alnum})]\\. +\\p{Upper}.*";

    private final ExtensionPoint<T> point;
    private @Nullable TestReporter reporter;
    /** What was worked out for the plug-in under test, once for all tests. */
    private final Map<String, Object> worked = new HashMap<>();

    private @Nullable T subject;

    ExtensionKit(ExtensionPoint<T> point) {
        this.point = point;
    }

    /** The plug-in under test: {@code return new MyPlugin();}. Further objects are made by its constructor. */
    protected abstract T plugin();

    /** Extensions installed beside the plug-in besides everything on the test's class path; none unless overridden. */
    protected List<Extension> others() {
        return List.of();
    }

    /**
     * Jars that will be inside the plug-in's own jar, or beside it in {@code Class-Path}: the plug-in sees {@code apic-api},
     * the JDK and these; none unless overridden. {@link #jarOf} finds them.
     */
    protected List<Path> libraries() {
        return List.of();
    }

    /** The jar or folder on the test's class path that a class comes from. */
    protected static Path jarOf(Class<?> type) {
        return PluginFiles.of(type)
                .orElseThrow(() -> new IllegalArgumentException(type.getName() + " comes from no jar or folder"));
    }

    /** Puts every question this kind of extension can be asked. */
    abstract void ask(Interview<T> into, Variant.Reading options);

    // --- what tests use
    // -----------------------------------------------------------------------------------------------

    /** A parameterised class has one object for several plug-ins: what is known of one is not true of the next. */
    @BeforeEach
    final void begin(TestReporter given) {
        reporter = given;
        T next = plugin();
        if (next == null) {
            throw new AssertionError("plugin() returned null; write: return new MyPlugin();");
        }
        if (subject == null || subject.getClass() != next.getClass()) {
            worked.clear();
            subject = next;
        }
    }

    /** The plug-in under test. */
    final T subject() {
        return Objects.requireNonNull(subject);
    }

    /** Works something out the first time it is asked for. */
    final <S> S once(String what, Supplier<S> work) {
        Object found = worked.get(what);
        if (found == null) {
            found = work.get();
            worked.put(what, found);
        }
        @SuppressWarnings("unchecked") // each name stands for one thing
        S result = (S) found;
        return result;
    }

    /** A new plug-in; the one under test if it cannot be created as hosts do, which another test reports. */
    final T fresh() {
        try {
            return point.service().cast(DropIn.newInstance(subject().getClass()));
        } catch (AssertionError | LinkageError e) {
            return subject();
        }
    }

    private boolean isCreatable() {
        try {
            DropIn.newInstance(subject().getClass());
            return true;
        } catch (AssertionError | LinkageError e) {
            return false;
        }
    }

    /** What is installed while the plug-in runs. */
    final Installed host() {
        return Host.of(List.of(fresh()), others());
    }

    /** Skips the rest where a host would not even list the plug-in, or its answers differ anyway: other tests say so. */
    final void assumeUsable() {
        assumeTrue(isListed(), "a host would not list this plug-in; see the test that fails");
        assumeTrue(comparedWithAnotherOne().isEmpty(), "its answers differ anyway; see answersTheSameAgain");
    }

    /**
     * Makes a run twice, from a new plug-in each time.
     *
     * @return what happened, the first time; empty if it cannot be run, which is then among the problems
     */
    final Optional<StopOutcome> runTwice(Supplier<CrashStop> description, String where, Problems problems) {
        try {
            Twice.Recorded first = Twice.Recorded.of(description.get());
            String difference = Twice.difference(first, Twice.Recorded.of(description.get()));
            if (!difference.isEmpty()) {
                problems.add(
                        "the same run, made twice from a new plug-in each time, comes out differently: no clock, no random"
                                + " numbers, no hash order, no fields that change",
                        difference + "; " + where);
            }
            return Optional.of(first.outcome());
        } catch (InvalidStopException e) {
            problems.add("the orchestrator refuses to run it: " + String.join("; ", e.problems()), where);
        } catch (RuntimeException e) {
            problems.add(
                    "running it fails: throw nothing but an IllegalArgumentException that says what is wrong with the options",
                    e + "; " + where);
        }
        return Optional.empty();
    }

    private boolean isListed() {
        try {
            return Installed.of(List.of(subject())).problems().isEmpty();
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** The ways to give it options. */
    final List<Variant> variants() {
        try {
            return Variant.of(subject().options());
        } catch (RuntimeException e) {
            return List.of(Variant.DEFAULTS);
        }
    }

    final Interview<T> interview() {
        return once("interview", () -> interview(Variant.Reading.PLAIN));
    }

    private Interview<T> interview(Variant.Reading options) {
        Interview<T> made = new Interview<>();
        made.add("id", Extension::id);
        made.add("summary", Extension::summary);
        made.add("options", Extension::options);
        made.add("sources", Extension::sources);
        ask(made, options);
        return made;
    }

    /** What a new plug-in answers. */
    final List<Object> answers() {
        return once("answers", () -> interview().ask(fresh()));
    }

    /** Something that is better otherwise but is no error: an entry in the test's report. */
    final void hint(String text) {
        if (reporter != null) {
            reporter.publishEntry("hint", name() + ": " + text);
        }
    }

    final void assertNone(Problems problems) {
        problems.assertNone(name());
    }

    /** What messages call the plug-in. */
    final String name() {
        String type = subject().getClass().getName();
        try {
            return point.words() + " '" + subject().id() + "' (" + type + ")";
        } catch (RuntimeException e) {
            return point.words() + " of " + type;
        }
    }

    // --- tests
    // -----------------------------------------------------------------------------------------------

    /** A host can find it and create it: service file, public class, public constructor without arguments. */
    @Test
    final void isFoundByTheServiceLoader() {
        Class<?> type = subject().getClass();
        Problems problems = new Problems();
        try {
            DropIn.newInstance(type);
        } catch (AssertionError e) {
            problems.add(String.valueOf(e.getMessage()), "");
        }
        PluginClassLoader loader = DropIn.loader(point, type, libraries());
        if (!DropIn.isNamedAsService(point, type, loader)) {
            problems.add(
                    "no file META-INF/services/" + point.service().getName() + " names " + type.getName()
                            + ", so no host will find it. Annotate the class with @AutoService("
                            + point.service().getSimpleName()
                            + ".class) and put auto-service on the annotation processor path of the compiler; or write"
                            + " the file",
                    "");
        }
        assertNone(problems);
    }

    /** Id, summary, options and sources are in the form that listings, errors and documentation are made from. */
    @Test
    final void describesItself() {
        Problems problems = new Problems();
        T plugin = subject();
        try {
            id(plugin.id(), problems);
            sentence("the summary", plugin.summary(), problems);
            Set<String> names = new HashSet<>();
            for (OptionSpec option : plugin.options()) {
                option(option, problems);
                if (!names.add(option.name())) {
                    problems.add("two options are named '" + option.name() + "': give each a name of its own", "");
                }
            }
            if (plugin.sources().stream().anyMatch(String::isBlank)) {
                problems.add("one of its sources is blank: say where a fact comes from, or leave it out", "");
            } else if (plugin.sources().isEmpty()) {
                hint("it names no sources; override sources() and say where its facts come from");
            }
        } catch (RuntimeException e) {
            problems.add(
                    "it cannot describe itself: " + e + ". Return constants from id(), summary(), options() and"
                            + " sources(), never null",
                    "");
        }
        assertNone(problems);
    }

    private void id(@Nullable String id, Problems problems) {
        String form = point.equals(ExtensionPoint.SUB_ARCHITECTURE) ? "[a-z0-9_]+/" + AT_ALL : AT_ALL;
        if (id == null || !id.matches(form)) {
            problems.add(
                    "its id is '" + id + "': use letters, digits, '-', '.' and '_', and begin with a letter or a digit",
                    "");
        }
    }

    private static void sentence(String what, @Nullable String text, Problems problems) {
        String wrong = text == null || text.isBlank()
                ? "is blank"
                : text.lines().count() > 1 || !text.equals(text.strip())
                        ? "has line breaks, or blanks around it"
                        : text.endsWith(".")
                                ? "ends with a full stop"
                                : text.matches(TWO_SENTENCES) ? "is more than one sentence" : "";
        if (!wrong.isEmpty()) {
            problems.add(
                    what + " " + wrong + " ('" + text + "'): write one sentence on one line, without a final full stop",
                    "");
        }
    }

    private static void option(OptionSpec option, Problems problems) {
        sentence("the summary of option '" + option.name() + "'", option.summary(), problems);
        boolean oneValue = (option.type() instanceof OptionType.Choice choice
                        && choice.words().size() == 1)
                || (option.type() instanceof OptionType.Int range && range.min() == range.max());
        if (!oneValue && option.parse(option.defaultValue()).equals(option.parse(option.example()))) {
            problems.add(
                    "the example of option '" + option.name() + "' is its default, '" + option.example()
                            + "': show another value, so that a reader sees what the option is for",
                    "");
        }
    }

    /** The level of the SPI it was compiled against is that of this kit. */
    @Test
    final void statesTheSpiLevel() {
        int level = subject().spiLevel();
        if (level != ApicSpi.LEVEL) {
            throw new AssertionError(name() + " says SPI level " + level + ", this kit is for level " + ApicSpi.LEVEL
                    + "; hosts of this level refuse it. Write return ApicSpi.LEVEL; in spiLevel(), and compile against the"
                    + " apic-api that belongs to this kit");
        }
    }

    /** Loaded as a drop-in jar is, it answers everything as it does on the class path. */
    @Test
    final void seesOnlyTheSpi() {
        assumeTrue(isCreatable(), "it cannot be created; see isFoundByTheServiceLoader");
        List<Object> found = interview().ask(DropIn.load(point, subject(), libraries()));
        Problems problems = new Problems();
        if (!interview().findMissing(found, problems)
                && comparedWithAnotherOne().isEmpty()) {
            interview()
                    .compare(
                            answers(),
                            found,
                            "loaded from a jar of its own it answers otherwise than on the class path: it must not look for"
                                    + " files, properties or classes of the host",
                            problems);
        }
        assertNone(problems);
    }

    /** Two plug-ins just created answer the same questions, in the same order, with equal values. */
    @Test
    final void answersTheSameAgain() {
        assertNone(comparedWithAnotherOne());
    }

    private Problems comparedWithAnotherOne() {
        return once("compared", () -> {
            Problems problems = new Problems();
            interview()
                    .compare(
                            answers(),
                            interview().ask(fresh()),
                            "two new plug-ins answer the same question differently: no clock, no random numbers, no hash order,"
                                    + " no static fields that change; and what is returned must compare by its value, as"
                                    + " records do",
                            problems);
            return problems;
        });
    }

    /** What was asked before, in which order and by how many threads, makes no difference. */
    @Test
    final void keepsNoState() {
        assumeTrue(comparedWithAnotherOne().isEmpty(), "its answers differ anyway; see answersTheSameAgain");
        String advice =
                "the answer depends on what was asked before: keep no state between calls, make every field final and"
                        + " work the answer out from the arguments";
        Problems problems = new Problems();
        T plugin = fresh();
        Interview.Made made = new Interview.Made();
        List<int[]> orders = List.of(
                interview().backwards(), interview().shuffled(1), interview().shuffled(2));
        for (int[] order : orders) {
            interview().compare(answers(), interview().ask(plugin, made, order), advice, problems);
        }
        if (problems.isEmpty()) {
            for (List<Object> one : interview().askAtOnce(fresh())) {
                interview()
                        .compare(
                                answers(),
                                one,
                                "asked by several threads at the same time it answers otherwise: share nothing between"
                                        + " calls, not even a cache or a buffer",
                                problems);
            }
        }
        assertNone(problems);
    }

    /** Name and options, written as users write them and read back, give a plug-in that answers the same. */
    @Test
    final void isTheSameReadBackFromText() {
        assumeUsable();
        T plugin = subject();
        Problems problems = new Problems();
        for (Variant variant : variants()) {
            String text = plugin.id() + variant.suffix();
            List<ExtensionText> read = ExtensionText.parseAll(text);
            if (!read.equals(List.of(new ExtensionText(plugin.id(), variant.texts())))) {
                problems.add(
                        "written as text and read back it is something else: ids and values must not contain '+', ':', or a"
                                + " comma followed by 'word='",
                        "'" + text + "' is read as " + read);
            }
        }
        if (problems.isEmpty() && !plugin.options().isEmpty()) {
            interview(Variant.Reading.WRITTEN)
                    .compare(
                            answers(),
                            interview(Variant.Reading.WRITTEN).ask(fresh()),
                            "with its options written as text and read back it answers otherwise",
                            problems);
        }
        assertNone(problems);
    }

    /** No question is answered by null or by an exception. */
    @Test
    final void answersEveryQuestion() {
        Problems problems = new Problems();
        interview().findUnanswered(SELF_DESCRIPTION, answers(), unanswered(), problems);
        assertNone(problems);
    }

    /** What it means that a question is answered by an exception or null, and what to do. */
    String unanswered() {
        return "there is no answer: return a value, never null; where the options make no sense throw an"
                + " IllegalArgumentException that says why";
    }
}
