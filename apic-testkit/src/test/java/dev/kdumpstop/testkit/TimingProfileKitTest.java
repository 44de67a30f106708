package dev.kdumpstop.testkit;

import dev.kdumpstop.api.timing.TimingProfileProvider;
import dev.kdumpstop.testkit.plugins.Timings;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which a timing profile can be wrong fails just the test that is about it, and the words say what to do. */
class TimingProfileKitTest {
    private static Supplier<TimingProfileProvider> current = Timings.Round::new;

    /** What an author would write, for whichever plug-in is current. */
    static class Kit extends TimingProfileKit {
        @Override
        protected TimingProfileProvider plugin() {
            return current.get();
        }
    }

    static Stream<Mutant<TimingProfileProvider>> mutants() {
        return Stream.of(
                Mutant.of(
                        Timings.NoSource::new,
                        "saysWhereItsNumbersComeFrom",
                        "the number for 'register-read' says not where it comes from: give a provenance and a source"),
                Mutant.of(
                        Timings.OtherName::new,
                        "saysWhereItsNumbersComeFrom",
                        "the profile is named 'square', its provider 'round': give both the same name"),
                Mutant.of(
                        Timings.Slow::new,
                        "healthyStopUnderItEnds",
                        "it waits one second for the others, so the numbers are too large"),
                Mutant.of(Timings.Empty::new, "answersEveryQuestion", "there is no answer"));
    }

    @ParameterizedTest
    @MethodSource
    void mutants(Mutant<TimingProfileProvider> mutant) {
        current = mutant.plugin();
        KitRun.of(Kit.class).failsExactly(mutant.failures());
    }

    @Test
    void goodOnePasses() {
        current = Timings.Round::new;
        KitRun.of(Kit.class).passes();
    }
}
