package dev.kdumpstop.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.machine.ApicGeneration;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.KernelRelease;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestMachinesTest {
    private static final Integer[] SIZES = {1, 2, 8, 9, 64, 255, 1024};
    private static final List<MachineSpec> MACHINES = TestMachines.around(ReleaseRange.between("5.10", "6.12"));

    @Test
    void everySizeGenerationAndArchitectureIsAskedAbout() {
        assertThat(MACHINES).extracting(MachineSpec::cpuCount).contains(SIZES);
        assertThat(MACHINES).extracting(MachineSpec::generation).contains(ApicGeneration.values());
        assertThat(MACHINES).extracting(MachineSpec::architecture).contains(Architecture.values());
        assertThat(MACHINES)
                .extracting(machine -> machine.release().toString())
                .contains("2.6.21", "3.10", "5.10", "6.12");
        assertThat(MACHINES)
                .anyMatch(machine ->
                        !machine.maps().online().equals(machine.maps().present()));
        assertThat(MACHINES)
                .anyMatch(machine ->
                        !machine.maps().bootedOnce().equals(machine.maps().present()));
    }

    @Test
    void fewAreStillOfAllKinds() {
        List<MachineSpec> inRange = MACHINES.stream()
                .filter(machine -> machine.release().atLeast(KernelRelease.of("5.10")))
                .filter(machine -> machine.architecture() == Architecture.X86_64)
                .toList();
        List<MachineSpec> few = TestMachines.fewOf(inRange, 40);
        assertThat(few).hasSizeLessThanOrEqualTo(40).doesNotHaveDuplicates();
        assertThat(few).extracting(MachineSpec::cpuCount).contains(SIZES);
        assertThat(few)
                .extracting(MachineSpec::generation)
                .contains(ApicGeneration.XAPIC, ApicGeneration.XAPIC_NEHALEM, ApicGeneration.X2APIC);
        assertThat(few).anyMatch(machine -> machine.cpuCount() > 1 && machine.apicId(0) > machine.apicId(1));
        assertThat(few)
                .anyMatch(machine ->
                        !machine.maps().online().equals(machine.maps().present()));
    }

    /** As many as the orchestrator runs on. */
    @Test
    void sixteenAreEnoughForEverySize() {
        for (Architecture architecture : Architecture.values()) {
            List<MachineSpec> inRange = MACHINES.stream()
                    .filter(machine -> machine.release().atLeast(KernelRelease.of("5.10")))
                    .filter(machine -> machine.architecture() == architecture)
                    .toList();
            assertThat(TestMachines.fewOf(inRange, 16))
                    .extracting(MachineSpec::cpuCount)
                    .contains(SIZES);
        }
    }

    @Test
    void ofFewAllAreTaken() {
        assertThat(TestMachines.fewOf(MACHINES.subList(0, 1), 5)).hasSize(1);
        assertThat(TestMachines.fewOf(List.of(), 5)).isEmpty();
    }
}
