package dev.kdumpstop.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.Send;
import dev.kdumpstop.api.delivery.SendWrite;
import dev.kdumpstop.api.machine.ApicGeneration;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.timing.TimingProfileProvider;
import dev.kdumpstop.core.machine.CpuScript;
import dev.kdumpstop.core.machine.MachineModel;
import dev.kdumpstop.core.machine.RunEnd;
import dev.kdumpstop.core.machine.RunListener;
import dev.kdumpstop.core.machine.RunResult;
import dev.kdumpstop.core.machine.TimedRun;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each proof program is executed by the real machine, step by step, and comes to its end. */
class ProofProgramsOnTheMachineTest {

    static Stream<ProofPrograms.Proof> programs() {
        return ProofPrograms.all().stream().filter(proof -> proof.plan() instanceof IcrProgram);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("programs")
    @DisplayName("a program of the SPI runs on the machine")
    void runs(ProofPrograms.Proof proof) {
        CpuScript script = CpuScript.builder(proof.name())
                .program(proof.program(), proof.purpose(), proof.vector(), proof.solution())
                .end(CpuScript.End.DONE, "done")
                .build();
        TimingProfileProvider ideal = Installed.discover().get(ExtensionPoint.TIMING_PROFILE, "ideal");
        MachineSpec machine = MachineSpec.builder(Architecture.X86_64, "6.1")
                .cpus(16)
                .generation(ApicGeneration.XAPIC)
                .build();
        MachineModel model = MachineModel.builder(machine, ideal.create(OptionValues.defaults(ideal.options())))
                .subject(0, script)
                .build();
        RunResult result = new TimedRun(model).run(model, RunListener.NONE);
        assertThat(result.end()).isEqualTo(RunEnd.ENDED);
        assertThat(result.cpus().get(0).icrWrites()).isEqualTo(sendingWrites(proof.program()));
        for (int cpu : outsideTargets(proof.program()).toArray()) {
            assertThat(result.cpus().get(cpu).accepted()).as("CPU %d", cpu).isPositive();
        }
    }

    private static long sendingWrites(IcrProgram program) {
        return program.sends().stream()
                .flatMap(send -> send.writes().stream())
                .filter(write -> write instanceof SendWrite.IcrLow
                        || write instanceof SendWrite.X2Icr
                        || write instanceof SendWrite.SelfIpi
                        || write instanceof SendWrite.NodeRegister
                        || write instanceof SendWrite.Port)
                .count();
    }

    /** The CPUs that a write outside the local APIC names. */
    private static CpuSet outsideTargets(IcrProgram program) {
        CpuSet cpus = CpuSet.empty();
        for (Send send : program.sends()) {
            for (var write : send.writes()) {
                if (write instanceof SendWrite.NodeRegister node) {
                    cpus = cpus.union(node.delivers().cpus());
                } else if (write instanceof SendWrite.Port port) {
                    cpus = cpus.union(port.delivers().cpus());
                }
            }
        }
        return cpus;
    }
}
