package dev.kdumpstop.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.machine.ApicGeneration;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.subarch.ApicSetup;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What belongs to the APIC and not to the bus that carries its messages (SDM 10.5.3, 10.8.4). */
class BusGenerationTest {
    private static final int VECTOR = 0x40;

    private static Bench bench(ApicGeneration generation) {
        MachineSpec spec = MachineSpec.builder(Architecture.X86_64, "2.6.21")
                .cpus(3)
                .generation(generation)
                .interconnect(InterconnectKind.APIC_BUS)
                .build();
        return new Bench(MachineModel.builder(spec, Machines.ideal())
                .apicSetup(cpu -> ApicSetup.xapic(ApicSetup.DFR_FLAT, 1 << cpu)));
    }

    @ParameterizedTest(name = "{0}: the sender is busy after the second arrival: {1}")
    @CsvSource({"PENTIUM, true", "P6, true", "XAPIC, false", "XAPIC_NEHALEM, false"})
    @DisplayName("a vector whose place in the IRR is taken is refused by Pentium and P6; later it collapses")
    void refusal(ApicGeneration generation, boolean refused) {
        Bench bench = bench(generation).send(0, 1, VECTOR).send(0, 1, VECTOR);
        assertThat(bench.busy(0)).isEqualTo(refused);
        assertThat(bench.requested(1, VECTOR)).isTrue();
    }

    @ParameterizedTest(name = "{0}: sender {1}, others {2}")
    @CsvSource({"P6, 4, 8", "XAPIC, 0, 0"})
    @DisplayName("accept errors are noted where the ESR has the bits; the message is sent again all the same")
    void acceptErrors(ApicGeneration generation, int sender, int others) {
        Bench bench = bench(generation).send(0, 7, VECTOR);
        assertThat(bench.state.get(0, MachineState.ESR_LATCH)).isEqualTo(sender);
        assertThat(bench.state.get(1, MachineState.ESR_LATCH)).isEqualTo(others);
        assertThat(bench.busy(0)).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"P6", "XAPIC"})
    @DisplayName("'all including self' is a broadcast in any mode, 'self' carries fixed only")
    void invalidModes(ApicGeneration generation) {
        Bench all = bench(generation).send(0, 0, 0x8_4400);
        assertThat(all.is(0, MachineState.NMI_LATCHED)).isTrue();
        assertThat(all.is(2, MachineState.NMI_LATCHED)).isTrue();
        Bench self = bench(generation).send(0, 0, 0x4_4400);
        assertThat(self.is(0, MachineState.NMI_LATCHED)).isFalse();
    }
}
