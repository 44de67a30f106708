package dev.kdumpstop.orchestrator.plugin;

import dev.kdumpstop.api.ApicSpi;
import dev.kdumpstop.api.Extension;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.stop.StopProcedureProvider;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.subarch.SubArchitectureName;
import dev.kdumpstop.api.wait.SolutionProvider;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks an extension once for everything it says of itself, so that later nobody meets nonsense or an exception there. */
final class SelfCheck {
    private final Extension extension;
    private final Failures failures;
    private String id;
    private OptionalInt spiLevel = OptionalInt.empty();

    private SelfCheck(Extension extension, Failures failures) {
        this.extension = extension;
        this.failures = failures;
        this.id = extension.getClass().getName();
    }

    /**
     * What came of it.
     *
     * @param id the extension's id, or the name of its class if it cannot tell
     * @param spiLevel the level of the SPI it was compiled against, if it can tell
     * @param problem why it cannot be used; empty if it can
     */
    record Result(String id, OptionalInt spiLevel, String problem) {}

    static Result of(Extension extension, Failures failures) {
        SelfCheck check = new SelfCheck(extension, failures);
        String problem = "";
        try {
            check.ask();
        } catch (Refusal e) {
            problem = e.why();
        }
        return new Result(check.id, check.spiLevel, problem);
    }

    private void ask() {
        askForLevel();
        askForId();
        String summary = ask("summary", extension::summary);
        refuseIf(summary.isBlank(), "summary() is blank; say in a sentence what it is");
        refuseUnlessOneLine("summary()", summary);
        Set<String> names = new HashSet<>();
        for (OptionSpec option : askForList("options", extension::options)) {
            refuseIf(!names.add(option.name()), "options() has '" + option.name() + "' twice");
            refuseUnlessOneLine("the summary of option '" + option.name() + "'", option.summary());
        }
        askForList("sources", extension::sources)
                .forEach(source -> refuseUnlessOneLine("something in sources()", source));
        if (extension instanceof SubArchitecture subArchitecture) {
            ask("releases", subArchitecture::releases);
        } else if (extension instanceof StopProcedureProvider procedure) {
            ask("releases", procedure::releases);
            ask("system", procedure::system);
            ask("isOnRequest", procedure::isOnRequest);
            askForList("subArchitectures", procedure::subArchitectures);
        } else if (extension instanceof SolutionProvider solution) {
            ask("system", solution::system);
            ask("shippedIn", solution::shippedIn);
        } else if (extension instanceof FaultProvider fault) {
            ask("faultClass", fault::faultClass);
        }
    }

    /** First of all: one of another level need not have the other methods. */
    private void askForLevel() {
        int level;
        try {
            level = extension.spiLevel();
        } catch (AbstractMethodError e) {
            throw new Refusal("has no spiLevel(): it was compiled against an older apic-api; update the plug-in, with"
                    + " 'return ApicSpi.LEVEL;'");
        } catch (Throwable e) {
            throw new Refusal(failures.of("spiLevel()", e));
        }
        spiLevel = OptionalInt.of(level);
        if (level != ApicSpi.LEVEL) {
            try {
                askForId();
            } catch (Refusal e) {
                // It goes by the name of its class then.
            }
            throw new Refusal("written for SPI level " + level + ", this host offers " + ApicSpi.LEVEL + "; update "
                    + (level < ApicSpi.LEVEL ? "the plug-in" : "the host"));
        }
    }

    private void askForId() {
        SubArchitectureName name =
                extension instanceof SubArchitecture subArchitecture ? ask("name", subArchitecture::name) : null;
        String given = ask("id", extension::id);
        if (name != null) {
            refuseIf(
                    !given.equals(name.toString()),
                    "id() is '" + Failures.oneLine(given) + "', but name() is '" + name + "'; leave id() as it is");
        } else if (!given.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new Refusal(
                    given.isEmpty()
                            ? "id() is empty; it is the name that users type"
                            : "id() is '" + Failures.oneLine(given)
                                    + "': it has characters other than letters, digits, '-', '.' and '_'");
        }
        id = given;
    }

    private <V> List<V> askForList(String method, Supplier<List<V>> question) {
        List<V> list = ask(method, question);
        refuseIf(
                ask(method, () -> list.stream().anyMatch(Objects::isNull)),
                method + "() has null in its list; that is not allowed anywhere");
        return list;
    }

    private <V> V ask(String method, Supplier<@Nullable V> question) {
        V answer;
        try {
            answer = question.get();
        } catch (Throwable e) {
            boolean isMissing =
                    e instanceof AbstractMethodError && Failures.message(e).contains(method + "()");
            throw new Refusal(
                    isMissing ? "has no " + method + "()" + Failures.RECOMPILE : failures.of(method + "()", e));
        }
        if (answer == null) {
            throw new Refusal(method + "() returned null; that is not allowed anywhere");
        }
        return answer;
    }

    private static void refuseUnlessOneLine(String what, String text) {
        refuseIf(!Failures.isOneLine(text), what + " is not one line of at most 300 characters");
    }

    private static void refuseIf(boolean bad, String why) {
        if (bad) {
            throw new Refusal(why);
        }
    }
}
