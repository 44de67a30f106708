package dev.kdumpstop.testkit;

import dev.kdumpstop.api.wait.IcrWaitPolicyProvider;
import dev.kdumpstop.testkit.plugins.Waits;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which a wait policy can be wrong fails just the test that is about it, and the words say what to do. */
class WaitPolicyKitTest {
    private static Supplier<IcrWaitPolicyProvider> current = Waits.BackOff::new;

    /** What an author would write, for whichever plug-in is current. */
    static class Kit extends WaitPolicyKit {
        @Override
        protected IcrWaitPolicyProvider plugin() {
            return current.get();
        }
    }

    static Stream<Mutant<IcrWaitPolicyProvider>> mutants() {
        return Stream.of(
                Mutant.of(
                        Waits.Counting::new,
                        "everyPlanEndsOrIsUnlimited",
                        "a stepper decides otherwise when asked again: work the delay out from polls and elapsedPs, count nothing"),
                Mutant.of(
                        Waits.Negative::new,
                        "everyPlanEndsOrIsUnlimited",
                        "a stepper answers a negative delay: return the delay in picoseconds, or WaitStepper.GIVE_UP"),
                Mutant.of(
                        Waits.Unseen::new,
                        "everyPlanEndsOrIsUnlimited",
                        "a stepped plan of at most 2147483647 polls cannot be looked through"),
                Mutant.of(Waits.Growing::new, "everyPlanEndsOrIsUnlimited", "stop the delay from growing"),
                Mutant.of(Waits.TooLong::new, "everyPlanEndsOrIsUnlimited", "lower the limit"),
                Mutant.of(Waits.NoPlanForNmi::new, "answersEveryQuestion", "return a value, never null"),
                Mutant.of(Waits.MiscountsItsCalls::new, "keepsNoState", "keep no state between calls"),
                Mutant.of(
                        Waits.ExampleIsDefault::new,
                        "describesItself",
                        "the example of option 'doublings' is its default, '10': show another value"),
                Mutant.of(
                        Waits.PlusInChoice::new,
                        "isTheSameReadBackFromText",
                        "ids and values must not contain '+', ':', or a comma followed by 'word='"),
                Mutant.of(
                        Waits.RefusesItsExample::new,
                        "answersEveryQuestion",
                        "where the options make no sense throw an IllegalArgumentException that says why"));
    }

    @ParameterizedTest
    @MethodSource
    void mutants(Mutant<IcrWaitPolicyProvider> mutant) {
        current = mutant.plugin();
        KitRun.of(Kit.class).failsExactly(mutant.failures());
    }

    @Test
    void goodOnePasses() {
        current = Waits.BackOff::new;
        KitRun.of(Kit.class).passes();
    }
}
