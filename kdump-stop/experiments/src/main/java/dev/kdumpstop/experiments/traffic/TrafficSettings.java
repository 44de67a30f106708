package dev.kdumpstop.experiments.traffic;

import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionValues;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** How much traffic there is, and of which kinds; all of it whole numbers. */
public final class TrafficSettings {
    private static final long MOST = 100_000_000;
    private static final long MOST_PER_SECOND = 10_000_000;
    private static final String RATE = "1/s";
    private static final List<OptionSpec> SPECS = List.of(
            OptionSpec.integer(
                    "requests", 1, MOST, 10_000, 2000, "requests", "how many requests of a repetition are measured"),
            OptionSpec.integer(
                    "warm-up",
                    0,
                    MOST,
                    500,
                    100,
                    "requests",
                    "how many come before them; as many come after, so that the last one measured finds the usual load"),
            rate("reschedule-rate", 1000, 5000, "reschedule requests of each CPU, each to one of its partners"),
            rate("call-function-rate", 20, 100, "call-function requests of each sender, to all other CPUs"),
            rate("tlb-rate", 100, 500, "TLB shoot-downs of each CPU, to a set of CPUs drawn for it"),
            OptionSpec.integer(
                    "tlb-cpus", 1, 65_535, 3, 7, "CPUs", "size of that set; all others if there are not more"),
            rate("backtrace-rate", 0, 1, "backtraces by NMI of each sender, of all other CPUs"),
            OptionSpec.integer(
                    "burst", 1, 1_000_000, 1, 8, "requests", "1: requests come singly (Poisson); n: in bursts of n"),
            OptionSpec.integer(
                    "partners", 1, 65_535, 4, 1, "CPUs", "to how many others, drawn for it, a CPU reschedules"),
            OptionSpec.integer("senders", 0, 65_535, 16, 2, "CPUs", "how many CPUs, the lowest, send to all others"),
            OptionSpec.integer("core-clock", 1, 100_000, 1000, 3000, "MHz", "clock that costs are given in cycles of"));

    private final OptionValues values;

    private TrafficSettings(OptionValues values) {
        this.values = values;
    }

    private static OptionSpec rate(String name, long otherwise, long example, String summary) {
        return OptionSpec.integer(name, 0, MOST_PER_SECOND, otherwise, example, RATE, summary);
    }

    /** Name, range, unit, default and meaning of each. */
    public static List<OptionSpec> specs() {
        return SPECS;
    }

    /** @throws dev.kdumpstop.api.option.InvalidOptionsException listing every problem */
    public static TrafficSettings of(Map<String, String> given) {
        return new TrafficSettings(OptionValues.of(SPECS, given));
    }

    int requests() {
        return (int) values.integer("requests");
    }

    int warmUp() {
        return (int) values.integer("warm-up");
    }

    int tlbCpus() {
        return (int) values.integer("tlb-cpus");
    }

    int burst() {
        return (int) values.integer("burst");
    }

    int partners() {
        return (int) values.integer("partners");
    }

    /** How many CPUs send to all, if there are so many. */
    public int senders() {
        return (int) values.integer("senders");
    }

    /** Whether any request comes at all. */
    public boolean sends() {
        return Arrays.stream(TrafficKind.values())
                .anyMatch(kind -> rate(kind) > 0 && (!kind.isToAll() || senders() > 0));
    }

    /** Requests of a kind per second and CPU that sends such. */
    long rate(TrafficKind kind) {
        return values.integer(kind.id() + "-rate");
    }

    /** So long, in cycles of the core clock, half up. */
    public long cycles(long ps) {
        long clock = values.integer("core-clock");
        return (Math.multiplyExact(ps, clock) + 500_000) / 1_000_000;
    }

    /** The same in thousandths of a cycle. */
    public long milliCycles(long ps) {
        return BigInteger.valueOf(ps)
                .multiply(BigInteger.valueOf(values.integer("core-clock")))
                .divide(BigInteger.valueOf(1000))
                .longValueExact();
    }

    /** Every value, by name. */
    public Map<String, String> texts() {
        return values.texts();
    }
}
