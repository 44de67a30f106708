package dev.kdumpstop.testkit;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.orchestrator.CrashStop;
import dev.kdumpstop.orchestrator.Headline;
import dev.kdumpstop.orchestrator.StopOutcome;
import dev.kdumpstop.orchestrator.words.MachineWords;
import dev.kdumpstop.orchestrator.words.StopEvent;
import java.util.List;
import java.util.Map;

/** A stop that was run, twice, with the same result; what it came to is asserted here. */
public final class TestedStop {
    private final CrashStop stop;
    private final StopOutcome outcome;
    private final List<StopEvent> events;

    TestedStop(CrashStop stop, StopOutcome outcome, List<StopEvent> events) {
        this.stop = stop;
        this.outcome = outcome;
        this.events = events;
    }

    /** The outcome, for assertions that are not here. */
    public StopOutcome outcome() {
        return outcome;
    }

    /** What was run. */
    public CrashStop stop() {
        return stop;
    }

    /** It came to this. */
    public TestedStop assertHeadline(Headline expected) {
        return assertEqual("the headline", expected, outcome.headline());
    }

    /** Exactly these online CPUs besides the crashing one are stopped: {@code 1-7}; nobody: the empty text. */
    public TestedStop assertStopped(String cpus) {
        return assertEqual("the set of CPUs stopped", CpuSet.parse(cpus), outcome.stopped());
    }

    /** Exactly these online CPUs besides the crashing one have their registers saved. */
    public TestedStop assertSaved(String cpus) {
        return assertEqual("the set of CPUs saved", CpuSet.parse(cpus), outcome.saved());
    }

    /** Exactly these CPUs were asked for and no command addressed them. */
    public TestedStop assertLost(String cpus) {
        return assertEqual("the set of CPUs lost", CpuSet.parse(cpus), outcome.lost());
    }

    /** The crash path came to its end, or was proved to hang, after this time: {@code 1.001s}. */
    public TestedStop assertTime(String time) {
        return assertEqual(
                "the time", Picoseconds.format(Picoseconds.parse(time)), Picoseconds.format(outcome.timePs()));
    }

    /** So many waits of the crashing CPU ended by their limit. */
    public TestedStop assertTimeouts(long expected) {
        return assertEqual("the number of waits that ended by their limit", expected, outcome.timeouts());
    }

    /** The crashing CPU read its ICR so often at wait sites. */
    public TestedStop assertPolls(long expected) {
        return assertEqual("the number of polls", expected, outcome.polls());
    }

    /** One of the reasons has this text in it. */
    public TestedStop assertWhy(String part) {
        if (outcome.why().stream().noneMatch(reason -> reason.contains(part))) {
            throw failure("no reason has '" + part + "' in it");
        }
        return this;
    }

    /** Everything that happened, in order. */
    public StopEvents events() {
        return new StopEvents(this, List.of(), events);
    }

    private TestedStop assertEqual(String what, Object expected, Object found) {
        if (!expected.equals(found)) {
            throw failure(what + " is '" + found + "', expected '" + expected + "'");
        }
        return this;
    }

    AssertionError failure(String message) {
        Map<String, String> how = outcome.assumptions();
        return new AssertionError(message
                + "\n  machine   " + MachineWords.of(stop.machine()) + "; Linux "
                + stop.machine().release()
                + "\n  stop      " + stop.subArchitecture() + ", " + how.get("procedure") + ", solution "
                + how.get("solution")
                + "\n  scenario  " + how.get("scenario") + "; CPU "
                + outcome.crashing().cpu() + " crashes; timing "
                + how.get("timing")
                + "\n  came to   " + outcome.headline() + " after " + Picoseconds.format(outcome.timePs())
                + "\n  why       " + String.join("\n            ", outcome.why())
                + "\n  " + Twice.SAID + "; both came to this.");
    }
}
