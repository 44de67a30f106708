package dev.kdumpstop.testkit;

import dev.kdumpstop.api.stop.StopProcedureProvider;
import dev.kdumpstop.testkit.plugins.Stops;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which a stop procedure can be wrong fails just the test that is about it, and the words say what to do. */
class StopProcedureKitTest {
    private static Supplier<StopProcedureProvider> current = Stops.Quick::new;

    /** What an author would write, for whichever plug-in is current. */
    static class Kit extends StopProcedureKit {
        @Override
        protected StopProcedureProvider plugin() {
            return current.get();
        }
    }

    static Stream<Mutant<StopProcedureProvider>> mutants() {
        return Stream.of(
                Mutant.of(
                        Stops.OtherName::new,
                        "supportsMeansItWorks",
                        "the procedure is named 'quick', its provider 'quick-stop': give both the same name"),
                Mutant.of(
                        Stops.SupportsTooMuch::new,
                        "declinesInWords",
                        "releases() says 2.6.21 up to before 2.6.24, but it supports a kernel outside of that"),
                Mutant.of(Stops.Unreasoned::new, "declinesInWords", "supports() declines without saying why"),
                Mutant.of(
                        Stops.InstallsTooLate::new,
                        "healthyRunIsComplete",
                        "install the handler before sending, let it end by halting"),
                Mutant.of(Stops.WaitsTooLong::new, "endsWithStuckCpu", "wait for answers for a limited time"),
                Mutant.of(
                        Stops.FailsOnOneCpu::new,
                        "answersEveryQuestion",
                        "create() returns a procedure that ends, or throws an IllegalArgumentException"),
                Mutant.of(
                        Stops.RefusesEverywhere::new,
                        "supportsMeansItWorks",
                        "it is refused on every machine that is supported"),
                Mutant.of(
                        Stops.NeedsWhatIsNotThere::new,
                        "supportsMeansItWorks",
                        "put their module on the test's class path"));
    }

    @ParameterizedTest
    @MethodSource
    void mutants(Mutant<StopProcedureProvider> mutant) {
        current = mutant.plugin();
        KitRun.of(Kit.class).failsExactly(mutant.failures());
    }

    @Test
    void goodOnePasses() {
        current = Stops.Quick::new;
        KitRun.of(Kit.class).passes();
    }
}
