package dev.kdumpstop.evidence.compare;

import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.evidence.recording.RecordedAction;
import dev.kdumpstop.evidence.recording.RecordedEvent;
import dev.kdumpstop.evidence.recording.Recording;
import dev.kdumpstop.evidence.recording.RecordingFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Sorts a recording's events by CPU and leaves out what cannot be evidence, by rules that are counted. */
final class ObservationBuilder {
    private static final int ICR = 0x300;

    private final Recording recording;
    private final Map<Long, Integer> cpuByThread;
    private final List<RecordedEvent> events = new ArrayList<>();
    private final SortedMap<String, Integer> ignored = new TreeMap<>();

    private ObservationBuilder(Recording recording, Map<Long, Integer> cpuByThread) {
        this.recording = recording;
        this.cpuByThread = cpuByThread;
    }

    /** {@code cpuByThread}: the emulator's threads, where they are known from elsewhere. */
    static Observation of(Recording recording, Map<Long, Integer> cpuByThread) {
        return new ObservationBuilder(recording, cpuByThread).build();
    }

    private Observation build() {
        boolean open = recording.format() != RecordingFormat.LINUX_CRASH_TRACE_1;
        collect();
        Observation.Naming naming = naming(open);
        SortedMap<Integer, List<RecordedEvent>> byCpu = new TreeMap<>();
        Map<Long, Integer> cpus = naming == Observation.Naming.THREADS ? threadsInOrder() : cpuByThread;
        for (RecordedEvent event : events) {
            byCpu.computeIfAbsent(
                            naming == Observation.Naming.NONE ? Track.ALL : cpu(event, cpus), cpu -> new ArrayList<>())
                    .add(event);
        }
        List<Track> tracks = new ArrayList<>();
        List<StopWord> stopWords = new ArrayList<>();
        byCpu.forEach((cpu, own) -> {
            TrackBuilder track = new TrackBuilder(cpu);
            own.forEach(track::add);
            tracks.add(track.build());
            stopWords.addAll(track.stopWords());
        });
        stopWords.sort((a, b) -> Integer.compare(a.order(), b.order()));
        List<RecordedEvent> all = recording.events();
        return new Observation(
                naming,
                List.copyOf(tracks),
                List.copyOf(stopWords),
                !open,
                events.stream().anyMatch(event -> event.action() instanceof RecordedAction.IoApicWrite),
                open,
                boots(
                        open,
                        -1,
                        stopWords.isEmpty()
                                ? Integer.MAX_VALUE
                                : stopWords.get(0).order()),
                !stopWords.isEmpty()
                        && boots(open, stopWords.get(stopWords.size() - 1).order(), Integer.MAX_VALUE),
                version(),
                all.isEmpty() ? 0 : all.get(all.size() - 1).line(),
                ignored);
    }

    // --- which events
    // ----------------------------------------------------------------------------------------------

    private void collect() {
        for (RecordedEvent event : recording.events()) {
            String rule = whyIgnored(event);
            if (rule.isEmpty()) {
                events.add(event);
            } else {
                ignored.merge(rule, 1, Integer::sum);
            }
        }
    }

    /** The rule by which an event is no evidence; empty if it can be. */
    private static String whyIgnored(RecordedEvent event) {
        RecordedAction action = event.action();
        if (event.captureKernel()) {
            return "the capture kernel's own";
        } else if (!action.isEvidence()) {
            return "function names and marks (never used)";
        } else if (action instanceof RecordedAction.DeviceInterrupt || action instanceof RecordedAction.MsiWrite) {
            return "interrupts of devices";
        } else if (action instanceof RecordedAction.LocalSourceFired) {
            return "local interrupt sources";
        } else if (action instanceof RecordedAction.PicWrite) {
            return "8259 ports";
        } else if (action instanceof RecordedAction.ApicBaseWrite) {
            return "IA32_APIC_BASE";
        }
        return "";
    }

    // --- which CPU
    // -------------------------------------------------------------------------------------------------

    private static int cpu(RecordedEvent event, Map<Long, Integer> byThread) {
        if (event.cpu().isPresent()) {
            return event.cpu().getAsInt();
        }
        if (event.thread().isPresent()) {
            Integer known = byThread.get(event.thread().getAsLong());
            return known == null ? Track.ALL : known;
        }
        return Track.ALL;
    }

    private Observation.Naming naming(boolean open) {
        if (open) {
            // The ends of a log can be cut between the two lines that make one access.
            dropUnnamed(0);
            dropUnnamed(events.size() - 1);
        }
        boolean named = !events.isEmpty();
        boolean threads = !events.isEmpty();
        Set<Long> ids = new HashSet<>();
        Map<Long, OptionalInt> cpuOfThread = new HashMap<>();
        for (RecordedEvent event : events) {
            named &= cpu(event, cpuByThread) != Track.ALL;
            threads &= event.thread().isPresent();
            if (threads) {
                long id = event.thread().getAsLong();
                ids.add(id);
                OptionalInt other = cpuOfThread.putIfAbsent(id, event.cpu());
                threads &= other == null || other.equals(event.cpu());
            }
        }
        if (named) {
            return Observation.Naming.NAMED;
        }
        return threads && ids.size() > 1 ? Observation.Naming.THREADS : Observation.Naming.NONE;
    }

    /** Only where the rest of the log is named: else there is nothing odd about an event without a CPU. */
    private void dropUnnamed(int at) {
        int unnamed = 0;
        for (RecordedEvent event : events) {
            unnamed += cpu(event, cpuByThread) == Track.ALL ? 1 : 0;
        }
        if (events.size() > 2 && unnamed <= 2 && cpu(events.get(at), cpuByThread) == Track.ALL) {
            events.remove(at);
            ignored.merge("accesses cut in two at the ends of the log", 1, Integer::sum);
        }
    }

    private Map<Long, Integer> threadsInOrder() {
        Set<Long> ids = new TreeSet<>();
        events.forEach(event -> event.thread().ifPresent(ids::add));
        Map<Long, Integer> cpus = new HashMap<>();
        ids.forEach(id -> cpus.put(id, cpus.size()));
        return cpus;
    }

    // --- facts of the whole
    // ----------------------------------------------------------------------------------------

    /**
     * Whether another CPU is started between two places: by INIT and start-up both, so that one wrong word is no boot. Only a
     * log can hold that; a crash trace begins with the crash.
     */
    private boolean boots(boolean open, int after, int before) {
        boolean init = false;
        boolean startUp = false;
        for (RecordedEvent event : events) {
            if (event.index() > after
                    && event.index() < before
                    && event.action() instanceof RecordedAction.RegisterWrite write
                    && write.offset() == ICR) {
                DeliveryMode mode = DeliveryMode.ofCode((int) write.value() >> 8);
                init |= mode == DeliveryMode.INIT;
                startUp |= mode == DeliveryMode.STARTUP;
            }
        }
        return open && init && startUp;
    }

    private int version() {
        Map<Integer, Integer> seen = new TreeMap<>();
        for (RecordedEvent event : events) {
            if (event.action() instanceof RecordedAction.RegisterRead read && read.offset() == 0x030) {
                seen.merge((int) read.value(), 1, Integer::sum);
            }
        }
        int version = 0x5_0014;
        int most = 0;
        for (Map.Entry<Integer, Integer> entry : seen.entrySet()) {
            if (entry.getValue() > most && entry.getKey() >= 0) {
                most = entry.getValue();
                version = entry.getKey();
            }
        }
        return version;
    }
}
