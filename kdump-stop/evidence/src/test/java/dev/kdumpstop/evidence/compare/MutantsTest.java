package dev.kdumpstop.evidence.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.evidence.recording.RecordedMaps;
import dev.kdumpstop.evidence.recording.Recording;
import dev.kdumpstop.evidence.recording.TestRecordings;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One word of a recording changed, one access dropped, doubled or swapped with the next: nothing explains it any more, and
 * the first difference is shown where it is. Every kind of access of every kind of CPU is changed in every way, each in a
 * recording chosen at random.
 */
class MutantsTest {
    private static final Installed INSTALLED = Installed.discover();
    private static final long SEED = Long.getLong("mutants.seed", 20070425L);

    @TempDir
    private Path folder;

    private enum How {
        FLIP,
        DROP,
        DOUBLE,
        SWAP
    }

    /** A place in a recording at which one kind of mutant can be made. */
    private record Place(Path file, int cpu, int item) {}

    private record Mutant(String kind, How how, List<Place> places, long seed) {
        @Override
        public String toString() {
            return how + " " + kind + ", seed " + seed;
        }
    }

    // --- where
    // -----------------------------------------------------------------------------------------------------

    static Stream<Mutant> ofTraces() {
        return mutants(TestRecordings.traces(), Set.of(How.values()));
    }

    static Stream<Mutant> ofLogs() {
        List<Path> named = TestRecordings.logs().stream()
                .filter(file -> !file.toString().contains("notimestamps"))
                .toList();
        return mutants(named, Set.of(How.FLIP));
    }

    private static Stream<Mutant> mutants(List<Path> files, Set<How> ways) {
        Map<String, List<Place>> kinds = new TreeMap<>();
        for (Path file : files) {
            Recording recording = TestRecordings.readWhole(file);
            Observation observation = ObservationBuilder.of(recording, Map.of());
            int crashing = crashing(recording, observation);
            for (Track track : observation.tracks()) {
                for (int i = 0; i < track.items().size(); i++) {
                    Observed item = track.items().get(i);
                    if (item.skip() == Observed.Skip.NEVER && item.ioApic() == null) {
                        String role = track.cpu() == crashing ? "crashing CPU: " : "other CPU: ";
                        kinds.computeIfAbsent(role + kind(item), key -> new ArrayList<>())
                                .add(new Place(file, track.cpu(), i));
                    }
                }
            }
        }
        List<Mutant> mutants = new ArrayList<>();
        kinds.forEach((kind, places) -> {
            for (How how : How.values()) {
                boolean event = kind.contains("takes");
                if (ways.contains(how) && !(event && how == How.FLIP)) {
                    mutants.add(new Mutant(kind, how, places, SEED + mutants.size()));
                }
            }
        });
        return mutants.stream();
    }

    private static int crashing(Recording recording, Observation observation) {
        return recording
                .header()
                .map(header -> header.maps())
                .map(RecordedMaps::crashingCpu)
                .orElseGet(() -> observation.stopWords().get(0).cpu());
    }

    private static String kind(Observed item) {
        return item.act() == Act.READ || item.act() == Act.WRITE
                ? item.act() + " " + Words.register(item.offset())
                : item.toString();
    }

    // --- the mutants
    // -----------------------------------------------------------------------------------------------

    @Test
    void everyKindOfAccessIsThere() {
        Set<String> kinds = new TreeSet<>();
        ofTraces().forEach(mutant -> kinds.add(mutant.kind()));
        for (String role : List.of("crashing CPU: ", "other CPU: ")) {
            for (String lvt : List.of("TIMER", "LINT0", "LINT1", "PERF", "THERMAL")) {
                assertThat(kinds).contains(role + "READ LVT_" + lvt, role + "WRITE LVT_" + lvt);
            }
            assertThat(kinds)
                    .contains(role + "WRITE LVT_ERROR", role + "READ SVR", role + "WRITE SVR", role + "READ VERSION")
                    .contains(role + "WRITE ESR", role + "READ ESR");
        }
        assertThat(kinds)
                .contains("crashing CPU: WRITE ICR", "crashing CPU: WRITE ICR2", "crashing CPU: READ ICR")
                .contains("crashing CPU: READ ID", "other CPU: takes the NMI", "other CPU: takes vector 0xf8");
    }

