package dev.kdumpstop.api.subarch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.cpu.CpuMaps;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.icr.DestinationMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.MachineSpec;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SubArchitectureFactsTest {

    @Test
    @DisplayName("rows: what is known, in the order of kernel-facts 2.2, and nothing else")
    void rows() {
        SubArchitectureFacts facts = SubArchitectureFacts.ipis(DestinationMode.LOGICAL, "60")
                .with(IoApicRouting.fixed("all"))
                .with(new MachConstants(true, false, 0xF, 0xF0, OptionalInt.of(32)))
                .with(WakeUp.NMI)
                .withUnverified("a", "b");
        assertThat(facts.rows())
                .hasToString("{IPI destination mode=logical, INT_DELIVERY_MODE=Fixed, INT_DEST_MODE=0, TARGET_CPUS=all,"
                        + " esr_disable=1, NO_BALANCE_IRQ=0, APIC id mask=0xF, apicid_cluster=id AND 0xF0,"
                        + " NR_CPUS default=32, AP wake-up=NMI, CPU limit=60, UNVERIFIED=a; b}");
        assertThat(SubArchitectureFacts.none().rows()).isEmpty();
    }

    @Test
    @DisplayName(
            "kernel-facts 2.2, 2.3: places in a cluster go to the CPUs that booted, in order; CPU 0 first whatever its id")
    void places() {
        CpuSet booted = CpuSet.of(0, 1, 3, 4);
        MachineSpec machine = MachineSpec.builder(Architecture.I386, "2.6.21")
                .apicIds(0x13, 0x10, 0x11, 0x12, 0x02)
                .maps(new CpuMaps(booted, CpuSet.firstN(5), booted))
                .build();
        assertThat(new int[] {
                    XapicClusters.bootedBefore(machine, 0),
                    XapicClusters.bootedBefore(machine, 1),
                    XapicClusters.bootedBefore(machine, 3),
                    XapicClusters.bootedBefore(machine, 4)
                })
                .containsExactly(0, 1, 2, 0);
    }
}
