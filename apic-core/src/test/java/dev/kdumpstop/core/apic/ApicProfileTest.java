package dev.kdumpstop.core.apic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("profiles: sets of deviations with a name")
class ApicProfileTest {
    @Test
    @DisplayName("the default has no deviation; every other has some; each name is found, others are not")
    void names() {
        assertThat(ApicProfile.ALL)
                .extracting(ApicProfile::name)
                .containsExactly("sdm", "qemu-7.2", "kvm", "bochs-2.7");
        for (ApicProfile profile : ApicProfile.ALL) {
            assertThat(ApicProfile.find(profile.name())).contains(profile);
            assertThat(profile.summary()).isNotBlank();
            assertThat(profile.deviations().isEmpty()).isEqualTo(profile.equals(ApicProfile.SDM));
            assertThat(profile.changes()).isEmpty();
        }
        assertThat(ApicProfile.find("hyper-v")).isEmpty();
    }

    @Test
    @DisplayName(
            "every deviation belongs to a profile, but the one that is model specific and one that is a fault (apic-facts 6)")
    void allAreUsed() {
        Set<Deviation> used = new HashSet<>();
        ApicProfile.ALL.forEach(profile -> used.addAll(profile.deviations()));
        Set<Deviation> unused = new HashSet<>(Set.of(Deviation.values()));
        unused.removeAll(used);
        assertThat(unused)
                .containsExactlyInAnyOrder(Deviation.LOWEST_PRIORITY_IS_UNSUPPORTED, Deviation.INIT_LEAVES_X2APIC);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a deviation can be switched on and off; what is switched against the named profile is told")
    void switched(Deviation deviation) {
        ApicProfile on = ApicProfile.SDM.with(deviation, true);
        assertThat(on.name()).isEqualTo("sdm");
        assertThat(on.has(deviation)).isTrue();
        assertThat(on.deviations()).containsExactly(deviation);
        assertThat(on.changes()).isEqualTo(Map.of(deviation, true));
        assertThat(on.words()).isEqualTo(deviation.id());
        assertThat(on.with(deviation, false)).isEqualTo(ApicProfile.SDM);
        assertThat(on.with(deviation, true)).isSameAs(on);
        for (ApicProfile profile : ApicProfile.ALL) {
            boolean has = profile.has(deviation);
            ApicProfile other = profile.with(deviation, !has);
            assertThat(other.changes()).isEqualTo(Map.of(deviation, !has));
            assertThat(other.with(deviation, has)).isEqualTo(profile);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a deviation has a name to type, a sentence, and a source")
    void described(Deviation deviation) {
        assertThat(deviation.id()).matches("[a-z0-9]+(-[a-z0-9]+)*");
        assertThat(deviation.summary()).isNotBlank().doesNotEndWith(".");
        assertThat(deviation.source()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sdm", "qemu-7.2", "kvm", "bochs-2.7"})
    @DisplayName("the deviations in words, in the order of their list")
    void words(String name) {
        ApicProfile profile = ApicProfile.find(name).orElseThrow();
        if (profile.equals(ApicProfile.SDM)) {
            assertThat(profile.words()).isEqualTo("none");
        } else {
            assertThat(profile.words().split(", "))
                    .containsExactlyElementsOf(
                            profile.deviations().stream().map(Deviation::id).toList());
        }
    }

    @Test
    @DisplayName("a profile under a name nobody knows is compared with the manual's")
    void unknownName() {
        ApicProfile own = new ApicProfile("own", "own", Set.of(Deviation.NO_CMCI));
        assertThat(own.changes()).isEqualTo(Map.of(Deviation.NO_CMCI, true));
    }
}
