package dev.kdumpstop.testkit;

import dev.kdumpstop.orchestrator.CrashStop;
import dev.kdumpstop.orchestrator.InvalidStopException;
import dev.kdumpstop.orchestrator.StopOutcome;
import dev.kdumpstop.orchestrator.words.EventWords;
import dev.kdumpstop.orchestrator.words.StopEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Makes every run twice and compares: a plug-in that remembers or guesses is found out without being asked. */
final class Twice {
    static final String SAID = "The kit made this run twice, from a new plug-in each time";

    private Twice() {}

    /** A run and everything that happened in it. */
    record Recorded(CrashStop stop, StopOutcome outcome, List<StopEvent> events) {
        static Recorded of(CrashStop stop) {
            List<StopEvent> events = new ArrayList<>();
            StopOutcome outcome = stop.run((time, kind, cpu, a, b) -> events.add(new StopEvent(time, kind, cpu, a, b)));
            return new Recorded(stop, outcome, List.copyOf(events));
        }

        /** Whether the same happens in both, whatever they are called. */
        boolean goesAs(Recorded other) {
            return events.equals(other.events) && outcome.run().equals(other.outcome.run());
        }
    }

    /** @throws AssertionError if it cannot be run, or if the two runs differ */
    static TestedStop run(Supplier<CrashStop> description) {
        Recorded first = record(description);
        Recorded second = record(description);
        String difference = difference(first, second);
        if (!difference.isEmpty()) {
            throw new AssertionError(SAID + ", and they differ: " + difference
                    + ". The same question must get an equal answer every time: no clock, no random numbers, no hash order,"
                    + " no fields that change");
        }
        return new TestedStop(first.stop(), first.outcome(), first.events());
    }

    private static Recorded record(Supplier<CrashStop> description) {
        try {
            return Recorded.of(description.get());
        } catch (InvalidStopException e) {
            throw new AssertionError(
                    "the orchestrator refuses this run:\n  " + String.join("\n  ", withAdvice(e.problems()))
                            + "\nPut the description right; if it ought to be refused, ask for refusal() instead of run()",
                    e);
        } catch (RuntimeException | LinkageError e) {
            throw new AssertionError(
                    "running it fails with " + e + ": see the cause; a plug-in throws nothing but an"
                            + " IllegalArgumentException that says what is wrong with its options",
                    e);
        }
    }

    /** @throws AssertionError if it is not refused, or not with the same words both times */
    static Refusal refusal(Supplier<CrashStop> description) {
        Refusal first = refused(description);
        Refusal second = refused(description);
        if (!first.problems().equals(second.problems())) {
            throw new AssertionError(SAID + "; it was refused first for " + first.problems() + ", then for "
                    + second.problems() + ". The same question must get an equal answer every time");
        }
        return first;
    }

    private static Refusal refused(Supplier<CrashStop> description) {
        try {
            CrashStop stop = description.get();
            throw new AssertionError("the orchestrator does not refuse this run of " + stop.subArchitecture() + ", "
                    + stop.procedure().name() + "; it must, for a reason that supports() or an option check gives");
        } catch (InvalidStopException e) {
            return new Refusal(e.problems());
        }
    }

    private static List<String> withAdvice(List<String> problems) {
        return problems.stream()
                .map(problem -> problem.contains(NoClassDefFoundError.class.getName())
                        ? problem.replace('/', '.') + DropIn.SEES_ONLY
                        : problem)
                .toList();
    }

    /** Where two records part; empty if they do not. */
    static String difference(Recorded first, Recorded second) {
        int both = Math.min(first.events().size(), second.events().size());
        for (int i = 0; i < both; i++) {
            if (!first.events().get(i).equals(second.events().get(i))) {
                return "event " + (i + 1) + " is '" + words(first, i) + "' in the first and '" + words(second, i)
                        + "' in the second";
            }
        }
        if (first.events().size() != second.events().size()) {
            Recorded longer = first.events().size() > both ? first : second;
            return "one has " + both + " events and ends, the other goes on with '" + words(longer, both) + "'";
        }
        return first.outcome().equals(second.outcome())
                ? ""
                : "everything that happens is the same, the outcome is not: " + inShort(first.outcome())
                        + " in the first, " + inShort(second.outcome()) + " in the second";
    }

    private static String inShort(StopOutcome outcome) {
        return outcome.headline() + ", CPUs stopped '" + outcome.stopped() + "', lost '" + outcome.lost() + "', "
                + String.join("; ", outcome.why());
    }

    private static String words(Recorded recorded, int index) {
        StopEvent event = recorded.events().get(index);
        return "CPU " + event.cpu() + " " + EventWords.of(event, recorded.stop());
    }
}
