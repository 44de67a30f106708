package dev.kdumpstop.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.IcrPrograms;
import dev.kdumpstop.api.delivery.InterruptScope;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.delivery.Send;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.icr.DestinationMode;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.api.wait.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("proofs of a hang where SMM, VMX root operation, shutdown or a RESET is in play")
class HangByStateTest {
    private static final long LATER = 50 * Machines.US;

    /** CPU 0 sends an NMI to 1, then to 2. */
    private static RunResult run(InterconnectKind kind, ScheduledChange... changes) {
        return Machines.run(Machines.model(kind, 4, Machines.simple())
                .subject(0, Machines.sending(Machines.nmis(kind, 1, 2), Machines.UNLIMITED))
                .changes(List.of(changes))
                .build());
    }

    private static String proof(RunResult result) {
        assertThat(result.end()).isEqualTo(RunEnd.HUNG);
        return result.proof().orElseThrow().toString();
    }

    @Test
    @DisplayName("a CPU that shut down in SMM executes no RSM: its leaving SMM is no way out")
    void shutDownInSmm() {
        RunResult result = run(
                InterconnectKind.FRONT_SIDE_BUS,
                Machines.before(new PrimitiveChange.EnterSmm(0)),
                Machines.before(new PrimitiveChange.Shutdown(0)),
                Machines.at(LATER, new PrimitiveChange.LeaveSmm(0)));
        assertThat(proof(result)).contains("CPU 0 has shut down in system management mode");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"FRONT_SIDE_BUS, ENDED", "APIC_BUS, HUNG"})
    @DisplayName("an SMI that is still to come may end a shutdown, but not on P6")
    void smiEndsShutdown(InterconnectKind kind, RunEnd end) {
        RunResult result = run(
                kind,
                Machines.before(new PrimitiveChange.Shutdown(0)),
                Machines.at(LATER, new PrimitiveChange.EnterSmm(0)),
                Machines.at(2 * LATER, new PrimitiveChange.LeaveSmm(0)));
        assertThat(result.end()).isEqualTo(end);
        if (end == RunEnd.HUNG) {
            assertThat(proof(result)).contains("CPU 0 has shut down");
        }
    }

    @Test
    @DisplayName("an SMI on its way may end a shutdown; the CPU is in SMM then, and nothing ends that")
    void smiUnderWay() {
        IcrProgram smi =
                IcrProgram.of(Send.icrPair(CpuSet.of(0), 0, 0x200).withBefore(Optional.empty()), InterruptScope.NONE);
        CpuScript sender = CpuScript.builder("sends an SMI")
                .program(smi, Purpose.NORMAL, 0, Machines.UNLIMITED)
                .spin()
                .build();
        MachineModel.Builder model = Machines.model(InterconnectKind.FRONT_SIDE_BUS, 4, Machines.simple())
                .subject(0, Machines.sending(Machines.nmis(InterconnectKind.FRONT_SIDE_BUS, 1), Machines.UNLIMITED))
                .task(3, sender);
        ScheduledChange shutdown = Machines.before(new PrimitiveChange.Shutdown(0));
        assertThat(proof(Machines.run(model.changes(List.of(shutdown)).build())))
                .contains("CPU 0 is in system management mode");
        ScheduledChange rsm = Machines.at(LATER, new PrimitiveChange.LeaveSmm(0));
        assertThat(Machines.run(model.changes(List.of(rsm)).build()).end()).isEqualTo(RunEnd.ENDED);
    }

    @Test
    @DisplayName("a RESET that is still to come frees what a CPU refuses: no hang, and the run ends")
    void reset() {
        ScheduledChange lockedUp = Machines.before(new PrimitiveChange.EnterNmiHandler(1));
        assertThat(run(InterconnectKind.FRONT_SIDE_BUS, lockedUp).end()).isEqualTo(RunEnd.HUNG);
        RunResult result =
                run(InterconnectKind.FRONT_SIDE_BUS, lockedUp, Machines.at(LATER, new PrimitiveChange.Reset(1)));
        assertThat(result.end()).isEqualTo(RunEnd.ENDED);
        assertThat(result.cpus().get(1).waitsForStartUp()).isTrue();
    }

    @Test
    @DisplayName("a RESET of the boot CPU ends the run as a reset of the machine")
    void resetOfTheMachine() {
        RunResult result = run(
                InterconnectKind.FRONT_SIDE_BUS,
                Machines.before(new PrimitiveChange.EnterNmiHandler(1)),
                Machines.at(LATER, new PrimitiveChange.Reset(0)));
        assertThat(result.scriptEnd()).contains(CpuScript.End.RESET);
    }

    @ParameterizedTest(name = "held by {0}; released later: {1}")
    @CsvSource({"VMX, false", "VMX, true", "SMM, false", "SMM, true"})
    @DisplayName("an INIT that is held for ever hinders no proof; one that may still be taken does, and releases")
    void heldInit(String by, boolean released) {
        boolean vmx = by.equals("VMX");
        IcrProgram init = IcrProgram.of(
                Send.icrPair(CpuSet.of(1), 1 << 24, 0x4500).withBefore(Optional.empty()), InterruptScope.NONE);
        CpuScript sender = CpuScript.builder("sends an INIT and NMIs")
                .program(init, Purpose.NORMAL, 0, Machines.UNLIMITED)
                .program(
                        IcrPrograms.sequence(CpuSet.of(1, 2), IpiVector.NMI, DestinationMode.PHYSICAL, id -> id),
                        Purpose.CRASH_STOP,
                        2,
                        Machines.UNLIMITED)
                .end(CpuScript.End.DONE, "done")
                .build();
        List<ScheduledChange> changes = new ArrayList<>(List.of(
                Machines.before(new PrimitiveChange.EnterNmiHandler(1)),
                Machines.before(vmx ? new PrimitiveChange.EnterVmxRoot(1) : new PrimitiveChange.EnterSmm(1))));
        if (released) {
            changes.add(
                    Machines.at(LATER, vmx ? new PrimitiveChange.LeaveVmxRoot(1) : new PrimitiveChange.LeaveSmm(1)));
        }
        RunResult result = Machines.run(Machines.model(InterconnectKind.FRONT_SIDE_BUS, 3, Machines.simple())
                .subject(0, sender)
                .changes(changes)
                .build());
        assertThat(result.end()).isEqualTo(released ? RunEnd.ENDED : RunEnd.HUNG);
        assertThat(result.cpus().get(1).waitsForStartUp()).isEqualTo(released);
    }
}
