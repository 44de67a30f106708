package dev.kdumpstop.evidence.recording;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads the header line of {@code linux-crash-trace/1}. */
final class TraceHeaderParser {
    private static final int MOST_CPUS = 1 << 16;

    private final JsonFields fields;

    private TraceHeaderParser(JsonFields fields) {
        this.fields = fields;
    }

    /** Empty, and reported, if something of it is missing or wrong. */
    static Optional<RecordingHeader> parse(JsonFields fields, ProblemLog problems) {
        Optional<RecordingHeader> header = new TraceHeaderParser(fields).header();
        for (String key : fields.unknownKeys()) {
            problems.warning(fields.line(), "`" + key + "` in the header", "a key of linux-crash-trace/1; not used");
        }
        return header;
    }

    private Optional<RecordingHeader> header() {
        String name = fields.text("name");
        RecordedMaps maps = maps();
        RecordedKernel kernel =
                new RecordedKernel(fields.text("arch"), fields.text("kernelRelease"), fields.text("cmdline"));
        Optional<RecordedEmulator> emulator = fields.isAbsent("qemu") ? Optional.empty() : emulator();
        Optional<RecordedTruth> truth = hasTruth() ? truth() : Optional.empty();
        int dropped =
                fields.isAbsent("droppedTimerEvents") ? 0 : fields.integer("droppedTimerEvents", 0, Integer.MAX_VALUE);
        fields.skip(
                "format",
                "kernel",
                "smpArgument",
                "subArchitecturePrinted",
                "subArchitectureFrom",
                "bootLog",
                "ipiShorthandAtBoot",
                "load",
                "timeUnit",
                "instructionClock");
        return fields.failed()
                ? Optional.empty()
                : Optional.of(new RecordingHeader(name, maps, kernel, emulator, truth, dropped));
    }

    private RecordedMaps maps() {
        int cpus = fields.integer("cpus", 1, MOST_CPUS);
        SortedSet<Integer> present = cpuList("present");
        SortedSet<Integer> online = cpuList("onlineAtCrash");
        SortedMap<Integer, Integer> apicIds = apicIds(online);
        int crashing = fields.integer("crashingCpu", 0, MOST_CPUS);
        if (!fields.failed()) {
            if (!present.containsAll(online)) {
                fields.fail("`onlineAtCrash`: " + online, "only CPUs of `present`, which is " + present);
            }
            if (present.last() >= cpus) {
                fields.fail("`present`: " + present, "CPUs from 0 to " + (cpus - 1) + ", for `cpus` is " + cpus);
            }
            if (!online.contains(crashing)) {
                fields.fail("`crashingCpu`: " + crashing, "a CPU of `onlineAtCrash`, which is " + online);
            }
        }
        return new RecordedMaps(cpus, present, online, apicIds, crashing);
    }

    private SortedSet<Integer> cpuList(String key) {
        String text = fields.text(key);
        Optional<SortedSet<Integer>> cpus = CpuList.parse(text);
        if (cpus.isEmpty() && !text.isEmpty()) {
            fields.fail("`" + key + "`: " + ProblemLog.quote(text), "a list of CPU numbers such as 0-1,3");
        } else if (text.isEmpty() && !fields.failed()) {
            fields.fail("`" + key + "`: an empty text", "a list of CPU numbers such as 0-1,3");
        }
        return cpus.orElseGet(TreeSet::new);
    }

    /** The file lists ids in the order of the online CPUs, without the numbers of those. */
    private SortedMap<Integer, Integer> apicIds(SortedSet<Integer> online) {
        List<Integer> ids = fields.integers("apicIds");
        SortedMap<Integer, Integer> byCpu = new TreeMap<>();
        if (fields.failed()) {
            return byCpu;
        }
        if (ids.size() != online.size()) {
            fields.fail(
                    "`apicIds`: " + ids.size() + " ids",
                    "one for each of the " + online.size() + " CPUs of `onlineAtCrash`");
            return byCpu;
        }
        if (new TreeSet<>(ids).size() != ids.size()) {
            fields.fail("`apicIds`: " + ids, "ids that differ");
        }
        int next = 0;
        for (int cpu : online) {
            byCpu.put(cpu, ids.get(next++));
        }
        return byCpu;
    }

    private Optional<RecordedEmulator> emulator() {
        Optional<JsonFields> qemu = fields.object("qemu");
        if (qemu.isEmpty()) {
            return Optional.empty();
        }
        JsonFields inner = qemu.get();
        SortedMap<Long, Integer> cpuByThread =
                inner.isAbsent("threadIds") ? Collections.emptySortedMap() : threads(inner);
        RecordedEmulator emulator =
                new RecordedEmulator(inner.text("version"), "multi".equals(inner.text("thread")), cpuByThread);
        adopt(inner);
        return Optional.of(emulator);
    }

    private SortedMap<Long, Integer> threads(JsonFields qemu) {
        SortedMap<Long, Integer> cpuByThread = new TreeMap<>();
        Optional<JsonFields> ids = qemu.object("threadIds");
        if (ids.isEmpty()) {
            return cpuByThread;
        }
        for (String key : ids.get().keys()) {
            int cpu = ids.get().integer(key, 0, MOST_CPUS);
            if (key.matches("[0-9]{1,18}")) {
                cpuByThread.put(Long.parseLong(key), cpu);
            } else {
                fields.fail("`qemu.threadIds." + key + "`", "a thread id, a decimal number");
            }
        }
        adopt(ids.get());
        return cpuByThread;
    }

    /** A recording without any answer is fine (it may be what is asked); one with half of an answer is not. */
    private boolean hasTruth() {
        return fields.has("subArchitecture") || fields.has("kdump") || fields.has("outcome") || fields.has("summary");
    }

    private Optional<RecordedTruth> truth() {
        String subArchitecture = fields.text("subArchitecture");
        boolean kdump = fields.flag("kdump");
        String outcome = fields.text("outcome");
        Optional<String> scenario = fields.optionalText("scenario");
        Optional<String> hang = fields.optionalText("hang");
        Optional<String> offline = fields.optionalText("offline");
        List<String> trace = fields.isAbsent("failure") ? List.of() : failureTrace();
        Optional<RecordedSummary> summary = summary();
        return summary.map(
                known -> new RecordedTruth(subArchitecture, kdump, outcome, scenario, hang, offline, known, trace));
    }

    private List<String> failureTrace() {
        Optional<JsonFields> failure = fields.object("failure");
        List<String> trace = new ArrayList<>();
        if (failure.isPresent()) {
            failure.get().optionalText("oops").ifPresent(trace::add);
            trace.addAll(failure.get().texts("trace"));
            adopt(failure.get());
        }
        return trace;
    }

    private Optional<RecordedSummary> summary() {
        Optional<JsonFields> object = fields.object("summary");
        if (object.isEmpty()) {
            return Optional.empty();
        }
        JsonFields inner = object.get();
        RecordedSummary summary = new RecordedSummary(
                inner.integer("stopIcrWrites", 0, Integer.MAX_VALUE),
                inner.integers("icrPollsBeforeEach"),
                inner.integers("nmiTakenBy"),
                inner.integers("rebootVectorTakenBy"),
                inner.texts("stopVia"));
        adopt(inner);
        return Optional.of(summary);
    }

    private void adopt(JsonFields inner) {
        if (inner.failed()) {
            // Already reported by the inner object, which has the same line.
            fields.markFailed();
        }
    }
}
