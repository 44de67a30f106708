package dev.kdumpstop.api.subarch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kdumpstop.api.machine.Architecture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubArchitectureNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"i386/default", "i386/bigsmp", "x86_64/physflat", "x86_64/x2apic-cluster"})
    void readsWhatItWrites(String text) {
        assertThat(SubArchitectureName.of(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bigsmp", "i386", "i386/", "arm/flat", "i386/Big", "i386/a b", "x86_64/a/b"})
    void refuses(String text) {
        assertThatThrownBy(() -> SubArchitectureName.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void orderedByArchitectureThenName() {
        assertThat(SubArchitectureName.of("i386/summit")).isLessThan(SubArchitectureName.of("x86_64/cluster"));
        assertThat(SubArchitectureName.of("i386/bigsmp")).isLessThan(SubArchitectureName.of("i386/default"));
        assertThat(SubArchitectureName.of("i386/x").architecture()).isEqualTo(Architecture.I386);
    }

    @Test
    void setUpWords() {
        assertThat(ApicSetup.xapic(ApicSetup.DFR_FLAT, 0x80).ldr()).isEqualTo(0x8000_0000);
        assertThat(ApicSetup.xapic(ApicSetup.DFR_CLUSTER, 0x21).dfr()).hasValue(0x0FFF_FFFF);
        assertThat(ApicSetup.x2apic(0x0001_0400).dfr()).isEmpty();
    }
}