    @ParameterizedTest
    @MethodSource("ofTraces")
    void changedTraceIsNotExplained(Mutant mutant) throws IOException {
        Random random = new Random(mutant.seed());
        List<Place> places = new ArrayList<>(mutant.places());
        Collections.shuffle(places, random);
        for (Place place : places) {
            Track track = track(place);
            Optional<List<String>> lines = change(mutant.how(), place, track, random);
            if (lines.isPresent()) {
                Path file = Files.write(folder.resolve(place.file().getFileName()), lines.get());
                check(mutant, place, track, new RecordingComparer(INSTALLED).compare(file));
                return;
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ofLogs")
    void changedLogIsNotExplained(Mutant mutant) throws IOException {
        Random random = new Random(mutant.seed());
        List<Place> places = new ArrayList<>(mutant.places());
        Collections.shuffle(places, random);
        for (Place place : places) {
            Track track = track(place);
            Optional<List<String>> lines = flipInLog(place, track, random);
            if (lines.isPresent()) {
                Path file = Files.write(folder.resolve(place.file().getFileName()), lines.get());
                check(mutant, place, track, new RecordingComparer(INSTALLED).compare(file));
                return;
            }
        }
    }

    private static Track track(Place place) {
        return ObservationBuilder.of(TestRecordings.readWhole(place.file()), Map.of())
                .track(place.cpu());
    }

    private void check(Mutant mutant, Place place, Track track, Comparison comparison) {
        String shown = mutant + " in " + place + "\n" + String.join("\n", ComparisonText.of(comparison));
        assertThat(comparison.status()).as(shown).isEqualTo(Comparison.Status.NOT_EXPLAINED);
        int line = comparison.nearest().orElseThrow().first().line();
        // What is doubled or dropped may be the first of two that are alike, and a copied value shows when it is
        // written.
        int first = track.items().get(Math.max(0, place.item() - 1)).line();
        int last = track.items()
                .get(Math.min(track.items().size() - 1, place.item() + 2))
                .line();
        assertThat(line).as(shown).isBetween(first, last + 1);
    }

    private Optional<List<String>> change(How how, Place place, Track track, Random random) throws IOException {
        Observed item = track.items().get(place.item());
        List<String> lines = new ArrayList<>(Files.readAllLines(place.file()));
        int at = item.line() - 1;
        if (isAmbiguous(how, place, track)) {
            return Optional.empty();
        }
        switch (how) {
            case FLIP -> {
                long value = item.value() ^ 1L << random.nextInt(item.isWide() ? 64 : 32);
                if (isAsPossible(item, value)) {
                    return Optional.empty();
                }
                lines.set(at, lines.get(at).replaceFirst("\"value\": \"0x[0-9a-f]+\"", value(value)));
            }
            case DROP -> lines.remove(at);
            case DOUBLE -> lines.add(at, lines.get(at));
            case SWAP -> {
                OptionalInt next = next(track, place.item());
                if (next.isEmpty()) {
                    return Optional.empty();
                }
                int other = track.items().get(next.getAsInt()).line() - 1;
                Collections.swap(lines, at, other);
            }
        }
        return Optional.of(numbered(lines));
    }

    private static String value(long value) {
        return String.format(Locale.ROOT, "\"value\": \"0x%08x\"", value);
    }

    /** The next access of the same CPU, if it is another one. */
    private static OptionalInt next(Track track, int item) {
        int next = item + 1;
        boolean differs = next < track.items().size()
                && track.items().get(next).ioApic() == null
                && !track.items()
                        .get(next)
                        .toString()
                        .equals(track.items().get(item).toString());
        return differs ? OptionalInt.of(next) : OptionalInt.empty();
    }

    /** Events are numbered; a reader would notice otherwise. */
    private static List<String> numbered(List<String> lines) {
        List<String> numbered = new ArrayList<>(lines.size());
        for (int i = 0; i < lines.size(); i++) {
            numbered.add(i == 0 ? lines.get(0) : lines.get(i).replaceFirst("\"i\": [0-9]+", "\"i\": " + (i - 1)));
        }
        return numbered;
    }

    /** What a register held before is no evidence, as long as a kernel can have left it there. */
    private static boolean isAsPossible(Observed item, long value) {
        boolean held = item.act() == Act.READ
                && Habits.allow(item.offset(), value, Track.ALL)
                && (item.value() | 0x1_0000) == (value | 0x1_0000);
        boolean word = item.isAccess(Act.READ, 0x300) && item.readBack() < 0 && StopWord.canBeLeftOver(value);
        return held || word;
    }

    /**
     * The read of its own id with which a panic of bigsmp ends shows only that the restart asked for virtualisation, which
     * is an option; and where the crash path fails at once there is nothing else to be out of order with.
     */
    private static boolean isAmbiguous(How how, Place place, Track track) {
        boolean id = track.items().get(place.item()).isAccess(Act.READ, 0x020);
        String name = place.file().getFileName().toString();
        return id
                && ((how == How.DROP && name.contains("panic"))
                        || (how == How.SWAP && name.equals("i61-smp12-cpu2-kdump-noshorthand.jsonl")));
    }

    /** QEMU tells of one access in two lines, one after the other. */
    private static Optional<List<String>> flipInLog(Place place, Track track, Random random) throws IOException {
        Observed item = track.items().get(place.item());
        long value = item.value() ^ 1L << random.nextInt(item.isWide() ? 64 : 32);
        if (isAsPossible(item, value)) {
            return Optional.empty();
        }
        List<String> lines = new ArrayList<>(Files.readAllLines(place.file()));
        int changed = 0;
        for (int at = item.line() - 1; at < Math.min(lines.size(), item.line() + 3) && changed < 2; at++) {
            String before = lines.get(at);
            String after = before.replaceFirst(
                            " value 0x0*" + Long.toHexString(item.value()) + " size",
                            " value 0x" + Long.toHexString(value) + " size")
                    .replaceFirst(
                            " = 0x0*" + Long.toHexString(item.value()) + "$",
                            String.format(Locale.ROOT, " = 0x%08x", value));
            boolean same = before.contains(String.format(Locale.ROOT, "%03x ", item.offset()))
                    || before.contains(String.format(Locale.ROOT, " 0x%x ", item.offset()))
                    || before.contains(String.format(Locale.ROOT, " 0x%02x ", item.offset() >> 4));
            if (same && !after.equals(before)) {
                lines.set(at, after);
                changed++;
            }
        }
        return changed == 0 ? Optional.empty() : Optional.of(lines);
    }

    // --- the I/O APIC
    // ----------------------------------------------------------------------------------------------

    static Stream<Path> tracesWithIoApic() {
        return Stream.of("a61-smp4-cpu0-kdump", "a72-smp4-cpu0-kdump", "i61-smp12-cpu0-kdump")
                .map(TestRecordings::trace);
    }

    @ParameterizedTest
    @MethodSource("tracesWithIoApic")
    void changedIoApicWriteIsNotExplained(Path trace) throws IOException {
        List<String> lines = Files.readAllLines(trace);
        List<Integer> writes = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            // The low word that clears an entry, and the high word behind it; others keep what the entry held.
            if (lines.get(i).contains("\"op\": \"ioapic-write\"")
                    && lines.get(i).contains("\"0x00010000\"")) {
                writes.add(i);
                writes.add(i + 1);
            }
        }
        Random random = new Random(SEED);
        for (int round = 0; round < 4; round++) {
            int at = writes.get(random.nextInt(writes.size()));
            List<String> changed = new ArrayList<>(lines);
            changed.set(at, lines.get(at).replaceFirst("\"value\": \"0x0000000", "\"value\": \"0x0000040"));
            changed.set(at, changed.get(at).replaceFirst("\"value\": \"0x0001000", "\"value\": \"0x0001040"));
            assertThat(changed.get(at)).isNotEqualTo(lines.get(at));
            Path file = Files.write(folder.resolve("io.jsonl"), changed);
            Comparison comparison = new RecordingComparer(INSTALLED).compare(file);
            String shown = "seed " + SEED + "\n" + String.join("\n", ComparisonText.of(comparison));
            assertThat(comparison.status()).as(shown).isEqualTo(Comparison.Status.NOT_EXPLAINED);
            assertThat(comparison.nearest().orElseThrow().first().line())
                    .as(shown)
                    .isBetween(at, at + 2);
        }
    }
}
