package dev.kdumpstop.testkit;

import dev.kdumpstop.api.Extension;
import dev.kdumpstop.api.subarch.SubArchitectureSelector;
import dev.kdumpstop.testkit.plugins.Pairs;
import dev.kdumpstop.testkit.plugins.Selectors;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which a selector can be wrong fails just the test that is about it, and the words say what to do. */
class SelectorKitTest {
    private static Supplier<SubArchitectureSelector> current = Selectors.ByCount::new;

    /** What an author would write, for whichever plug-in is current. */
    static class Kit extends SelectorKit {
        @Override
        protected SubArchitectureSelector plugin() {
            return current.get();
        }

        @Override
        protected List<Extension> others() {
            return List.of(new Pairs());
        }
    }

    static Stream<Mutant<SubArchitectureSelector>> mutants() {
        return Stream.of(
                Mutant.of(
                        Selectors.NeverApplies::new,
                        "choosesOnSomeMachine",
                        "applies to none of the machines it was asked about"),
                Mutant.of(
                        Selectors.Silent::new,
                        "choosesWhatIsInstalledOrSaysWhyNot",
                        "the trail is empty or has blank lines: write down every rule with its answer"),
                Mutant.of(
                        Selectors.ChoosesWhatIsNotThere::new,
                        "choosesWhatIsInstalledOrSaysWhyNot",
                        "it chooses what is not installed: leave the choice empty then"),
                Mutant.of(
                        Selectors.TrailLeadsElsewhere::new,
                        "choosesWhatIsInstalledOrSaysWhyNot",
                        "the trail does not lead to the choice"),
                Mutant.of(
                        Selectors.SaysNotThatItIsMissing::new,
                        "choosesWhatIsInstalledOrSaysWhyNot",
                        "the trail is the same whether the choice is installed or not"),
                Mutant.of(
                        Selectors.WantsTriples::new,
                        "choosesOnSomeMachine",
                        "put the sub-architectures it chooses from on the test's class path, or name them in others()"),
                Mutant.of(
                        Selectors.ThrowsWhenNothingFits::new,
                        "answersEveryQuestion",
                        "without a choice if the rule leads to nothing that is installed"));
    }

    @ParameterizedTest
    @MethodSource
    void mutants(Mutant<SubArchitectureSelector> mutant) {
        current = mutant.plugin();
        KitRun.of(Kit.class).failsExactly(mutant.failures());
    }

    @Test
    void goodOnePasses() {
        current = Selectors.ByCount::new;
        KitRun.of(Kit.class).passes();
    }
}
