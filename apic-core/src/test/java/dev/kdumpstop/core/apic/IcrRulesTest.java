package dev.kdumpstop.core.apic;

import static dev.kdumpstop.api.icr.DeliveryMode.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.icr.Icr;
import dev.kdumpstop.api.machine.ApicGeneration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("what a word written to the ICR becomes (apic-facts 1.5, SDM Tables 10-3 and 10-4)")
class IcrRulesTest {
    private static final List<String> SHORTHANDS = List.of("none", "self", "all", "others");
    private static final List<DeliveryMode> DEFINED = List.of(FIXED, LOWEST_PRIORITY, SMI, NMI, INIT, STARTUP);

    private static IcrRules rules(ApicGeneration generation) {
        return new IcrRules(generation, ApicProfile.SDM);
    }

    /** Which modes are sent, for every combination of shorthand, trigger and level; the rest is not sent. */
    private static List<DeliveryMode> table10x3(String shorthand) {
        // Trigger and level as written do not matter: edge and level 1 are sent (I4). What the table calls invalid with
        // "all
        // including self" is sent all the same, as every recorded APIC does; see IcrRules.isSent.
        return shorthand.equals("self") ? List.of(FIXED) : DEFINED;
    }

    private static List<DeliveryMode> table10x4(String shorthand, boolean levelTriggered, boolean assertLevel) {
        if (shorthand.equals("self")) {
            return levelTriggered && !assertLevel ? List.of() : List.of(FIXED);
        } else if (!levelTriggered) {
            // Remote reads are of one CPU.
            return shorthand.equals("none")
                    ? List.of(FIXED, LOWEST_PRIORITY, SMI, REMOTE_READ, NMI, INIT, STARTUP)
                    : DEFINED;
        }
        // Level 0 of INIT is the level de-assert.
        return assertLevel ? List.of(FIXED, LOWEST_PRIORITY, NMI, INIT) : List.of(INIT);
    }

    static List<Arguments> combinations() {
        List<Arguments> all = new ArrayList<>();
        for (ApicGeneration generation : ApicGeneration.values()) {
            for (String shorthand : SHORTHANDS) {
                for (boolean levelTriggered : new boolean[] {false, true}) {
                    for (boolean assertLevel : new boolean[] {false, true}) {
                        List<DeliveryMode> sent = generation.hasApicBus()
                                ? table10x4(shorthand, levelTriggered, assertLevel)
                                : table10x3(shorthand);
                        all.add(Arguments.of(generation, shorthand, levelTriggered, assertLevel, sent));
                    }
                }
            }
        }
        return all;
    }

    @ParameterizedTest(name = "{0}, shorthand {1}, level-triggered {2}, level {3}: {4}")
    @MethodSource("combinations")
    @DisplayName("Tables 10-3 and 10-4: which combinations are sent")
    void validCombinations(
            ApicGeneration generation,
            String shorthand,
            boolean levelTriggered,
            boolean assertLevel,
            List<DeliveryMode> sent) {
        int word = SHORTHANDS.indexOf(shorthand) << 18
                | (levelTriggered ? Icr.LEVEL_TRIGGERED : 0)
                | (assertLevel ? Icr.LEVEL_ASSERT : 0)
                | 0x40;
        for (int destinationMode : new int[] {0, Icr.LOGICAL}) {
            List<DeliveryMode> seen = Arrays.stream(DeliveryMode.values())
                    // Of a remote read with level trigger the table says nothing.
                    .filter(mode -> mode != REMOTE_READ || !levelTriggered || !shorthand.equals("none"))
                    .filter(mode -> rules(generation).isSent(word | destinationMode | mode.code() << 8))
                    .toList();
            assertThat(seen).isEqualTo(sent);
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "00000500, false",
        "00004500, false",
        "00008500, true",
        "0000C500, false",
        "000C8500, true",
        "00008400, false",
        "00008100, false",
        "FFF28DFF, true"
    })
    @DisplayName("I5: INIT level de-assert is mode INIT, trigger level, level 0, whatever else the word says")
    void initDeassert(String low, boolean is) {
        assertThat(IcrRules.isInitDeassert((int) Long.parseLong(low, 16))).isEqualTo(is);
    }

    @Test
    @DisplayName("1.11: vectors 0 to 15 are illegal for fixed and lowest priority; 16 to 31 are not (SDM 10.5.2)")
    void illegalVectors() {
        for (DeliveryMode mode : DeliveryMode.values()) {
            for (int vector = 0; vector < 256; vector++) {
                boolean illegal = vector < 16 && (mode == FIXED || mode == LOWEST_PRIORITY);
                assertThat(IcrRules.isIllegalVector(0xC_C800 | mode.code() << 8 | vector))
                        .as("%s, vector %d", mode, vector)
                        .isEqualTo(illegal);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("1.5: bits 10:8 are the delivery mode")
    void mode(DeliveryMode mode) {
        assertThat(IcrRules.mode(mode.code() << 8 | 0xFFFF_F8FF)).isEqualTo(mode);
        assertThat(IcrRules.carriesVector(mode)).isEqualTo(mode == FIXED || mode == LOWEST_PRIORITY);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("I4: a word travels as it is, and as edge; INIT level de-asserts and lowest priority count")
    void plainReading(ApicGeneration generation) {
        IcrRules rules = rules(generation);
        for (int word : new int[] {0x40, 0x4_0440, 0x740, 0xC_8540, 0x4_C140}) {
            assertThat(rules.sent(Integer.toUnsignedLong(word))).isEqualTo(Integer.toUnsignedLong(word));
            assertThat(rules.arrivesAsLevel(word)).isFalse();
            assertThat(rules.isUnsupportedLowestPriority(word)).isFalse();
        }
        assertThat(rules.ignoresInitDeassert()).isFalse();
    }
}
