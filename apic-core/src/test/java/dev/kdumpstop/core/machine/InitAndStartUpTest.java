package dev.kdumpstop.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.cpu.CpuMaps;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.InterruptScope;
import dev.kdumpstop.api.delivery.Send;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.wait.PollSegment;
import dev.kdumpstop.api.wait.Purpose;
import dev.kdumpstop.api.wait.WaitPlan;
import dev.kdumpstop.api.wait.WaitSite;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** INIT, INIT level de-assert, start-up messages, and what a sender learns of them (SDM 10.4.7, 10.5.3, 10.6.1, 10.7). */
class InitAndStartUpTest {
    private static final int CPUS = 4;
    private static final int INIT = 0xC500;
    private static final int INIT_DEASSERT = 0x8500;
    private static final int STARTUP = 0x603;

    private static Machines.Recorded send(MachineModel.Builder model, InterconnectKind kind, int cpu, int... words) {
        CpuScript.Builder script = CpuScript.builder("the sender");
        for (int word : words) {
            Machines.raw(script, kind, cpu, word);
        }
        // Long enough for every message to arrive.
        script.awaitAcknowledged(Machines.US, 20);
        script.write(ApicRegister.ESR, 0).read(ApicRegister.ESR);
        CpuSet somebodyWhoNeverAnswers = CpuSet.of(1);
        return Machines.Recorded.of(model.asked(somebodyWhoNeverAnswers)
                .subject(0, script.end(CpuScript.End.DONE, "done").build())
                .build());
    }

    private static MachineModel.Builder model(InterconnectKind kind) {
        return Machines.model(kind, CPUS, Machines.simple());
    }

    private static MachineModel.Builder neverBooted(InterconnectKind kind) {
        CpuSet up = CpuSet.firstN(CPUS - 1);
        MachineSpec spec = Machines.spec(kind, CPUS).toBuilder()
                .maps(new CpuMaps(up, CpuSet.firstN(CPUS), up))
                .build();
        return MachineModel.builder(spec, Machines.simple());
    }

    private static boolean waits(Machines.Recorded run, int cpu) {
        return run.result().cpus().get(cpu).waitsForStartUp();
    }

    @ParameterizedTest
    @EnumSource
    void theFirstStartUpMessageStartsACpuThatWasNeverBooted(InterconnectKind kind) {
        Machines.Recorded run = send(neverBooted(kind), kind, 3, STARTUP, STARTUP);
        assertThat(waits(run, 3)).isFalse();
        assertThat(run.result().cpus().get(3).halted())
                .as("it executes, it is not parked")
                .isFalse();
        assertThat(run.state().is(3, MachineState.INTERRUPTS_ON)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void initMakesARunningCpuWaitAndAStartUpMessageLetsItGo(InterconnectKind kind) {
        assertThat(waits(send(model(kind), kind, 3, INIT), 3)).isTrue();
        assertThat(waits(send(model(kind), kind, 3, INIT, STARTUP), 3)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void aStartUpMessageToARunningCpuIsIgnored(InterconnectKind kind) {
        assertThat(waits(send(model(kind), kind, 3, STARTUP), 3)).isFalse();
    }

    @ParameterizedTest(name = "apic-facts 1.5 I4, I5: de-assert to a running CPU on {0} is an INIT: {1}")
    @CsvSource({"APIC_BUS, false", "FRONT_SIDE_BUS, true", "X2APIC_FABRIC, true", "INSTANT, true"})
    void deassertToARunningCpu(InterconnectKind kind, boolean isInit) {
        Machines.Recorded run = send(model(kind), kind, 3, INIT_DEASSERT);
        assertThat(waits(run, 3)).isEqualTo(isInit);
        assertThat(waits(run, 2)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void deassertToACpuThatWaitsChangesNothing(InterconnectKind kind) {
        Machines.Recorded run = send(neverBooted(kind), kind, 3, INIT, INIT_DEASSERT);
        assertThat(waits(run, 3)).isTrue();
        assertThat(waits(send(neverBooted(kind), kind, 3, INIT, INIT_DEASSERT, STARTUP), 3))
                .isFalse();
    }

    @Test
    void deassertLoadsTheArbitrationIdsOfAllOnTheBus() {
        Machines.Recorded run = send(model(InterconnectKind.APIC_BUS), InterconnectKind.APIC_BUS, 3, INIT_DEASSERT);
        for (int cpu = 0; cpu < CPUS; cpu++) {
            assertThat(run.of(EventKind.ACCEPTED, cpu)).as("CPU %d", cpu).hasSize(1);
            assertThat(run.state().get(cpu, MachineState.ARBITRATION_ID)).isEqualTo(cpu);
        }
    }

    /** The INIT is repeated for ever, the de-assert takes its place and is accepted by the others. */
    @Test
    void deassertGetsThroughAlthoughItsTargetIsAbsentOnTheBus() {
        MachineModel.Builder model =
                model(InterconnectKind.APIC_BUS).changes(List.of(Machines.before(new PrimitiveChange.RemoveApic(3))));
        Machines.Recorded run = send(model, InterconnectKind.APIC_BUS, 3, INIT, INIT_DEASSERT);
        assertThat(run.state().get(0, MachineState.ICR_MESSAGE)).as("idle").isZero();
    }

    @ParameterizedTest(name = "SDM 10.5.3: nobody accepts a {1} on {0}: error status {2}")
    @CsvSource({"APIC_BUS, 1539, 4", "APIC_BUS, 1024, 4", "FRONT_SIDE_BUS, 1539, 0", "INSTANT, 1539, 0"})
    void sendAcceptError(InterconnectKind kind, int word, long errors) {
        MachineModel.Builder model = model(kind).changes(List.of(Machines.before(new PrimitiveChange.RemoveApic(3))));
        List<Machines.Entry> reads = send(model, kind, 3, word).of(EventKind.REGISTER_READ, 0);
        assertThat(reads.get(reads.size() - 1).b()).isEqualTo(errors);
    }

    /** {@code if (send_status || accept_status) break}. */
    @ParameterizedTest(name = "wedged: {0}, error in the register read last: {1}: the next command is sent: {2}")
    @CsvSource({"false, false, true", "true, false, false", "false, true, false", "true, true, false"})
    void unlessSendFailed(boolean wedged, boolean error, boolean sent) {
        Send command = Send.icrPair(CpuSet.of(3), 3 << 24, INIT)
                .withBefore(Optional.empty())
                .withAfter(Optional.of(WaitSite.ICR_IDLE_AFTER));
        IcrProgram program = IcrProgram.of(command, InterruptScope.NONE);
        CpuScript script = CpuScript.builder("the sender")
                .program(
                        program,
                        Purpose.CPU_WAKE_UP,
                        0,
                        Machines.always(WaitPlan.of(PollSegment.polls(3, 10 * Machines.US))))
                .read(ApicRegister.TPR)
                .unlessSendFailed(0xEF, then -> then.program(program, Purpose.CPU_WAKE_UP, 0, Machines.polls(1)))
                .end(CpuScript.End.DONE, "done")
                .build();
        MachineModel.Builder model = model(InterconnectKind.FRONT_SIDE_BUS)
                .register(0, ApicRegister.TPR, error ? 0x4 : 0x10)
                .subject(0, script);
        if (wedged) {
            model.changes(List.of(Machines.before(new PrimitiveChange.WedgeSender(0))));
        }
        assertThat(Machines.run(model.build()).cpus().get(0).icrWrites()).isEqualTo(sent ? 2 : 1);
    }
}
