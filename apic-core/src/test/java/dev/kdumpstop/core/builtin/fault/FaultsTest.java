package dev.kdumpstop.core.builtin.fault;

import static dev.kdumpstop.api.fault.ScheduledChange.at;
import static dev.kdumpstop.api.fault.ScheduledChange.beforeTheCrash;
import static dev.kdumpstop.api.fault.ScheduledChange.every;
import static dev.kdumpstop.api.unit.Picoseconds.MICROSECOND;
import static dev.kdumpstop.api.unit.Picoseconds.MILLISECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.delivery.Targets;
import dev.kdumpstop.api.fault.FaultContext;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.option.OptionValues;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FaultsTest {
    private static final FaultContext M4 = new FaultContext(
            MachineSpec.builder(Architecture.I386, "2.6.21").cpus(4).build(), CpuId.of(0));

    private static List<ScheduledChange> schedule(FaultProvider fault, FaultContext context, String... options) {
        Map<String, String> given = new LinkedHashMap<>();
        for (String option : options) {
            given.put(option.substring(0, option.indexOf('=')), option.substring(option.indexOf('=') + 1));
        }
        return fault.schedule(context, OptionValues.of(fault.options(), given));
    }

    private static List<ScheduledChange> schedule(FaultProvider fault, String... options) {
        return schedule(fault, M4, options);
    }

    static List<FaultProvider> thoseThatStrikeOthers() {
        return List.of(
                new NmiLockup(),
                new DestAbsent(),
                new DestOffline(),
                new InSmm(),
                new CpuShutdown(),
                new IrqsOffSpin(),
                new PanicBetweenIcr2AndIcr());
    }

    @Test
    void healthyChangesNothing() {
        assertThat(schedule(new Healthy())).isEmpty();
    }

    @Test
    void nmiLockup() {
        assertThat(schedule(new NmiLockup())).containsExactly(beforeTheCrash(new PrimitiveChange.EnterNmiHandler(1)));
        assertThat(schedule(new NmiLockup(), "cpus=2-3", "latch=full"))
                .containsExactly(
                        beforeTheCrash(new PrimitiveChange.EnterNmiHandler(2)),
                        beforeTheCrash(new PrimitiveChange.RaiseNmi(2)),
                        beforeTheCrash(new PrimitiveChange.EnterNmiHandler(3)),
                        beforeTheCrash(new PrimitiveChange.RaiseNmi(3)));
        assertThat(schedule(new NmiLockup(), "since=5us", "release-after=50ms", "poke-every=1ms"))
                .containsExactly(
                        at(5 * MICROSECOND, new PrimitiveChange.EnterNmiHandler(1)),
                        at(50 * MILLISECOND, new PrimitiveChange.LeaveNmiHandler(1)),
                        every(5 * MICROSECOND + MILLISECOND, MILLISECOND, new PrimitiveChange.RaiseNmi(1)));
        assertThatThrownBy(() -> schedule(new NmiLockup(), "since=5us", "release-after=1us"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("before it begins");
    }

    @Test
    void faultsOfTheSender() {
        assertThat(schedule(new IcrBusyAtEntry()))
                .containsExactly(beforeTheCrash(new PrimitiveChange.LeaveCommandPending(0)));
        assertThat(schedule(new IcrBusyAtEntry(), "clears-after=15us"))
                .containsExactly(
                        beforeTheCrash(new PrimitiveChange.LeaveCommandPending(0)),
                        at(15 * MICROSECOND, new PrimitiveChange.CompletePendingCommand(0)));
        assertThat(schedule(new SenderWedged())).containsExactly(beforeTheCrash(new PrimitiveChange.WedgeSender(0)));
        assertThat(schedule(new SenderWedged(), "clears-after=2ms"))
                .containsExactly(
                        beforeTheCrash(new PrimitiveChange.WedgeSender(0)),
                        at(2 * MILLISECOND, new PrimitiveChange.UnwedgeSender(0)));
        assertThat(schedule(new SlowDispatch()))
                .containsExactly(beforeTheCrash(new PrimitiveChange.SlowDispatch(0, 60 * MICROSECOND)));
        assertThat(schedule(new NmiOnCrashingCpu(), "at=10us"))
                .containsExactly(at(10 * MICROSECOND, new PrimitiveChange.RaiseNmi(0)));
        assertThat(schedule(new NmiOnCrashingCpu(), "every=1ms"))
                .containsExactly(every(0, MILLISECOND, new PrimitiveChange.RaiseNmi(0)));
        assertThat(schedule(new PanicBetweenIcr2AndIcr(), "cpus=3", "vector=252"))
                .containsExactly(beforeTheCrash(
                        new PrimitiveChange.InterruptSend(0, new Targets.Mask(CpuSet.of(3)), new IpiVector(252), 1)));
    }

    @Test
    void faultsOfTargets() {
        assertThat(schedule(new DestAbsent(), "cpus=3"))
                .containsExactly(beforeTheCrash(new PrimitiveChange.RemoveApic(3)));
        assertThat(schedule(new DestOffline(), "cpus=3"))
                .containsExactly(beforeTheCrash(new PrimitiveChange.TakeOffline(3)));
        assertThat(schedule(new InSmm(), "duration=2ms"))
                .containsExactly(
                        beforeTheCrash(new PrimitiveChange.EnterSmm(1)),
                        at(2 * MILLISECOND, new PrimitiveChange.LeaveSmm(1)));
        assertThat(schedule(new InSmm(), "duration=0"))
                .containsExactly(beforeTheCrash(new PrimitiveChange.EnterSmm(1)));
        assertThat(schedule(new CpuShutdown())).containsExactly(beforeTheCrash(new PrimitiveChange.Shutdown(1)));
        assertThat(schedule(new CpuShutdown(), "in-nmi=true"))
                .containsExactly(
                        beforeTheCrash(new PrimitiveChange.EnterNmiHandler(1)),
                        beforeTheCrash(new PrimitiveChange.Shutdown(1)));
        assertThat(schedule(new IrqsOffSpin(), "release-after=5ms"))
                .containsExactly(
                        beforeTheCrash(new PrimitiveChange.DisableInterrupts(1)),
                        at(5 * MILLISECOND, new PrimitiveChange.EnableInterrupts(1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("thoseThatStrikeOthers")
    void strikesTheLowestOtherOnlineCpuUnlessSaid(FaultProvider fault) {
        FaultContext context = new FaultContext(
                MachineSpec.builder(Architecture.X86_64, "6.1")
                        .cpus(4)
                        .online(CpuSet.of(0, 2, 3))
                        .build(),
                CpuId.of(0));
        assertThat(schedule(fault, context)).isEqualTo(schedule(fault, context, "cpus=2"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("thoseThatStrikeOthers")
    void refusesCpusThatCannotBeStruck(FaultProvider fault) {
        FaultContext context = new FaultContext(
                MachineSpec.builder(Architecture.X86_64, "6.1")
                        .cpus(4)
                        .online(CpuSet.of(0, 1, 3))
                        .build(),
                CpuId.of(1));
        // A CPU that is to be woken up may be absent although it is off line.
        boolean mayBeOffline = fault.id().equals("dest-absent");
        assertThatThrownBy(() -> schedule(fault, context, "cpus=0-2,9,11"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("fault '" + fault.id() + "': CPUs 9,11 are not there: the machine has CPUs 0-3;"
                        + (mayBeOffline ? "" : " CPU 2 is off line before the crash: online are 0,1,3;")
                        + " CPU 1 is the crashing CPU; choose from 0,3");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("thoseThatStrikeOthers")
    void needsAnotherCpu(FaultProvider fault) {
        FaultContext alone = new FaultContext(
                MachineSpec.builder(Architecture.I386, "2.6.21").build(), CpuId.of(0));
        assertThatThrownBy(() -> schedule(fault, alone))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no other is online");
    }
}
