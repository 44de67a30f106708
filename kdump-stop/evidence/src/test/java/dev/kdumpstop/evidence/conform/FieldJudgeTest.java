package dev.kdumpstop.evidence.conform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.core.apic.ApicProfile;
import dev.kdumpstop.evidence.vector.ApicVector;
import dev.kdumpstop.evidence.vector.FieldPath;
import dev.kdumpstop.evidence.vector.VectorField;
import dev.kdumpstop.evidence.vector.VectorText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("which field of which line counts for whom")
class FieldJudgeTest {
    /** CPU 1 is recorded to have taken nothing of an NMI and a vector that the manual delivers, and an error it does not set. */
    private static ApicVector vector(String oracle, String standing) {
        return VectorText.xapic()
                .cpu("run")
                .cpu("cli")
                .icr(0, 1, 0x4400)
                .icr(0, 1, 0x4051)
                .end(1, "\"delivered\":[],\"nmi\":0,\"irr\":[],\"isr\":[9],\"esr\":\"0x04\",\"afterRelease\":{}")
                .standing(standing)
                .oracle(oracle)
                .vector();
    }

    private static Verdict verdict(ApicProfile profile, Selection selection, ApicVector vector, FieldPath path) {
        Question question = question(profile, selection);
        return question.play(vector, InterconnectKind.INSTANT).fields().stream()
                .filter(field -> field.path().equals(path))
                .findFirst()
                .orElseThrow()
                .verdict();
    }

    private static Question question(ApicProfile profile, Selection selection) {
        return new Question(Question.options(profile, Map.of()), selection, List.of(InterconnectKind.INSTANT));
    }

    private static final String DIFFER = "\"oracles\":[\"a\",\"b\"],\"oraclesAgree\":false,"
            + "\"differing\":[\"cpus[1].nmi\",\"cpus[1].irr\",\"cpus[1].afterRelease.delivered\",\"cpus[1].esr\","
            + "\"cpus[1].isr\"]";

    @ParameterizedTest(name = "{0}: plain reading agrees {1}, else {2}")
    @CsvSource({
        "NMI, DIFFERS, SKIPPED",
        "IRR, DIFFERS, SKIPPED",
        "ESR, SKIPPED, SKIPPED",
        "ISR, SKIPPED, SKIPPED",
    })
    @DisplayName(
            "against the manual, where implementations differ: only who is addressed, and only if the reading says so")
    void differing(VectorField field, Verdict covered, Verdict otherwise) {
        ApicVector agrees = vector("bochs-2.7", DIFFER + ",\"sdmPlainReading\":\"agrees\"");
        ApicVector silent = vector("bochs-2.7", DIFFER);
        FieldPath path = FieldPath.ofCpu(1, field);
        assertThat(verdict(ApicProfile.SDM, Selection.OWN, agrees, path)).isEqualTo(covered);
        assertThat(verdict(ApicProfile.SDM, Selection.OWN, silent, path)).isEqualTo(otherwise);
        assertThat(verdict(ApicProfile.BOCHS_2_7, Selection.OWN, agrees, path))
                .as("an implementation is compared with all it did")
                .isEqualTo(Verdict.DIFFERS);
        assertThat(verdict(ApicProfile.SDM, Selection.ALL, silent, path)).isEqualTo(Verdict.DIFFERS);
    }

    @Test
    void whatComesAfterTheReleaseIsCoveredToo() {
        ApicVector agrees = vector("bochs-2.7", DIFFER + ",\"sdmPlainReading\":\"agrees\"");
        assertThat(verdict(ApicProfile.SDM, Selection.OWN, agrees, FieldPath.ofRelease(1, VectorField.DELIVERED)))
                .isEqualTo(Verdict.DIFFERS);
    }

    @Test
    void whereAllAgreeEverythingCounts() {
        ApicVector vector = vector("bochs-2.7", "\"oracles\":[\"a\",\"b\"],\"oraclesAgree\":true");
        for (VectorField field : new VectorField[] {VectorField.NMI, VectorField.ESR, VectorField.ISR}) {
            assertThat(verdict(ApicProfile.SDM, Selection.OWN, vector, FieldPath.ofCpu(1, field)))
                    .isEqualTo(Verdict.DIFFERS);
        }
    }

    @Test
    void implementationDefinedFieldsNeverCount() {
        ApicVector vector = vector(
                "bochs-2.7",
                "\"implementationDefinedFields\":[\"cpus[1].nmi\",\"cpus[*].delivered\"],\"oraclesAgree\":true,"
                        + "\"oracles\":[\"a\",\"b\"]");
        assertThat(verdict(ApicProfile.SDM, Selection.OWN, vector, FieldPath.ofCpu(1, VectorField.NMI)))
                .isEqualTo(Verdict.FREE_DIFFERS);
        assertThat(verdict(ApicProfile.BOCHS_2_7, Selection.OWN, vector, FieldPath.ofCpu(1, VectorField.DELIVERED)))
                .isEqualTo(Verdict.FREE_AGREES);
    }

