package dev.kdumpstop.evidence.conform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.core.apic.ApicProfile;
import dev.kdumpstop.evidence.vector.VectorFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName(
        "the recorded vectors: each profile on its lines, on every interconnect; exact, so that nothing changes unseen")
class ConformVectorsTest {
    private static final List<InterconnectKind> KINDS = List.of(InterconnectKind.values());

    private static ConformReport report;

    @BeforeAll
    static void play() {
        List<String> missing = new ArrayList<>();
        List<Path> files = VectorFiles.find(List.of(Path.of("src/test/resources/apic-vectors")), missing);
        assertThat(missing).isEmpty();
        List<Question> questions = ApicProfile.ALL.stream()
                .map(profile -> new Question(Question.options(profile, Map.of()), Selection.OWN, KINDS))
                .toList();
        report = new Conformance(questions).run(files);
    }

    @Test
    void allLinesAreWhole() {
        assertThat(report.problems()).isEmpty();
        assertThat(report.vectors()).isEqualTo(4106);
    }

    private static Tally tally(String profile, InterconnectKind kind) {
        ConformReport.Section section = report.sections().stream()
                .filter(each -> each.question().profile().name().equals(profile))
                .findFirst()
                .orElseThrow();
        return section.tallies().stream()
                .filter(each -> each.interconnect() == kind)
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest(name = "{0} on {1}: {2} lines agree, {3} fields; {4} more are implementation-defined")
    @CsvSource({
        "sdm,       INSTANT,        2774, 120034, 16337",
        "sdm,       FRONT_SIDE_BUS, 2412,  87952, 16242",
        "sdm,       APIC_BUS,       2412,  87952, 16214",
        "sdm,       X2APIC_FABRIC,   362,  27061,    95",
        "qemu-7.2,  INSTANT,        1206,  44768, 12864",
        "qemu-7.2,  FRONT_SIDE_BUS, 1206,  42349, 12847",
        "qemu-7.2,  APIC_BUS,       1206,  42349, 12847",
        "kvm,       INSTANT,        1912,  73105, 18133",
        "kvm,       FRONT_SIDE_BUS, 1177,  35262, 11228",
        "kvm,       APIC_BUS,       1177,  35262, 11213",
        "kvm,       X2APIC_FABRIC,   735,  35504,  6888",
        "bochs-2.7, INSTANT,         986,  29759,  8081",
        "bochs-2.7, FRONT_SIDE_BUS,  986,  27940,  8064",
        "bochs-2.7, APIC_BUS,        986,  27940,  7977",
    })
    void allLinesAgree(String profile, InterconnectKind kind, int lines, int fields, int free) {
        Tally tally = tally(profile, kind);
        if (!profile.equals("kvm")) {
            assertThat(tally.differing()).isEmpty();
        }
        assertThat(tally.reasons()).isEmpty();
        assertThat(tally.agreeing()).isEqualTo(lines);
        assertThat(tally.total().of(Verdict.AGREES)).isEqualTo(fields);
        assertThat(tally.total().of(Verdict.FREE_AGREES)).isEqualTo(free);
    }

    @Test
    @DisplayName("what differs is known: the boot CPU of the recorded KVM kept the low bits of its TPR")
    void subclassOfTheBootCpu() {
        List<VectorResult> differing = tally("kvm", InterconnectKind.INSTANT).differing();
        assertThat(differing).hasSize(2).allSatisfy(result -> {
            assertThat(result.vector().note()).isEqualTo("boot CPU, enabled: register 0x080");
            assertThat(result.fields().stream().filter(field -> field.verdict() == Verdict.DIFFERS))
                    .extracting(FieldResult::expected, FieldResult::actual)
                    .containsExactly(tuple("0x000000ff", "0x000000f0"), tuple("0x00000055", "0x00000050"));
        });
    }

    @Test
    @DisplayName(
            "what is left free and differs is known: who wins a lowest-priority message, and an NMI of the recorder")
    void freeFieldsThatDiffer() {
        assertThat(free("qemu-7.2")).isEmpty();
        assertThat(free("bochs-2.7")).containsOnlyKeys("cpus[*].nmiAfterLaterSipi");
        assertThat(free("kvm"))
                .containsOnlyKeys(
                        "cpus[*].delivered",
                        "cpus[*].irr",
                        "cpus[*].afterRelease.delivered",
                        "cpus[*].nmiAfterLaterSipi");
    }

    private static Map<String, Integer> free(String profile) {
        Map<String, Integer> fields = new TreeMap<>();
        tally(profile, InterconnectKind.INSTANT).rows().forEach((row, counts) -> {
            if (counts.of(Verdict.FREE_DIFFERS) > 0) {
                fields.merge(row.field(), counts.of(Verdict.FREE_DIFFERS), Integer::sum);
            }
        });
        return fields;
    }
}
