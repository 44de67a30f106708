package dev.kdumpstop.core.apic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("task, processor and arbitration priority (apic-facts 1.8)")
class PrioritiesTest {
    private static int vector(String text) {
        return text.equals("-") ? -1 : Integer.parseInt(text, 16);
    }

    @ParameterizedTest(name = "TPR {0}, in service {1}: PPR {2}")
    @CsvSource({
        "00, -,  00",
        "3F, -,  3F",
        "00, 31, 30",
        "20, 31, 30",
        "2F, 31, 30",
        "40, 31, 40",
        "4F, 31, 4F",
        // equal classes: model specific, here the TPR's subclass
        "35, 31, 35",
        "30, 3F, 30",
        "FF, FE, FF",
        "00, FE, F0"
    })
    @DisplayName("1.8: PPR, class and subclass")
    void processor(String tpr, String inService, String ppr) {
        assertThat(Priorities.processor(vector(tpr), vector(inService))).isEqualTo(vector(ppr));
    }

    @Test
    @DisplayName("1.8: the class of the PPR is the higher one of TPR and vector in service, for all of them")
    void processorClass() {
        for (int tpr = 0; tpr < 256; tpr++) {
            for (int inService = -1; inService < 256; inService++) {
                int ppr = Priorities.processor(tpr, inService);
                assertThat(ppr >> 4).isEqualTo(Math.max(tpr >> 4, inService < 0 ? 0 : inService >> 4));
            }
        }
    }

    @ParameterizedTest(name = "TPR {0}, pending {1}, in service {2}: APR {3}")
    @CsvSource({
        // TPR class at least that of the vector pending and above that of the one in service: the TPR
        "00, -,  -,  00",
        "35, -,  -,  35",
        "35, 31, -,  35",
        "35, 31, 21, 35",
        "4F, 3F, 3E, 4F",
        // else the higher of what TPR and vector in service have in common, and the class pending
        "35, 41, -,  40",
        "35, 41, 21, 40",
        "35, -,  31, 30",
        "35, -,  61, 20",
        "70, 11, B1, 30",
        "70, 41, B1, 40",
        "00, F1, -,  F0",
        "35, 3F, 3F, 30",
        "05, -,  -,  00"
    })
    @DisplayName("1.8: APR of P6 and Pentium")
    void arbitration(String tpr, String pending, String inService, String apr) {
        assertThat(Priorities.arbitration(vector(tpr), vector(pending), vector(inService)))
                .isEqualTo(vector(apr));
    }

    @Test
    @DisplayName("1.8: APR for every class of TPR, vector pending and vector in service")
    void arbitrationOfAllClasses() {
        for (int task = 0; task < 16; task++) {
            for (int pending = 0; pending < 16; pending++) {
                for (int served = 0; served < 16; served++) {
                    int expected =
                            task >= pending && task > served ? task << 4 | 0x5 : Math.max(task & served, pending) << 4;
                    assertThat(Priorities.arbitration(
                                    task << 4 | 0x5,
                                    pending == 0 ? -1 : pending << 4 | 0xA,
                                    served == 0 ? -1 : served << 4 | 0xC))
                            .as("task %x, pending %x, in service %x", task, pending, served)
                            .isEqualTo(expected);
                }
            }
        }
    }

    @ParameterizedTest(name = "pending {0}, PPR {1}: {2}")
    @CsvSource({
        "-,  00, false",
        "0F, 00, false",
        "10, 00, true",
        "10, 0F, true",
        "1F, 10, false",
        "3F, 31, false",
        "3F, 2F, true",
        "40, 3F, true",
        "FF, F0, false"
    })
    @DisplayName("1.8: a vector is dispensed if its class is above that of the PPR")
    void dispensed(String pending, String ppr, boolean dispensed) {
        assertThat(Priorities.isDispensed(vector(pending), vector(ppr))).isEqualTo(dispensed);
    }
}
