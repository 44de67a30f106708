package dev.kdumpstop.evidence.conform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.icr.Icr;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.core.apic.ApicProfile;
import dev.kdumpstop.core.machine.ModelOptions;
import dev.kdumpstop.evidence.vector.ApicVector;
import dev.kdumpstop.evidence.vector.CpuState;
import dev.kdumpstop.evidence.vector.FieldPath;
import dev.kdumpstop.evidence.vector.VectorField;
import dev.kdumpstop.evidence.vector.VectorText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Cases that are not among the recorded ones: every state of a target with every kind of message, in both modes. What they come
 * to is fixed by the manual or by the format.
 */
class SyntheticVectorsTest {
    private static final int FIXED = 0x4000;
    private static final int NMI = 0x4400;
    private static final int INIT = 0x4500;
    private static final int STARTUP = 0x4612;
    private static final int SELF = 0x4_0000;
    private static final int ALL = 0x8_0000;
    private static final int OTHERS = 0xC_0000;
    private static final int LOGICAL = 0x800;

    /** The target. */
    private static final int T = 1;

    private static final ModelOptions MANUAL = Question.options(ApicProfile.SDM, Map.of());

    private static SortedMap<FieldPath, String> manual(ApicVector vector) {
        PlayedVector played = VectorPlayer.play(vector, MANUAL, InterconnectKind.INSTANT);
        assertThat(played.notModelled()).isEmpty();
        return played.fields();
    }

    /** What became of one CPU: {@code nmi=1 irr=[81]}, fields that hold nothing left out. */
    private static String end(SortedMap<FieldPath, String> fields, int cpu) {
        List<String> words = new ArrayList<>();
        fields.forEach((path, text) -> {
            if (path.place() != VectorField.Place.WRITE && path.index() == cpu) {
                words.add(path.tail() + "=" + text.replace(" ", ""));
            }
        });
        return String.join(" ", words);
    }

    private static VectorText cpus(boolean x2apic, String state) {
        return VectorText.of(x2apic).cpu("run").cpu(state).cpu("run");
    }