    @ParameterizedTest(name = "a line of {0} ({1}): sdm {2}, kvm {3}, auto rest {4}")
    @CsvSource(delimiter = '|', textBlock = """
            kvm-lapic | "oracles":["a"],"oraclesAgree":true                                  | false | true  | false
            kvm-lapic | "oracles":["a","b"],"oraclesAgree":true                              | true  | true  | false
            kvm-lapic | "oracles":["a","b"],"oraclesAgree":false                             | false | true  | false
            kvm-lapic | "oracles":["a"],"oraclesAgree":true,"sdmPlainReading":"agrees"       | true  | true  | false
            kvm-lapic | "oracles":["a"],"oraclesAgree":true,"sdmPlainReading":"differs: CPU" | false | true  | false
            kvm       | "oracles":["a"],"oraclesAgree":true                                  | false | true  | false
            kvmtool   | "oracles":["a"],"oraclesAgree":true                                  | false | false | true
            mine      | "oracles":["a"],"oraclesAgree":true                                  | false | false | true
            """)
    void selection(String oracle, String standing, boolean manual, boolean kvm, boolean unknown) {
        ApicVector vector = vector(oracle, standing);
        assertThat(Selection.OWN.selects(vector, ApicProfile.SDM)).isEqualTo(manual);
        assertThat(Selection.OWN.selects(vector, ApicProfile.KVM)).isEqualTo(kvm);
        assertThat(Selection.OWN.selects(vector, ApicProfile.QEMU_7_2)).isFalse();
        assertThat(Selection.UNKNOWN.selects(vector, ApicProfile.SDM)).isEqualTo(unknown);
        assertThat(Selection.OWN_AND_UNKNOWN.selects(vector, ApicProfile.KVM)).isEqualTo(kvm || unknown);
        assertThat(Selection.ALL.selects(vector, ApicProfile.BOCHS_2_7)).isTrue();
    }

    @Test
    @DisplayName("a line of an implementation without a profile is compared in full, by the manual too")
    void unknownImplementation() {
        ApicVector vector = vector("mine", DIFFER);
        assertThat(verdict(ApicProfile.SDM, Selection.OWN_AND_UNKNOWN, vector, FieldPath.ofCpu(1, VectorField.ESR)))
                .isEqualTo(Verdict.DIFFERS);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("delivery status counts on 'instant' alone: neither the field nor bit 12 of the ICR elsewhere")
    void deliveryStatus(InterconnectKind kind) {
        String line = VectorText.xapic()
                .cpu("run")
                .cpu("run")
                .icr(0, 1, 0x4400)
                .line("t")
                .replace(
                        "\"icrLow\":\"0x00004400\",\"deliveryStatus\":\"idle\"",
                        "\"icrLow\":\"0x00005400\",\"deliveryStatus\":\"pending\"");
        ApicVector vector = VectorText.only(line);
        if (!Question.carries(kind, vector.mode())) {
            assertThat(kind).isEqualTo(InterconnectKind.X2APIC_FABRIC);
            return;
        }
        VectorResult result = question(ApicProfile.SDM, Selection.ALL).play(vector, kind);
        Optional<FieldResult> low = result.fields().stream()
                .filter(field -> field.path().field() == VectorField.ICR_LOW)
                .findFirst();
        assertThat(low.map(FieldResult::verdict))
                .contains(kind == InterconnectKind.INSTANT ? Verdict.DIFFERS : Verdict.AGREES);
        assertThat(result.fields().stream().anyMatch(field -> field.path().field() == VectorField.DELIVERY_STATUS))
                .isEqualTo(kind == InterconnectKind.INSTANT);
    }

    @Test
    void initOfTheBootCpuIsNotModelled() {
        ApicVector vector =
                VectorText.xapic().cpu("run").cpu("run").icr(1, 0, 0x4500).vector();
        VectorResult result = question(ApicProfile.SDM, Selection.ALL).play(vector, InterconnectKind.INSTANT);
        assertThat(result.notModelled())
                .hasValueSatisfying(reason -> assertThat(reason).contains("boot CPU"));
        assertThat(result.fields()).isNotEmpty().allMatch(field -> field.verdict() == Verdict.NOT_MODELLED);
        assertThat(result.differs()).isFalse();
    }
}
