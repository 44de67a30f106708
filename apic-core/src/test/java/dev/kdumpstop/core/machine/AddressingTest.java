package dev.kdumpstop.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.cpu.CpuMaps;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.IcrPrograms;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.Firmware;
import dev.kdumpstop.api.machine.FirmwareMarks;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.PlatformFlag;
import dev.kdumpstop.api.subarch.ApicSetup;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("whom a command reaches (apic-facts 1.5 I3, 1.6 X5 X10, 1.7)")
class AddressingTest {
    private static final List<Integer> IDS = List.of(0, 1, 2, 3, 5, 8, 9, 10, 11);
    private static final List<Integer> X2APIC_IDS = List.of(0, 1, 2, 3, 5, 0x10, 0x11, 0x123, 0x1FF);

    private static Bench bench(InterconnectKind kind, int dfr) {
        List<Integer> ids = kind == InterconnectKind.X2APIC_FABRIC ? X2APIC_IDS : IDS;
        MachineSpec spec = Machines.spec(kind, 1).toBuilder()
                .apicIds(ids)
                .maps(allOnline())
                .build();
        return new Bench(MachineModel.builder(spec, Machines.ideal()).apicSetup(cpu -> setup(spec, dfr, cpu)));
    }

    private static CpuMaps allOnline() {
        return CpuMaps.allOnline(IDS.size());
    }

    /** Flat: bit n for CPU n, none for CPU 8. Cluster: three CPUs to a cluster, so CPU 4 is bit 1 of cluster 1. */
    private static ApicSetup setup(MachineSpec spec, int dfr, int cpu) {
        if (spec.mode() == ApicMode.X2APIC) {
            return ApicSetup.x2apic(IcrPrograms.x2apicLogicalId(spec.apicId(cpu)));
        }
        return ApicSetup.xapic(
                dfr, dfr == ApicSetup.DFR_FLAT ? IcrPrograms.flatLogicalId(cpu) : ((cpu / 3) << 4) | (1 << (cpu % 3)));
    }

