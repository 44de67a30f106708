package dev.kdumpstop.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.orchestrator.plugin.Installed;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("remarks on an experiment that is right")
class RemarksTest {
    private static final Installed INSTALLED = Installed.discover();

    private static List<String> remarks(String text) {
        return Remarks.of(ExperimentFile.parse("a.conf", "a", text, INSTALLED, Map.of()), INSTALLED);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "repeat = 9 | repeat = 9 does nothing: no cell has dice, so each is run once",
                "scenarios { used = healthy }, scenario = used, machine.cpus = 4 | ",
                "solutions { idle { base = A, polls = 7 } } | solutions.idle is used nowhere",
                "wait-policies { idle { base = bounded, polls = 3 } } | wait-policies.idle is used nowhere",
                "wait-policies { w { base = bounded, polls = 3 } }, solutions { s { base = A, wait-policy = w } }, solution = s | ",
                "solution = A, compare.solution = A | every cell is compared with itself: compare.solution and solution are the same",
                "solution = A, compare.solution = baseline, repeat = 3, scenario = \"nmi-lockup:cpus=any(1)\" | ",
                "kind = normal-operation, machine.cpus = 4, traffic.senders = 9 | traffic.senders is 9, but 4 CPUs are on line: all of them send (all)",
                "kind = normal-operation, machine.cpus = 4, repeat = 2, traffic.senders = 4 | "
            })
    @DisplayName("say what does nothing")
    void idle(String text, String remark) {
        assertThat(remarks(text)).isEqualTo(remark == null ? List.of() : List.of(remark));
    }

    @ParameterizedTest
    @CsvSource({"netburst-fsb, 1", "nehalem-x2apic, 1", "p6-apic-bus, 0"})
    @DisplayName("say that a timing profile is of another interconnect")
    void bus(String profile, int count) {
        assertThat(remarks("machine { release = 2.6.21, interconnect = apic-bus }\ntiming.profile = " + profile))
                .hasSize(count)
                .allMatch(remark -> remark.contains("timing.profile = " + profile + ", whose numbers are of another"));
    }
}
