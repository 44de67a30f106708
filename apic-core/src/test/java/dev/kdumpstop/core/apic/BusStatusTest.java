package dev.kdumpstop.core.apic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("status cycles of the 3-wire bus, row by row (apic-facts 2.2; SDM 10.13.2.3)")
class BusStatusTest {
    @ParameterizedTest(name = "lowest priority {0}, A {1}, A1 {2}: {3}; ids move {4}, again {5}, ESR {6} and {7}")
    @CsvSource({
        "false, 00, 10, ACCEPT,         true,  false, 0, 0",
        "false, 00, 11, RETRY,          true,  true,  0, 0",
        "false, 00, 00, ACCEPT_ERROR,   false, true,  4, 8",
        "false, 00, 01, ACCEPT_ERROR,   false, true,  4, 8",
        "false, 11, 10, CHECKSUM_ERROR, false, true,  1, 2",
        "false, 01, 10, CHECKSUM_ERROR, false, true,  1, 2",
        "false, 10, 10, CHECKSUM_ERROR, false, true,  1, 2",
        "true,  00, 11, ARBITRATE,      true,  false, 0, 0",
        "true,  00, 10, END_AND_RETRY,  true,  true,  0, 0",
        "true,  10, 00, FOCUS_FOUND,    true,  false, 0, 0",
        "true,  10, 11, FOCUS_FOUND,    true,  false, 0, 0",
        "true,  00, 00, ACCEPT_ERROR,   false, true,  4, 8",
        "true,  11, 11, CHECKSUM_ERROR, false, true,  1, 2",
        "true,  01, 11, CHECKSUM_ERROR, false, true,  1, 2"
    })
    void rows(
            boolean lowestPriority,
            String a,
            String a1,
            BusStatus status,
            boolean movesIds,
            boolean again,
            int senderErrors,
            int otherErrors) {
        assertThat(BusStatus.of(lowestPriority, Integer.parseInt(a, 2), Integer.parseInt(a1, 2)))
                .isEqualTo(status);
        assertThat(status.movesArbitrationIds()).isEqualTo(movesIds);
        assertThat(status.isSentAgain()).isEqualTo(again);
        assertThat(status.senderErrors()).isEqualTo(senderErrors);
        assertThat(status.otherErrors()).isEqualTo(otherErrors);
    }

    @ParameterizedTest(name = "A2 {0}: {1}; again {2}, ESR {3}")
    @CsvSource({
        "10, ACCEPT,            false, 0",
        "11, ARBITRATION_ERROR, true,  4",
        "00, ARBITRATION_ERROR, true,  4",
        "01, ARBITRATION_ERROR, true,  4"
    })
    @DisplayName("status A2 of a lowest-priority message; the ids have moved in cycle 20 whatever it says")
    void afterArbitration(String a2, BusStatus status, boolean again, int senderErrors) {
        assertThat(BusStatus.afterArbitration(Integer.parseInt(a2, 2))).isEqualTo(status);
        assertThat(status.movesArbitrationIds()).isTrue();
        assertThat(status.isSentAgain()).isEqualTo(again);
        assertThat(status.senderErrors()).isEqualTo(senderErrors);
        assertThat(status.otherErrors()).isZero();
    }

    @ParameterizedTest(name = "{0} or {1} on the lines is {2}")
    @CsvSource({"10, 11, RETRY", "10, 00, ACCEPT", "10, 10, ACCEPT", "00, 00, ACCEPT_ERROR", "11, 00, RETRY"})
    @DisplayName(
            "open-drain lines: one that retries outvotes those that accept, one that accepts those that are silent")
    void wiredOr(String one, String other, BusStatus status) {
        int lines = Integer.parseInt(one, 2) | Integer.parseInt(other, 2);
        assertThat(BusStatus.of(false, 0, lines)).isEqualTo(status);
    }
}