    @ParameterizedTest(name = "{0} in {1}: {2}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            # message | state  | what becomes of the target
            fixed     | run    | delivered=[81]
            fixed     | hlt    | delivered=[81]
            fixed     | cli    | irr=[81] afterRelease.delivered=[81]
            fixed     | clihlt | irr=[81] afterRelease.delivered=[81]
            fixed     | nmi    | irr=[81] afterRelease.delivered=[81]
            fixed     | wait   | waitingForSipi=true
            fixed     | raw    | -
            nmi       | run    | nmi=1
            nmi       | hlt    | nmi=1
            nmi       | cli    | nmi=1
            nmi       | clihlt | nmi=1
            nmi       | nmi    | nmiPendingAfterIret=1
            nmi       | wait   | waitingForSipi=true nmiAfterLaterSipi=1
            nmi       | raw    | nmi=1
            init      | run    | waitingForSipi=true initReceived=true
            init      | hlt    | waitingForSipi=true initReceived=true
            init      | cli    | waitingForSipi=true initReceived=true
            init      | clihlt | waitingForSipi=true initReceived=true
            init      | nmi    | waitingForSipi=true initReceived=true
            init      | wait   | waitingForSipi=true
            init      | raw    | waitingForSipi=true initReceived=true
            startup   | run    | -
            startup   | hlt    | -
            startup   | cli    | -
            startup   | clihlt | -
            startup   | nmi    | -
            startup   | wait   | startedAtVector=[18]
            startup   | raw    | -
            smi       | nmi    | -
            reserved  | run    | -
            extint    | run    | -
            """)
    @DisplayName("a message to each state")
    void messageToEachState(String message, String state, String expected) {
        int low = switch (message) {
            case "fixed" -> FIXED | 81;
            case "nmi" -> NMI;
            case "init" -> INIT;
            case "startup" -> STARTUP;
            case "smi" -> 0x4200;
            case "reserved" -> 0x4300 | 81;
            default -> 0x4700 | 81;
        };
        for (boolean x2apic : new boolean[] {false, true}) {
            SortedMap<FieldPath, String> fields =
                    manual(cpus(x2apic, state).icr(0, T, low).vector());
            assertThat(end(fields, T)).isEqualTo(expected == null ? "" : expected);
            assertThat(end(fields, 0) + end(fields, 2)).as("the others").isEmpty();
        }
    }

    static Stream<Object[]> sequences() {
        return Stream.of(
                sequence(
                        "INIT to a CPU that waited and was started",
                        "wait",
                        v -> v.icr(0, T, STARTUP).icr(0, T, INIT),
                        "startedAtVector=[18] waitingForSipi=true initReceived=true"),
                sequence(
                        "one NMI is latched, more collapse",
                        "nmi",
                        v -> v.icr(0, T, NMI).icr(0, T, NMI).icr(0, T, NMI),
                        "nmiPendingAfterIret=1"),
                sequence(
                        "IRET takes the latched one; the next is taken at once",
                        "nmi",
                        v -> v.icr(0, T, NMI).icr(0, T, NMI).release(T).icr(0, T, NMI),
                        "nmi=2"),
                sequence(
                        "IRET without a latched one, and again",
                        "nmi",
                        v -> v.release(T).settle().release(T).icr(0, T, NMI),
                        "nmi=1"),
                sequence(
                        "after the IRET interrupts are off",
                        "nmi",
                        v -> v.release(T).icr(0, T, FIXED | 81),
                        "irr=[81] afterRelease.delivered=[81]"),
                sequence("two NMIs at once", "run", v -> v.icrAtOnce(0, T, NMI).icr(0, T, NMI), "nmi=1"),
                sequence("two NMIs after another", "run", v -> v.icr(0, T, NMI).icr(0, T, NMI), "nmi=2"),
                sequence(
                        "INIT drops what is pending, in and out of the handler",
                        "nmi",
                        v -> v.icr(0, T, NMI)
                                .icr(0, T, FIXED | 81)
                                .icr(0, T, INIT)
                                .icr(0, T, STARTUP),
                        "startedAtVector=[18]"),
                sequence(
                        "an NMI that comes while waiting is taken at the start",
                        "cli",
                        v -> v.icr(0, T, INIT).icr(0, T, NMI).icr(0, T, STARTUP),
                        "nmi=1 startedAtVector=[18] nmiTakenRightAfterSipi=1"),
                sequence(
                        "the second start-up message is lost",
                        "wait",
                        v -> v.icr(0, T, STARTUP).icr(0, T, 0x4634),
                        "startedAtVector=[18]"),
                sequence(
                        "INIT twice, start-up twice",
                        "run",
                        v -> v.icr(0, T, INIT)
                                .icr(0, T, INIT)
                                .icr(0, T, STARTUP)
                                .icr(0, T, INIT)
                                .icr(0, T, 0x4634),
                        "startedAtVector=[18,52]"),
                sequence(
                        "a started CPU is software-disabled: no vectors, but NMIs",
                        "wait",
                        v -> v.icr(0, T, STARTUP).icr(0, T, FIXED | 81).icr(0, T, NMI),
                        "nmi=1 startedAtVector=[18]"),
                sequence(
                        "vectors are taken by priority when the CPU is let go, each once",
                        "cli",
                        v -> v.icr(0, T, FIXED | 0x31)
                                .icr(0, T, FIXED | 0x91)
                                .icr(0, T, FIXED | 0x35)
                                .icr(0, T, FIXED | 0x91),
                        "irr=[49,53,145] afterRelease.delivered=[145,53,49]"),
                sequence(
                        "to oneself in any state of the others",
                        "nmi",
                        v -> v.icr(T, 0, FIXED | SELF | 81),
                        "irr=[81] afterRelease.delivered=[81]"),
                sequence(
                        "to all, from inside the handler",
                        "nmi",
                        v -> v.icr(T, 0, NMI | ALL),
                        "nmiPendingAfterIret=1"));
    }

    /** A builder of steps. */
    private interface Steps {
        VectorText add(VectorText vector);
    }

    private static Object[] sequence(String what, String state, Steps steps, String expected) {
        return new Object[] {what, state, steps, expected};
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sequences")
    void messagesInOrder(String what, String state, Steps steps, String expected) {
        for (boolean x2apic : new boolean[] {false, true}) {
            assertThat(end(manual(steps.add(cpus(x2apic, state)).vector()), T)).isEqualTo(expected);
        }
    }

    @ParameterizedTest(name = "vector {0}")
    @ValueSource(ints = {0, 1, 7, 14, 15, 16, 17, 31, 32, 255})
    @DisplayName("vectors below 16 by every route: nothing arrives, both ends note it; from 16 on they are delivered")
    void illegalVectors(int vector) {
        for (boolean x2apic : new boolean[] {false, true}) {
            int logical = 1 << T;
            Map<String, ApicVector> routes = new TreeMap<>(Map.of(
                    "physical", cpus(x2apic, "run").icr(0, T, FIXED | vector).vector(),
                    "logical",
                            cpus(x2apic, "run")
                                    .icr(0, logical, FIXED | LOGICAL | vector)
                                    .vector(),
                    "self", cpus(x2apic, "run").icr(T, 0, FIXED | SELF | vector).vector(),
                    "all", cpus(x2apic, "run").icr(0, 0, FIXED | ALL | vector).vector(),
                    "others",
                            cpus(x2apic, "run")
                                    .icr(0, 0, FIXED | OTHERS | vector)
                                    .vector()));
            routes.forEach((route, line) -> {
                boolean self = route.equals("self");
                String illegal = self ? "esr=0x60" : "esr=0x40";
                assertThat(end(manual(line), T))
                        .as("%s, x2APIC %s", route, x2apic)
                        .isEqualTo(vector < 16 ? illegal : "delivered=[" + vector + "]");
            });
            SortedMap<FieldPath, String> sender = manual(routes.get("physical"));
            assertThat(end(sender, 0)).isEqualTo(vector < 16 ? "esr=0x20" : "");
        }
    }

    @ParameterizedTest(name = "in service {0} in {1}, {2} arrives: {3}")
    @CsvSource(delimiter = '|', textBlock = """
            # in service | state | vector | what becomes of it
            80           | run   | 0x51   | irr=[81] isr=[80] afterRelease.delivered=[81]
            80           | run   | 0x61   | delivered=[97] isr=[80]
            80           | hlt   | 0x4F   | irr=[79] isr=[80] afterRelease.delivered=[79]
            80           | cli   | 0x61   | irr=[97] isr=[80] afterRelease.delivered=[97]
            80           | nmi   | 0x61   | irr=[97] isr=[80] afterRelease.delivered=[97]
            80           | raw   | 0x61   | isr=[80]
            """)
    void vectorInService(int inService, String state, String vector, String expected) {
        ApicVector line = VectorText.xapic()
                .cpu("run")
                .cpu(state, "0x1ff", "0x00", ",\"inService\":" + inService)
                .icr(0, T, FIXED | Integer.decode(vector))
                .vector();
        assertThat(end(manual(line), T)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "TPR {0}, vector {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            0x50 | 0x5F | irr=[95] afterRelease.delivered=[95]
            0x5F | 0x60 | delivered=[96]
            0xFF | 0xFE | irr=[254] afterRelease.delivered=[254]
            0x00 | 0x10 | delivered=[16]
            """)
    void taskPriority(String tpr, String vector, String expected) {
        for (boolean x2apic : new boolean[] {false, true}) {
            ApicVector line = VectorText.of(x2apic)
                    .cpu("run")
                    .cpu("hlt", "0x1ff", tpr.toLowerCase(Locale.ROOT), "")
                    .icr(0, T, FIXED | Integer.decode(vector))
                    .vector();
            assertThat(end(manual(line), T)).isEqualTo(expected);
        }
    }

