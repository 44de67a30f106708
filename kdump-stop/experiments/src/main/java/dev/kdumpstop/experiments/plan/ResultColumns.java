package dev.kdumpstop.experiments.plan;

import dev.kdumpstop.experiments.CellSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
        /** Wake-ups. */
        CPUS_STARTED("how often a start-up message started a CPU"),
        /** Other CPUs, also those that were never on line. */
        CPUS_NOT_STARTED("other CPUs that wait for a start-up message in the end"),
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
            return name().toLowerCase(Locale.ROOT);
        }

        /** What it is. */
        public String words() {
            return words;
        }

        /** Cells of which kind have it. */
        public CellSpec.Kind kind() {
            return compareTo(REQUEST_LATENCY_PS) < 0 ? CellSpec.Kind.CRASH_STOP : CellSpec.Kind.NORMAL_OPERATION;
        }
    }

    /** Paired differences of a repetition: name in {@link dev.kdumpstop.experiments.CellResult#differences()}, and what it is. */
    public enum Difference {
        /** Crash stops whose path comes to its end in both. */
        STOP_TIME_PS("time from the begin of the crash path to its end", CellSpec.Kind.CRASH_STOP),
        /** The same. */
        CPUS_SAVED("other online CPUs whose registers were saved", CellSpec.Kind.CRASH_STOP),
        /** Mean of a repetition in which all requests are over in both. */
        COST_PER_REQUEST_PS("time a sender was busy with one request", CellSpec.Kind.NORMAL_OPERATION),
        /** The same. */
        COST_PER_IPI_MILLICYCLES(
                "the same for each message, in thousandths of a cycle of the core clock",
                CellSpec.Kind.NORMAL_OPERATION),
        /** The same. */
        WAIT_PER_REQUEST_PS("time a sender spent at wait sites for one request", CellSpec.Kind.NORMAL_OPERATION),
        /** The same, of requests that lost nothing. */
        REQUEST_LATENCY_PS("time from a request to the last acceptance", CellSpec.Kind.NORMAL_OPERATION);

        private final String words;
        private final CellSpec.Kind kind;

        Difference(String words, CellSpec.Kind kind) {
            this.words = words;
            this.kind = kind;
        }

        /** Its name among the differences of a result. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** What it is. */
        public String words() {
            return words;
        }

        /** Cells of which kind have it. */
        public CellSpec.Kind kind() {
            return kind;
        }

        /** {@code stop_time_difference_ps_mean}. */
        public String meanColumn() {
            return column("mean", true);
        }

        /** {@code stop_time_difference_ps_half95}. */
        public String halfColumn() {
            return column("half95", true);
        }

        /** {@code stop_time_difference_resolved}. */
        public String resolvedColumn() {
            return column("resolved", false);
        }

        private String column(String part, boolean withUnit) {
            String unit = id().endsWith("_ps") ? "_ps" : id().endsWith("_millicycles") ? "_millicycles" : "";
            String stem = id().substring(0, id().length() - unit.length());
            return stem + "_difference" + (withUnit ? unit : "") + "_" + part;
        }
    }

    private static final List<String> PARTS = List.of("count", "mean", "min", "p50", "p90", "p99", "max");

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
            for (String part : PARTS) {
                columns.add(metric.column() + "_" + part);
            }
        }
        columns.addAll(List.of("reference", "pairs_both", "pairs_only_this", "pairs_only_reference", "pairs_neither"));
        for (Difference difference : Difference.values()) {
            columns.addAll(List.of(difference.meanColumn(), difference.halfColumn(), difference.resolvedColumn()));
        }
        columns.add("error");
        return columns;
    }

    /** Cells of which kind have a column; empty if all have it, or it is none. */
    public static Optional<CellSpec.Kind> kindOf(String column) {
        if (column.matches("dump_.*|hung|undecided")) {
            return Optional.of(CellSpec.Kind.CRASH_STOP);
        }
        for (Difference difference : Difference.values()) {
            if (column.equals(difference.meanColumn())
                    || column.equals(difference.halfColumn())
                    || column.equals(difference.resolvedColumn())) {
                return Optional.of(difference.kind());
            }
        }
        return Arrays.stream(Metric.values())
                .filter(metric -> PARTS.stream().anyMatch(part -> column.equals(metric.column() + "_" + part)))
                .map(Metric::kind)
                .findFirst();
    }

    /** The same as a set, for conditions. */
    public static Set<String> names() {
        return new TreeSet<>(all());
    }
}
