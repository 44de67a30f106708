package dev.kdumpstop.core.builtin.wait;

import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionType;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.wait.Limit;
import dev.kdumpstop.api.wait.OnTimeout;
import java.util.List;

/** Options that several policies and solutions share. */
public final class WaitOptions {
    static final long DEFAULT_POLLS = 1001;

    /** What the RFC's loop takes: {@code polls}, {@code delay}, {@code on-timeout}. */
    public static final List<OptionSpec> RFC_LOOP = List.of(
            polls(),
            OptionSpec.duration("delay", "0us", "100us", "busy-wait after every poll that found the bit set"),
            onTimeout("write-anyway"));

    private WaitOptions() {}

    /** The loop that {@link #RFC_LOOP} describes. At its defaults: 1001 polls, no delay, write anyway (rfc.md). */
    public static FixedPlan rfcLoop(OptionValues options) {
        return Loops.bounded(
                new Limit.Polls(options.integer("polls")), 0, options.durationPs("delay"), onTimeout(options));
    }

    static OptionSpec polls() {
        return OptionSpec.integer(
                "polls", 1, 1_000_000_000, DEFAULT_POLLS, 100, "polls", "how often the bit is read at most");
    }

    static OptionSpec onTimeout(String first) {
        List<String> words = List.of("write-anyway", "skip", "abort", "rewrite", "panic");
        return new OptionSpec(
                "on-timeout",
                new OptionType.Choice(words),
                "",
                first,
                "skip",
                "what the sender does when the bit is still set: writes its command over the stuck one, skips this send,"
                        + " gives up the request, writes the stuck command once more and waits again, or panics");
    }

    /** What {@code on-timeout} says. A rewrite is tried once and then written over, as nothing better is left. */
    static OnTimeout onTimeout(OptionValues options) {
        return switch (options.choice("on-timeout")) {
            case "write-anyway" -> new OnTimeout.WriteAnyway();
            case "skip" -> new OnTimeout.SkipThisSend();
            case "abort" -> new OnTimeout.AbortRequest();
            case "rewrite" -> new OnTimeout.RewriteIcrLow(1, new OnTimeout.WriteAnyway());
            default -> new OnTimeout.Panic("the interrupt command register stays busy");
        };
    }
}
