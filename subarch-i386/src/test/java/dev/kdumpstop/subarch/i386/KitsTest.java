package dev.kdumpstop.subarch.i386;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The test kit that every plug-in must pass, for each of this jar. */
class KitsTest {
    @Nested
    class BigsmpKit extends SubArchitectureKit {
        @Override
        protected SubArchitecture plugin() {
            return new BigsmpSubArchitecture();
        }
    }

    @Nested
    class DefaultKit extends SubArchitectureKit {
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
    class Es7000Kit extends SubArchitectureKit {
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
    class Es7000ClusteredKit extends SubArchitectureKit {
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
    class NumaqKit extends SubArchitectureKit {
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
    class SummitKit extends SubArchitectureKit {
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
    class ViswsKit extends SubArchitectureKit {
        @Override
        protected SubArchitecture plugin() {
            return new ViswsSubArchitecture();
        }
    }

    @Nested
    class VoyagerKit extends SubArchitectureKit {
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
    class I386SelectorKit extends SelectorKit {
        @Override
        protected SubArchitectureSelector plugin() {
            return new I386Selector();
        }
    }

    /** Each service of this jar has its kit above. */
    @Test
    void nothingIsForgotten() {
        Stream<Class<?>> services = Stream.of(SubArchitecture.class, SubArchitectureSelector.class)
                .flatMap(service -> ServiceLoader.load(service).stream())
                .map(ServiceLoader.Provider::type);
        Set<String> kits = Stream.of(KitsTest.class.getDeclaredClasses())
                .map(Class::getSimpleName)
                .collect(Collectors.toSet());
        assertThat(services.filter(type -> type.getPackage().equals(KitsTest.class.getPackage()))
                        .map(type -> type.getSimpleName().replaceFirst("SubArchitecture$", "") + "Kit"))
                .isNotEmpty()
                .allMatch(kits::contains, "has a nested class here, named after it: " + kits);
    }
}
