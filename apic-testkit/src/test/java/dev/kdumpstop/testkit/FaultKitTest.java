package dev.kdumpstop.testkit;

import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.testkit.plugins.Faults;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which a fault can be wrong fails just the test that is about it, and the words say what to do. */
class FaultKitTest {
    private static Supplier<FaultProvider> current = Faults.LastIsDeaf::new;

    /** What an author would write, for whichever plug-in is current. */
    static class Kit extends FaultKit {
        @Override
        protected FaultProvider plugin() {
            return current.get();
        }
    }

    static Stream<Mutant<FaultProvider>> mutants() {
        return Stream.of(
                Mutant.of(
                        Faults.NothingHappens::new, "changesWhatHappens", "schedule changes that the machine notices"),
                Mutant.of(
                        Faults.NoSuchCpu::new,
                        "changesWhatIsThere",
                        "a change is of a CPU that the machine does not have: take CPUs from context.others()"),
                Mutant.of(Faults.OfflineTooLate::new, "changesWhatIsThere", "a CPU is taken off line before the crash"),
                Mutant.of(
                        Faults.RefusesItsOption::new,
                        "everyOptionCanBeUsed",
                        "defaults, and each option by itself, must make sense on some machine"),
                Mutant.of(Faults.Unclassified::new, "answersEveryQuestion", "asked faultClass: null"),
                Mutant.of(
                        Faults.FailsOnOneCpu::new,
                        "answersEveryQuestion",
                        "where the options make no sense on the machine throw an IllegalArgumentException that says why"));
    }

    @ParameterizedTest
    @MethodSource
    void mutants(Mutant<FaultProvider> mutant) {
        current = mutant.plugin();
        KitRun.of(Kit.class).failsExactly(mutant.failures());
    }

    @Test
    void goodOnePasses() {
        current = Faults.LastIsDeaf::new;
        KitRun.of(Kit.class).passes();
    }
}
