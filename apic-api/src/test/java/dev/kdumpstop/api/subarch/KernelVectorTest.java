package dev.kdumpstop.api.subarch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.MachineSpec;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelVectorTest {

    @ParameterizedTest(name = "kernel-facts {0}: {3} of {1} {2} is {4}")
    @CsvSource({
        "2.1, I386, 2.6.21, NMI, 0x02",
        "2.1, I386, 2.6.21, SPURIOUS, 0xff",
        "2.1, I386, 2.6.21, ERROR, 0xfe",
        "2.1, I386, 2.6.21, INVALIDATE_TLB, 0xfd",
        "2.1, I386, 2.6.21, RESCHEDULE, 0xfc",
        "2.1, I386, 2.6.21, CALL_FUNCTION, 0xfb",
        "2.1, I386, 2.6.21, THERMAL, 0xf0",
        "2.1, I386, 2.6.21, TIMER, 0xef",
        "2.1 (none), I386, 2.6.21, THRESHOLD, none",
        "2.3, X86_64, 2.6.21, NMI, 0x02",
        "2.3, X86_64, 2.6.21, SPURIOUS, 0xff",
        "2.3, X86_64, 2.6.21, ERROR, 0xfe",
        "2.3, X86_64, 2.6.21, RESCHEDULE, 0xfd",
        "2.3, X86_64, 2.6.21, CALL_FUNCTION, 0xfc",
        "2.3, X86_64, 2.6.21, THERMAL, 0xfa",
        "2.3, X86_64, 2.6.21, THRESHOLD, 0xf9",
        "2.3 (to 0xf7), X86_64, 2.6.21, INVALIDATE_TLB, 0xf0",
        "2.3, X86_64, 2.6.21, TIMER, 0xef",
        "2.3, X86_64, 2.6.22, IRQ_MOVE_CLEANUP, 0x20",
        "6, X86_64, 6.19, REBOOT, 0xf8",
        "6, X86_64, 6.19, RESCHEDULE, 0xfd",
        "6, I386, 6.1, CALL_FUNCTION, 0xfc",
        "6, X86_64, 6.19, CALL_FUNCTION_SINGLE, 0xfb",
        "6, X86_64, 6.19, IRQ_WORK, 0xf6",
        "6, X86_64, 6.19, TIMER, 0xec",
        "0 (not described), X86_64, 2.6.32, RESCHEDULE, none",
        "4.2 (later), X86_64, 2.6.21, REBOOT, none",
    })
    void numbers(String source, Architecture architecture, String release, KernelVector vector, String number) {
        MachineSpec machine = MachineSpec.builder(architecture, release).build();
        assertThat(vector.on(machine))
                .isEqualTo(number.equals("none") ? OptionalInt.empty() : OptionalInt.of(Integer.decode(number)));
    }
}
