package dev.kdumpstop.subarch.i386;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.IpiRequest;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.Firmware;
import dev.kdumpstop.api.machine.FirmwareMarks;
import dev.kdumpstop.api.machine.MachineSpec;
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
    class BigsmpTest extends SubArchitectureKit {
        @Override
        protected SubArchitecture plugin() {
            return new BigsmpSubArchitecture();
        }
    }

    @Nested
    class DefaultTest extends SubArchitectureKit {
        @Override
        protected SubArchitecture plugin() {
            return new DefaultSubArchitecture();
        }

        /** A mask of CPUs 0 to 7 where there are more. */
        @Override
        protected Optional<String> flaw(MachineSpec machine, IpiRequest request, IcrProgram program) {
            return everybody(machine, program);
        }
    }

    @Nested
    class Es7000Test extends SubArchitectureKit {
        @Override
        protected SubArchitecture plugin() {
            return new Es7000SubArchitecture();
        }

        /** A CPU off line: the table of ids has FFH for it. */
        @Override
        protected Optional<String> flaw(MachineSpec machine, IpiRequest request, IcrProgram program) {
            return everybody(machine, program);
        }
    }

    @Nested
    class Es7000ClusteredTest extends SubArchitectureKit {
        @Override
        protected SubArchitecture plugin() {
            return new Es7000ClusteredSubArchitecture();
        }

        /** As es7000. */
        @Override
        protected Optional<String> flaw(MachineSpec machine, IpiRequest request, IcrProgram program) {
            return everybody(machine, program);
        }
    }

    @Nested
    class NumaqTest extends SubArchitectureKit {
        @Override
        protected SubArchitecture plugin() {
            return new NumaqSubArchitecture();
        }

        /** As es7000. */
        @Override
        protected Optional<String> flaw(MachineSpec machine, IpiRequest request, IcrProgram program) {
            return everybody(machine, program);
        }
    }

    @Nested
    class SummitTest extends SubArchitectureKit {
        @Override
        protected SubArchitecture plugin() {
            return new SummitSubArchitecture();
        }

        /** As es7000. */
        @Override
        protected Optional<String> flaw(MachineSpec machine, IpiRequest request, IcrProgram program) {
            return everybody(machine, program);
        }
    }

    @Nested
    class ViswsTest extends SubArchitectureKit {
        @Override
        protected SubArchitecture plugin() {
            return new ViswsSubArchitecture();
        }
    }

    @Nested
    class VoyagerTest extends SubArchitectureKit {
        @Override
        protected SubArchitecture plugin() {
            return new VoyagerSubArchitecture();
        }

        /** With CPUs on quad boards, which the usual machines have not. */
        @Override
        protected List<MachineSpec> machines() {
            FirmwareMarks marks = FirmwareMarks.none().withQuadCpus(CpuSet.range(4, 11));
            return List.of(MachineSpec.builder(Architecture.I386, "2.6.21")
                    .cpus(16)
                    .firmware(Firmware.plain().withMarks(marks))
                    .build());
        }
    }

    @Nested
    class SelectorTest extends SelectorKit {
        @Override
        protected SubArchitectureSelector plugin() {
            return new I386Selector();
        }
    }
}
