package dev.kdumpstop.testkit;

import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.IpiRequest;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.testkit.plugins.BrokenSubArchitectures;
import dev.kdumpstop.testkit.plugins.Pairs;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which a sub-architecture can be wrong fails just the test that is about it, and the words say what to do. */
class SubArchitectureKitTest {
    private static Supplier<SubArchitecture> current = Pairs::new;

    /** What an author would write, for whichever plug-in is current. */
    static class Kit extends SubArchitectureKit {
        @Override
        protected SubArchitecture plugin() {
            return current.get();
        }
    }

    static class DeclaresFlaw extends Kit {
        @Override
        protected Optional<String> flaw(MachineSpec machine, IpiRequest request, IcrProgram program) {
            return Optional.of("it counts wrong");
        }
    }

    static Stream<Mutant<SubArchitecture>> mutants() {
        return Stream.of(
                Mutant.of(
                        BrokenSubArchitectures.BlankSummary::new,
                        "describesItself",
                        "the summary is blank (' '): write one sentence on one line, without a final full stop"),
                Mutant.of(BrokenSubArchitectures.FullStop::new, "describesItself", "the summary ends with a full stop"),
                Mutant.of(BrokenSubArchitectures.TwoSentences::new, "describesItself", "is more than one sentence"),
                Mutant.of(
                        BrokenSubArchitectures.SameOptionTwice::new,
                        "describesItself",
                        "two options are named 'wide': give each a name of its own"),
                Mutant.of(
                        BrokenSubArchitectures.NoOptions::new,
                        "describesItself",
                        "it cannot describe itself: java.lang.IllegalStateException: not yet. Return constants"),
                Mutant.of(
                        BrokenSubArchitectures.OldLevel::new,
                        "statesTheSpiLevel",
                        "says SPI level 0, this kit is for level 1; hosts of this level refuse it. Write return"
                                + " ApicSpi.LEVEL;"),
                Mutant.of(
                        BrokenSubArchitectures.NoServiceFile::new,
                        "isFoundByTheServiceLoader",
                        "no file META-INF/services/dev.kdumpstop.api.subarch.SubArchitecture names"
                                + " dev.kdumpstop.testkit.plugins.BrokenSubArchitectures$NoServiceFile, so no host will"
                                + " find it. Annotate the class with @AutoService(SubArchitecture.class)"),
                Mutant.of(
                        () -> new BrokenSubArchitectures.NoConstructor(4),
                        "isFoundByTheServiceLoader",
                        "has no public constructor without arguments, which the service loader needs: add public"
                                + " NoConstructor() {}"),
                Mutant.of(
                        BrokenSubArchitectures.UsesLibrary::new,
                        "seesOnlyTheSpi",
                        "UsesLibrary uses org.assertj.core.util.Strings: a drop-in plug-in sees only apic-api and the JDK."
                                + " Bring the library inside the jar"),
                Mutant.of(
                        BrokenSubArchitectures.Guessing::new,
                        "answersTheSameAgain",
                        "two new plug-ins answer the same question differently: no clock, no random numbers"),
                Mutant.of(
                        BrokenSubArchitectures.ReadsTheClock::new,
                        "answersTheSameAgain",
                        "two new plug-ins answer the same question differently: no clock"),
                Mutant.of(
                        BrokenSubArchitectures.Remembering::new,
                        "keepsNoState",
                        "the answer depends on what was asked before: keep no state between calls, make every field final"),
                Mutant.of(
                        BrokenSubArchitectures.OfOneThread::new,
                        "keepsNoState",
                        "asked by several threads at the same time it answers otherwise: share nothing between calls"),
                Mutant.of(
                        BrokenSubArchitectures.ThrowsOnLargeMachines::new,
                        "answersEveryQuestion",
                        "supports() never throws; where it says yes every question is answered"),
                Mutant.of(
                        BrokenSubArchitectures.ReturnsNull::new,
                        "answersEveryQuestion",
                        "where it says yes every question is answered by a value, not by null"),
                Mutant.of(
                        BrokenSubArchitectures.ThrowsInsteadOfDeclining::new,
                        "answersEveryQuestion",
                        "supports() never throws"),
                Mutant.of(
                        BrokenSubArchitectures.NamelessRoutine::new,
                        "supportsMeansItWorks",
                        "NoSuchRoutine without a name or a reason: say which routine the kernel lacks, and who calls it"),
                Mutant.of(
                        BrokenSubArchitectures.SupportsNothing::new,
                        "supportsMeansItWorks",
                        "If it needs special firmware, ids or boot options, override machines() and name one"),
                Mutant.of(
                        BrokenSubArchitectures.DeclinesWithoutReason::new,
                        "declinesInWords",
                        "supports() declines without saying why"),
                Mutant.of(
                        BrokenSubArchitectures.AnyArchitecture::new,
                        "declinesInWords",
                        "its name says i386, but it supports a kernel of x86_64:"
                                + " Requirements.of(machine).architecture(…)"),
                Mutant.of(
                        BrokenSubArchitectures.AnyRelease::new,
                        "declinesInWords",
                        "releases() says 2.6.21 up to before 2.6.30, but it supports a kernel outside of that"),
                Mutant.of(
                        BrokenSubArchitectures.LdrNotShifted::new,
                        "setsUpApicsAsTheyCanBe",
                        "is no LDR: the logical id is in bits 31:24, the rest are 0; ApicSetup.xapic(dfr, logicalId)"
                                + " shifts it there"),
                Mutant.of(
                        BrokenSubArchitectures.OddDfr::new,
                        "setsUpApicsAsTheyCanBe",
                        "0xf0000000 is no DFR: bits 31:28 are all ones (ApicSetup.DFR_FLAT) or all zeros"),
                Mutant.of(
                        BrokenSubArchitectures.NoDfr::new,
                        "setsUpApicsAsTheyCanBe",
                        "in xAPIC mode there is a DFR: return ApicSetup.xapic(…)"),
                Mutant.of(
                        BrokenSubArchitectures.WritesTheMsr::new,
                        "writesWordsThePartKnows",
                        "MSR 830H exists in x2APIC mode only: write ICR2 and ICR, Send.icrPair"),
                new Mutant<>(
                        BrokenSubArchitectures.IdOutOfRange::new,
                        Map.of(
                                "writesWordsThePartKnows",
                                "an APIC id is out of range: on the 3-wire bus ids have 4 bits",
                                "reachesEachTargetOnce",
                                "a CPU is intended and the words do not reach it")),
                Mutant.of(
                        BrokenSubArchitectures.DropsTheMode::new,
                        "reachesEachTargetOnce",
                        "something else arrives than was asked for: IpiVector.icrBits() has the bits"),
                Mutant.of(
                        BrokenSubArchitectures.HitsSelf::new,
                        "leavesOutTheSender",
                        "the sender is hit, although the request is for all but itself: take it out of the mask,"
                                + " cpus.without(request.sender().number())"),
                Mutant.of(
                        BrokenSubArchitectures.ForgetsTheLast::new,
                        "reachesEachTargetOnce",
                        "a CPU is asked for and forgotten: address it by a send that names it in intended()"),
                Mutant.of(
                        BrokenSubArchitectures.ForgetsAndMeansToReach::new,
                        "reachesEachTargetOnce",
                        "a CPU is intended and the words do not reach it: compare the destination with its APIC id"),
                Mutant.of(
                        BrokenSubArchitectures.SendsTwice::new,
                        "reachesEachTargetOnce",
                        "a CPU is reached more than once: the words of several sends overlap"),
                Mutant.of(
                        BrokenSubArchitectures.DeclaresLost::new,
                        "reachesEachTargetOnce",
                        "a CPU is declared lost and yet reached: take it out of lost()"),
                Mutant.of(
                        BrokenSubArchitectures.LosesWithoutReason::new,
                        "reachesEachTargetOnce",
                        "lost() gives no reason: say in a few words why no word addresses these CPUs"),
                Mutant.of(
                        BrokenSubArchitectures.MixesUp::new,
                        "reachesEachTargetOnce",
                        "a CPU is reached by another send than the one that intends it"),
                Mutant.of(
                        BrokenSubArchitectures.HitsStrangers::new,
                        "reachesEachTargetOnce",
                        "a CPU is hit that nobody asked for"),
                Mutant.of(
                        BrokenSubArchitectures.Slow::new,
                        "stopsAllButThoseLost",
                        "the crash stop of a healthy machine comes to UNDECIDED"));
    }

    @ParameterizedTest
    @MethodSource
    void mutants(Mutant<SubArchitecture> mutant) {
        current = mutant.plugin();
        KitRun.of(Kit.class).failsExactly(mutant.failures());
    }

    @Test
    void goodOnePasses() {
        current = Pairs::new;
        KitRun.of(Kit.class).passes();
    }

    @Test
    void flawThatDoesNotShowIsDeclaredInVain() {
        current = Pairs::new;
        KitRun.of(DeclaresFlaw.class)
                .failsExactly(Map.of(
                        "reachesEachTargetOnce",
                        "a flaw of the kernel is declared where nothing is wrong: let flaw()"));
    }

    @Test
    void nullIsNoPlugin() {
        current = () -> null;
        KitRun run = KitRun.of(Kit.class);
        run.failsEverywhere("plugin() returned null; write: return new MyPlugin();");
    }
}
