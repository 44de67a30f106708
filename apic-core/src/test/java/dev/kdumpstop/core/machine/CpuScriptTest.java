package dev.kdumpstop.core.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.machine.InterconnectKind;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CpuScriptTest {
    @Test
    @DisplayName("a script that would run off its end is refused when it is built, by name")
    void runsOffItsEnd() {
        assertThatThrownBy(() ->
                        CpuScript.builder("half a handler").saveRegisters().build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("half a handler");
        assertThatThrownBy(() -> CpuScript.builder("nothing").build()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> CpuScript.builder("skips too far")
                        .unlessAllAcknowledged(CpuScript.Builder::halt)
                        .build())
                .isInstanceOf(IllegalStateException.class);
        assertThat(CpuScript.builder("whole").halt().build().length()).isEqualTo(1);
    }

    @Test
    @DisplayName("what lies ahead of a step: sends by mode, SVR writes, ends of the run; what is behind does not count")
    void ahead() {
        CpuScript.Builder builder = CpuScript.builder("a script");
        Machines.raw(builder, InterconnectKind.FRONT_SIDE_BUS, 1, 0x4500);
        int behindInit = builder.position();
        CpuScript script = builder.write(ApicRegister.SVR, 0xFF)
                .end(CpuScript.End.DONE, "done")
                .build();
        int init = CpuScript.sends(DeliveryMode.INIT);
        assertThat(script.ahead[0]).isEqualTo(init | CpuScript.WRITES_SVR | CpuScript.ENDS_THE_RUN);
        assertThat(script.ahead[behindInit]).isEqualTo(CpuScript.WRITES_SVR | CpuScript.ENDS_THE_RUN);
        assertThat(CpuScript.BUSY.ahead[0] | CpuScript.STUCK_HANDLER.ahead[0]).isZero();
    }

    @Test
    @DisplayName("an interrupt return is reached from a step unless everything ahead loops, halts or ends the run")
    void reachesReturn() {
        assertThat(CpuScript.STUCK_HANDLER.reachesReturn).containsExactly(false, true);
        CpuScript skips = CpuScript.builder("skips a halt")
                .unlessAllAcknowledged(CpuScript.Builder::halt)
                .interruptReturn()
                .build();
        assertThat(skips.reachesReturn).containsExactly(true, false, true);
        assertThat(CpuScript.builder("stops").acknowledge().halt().build().reachesReturn)
                .containsExactly(false, false);
    }
}