    @ParameterizedTest(name = "MSR of {0}: read {1}, written {2}")
    @CsvSource({
        "0x020, 0x00000001, GP",
        "0x030, 0x00060014, GP",
        "0x080, 0x00000000, done",
        "0x090, GP, GP",
        "0x0a0, 0x00000000, GP",
        "0x0b0, GP, done",
        "0x0c0, GP, GP",
        "0x0d0, 0x00000002, GP",
        "0x0e0, GP, GP",
        "0x0f0, 0x000001ff, done",
        "0x100, 0x00000000, GP",
        "0x1f0, 0x00000000, GP",
        "0x270, 0x00000000, GP",
        "0x280, 0x00000000, done",
        "0x290, GP, GP",
        "0x2f0, 0x00010000, done",
        "0x300, 0x00000000, done",
        "0x310, GP, GP",
        "0x320, 0x00010000, done",
        "0x330, 0x00010000, done",
        "0x340, 0x00010000, done",
        "0x350, 0x00010000, done",
        "0x360, 0x00010000, done",
        "0x370, 0x00010000, done",
        "0x380, 0x00000000, done",
        "0x390, 0x00000000, GP",
        "0x3a0, GP, GP",
        "0x3e0, 0x00000000, done",
        "0x3f0, GP, done",
    })
    @DisplayName("every x2APIC register (SDM Table 10-6)")
    void x2apicRegisters(String offset, String read, String written) {
        int at = Integer.decode(offset);
        SortedMap<FieldPath, String> fields = manual(cpus(true, "run")
                .read(T, at)
                .write(T, at, at == 0x3f0 ? 0x41 : 0)
                .vector());
        String faulted = fields.getOrDefault(FieldPath.ofWrite(0, VectorField.GENERAL_PROTECTION), "");
        String value = fields.getOrDefault(FieldPath.ofWrite(0, VectorField.VALUE), "0x00000000");
        assertThat(faulted.isEmpty() ? value : "GP").isEqualTo(read);
        assertThat(fields.containsKey(FieldPath.ofWrite(1, VectorField.GENERAL_PROTECTION)) ? "GP" : "done")
                .isEqualTo(written);
    }

