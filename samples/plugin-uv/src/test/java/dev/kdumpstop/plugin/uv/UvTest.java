package dev.kdumpstop.plugin.uv;

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
import dev.kdumpstop.api.machine.Firmware;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.orchestrator.CrashStop;
import dev.kdumpstop.orchestrator.Headline;
import dev.kdumpstop.orchestrator.StopOutcome;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two nodes of two CPUs: ids 0, 2, 40H and 42H. */
class UvTest {
    private static final UvSubArchitecture UV = new UvSubArchitecture();
    private static final MachineSpec MACHINE = machine("6.12");

    private static MachineSpec machine(String release) {
        return MachineSpec.builder(Architecture.X86_64, release)
                .mode(ApicMode.X2APIC)
                .firmware(new Firmware(0, false, false, "SGI3", "UVX", "", false, "", ""))
                .apicIds(0x00, 0x02, 0x40, 0x42)
                .build();
    }

    private static IcrProgram program(Targets targets, IpiVector vector) {
        return (IcrProgram)
                UV.ipiDelivery(MACHINE).planFor(new IpiRequest(CpuId.of(0), targets, vector, MACHINE.maps()));
    }

    @Test
    @DisplayName("a store to the target's node for each CPU; nothing is waited for")
    void words() {
        IcrProgram others = program(new Targets.AllButSelf(), IpiVector.NMI);
        assertThat(others.sends())
                .extracting(Send::toString)
                .containsExactly(
                        "IPI_INT@0[60500]=8000000000020402",
                        "IPI_INT@1[60500]=8000000000400402",
                        "IPI_INT@1[60500]=8000000000420402");
        assertThat(others.sends()).extracting(Send::intended).containsExactly(CpuSet.of(1), CpuSet.of(2), CpuSet.of(3));
        assertThat(program(new Targets.One(CpuId.of(3)), new IpiVector(0xFB)).sends())
                .extracting(Send::toString)
                .containsExactly("IPI_INT@1[60500]=80000000004200fb");
        assertThat(program(new Targets.All(), IpiVector.NMI).sends()).hasSize(4);
        assertThat(program(new Targets.Self(), new IpiVector(0xF6)).sends())
                .extracting(Send::toString)
                .containsExactly("MSR83F=f6");
    }

    @Test
    @DisplayName("an id of 32 bits stays whole")
    void wideIds() {
        MachineSpec machine = MACHINE.toBuilder().apicIds(0, 1, 2, 0xFFFF_FFF0).build();
        IcrProgram program = (IcrProgram) UV.ipiDelivery(machine)
                .planFor(new IpiRequest(CpuId.of(0), new Targets.One(CpuId.of(3)), IpiVector.NMI, machine.maps()));
        assertThat(program.sends())
                .extracting(Send::toString)
                .containsExactly("IPI_INT@67108863[60500]=8000fffffff00402");
    }

    @Test
    void supports() {
        assertThat(UV.supports(MACHINE).isSupported()).isTrue();
        assertThat(UV.supports(MachineSpec.builder(Architecture.I386, "4.19")
                                .cpus(4)
                                .build())
                        .reasons())
                .containsExactly(
                        "needs an x86_64 kernel, this one is i386",
                        "needs x2APIC mode, this machine's APICs are in xAPIC mode",
                        "is of kernels 5.10 and later, not of 4.19: how older kernels stop on a UV is not described");
    }

    /** There is no wait, so no CPU can hold the sender up, whatever the solution; 1 s for the CPU that does not answer. */
    @ParameterizedTest(name = "{0} {1}, {2}: {3} in {4}, saved {5}")
    @CsvSource(delimiter = '|', textBlock = """
            5.10 |          | healthy           | CAPTURED_ALL     | 0  | 1-3
            6.12 |          | healthy           | CAPTURED_ALL     | 0  | 1-3
            6.12 |          | nmi-lockup:cpus=1 | CAPTURED_PARTIAL | 1s | 2,3
            6.12 | baseline | nmi-lockup:cpus=1 | CAPTURED_PARTIAL | 1s | 2,3
            6.12 | baseline | nmi-lockup:cpus=2 | CAPTURED_PARTIAL | 1s | 1,3
            6.1  | baseline | nmi-lockup:cpus=1-3 | CAPTURED_PARTIAL | 1s |
            """)
    void stops(String release, String solution, String scenario, Headline headline, String time, String saved) {
        CrashStop stop = CrashStop.builder()
                .machine(machine(release))
                .subArchitecture("x86_64/x2apic-uv")
                .solution(solution == null ? "" : solution)
                .scenario(scenario)
                .build();
        StopOutcome outcome = stop.run();
        assertThat(outcome.headline()).isEqualTo(headline);
        assertThat(Picoseconds.format(outcome.timePs())).isEqualTo(time);
        assertThat(outcome.saved()).isEqualTo(CpuSet.parse(saved == null ? "" : saved));
        assertThat(outcome.polls()).isZero();
        assertThat(outcome.icrWrites()).isEqualTo(3);
    }

    @Test
    @DisplayName("these kernels do not pick it themselves: their own choice is x2APIC's usual driver")
    void choice() {
        assertThat(CrashStop.builder().machine(MACHINE).build().subArchitecture())
                .hasToString("x86_64/x2apic-cluster");
    }
}
