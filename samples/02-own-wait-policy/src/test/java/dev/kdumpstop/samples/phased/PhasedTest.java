package dev.kdumpstop.samples.phased;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.api.wait.Purpose;
import dev.kdumpstop.api.wait.Solution;
import dev.kdumpstop.api.wait.WaitContext;
import dev.kdumpstop.api.wait.WaitPlan;
import dev.kdumpstop.api.wait.WaitSite;
import dev.kdumpstop.orchestrator.CrashStop;
import dev.kdumpstop.orchestrator.CrashStopBuilder;
import dev.kdumpstop.orchestrator.Headline;
import dev.kdumpstop.orchestrator.InvalidStopException;
import dev.kdumpstop.orchestrator.StopOutcome;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PhasedTest {
    private static CrashStopBuilder stop() {
        return CrashStop.builder()
                .machine(MachineSpec.builder(Architecture.X86_64, "2.6.21")
                        .cpus(8)
                        .build())
                .subArchitecture("x86_64/physflat");
    }

    /** Ideal timing. CPU 3 refuses: the wait before CPU 4 runs out once, and 1 s passes for the CPU that does not answer. */
    @ParameterizedTest(name = "{0} in {1}: {2} in {3}, saved {4}")
    @CsvSource(delimiter = '|', textBlock = """
            phased-stops                           | healthy                    | CAPTURED_ALL     | 0        | 1-7
            phased-stops                           | nmi-lockup:cpus=3          | CAPTURED_PARTIAL | 1.01002s | 1,2,4-7
            phased-stops:spin=0us,polls=1          | nmi-lockup:cpus=3          | CAPTURED_PARTIAL | 1.0001s  | 1,2,4-7
            phased-stops:spin=60us,interval=1ms    | nmi-lockup:cpus=3          | CAPTURED_PARTIAL | 1.10006s | 1,2,4-7
            phased-stops:on-timeout=skip           | nmi-lockup:cpus=3          | CAPTURED_PARTIAL | 1.04008s | 1,2
            # 60 us are more than the spin: six times the poll after the first pause finds it idle; then 1 ms for the answers
            phased-stops                           | slow-dispatch:latency=60us | CAPTURED_ALL     | 1.72ms   | 1-7
            phased-stops:spin=60us                 | slow-dispatch:latency=60us | CAPTURED_ALL     | 1.36ms   | 1-7
            """)
    void stops(String solution, String scenario, Headline headline, String time, String saved) {
        StopOutcome outcome =
                stop().solution(solution).scenario(scenario).build().run();
        assertThat(outcome.headline()).isEqualTo(headline);
        assertThat(Picoseconds.format(outcome.timePs())).isEqualTo(time);
        assertThat(outcome.saved()).isEqualTo(CpuSet.parse(saved));
    }

    @ParameterizedTest(name = "{0}: bounded if CPUs are stopped")
    @EnumSource
    void appliesToStops(Purpose purpose) {
        Solution solution = new PhasedSolution().create(OptionValues.defaults(PhasedWait.OPTIONS));
        for (DeliveryMode mode : new DeliveryMode[] {DeliveryMode.NMI, DeliveryMode.FIXED}) {
            WaitPlan plan = solution.planFor(new WaitContext(purpose, mode, 2, false, WaitSite.ICR_IDLE_BEFORE));
            assertThat(plan.isBounded()).isEqualTo(purpose.name().endsWith("_STOP"));
        }
    }

    @Test
    @DisplayName("the options are described, so a wrong one is told by name, and what was expected")
    void options() {
        assertThatThrownBy(() -> stop().solution("phased-stops:spn=20us,polls=0,on-timeout=wait")
                        .build())
                .isInstanceOf(InvalidStopException.class)
                .hasMessageContaining("unknown option 'spn'")
                .hasMessageContaining("spin")
                .hasMessageContaining("option 'polls' is '0'; expected a whole number in 1..1000000")
                .hasMessageContaining("expected one of write-anyway, skip, rewrite");
    }
}
