package dev.kdumpstop.subarch.x86_64;

import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.IpiRequest;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.Firmware;
import dev.kdumpstop.api.machine.FirmwareMarks;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.PlatformFlag;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.subarch.SubArchitectureSelector;
import dev.kdumpstop.testkit.SelectorKit;
import dev.kdumpstop.testkit.SubArchitectureKit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;

/** The test kit that every plug-in must pass, for each of this jar. */
class KitsTest {

    @Nested
    class ClusterTest extends SubArchitectureKit {
        @Override
        protected SubArchitecture plugin() {
            return new ClusterSubArchitecture();
        }
    }

    @Nested
    class FlatTest extends SubArchitectureKit {
        @Override
        protected SubArchitecture plugin() {
            return new FlatSubArchitecture();
        }

        /** A mask of CPUs 0 to 7 where there are more. */
        @Override
        protected Optional<String> flaw(MachineSpec machine, IpiRequest request, IcrProgram program) {
            return everybody(machine, program);
        }

        /** Forced by a chip set to flat although it has more than eight CPUs. */
        @Override
        protected List<MachineSpec> machines() {
            FirmwareMarks marks = FirmwareMarks.none().with(PlatformFlag.HARDWARE_IRQ_BALANCE);
            return List.of(MachineSpec.builder(Architecture.X86_64, "2.6.21")
                    .cpus(16)
                    .firmware(Firmware.plain().withMarks(marks))
                    .build());
        }
    }

    @Nested
    class PhysflatTest extends SubArchitectureKit {
        @Override
        protected SubArchitecture plugin() {
            return new PhysflatSubArchitecture();
        }
    }

    @Nested
    class X2apicClusterTest extends SubArchitectureKit {
        @Override
        protected SubArchitecture plugin() {
            return new X2apicClusterSubArchitecture();
        }
    }

    @Nested
    class X2apicPhysTest extends SubArchitectureKit {
        @Override
        protected SubArchitecture plugin() {
            return new X2apicPhysSubArchitecture();
        }
    }

    @Nested
    class SelectorTest extends SelectorKit {
        @Override
        protected SubArchitectureSelector plugin() {
            return new X86Selector();
        }
    }
}