    @ParameterizedTest(name = "slot {0}: read {1}, after all ones {2}, ESR {3}")
    @CsvSource({
        "0x000, 0x00000000, 0x00000000, 0x80",
        "0x020, 0x01000000, 0x01000000, 0x00",
        "0x030, 0x00060014, 0x00060014, 0x00",
        "0x040, 0x00000000, 0x00000000, 0x80",
        "0x080, 0x00000000, 0x000000ff, 0x00",
        "0x090, 0x00000000, 0x00000000, 0x00",
        "0x0a0, 0x00000000, 0x00000000, 0x00",
        "0x0b0, 0x00000000, 0x00000000, 0x00",
        "0x0c0, 0x00000000, 0x00000000, 0x00",
        "0x0d0, 0x02000000, 0xff000000, 0x00",
        "0x0e0, 0xffffffff, 0xffffffff, 0x00",
        "0x0f0, 0x000001ff, 0x000001ff, 0x00",
        "0x180, 0x00000000, 0x00000000, 0x00",
        "0x200, 0x00000000, 0x00000000, 0x00",
        "0x290, 0x00000000, 0x00000000, 0x80",
        "0x2f0, 0x00010000, 0x000107ff, 0x00",
        "0x310, 0x00000000, 0xff000000, 0x00",
        "0x320, 0x00010000, 0x000300ff, 0x00",
        "0x330, 0x00010000, 0x000107ff, 0x00",
        "0x340, 0x00010000, 0x000107ff, 0x00",
        "0x350, 0x00010000, 0x0001a7ff, 0x00",
        "0x360, 0x00010000, 0x0001a7ff, 0x00",
        "0x370, 0x00010000, 0x000100ff, 0x00",
        "0x390, 0x00000000, 0x00000000, 0x00",
        "0x3a0, 0x00000000, 0x00000000, 0x80",
        "0x3e0, 0x00000000, 0x0000000b, 0x00",
        "0x3f0, 0x00000000, 0x00000000, 0x80",
    })
    @DisplayName("every kind of xAPIC register (SDM Table 10-1)")
    void xapicRegisters(String offset, String read, String written, String errors) {
        int at = Integer.decode(offset);
        SortedMap<FieldPath, String> fields = manual(cpus(false, "run")
                .read(T, at)
                .write(T, at, -1)
                .read(T, at)
                .esr(T)
                .vector());
        assertThat(fields.getOrDefault(FieldPath.ofWrite(0, VectorField.VALUE), "0x00000000"))
                .isEqualTo(read);
        assertThat(fields.getOrDefault(FieldPath.ofWrite(2, VectorField.VALUE), "0x00000000"))
                .isEqualTo(written);
        assertThat(fields.getOrDefault(FieldPath.ofWrite(3, VectorField.ESR), "0x00"))
                .isEqualTo(errors);
    }

