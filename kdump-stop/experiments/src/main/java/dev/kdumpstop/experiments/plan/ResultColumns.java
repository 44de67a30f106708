package dev.kdumpstop.experiments.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The columns of {@code results.csv} after those of the variables; stable: what is there keeps its name and meaning. */
public final class ResultColumns {
    /** What is measured: name with unit, and what it is. */
    public enum Metric {
        /** Only of repetitions that enter a capture kernel. */
        TIME_TO_CAPTURE_PS("time from the begin of the crash path to the capture kernel"),
        /** Only of repetitions in which the crash path comes to its end. */
        STOP_TIME_PS("time from the begin of the crash path to its end"),
        /** Other online CPUs that halted. */
        CPUS_STOPPED("other online CPUs that were stopped"),
        /** Other online CPUs with a note. */
        CPUS_SAVED("other online CPUs whose registers were saved"),
        /** Of the crashing CPU. */
        TIMEOUTS("waits of the crashing CPU that ended by their limit"),
        /** Of the crashing CPU. */
        POLLS("reads of the ICR by the crashing CPU"),
        /** Of the crashing CPU. */
        ICR_WRITES("writes of the crashing CPU that were meant to send"),
        /** By the interconnect. */
        RETRIES("further tries of the crashing CPU's messages by the interconnect"),
        /** Of the crashing CPU; only where the crash path comes to its end. */
        WAIT_PS("time the crashing CPU spent at wait sites"),
        /** Normal operation. */
        REQUEST_LATENCY_PS("time from a request to the last acceptance of its messages"),
        /** Normal operation. */
        WAIT_PER_REQUEST_PS("time a sender spent at wait sites for one request"),
        /** Normal operation. */
        POLLS_PER_REQUEST("reads of the ICR for one request"),
        /** Normal operation. */
        COST_PER_REQUEST_CYCLES("time a sender was busy with one request, in cycles of the core clock"),
        /** Normal operation. */
        COST_PER_IPI_CYCLES("the same for each of the request's messages"),
        /** Normal operation. */
        IPIS_PER_REQUEST("messages that were sent for one request"),
        /** Normal operation. */
        TIMEOUTS_PER_REQUEST("waits for one request that ended by their limit"),
        /** Normal operation. */
        LOST_REQUESTS("requests of a repetition that lost a message or gave up a send"),
        /** Normal operation. */
        UNFINISHED_REQUESTS("requests of a repetition that were not over at the horizon"),
        /** Normal operation. */
        BUS_LOAD_PPM("part of the time in which the 3-wire bus carries messages, in parts per million");

        private final String words;

        Metric(String words) {
            this.words = words;
        }

        /** Column name. */
        public String column() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        /** What it is. */
        public String words() {
            return words;
        }
    }

    private ResultColumns() {}

    /** Every column. */
    public static List<String> all() {
        List<String> columns = new ArrayList<>(List.of(
                "runs",
                "dump_saved",
                "dump_saved_share",
                "dump_saved_share_low95",
                "dump_saved_share_high95",
                "dump_lost_share",
                "hung",
                "undecided"));
        for (Metric metric : Metric.values()) {
            for (String part : List.of("count", "mean", "min", "p50", "p90", "p99", "max")) {
                columns.add(metric.column() + "_" + part);
            }
        }
        columns.addAll(List.of(
                "reference",
                "pairs_both",
                "pairs_only_this",
                "pairs_only_reference",
                "pairs_neither",
                "stop_time_difference_ps_mean",
                "stop_time_difference_ps_half95",
                "stop_time_difference_resolved",
                "error"));
        return columns;
    }

    /** The same as a set, for conditions. */
    public static Set<String> names() {
        return new TreeSet<>(all());
    }
}
