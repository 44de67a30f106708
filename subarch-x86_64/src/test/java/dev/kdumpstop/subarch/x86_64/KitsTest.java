package dev.kdumpstop.subarch.x86_64;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The test kit that every plug-in must pass, for each of this jar. */
class KitsTest {

    @Nested
    class ClusterKit extends SubArchitectureKit {
        @Override
        protected SubArchitecture plugin() {
            return new ClusterSubArchitecture();
        }
    }

    @Nested
    class FlatKit extends SubArchitectureKit {
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
    class PhysflatKit extends SubArchitectureKit {
        @Override
        protected SubArchitecture plugin() {
            return new PhysflatSubArchitecture();
        }
    }

    @Nested
    class X2apicClusterKit extends SubArchitectureKit {
        @Override
        protected SubArchitecture plugin() {
            return new X2apicClusterSubArchitecture();
        }
    }

    @Nested
    class X2apicPhysKit extends SubArchitectureKit {
        @Override
        protected SubArchitecture plugin() {
            return new X2apicPhysSubArchitecture();
        }
    }

    @Nested
    class X86SelectorKit extends SelectorKit {
        @Override
        protected SubArchitectureSelector plugin() {
            return new X86Selector();
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
