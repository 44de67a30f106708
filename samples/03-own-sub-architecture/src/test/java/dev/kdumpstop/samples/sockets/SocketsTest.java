package dev.kdumpstop.samples.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.IpiRequest;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.delivery.Send;
import dev.kdumpstop.api.delivery.Targets;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.orchestrator.CrashStop;
import dev.kdumpstop.orchestrator.Headline;
import dev.kdumpstop.orchestrator.StopOutcome;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SocketsTest {
    private static final SocketsSubArchitecture SOCKETS = new SocketsSubArchitecture();

    private static MachineSpec machine(int cpus) {
        return MachineSpec.builder(Architecture.X86_64, "2.6.21").cpus(cpus).build();
    }

    private static IcrProgram program(MachineSpec machine, int sender, Targets targets) {
        return (IcrProgram) SOCKETS.ipiDelivery(machine)
                .planFor(new IpiRequest(CpuId.of(sender), targets, IpiVector.NMI, machine.maps()));
    }

    @Test
    @DisplayName("one command for each socket; the sender is left out of its own")
    void words() {
        IcrProgram program = program(machine(10), 5, new Targets.AllButSelf());
        assertThat(program.sends())
                .extracting(Send::toString)
                .containsExactly(
                        "ICR_IDLE_BEFORE ICR2=0f000000 ICR=00000c00",
                        "ICR_IDLE_BEFORE ICR2=1d000000 ICR=00000c00",
                        "ICR_IDLE_BEFORE ICR2=23000000 ICR=00000c00");
        assertThat(program.sends())
                .extracting(Send::intended)
                .containsExactly(CpuSet.range(0, 3), CpuSet.of(4, 6, 7), CpuSet.of(8, 9));
    }

    @Test
    @DisplayName("60 CPUs are 15 sockets; the 61st is beyond the last, and is refused")
    void limit() {
        assertThat(SOCKETS.supports(machine(60)).isSupported()).isTrue();
        assertThat(program(machine(60), 0, new Targets.AllButSelf()).sends()).hasSize(15);
        assertThat(SOCKETS.supports(machine(61)).reasons())
                .containsExactly("APIC id 60 is beyond socket 14, the last that a cluster can name");
        assertThat(SOCKETS.supports(MachineSpec.builder(Architecture.I386, "4.19")
                                .mode(ApicMode.X2APIC)
                                .build())
                        .reasons())
                .hasSize(3);
    }

    /**
     * CPU 3 refuses, and with it the command to its socket holds the ICR: the socket behind it gets nothing at baseline. The
     * last socket's command holds up nobody.
     */
    @ParameterizedTest(name = "{0}, {1}: {2} in {3}, saved {4}")
    @CsvSource(delimiter = '|', textBlock = """
            baseline | healthy           | CAPTURED_ALL     | 0  | 1-7
            baseline | nmi-lockup:cpus=3 | HUNG             | 0  | 1,2
            B-2      | nmi-lockup:cpus=3 | CAPTURED_PARTIAL | 1s | 1,2,4-7
            baseline | nmi-lockup:cpus=6 | CAPTURED_PARTIAL | 1s | 1-5,7
            """)
    void stops(String solution, String scenario, Headline headline, String time, String saved) {
        StopOutcome outcome = CrashStop.builder()
                .machine(machine(8))
                .subArchitecture("x86_64/sockets")
                .solution(solution)
                .scenario(scenario)
                .build()
                .run();
        assertThat(outcome.headline()).isEqualTo(headline);
        assertThat(Picoseconds.format(outcome.timePs())).isEqualTo(time);
        assertThat(outcome.saved()).isEqualTo(CpuSet.parse(saved));
    }
}
