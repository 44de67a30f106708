package dev.kdumpstop.core.apic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.ApicGeneration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class X2apicReservedBitsTest {
    @ParameterizedTest(name = "{0} = {1}: #GP {2}, reads {3}")
    @CsvSource({
        // What Linux writes to both pins before it starts the next kernel; it does not fault (recorded on 20 CPUs).
        "LVT_LINT0,    0x5700, false, 0x10700",
        "LVT_LINT1,    0x5400, false, 0x10400",
        "LVT_LINT0,    0x0800, true,  0",
        "LVT_TIMER,    0x1000, false, 0x10000",
        "LVT_TIMER,    0x4000, true,  0",
        "LVT_ERROR,    0x1000, false, 0x10000",
        "LVT_ERROR,    0x0100, true,  0",
        "TPR,          0x0100, true,  0",
        "SVR,          0x0200, true,  0",
        "TIMER_DIVIDE, 0x0004, true,  0",
    })
    @DisplayName("bits that hardware sets are ignored, reserved bits are refused (SDM 10.5.1, 10.12.1.3)")
    void writes(ApicRegister register, String value, boolean faults, String reads) {
        RegisterMap map = new RegisterMap(ApicGeneration.X2APIC, ApicProfile.SDM, 0x0006_0014);
        int word = Integer.decode(value);
        assertThat(map.faults(register.offset(), word)).isEqualTo(faults);
        if (!faults) {
            assertThat(map.written(register.offset(), 0x1_0000, word) | 0x1_0000)
                    .isEqualTo(Integer.decode(reads));
        }
    }
}
