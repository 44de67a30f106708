package dev.kdumpstop.api.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.MachineSpec;
import org.junit.jupiter.api.Test;

class ScheduledChangeTest {
    private static final PrimitiveChange NMI = new PrimitiveChange.RaiseNmi(3);

    @Test
    void whenItHappens() {
        assertThat(ScheduledChange.beforeTheCrash(NMI).isBeforeTheCrash()).isTrue();
        assertThat(ScheduledChange.at(0, NMI).isBeforeTheCrash()).isFalse();
        assertThat(ScheduledChange.every(5, 1_000_000, NMI)).hasToString("RaiseNmi[cpu=3] at 5ps and every 1us");
        assertThat(ScheduledChange.beforeTheCrash(NMI)).hasToString("RaiseNmi[cpu=3] before the crash");
    }

    @Test
    void refusesTimesThatAreNone() {
        assertThatThrownBy(() -> ScheduledChange.at(-2, NMI)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ScheduledChange.every(0, -1, NMI)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ScheduledChange.every(ScheduledChange.BEFORE_THE_CRASH, 5, NMI))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void othersAreOnlineAndNotTheCrashingOne() {
        MachineSpec machine = MachineSpec.builder(Architecture.X86_64, "6.1")
                .cpus(4)
                .online(CpuSet.of(0, 1, 3))
                .build();
        assertThat(new FaultContext(machine, CpuId.of(1)).others()).isEqualTo(CpuSet.of(0, 3));
    }
}