    /** Every delivery mode by every route with every pair of level and trigger. */
    private static List<Integer> words() {
        List<Integer> words = new ArrayList<>();
        for (DeliveryMode mode : DeliveryMode.values()) {
            for (int shorthand : new int[] {0, SELF, ALL, OTHERS}) {
                for (int level : new int[] {0, Icr.LEVEL_ASSERT, Icr.LEVEL_TRIGGERED, 0xC000}) {
                    for (int logical : new int[] {0, LOGICAL}) {
                        words.add(mode.code() << 8 | shorthand | level | logical | 0x51);
                    }
                }
            }
        }
        return words;
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName(
            "every word to every state under every profile: it settles, whoever is not addressed gets nothing, counts hold")
    void everyWordToEachState(CpuState state) {
        for (ApicProfile profile : ApicProfile.ALL) {
            ModelOptions options = Question.options(profile, Map.of());
            for (boolean x2apic : new boolean[] {false, true}) {
                for (int low : words()) {
                    ApicVector vector = cpus(x2apic, state.key())
                            .cpu("cli")
                            .icr(0, (low & LOGICAL) != 0 ? 1 << T : T, low)
                            .vector();
                    check(profile, low, VectorPlayer.play(vector, options, InterconnectKind.INSTANT));
                }
            }
        }
    }

    private static void check(ApicProfile profile, int low, PlayedVector played) {
        String word = profile.name() + " " + Integer.toHexString(low);
        int shorthand = low & OTHERS;
        boolean init = (low & 0x700) == 0x500;
        if (played.notModelled().isPresent()) {
            assertThat(init && (shorthand == ALL || shorthand == SELF)).as(word).isTrue();
            return;
        }
        boolean lowestPriority = (low & 0x700) == 0x100;
        SortedMap<FieldPath, String> fields = played.fields();
        if (shorthand == 0) {
            assertThat(end(fields, 2) + end(fields, 3)).as(word).isEmpty();
            assertThat(end(fields, 0)).as(word).isIn("", "esr=0x04");
        } else if (shorthand == SELF) {
            assertThat(end(fields, T)).as(word).isIn("", "waitingForSipi=true");
            assertThat(end(fields, 2) + end(fields, 3)).as(word).isEmpty();
        } else if (shorthand == OTHERS && !lowestPriority) {
            assertThat(end(fields, 0)).as(word).isEmpty();
            assertThat(end(fields, 2)).as("%s: running", word).isIn(afterBroadcast(low, 2));
            assertThat(end(fields, 3)).as("%s: interrupts off", word).isIn(afterBroadcast(low, 3));
        }
        fields.forEach((path, text) -> {
            if (path.field() == VectorField.NMI) {
                assertThat(text).as(word).isEqualTo("1");
            }
        });
    }

    /** What a broadcast may leave at a CPU; vectors of a level-triggered message may be marked so. */
    private static List<String> afterBroadcast(int low, int cpu) {
        return switch ((low >> 8) & 7) {
            case 4 -> List.of("nmi=1");
            case 5 -> List.of("", "waitingForSipi=true initReceived=true");
            case 0, 7 ->
                cpu == 2
                        ? List.of("", "delivered=[81]", "delivered=[81] tmr=[81]")
                        : List.of(
                                "",
                                "irr=[81] afterRelease.delivered=[81]",
                                "irr=[81] tmr=[81] afterRelease.delivered=[81]");
            default -> List.of("");
        };
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("the same on the buses once everything has settled")
    void sameOnTheBuses(CpuState state) {
        for (int low : words()) {
            boolean deassert = (low & 0xC700) == 0x8500;
            boolean lowestPriority = (low & 0x700) == 0x100;
            for (boolean x2apic : new boolean[] {false, true}) {
                if (deassert || lowestPriority || (low & 0x700) == 0x300) {
                    // Level de-assert and remote read are of the 3-wire bus; who wins is the bus's choice.
                    continue;
                }
                ApicVector vector = cpus(x2apic, state.key())
                        .icr(0, (low & LOGICAL) != 0 ? 1 << T : T, low)
                        .icr(2, T, FIXED | 0x77)
                        .esr(0)
                        .vector();
                String instant = ends(vector, InterconnectKind.INSTANT);
                for (InterconnectKind kind : InterconnectKind.values()) {
                    if (Question.carries(kind, vector.mode())) {
                        assertThat(ends(vector, kind)).as("%x on %s", low, kind).isEqualTo(instant);
                    }
                }
            }
        }
    }

    private static String ends(ApicVector vector, InterconnectKind kind) {
        PlayedVector played = VectorPlayer.play(vector, MANUAL, kind);
        return played.notModelled()
                .orElseGet(() ->
                        String.join("; ", end(played.fields(), 0), end(played.fields(), 1), end(played.fields(), 2)));
    }
}
