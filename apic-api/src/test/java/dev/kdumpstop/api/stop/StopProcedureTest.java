package dev.kdumpstop.api.stop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.api.wait.Purpose;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StopProcedureTest {
    private static final StopStep SEND =
            new StopStep.SendIpi(TargetRule.ONLINE_MASK_BUT_SELF, IpiVector.NMI, Purpose.CRASH_STOP);
    private static final StopStep HANDLER = new StopStep.InstallNmiHandler(List.of(new StopStep.HaltForever()));

    @Test
    void kdumpCapturesAndAPanicDoesNot() {
        assertThat(new StopProcedure("kdump", List.of(HANDLER, SEND, new StopStep.EnterCaptureKernel()), Map.of())
                        .captures())
                .isTrue();
        assertThat(new StopProcedure(
                                "panic",
                                List.of(SEND, new StopStep.Restart()),
                                Map.of(0xF8, List.of(new StopStep.ReturnFromInterrupt())))
                        .captures())
                .isFalse();
    }

    @Test
    void namesEveryProblem() {
        assertThatThrownBy(() -> new StopProcedure(
                        "mine", List.of(new StopStep.InstallNmiHandler(List.of()), SEND), Map.of(0xF8, List.of(SEND))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("stop procedure 'mine': ")
                .hasMessageContaining("the last step must enter the capture kernel, restart the machine or finish")
                .hasMessageContaining("the NMI handler must end by halting or returning")
                .hasMessageContaining("the handler of vector 0xf8 must end by halting or returning");
    }

    @Test
    void aProcedureEndsOnce() {
        assertThatThrownBy(() -> new StopProcedure(
                        "mine", List.of(new StopStep.Restart(), SEND, new StopStep.EnterCaptureKernel()), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("after the end");
        assertThatThrownBy(() -> new StopProcedure(
                        "mine",
                        List.of(
                                new StopStep.InstallNmiHandler(List.of(
                                        new StopStep.HaltForever(),
                                        new StopStep.Acknowledge(),
                                        new StopStep.HaltForever())),
                                new StopStep.Restart()),
                        Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("after the end");
    }

    @Test
    void listsCannotBeChangedFromOutside() {
        StopProcedure procedure =
                new StopProcedure("kdump", List.of(HANDLER, SEND, new StopStep.EnterCaptureKernel()), Map.of());
        assertThatThrownBy(() -> procedure.steps().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> procedure.onVector().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void stepsInWords() {
        assertThat(SEND.words()).isEqualTo("send NMI to mask of the online CPUs but self");
        assertThat(new StopStep.AwaitAcknowledged(Picoseconds.MILLISECOND, 1000).words())
                .isEqualTo("wait for all to answer, at most 1000 x 1ms");
        assertThat(new StopStep.IfNotAllAcknowledged(List.of(SEND, new StopStep.AwaitAcknowledged(1_000_000, 10_000)))
                        .words())
                .isEqualTo("if some CPU has not answered: send NMI to mask of the online CPUs but self,"
                        + " wait for all to answer, at most 10000 x 1us");
        assertThat(new StopStep.AccessLocalApic(
                                "disable_local_APIC", List.of(new RegisterStep.Write(ApicRegister.LVT_ERROR, 0x10000)))
                        .words())
                .isEqualTo("disable_local_APIC (local APIC)");
    }

    @Test
    void waitsMustBeWaits() {
        assertThatThrownBy(() -> new StopStep.AwaitAcknowledged(-1, 10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new StopStep.AwaitAcknowledged(1, -1)).isInstanceOf(IllegalArgumentException.class);
    }
}