    @ParameterizedTest(name = "{0} {1}: CPU 1 writes {3} to {2} -> CPUs {4}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            # interconnect  | DFR      | destination | low     | reached
            # physical: the id, or the broadcast id of the generation
            APIC_BUS        | FFFFFFFF | 5           | 00040   | 4
            APIC_BUS        | FFFFFFFF | 4           | 00040   | -
            APIC_BUS        | FFFFFFFF | F           | 00040   | 0-8
            FRONT_SIDE_BUS  | FFFFFFFF | 1           | 00040   | 1
            FRONT_SIDE_BUS  | FFFFFFFF | F           | 00040   | -
            FRONT_SIDE_BUS  | FFFFFFFF | FF          | 00040   | 0-8
            INSTANT         | FFFFFFFF | FF          | 00040   | 0-8
            X2APIC_FABRIC   | FFFFFFFF | 123         | 00040   | 7
            X2APIC_FABRIC   | FFFFFFFF | FF          | 00040   | -
            X2APIC_FABRIC   | FFFFFFFF | FFFFFFFF    | 00040   | 0-8
            # shorthands ignore destination and destination mode
            APIC_BUS        | FFFFFFFF | 5           | 40040   | 1
            APIC_BUS        | FFFFFFFF | 5           | 80040   | 0-8
            FRONT_SIDE_BUS  | FFFFFFFF | 5           | C0040   | 0,2-8
            FRONT_SIDE_BUS  | FFFFFFFF | 5           | C0840   | 0,2-8
            X2APIC_FABRIC   | FFFFFFFF | 5           | C0040   | 0,2-8
            # flat logical: any common bit; FFH reaches all, CPU 8 without a bit too
            APIC_BUS        | FFFFFFFF | 6           | 00840   | 1,2
            FRONT_SIDE_BUS  | FFFFFFFF | 81          | 00840   | 0,7
            FRONT_SIDE_BUS  | FFFFFFFF | 0           | 00840   | -
            FRONT_SIDE_BUS  | FFFFFFFF | FF          | 00840   | 0-8
            FRONT_SIDE_BUS  | FFFFFFFF | FE          | 00840   | 1-7
            # cluster logical: same cluster and a common bit; FFH reaches all
            APIC_BUS        | 0FFFFFFF | 13          | 00840   | 3,4
            FRONT_SIDE_BUS  | 0FFFFFFF | 2F          | 00840   | 6-8
            FRONT_SIDE_BUS  | 0FFFFFFF | F7          | 00840   | -
            FRONT_SIDE_BUS  | 0FFFFFFF | FF          | 00840   | 0-8
            # any other DFR matches nothing
            FRONT_SIDE_BUS  | 5FFFFFFF | 3           | 00840   | -
            # x2APIC logical: cluster in the upper half, a common bit in the lower
            X2APIC_FABRIC   | FFFFFFFF | 6           | 00840   | 1,2
            X2APIC_FABRIC   | FFFFFFFF | 10003       | 00840   | 5,6
            X2APIC_FABRIC   | FFFFFFFF | 120008      | 00840   | 7
            X2APIC_FABRIC   | FFFFFFFF | 20003       | 00840   | -
            X2APIC_FABRIC   | FFFFFFFF | FFFFFFFF    | 00840   | 0-8
            """)
    void reaches(InterconnectKind kind, String dfr, String destination, String low, String reached) {
        Bench bench = bench(kind, (int) Long.parseLong(dfr, 16));
        bench.send(1, (int) Long.parseLong(destination, 16), Integer.parseInt(low, 16));
        assertThat(bench.takers(0x40)).isEqualTo(CpuSet.parse(reached == null ? "" : reached));
    }

    @Test
    @DisplayName("two APICs with the same writable id both take the message (apic-facts 1.7, ALIASED_ID)")
    void aliases() {
        Bench bench = bench(InterconnectKind.FRONT_SIDE_BUS, ApicSetup.DFR_FLAT).register(6, ApicRegister.ID, 5 << 24);
        assertThat(bench.send(1, 5, 0x40).takers(0x40)).isEqualTo(CpuSet.of(4, 6));
    }

    @ParameterizedTest(name = "node ids: CPU 1 writes {1} to {0} -> CPUs {2}")
    @CsvSource(delimiter = '|', textBlock = """
            # ids 0, 1, 100, 101; logical bits 1, 2, 4, 8
            00 | 00040 | 0
            01 | 00040 | 1
            FF | 00040 | 0,1
            0F | 00840 | 0,1
            00 | 80040 | 0,1
            00 | C0040 | 0
            """)
    @DisplayName("with node ids a command does not leave the sender's node")
    void staysOnItsNode(String destination, String low, String reached) {
        MachineSpec spec = MachineSpec.builder(Architecture.X86_64, "6.12")
                .firmware(Firmware.plain().withMarks(FirmwareMarks.none().with(PlatformFlag.NODE_IDS)))
                .apicIds(0, 1, 0x100, 0x101)
                .build();
        Bench bench = new Bench(
                MachineModel.builder(spec, Machines.ideal()).apicSetup(cpu -> setup(spec, ApicSetup.DFR_FLAT, cpu)));
        bench.send(1, Integer.parseInt(destination, 16), Integer.parseInt(low, 16));
        assertThat(bench.takers(0x40)).isEqualTo(CpuSet.parse(reached));
    }

    @Test
    @DisplayName("only the write of the low word sends (I1); it takes the destination that the high word holds")
    void highWordDoesNotSend() {
        Bench bench = bench(InterconnectKind.FRONT_SIDE_BUS, ApicSetup.DFR_FLAT);
        bench.send(1, 2, 0x40);
        bench.state.set(1, MachineState.ICR, 3L << 56 | 0x40);
        assertThat(bench.arrive().takers(0x40)).isEqualTo(CpuSet.of(2));
        bench.rules.writeIcrLow(1, 0x40);
        assertThat(bench.arrive().takers(0x40)).isEqualTo(CpuSet.of(2, 3));
    }

    @Test
    @DisplayName("lowest priority: the one addressed CPU with the lowest processor priority, if it is enabled (1.8)")
    void lowestPriority() {
        Bench bench = bench(InterconnectKind.FRONT_SIDE_BUS, ApicSetup.DFR_FLAT)
                .register(2, ApicRegister.TPR, 0x50)
                .register(3, ApicRegister.TPR, 0x30)
                .register(4, ApicRegister.TPR, 0x20)
                .register(4, ApicRegister.SVR, 0xFF);
        assertThat(bench.send(1, 0b11100, 0x940).takers(0x40)).isEqualTo(CpuSet.of(3));
    }

    @Test
    @DisplayName("lowest priority on the 3-wire bus: a focus processor, which has the vector already, takes it (1.8)")
    void focusProcessor() {
        Bench bench = bench(InterconnectKind.APIC_BUS, ApicSetup.DFR_FLAT).register(2, ApicRegister.TPR, 0x70);
        bench.state.bit(2, MachineState.ISR, 0x40, true);
        assertThat(bench.send(1, 0b1100, 0x940).takers(0x40)).isEqualTo(CpuSet.of(2));
        assertThat(bench.send(1, 0b1100, 0x940).busy(1))
                .as("once more: it is still the focus, and nothing is refused")
                .isFalse();
        assertThat(bench.takers(0x40)).isEqualTo(CpuSet.of(2));
    }

    @Test
    @DisplayName("lowest priority on the 3-wire bus: only an APIC with a free slot competes (1.8, SDM 10.13.2.2)")
    void lowestPriorityNeedsASlot() {
        Bench bench = bench(InterconnectKind.APIC_BUS, ApicSetup.DFR_FLAT)
                .register(2, ApicRegister.SVR, 0x3FF)
                .register(3, ApicRegister.SVR, 0x3FF)
                .register(3, ApicRegister.TPR, 0x20);
        bench.send(1, 0b1100, 0x940);
        assertThat(bench.takers(0x40)).isEqualTo(CpuSet.of(2));
        bench.send(1, 0b1100, 0x940);
        assertThat(bench.takers(0x40)).isEqualTo(CpuSet.of(2, 3));
        assertThat(bench.send(1, 0b1100, 0x940).busy(1)).isTrue();
        // The first of them that has room again takes it, and only that one.
        bench.runHandlers(3);
        bench.arrive();
        assertThat(bench.busy(1)).isFalse();
    }
}
