package dev.kdumpstop.testkit;

import dev.kdumpstop.api.wait.SolutionProvider;
import dev.kdumpstop.testkit.plugins.Solutions;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which a solution can be wrong fails just the test that is about it, and the words say what to do. */
class SolutionKitTest {
    private static Supplier<SolutionProvider> current = Solutions.Careful::new;

    /** What an author would write, for whichever plug-in is current. */
    static class Kit extends SolutionKit {
        @Override
        protected SolutionProvider plugin() {
            return current.get();
        }
    }

    static Stream<Mutant<SolutionProvider>> mutants() {
        return Stream.of(
                Mutant.of(
                        Solutions.TwoMinds::new,
                        "plansAreThoseOfThePolicyChosen",
                        "leave planFor() as it is in Solution, it asks the policy"),
                Mutant.of(
                        Solutions.Impatient::new,
                        "healthyStopIsComplete",
                        "it must not give up while messages are on their way"),
                Mutant.of(Solutions.NoPolicy::new, "answersEveryQuestion", "there is no answer"));
    }

    @ParameterizedTest
    @MethodSource
    void mutants(Mutant<SolutionProvider> mutant) {
        current = mutant.plugin();
        KitRun.of(Kit.class).failsExactly(mutant.failures());
    }

    @Test
    void goodOnePasses() {
        current = Solutions.Careful::new;
        KitRun.of(Kit.class).passes();
    }
}
