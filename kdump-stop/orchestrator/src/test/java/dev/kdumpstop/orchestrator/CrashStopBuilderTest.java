package dev.kdumpstop.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.cpu.CpuMaps;
import dev.kdumpstop.api.delivery.IpiDelivery;
import dev.kdumpstop.api.delivery.IpiRequest;
import dev.kdumpstop.api.delivery.NoSuchRoutine;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.subarch.ApicSetup;
import dev.kdumpstop.api.wait.OnTimeout;
import dev.kdumpstop.api.wait.PollSegment;
import dev.kdumpstop.api.wait.WaitPlan;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentMatchers;
import org.mockito.Mockito;

class CrashStopBuilderTest {
    private static final Installed INSTALLED = Installed.discover(CrashStopBuilderTest.class.getClassLoader())
            .and(List.of(new FakeSubArchitecture("fake")));
    private static final MachineSpec FOUR =
            MachineSpec.builder(Architecture.I386, "2.6.21").cpus(4).build();

    private static CrashStopBuilder four() {
        return CrashStop.builder(INSTALLED)
                .machine(FOUR)
                .subArchitecture("i386/fake")
                .solution("baseline");
    }

    @Test
    @DisplayName("every problem is reported at once, each with the nearest name")
    void allProblemsAtOnce() {
        assertThatThrownBy(() -> CrashStop.builder(INSTALLED)
                        .machine(FOUR.toBuilder()
                                .cpus(8)
                                .maps(CpuMaps.allOnline(8))
                                .build())
                        .subArchitecture("i386/fake")
                        .solution("basline")
                        .procedure("kdum")
                        .timing("ideel")
                        .waitPolicy("rfc-lop")
                        .scenario("nmi-lockup:cpu=3")
                        .option("nmi-acceptence", "x")
                        .build())
                .isInstanceOfSatisfying(
                        InvalidStopException.class,
                        e -> assertThat(e.problems())
                                .hasSize(7)
                                .anyMatch(p -> p.contains("it knows four CPUs at most"))
                                .anyMatch(p -> p.contains("Did you mean 'baseline'?"))
                                .anyMatch(p -> p.contains("unknown stop procedure 'kdum'"))
                                .anyMatch(p -> p.contains("Did you mean 'ideal'?"))
                                .anyMatch(p -> p.startsWith("unknown wait policy 'rfc-lop'. Did you mean 'rfc-loop'?"))
                                .anyMatch(p -> p.contains("Did you mean 'cpus'?"))
                                .anyMatch(p -> p.contains("Did you mean 'nmi-acceptance'?")));
    }

    @Test
    @DisplayName("a CPU that is off line cannot crash")
    void offlineCpuCannotCrash() {
        assertThatThrownBy(() -> four().crashingCpu(7).build())
                .hasMessageContaining("CPU 7 cannot crash: it is not online; online are 0-3");
    }

    @Test
    @DisplayName("a routine that is not there ends the crash path, and the reason is said")
    void missingRoutine() {
        FakeSubArchitecture broken = Mockito.spy(new FakeSubArchitecture("broken"));
        IpiDelivery delivery = Mockito.mock(IpiDelivery.class);
        Mockito.when(delivery.planFor(ArgumentMatchers.any(IpiRequest.class)))
                .thenReturn(new NoSuchRoutine("send_IPI_mask", "the driver has none"));
        Mockito.doReturn(delivery).when(broken).ipiDelivery(ArgumentMatchers.any());
        StopOutcome outcome = CrashStop.builder(INSTALLED.and(List.of(broken)))
                .machine(FOUR)
                .subArchitecture("i386/broken")
                .solution("baseline")
                .build()
                .run();
        assertThat(outcome.headline()).isEqualTo(Headline.CRASH_PATH_FAILED);
        assertThat(outcome.why()).first().asString().contains("send_IPI_mask").contains("the driver has none");
    }

    @Test
    @DisplayName("stopped and saved are two facts: a plain panic stops without saving")
    void stoppedAndSavedAreTwoFacts() {
        StopOutcome outcome = CrashStop.builder(INSTALLED)
                .machine(MachineSpec.builder(Architecture.I386, "6.1").cpus(4).build())
                .subArchitecture("i386/fake")
                .solution("upstream-6.x")
                .procedure("panic")
                .build()
                .run();
        assertThat(outcome.headline()).isEqualTo(Headline.STOPPED_ALL);
        assertThat(outcome.stopped()).hasToString("1-3");
        assertThat(outcome.saved().isEmpty()).isTrue();
    }

    @Test
    @DisplayName("options in a text: a comma belongs to the value before it")
    void extensionText() {
        assertThat(ExtensionText.parse("nmi-lockup:cpus=1-2,5,latch=full").options())
                .containsEntry("cpus", "1-2,5")
                .containsEntry("latch", "full");
        assertThat(ExtensionText.parseAll("a:x=1+b"))
                .extracting(ExtensionText::id)
                .containsExactly("a", "b");
        assertThatThrownBy(() -> ExtensionText.parse("nmi-lockup:3"))
                .hasMessageContaining("'3' in 'nmi-lockup:3' is not OPTION=VALUE");
    }

    /** A plug-in with a defect. */
    public static final class Throwing extends FakeSubArchitecture {
        public Throwing() {
            super("throwing");
        }

        @Override
        public ApicSetup apicSetup(MachineSpec machine, CpuId cpu) {
            throw new IllegalStateException("no such table");
        }
    }

    @Test
    @DisplayName("a plug-in that throws is a problem that names it and its jar")
    void throwingPlugin() {
        assertThatThrownBy(() -> CrashStop.builder(INSTALLED.and(List.of(new Throwing())))
                        .machine(FOUR)
                        .subArchitecture("i386/throwing")
                        .build())
                .isInstanceOf(InvalidStopException.class)
                .hasMessageContaining("plug-in 'i386/throwing' of test-classes failed")
                .hasMessageContaining("no such table");
    }

    /** In the RFC's own trouble: each wait after CPU 1 finds the bit set. */
    private static CrashStop stuck(CrashStopBuilder builder) {
        return builder.machine(FOUR)
                .subArchitecture("i386/fake")
                .scenario("nmi-lockup:cpus=1")
                .build();
    }

    @Test
    @DisplayName("a wait policy takes the place of the solution's own where the solution bounds a wait")
    void waitPolicyAtBoundedWaits() {
        CrashStop own = stuck(CrashStop.builder(INSTALLED).solution("A:polls=7"));
        CrashStop text =
                stuck(CrashStop.builder(INSTALLED).solution("A:polls=1000").waitPolicy("rfc-loop:polls=7"));
        CrashStop value = stuck(CrashStop.builder(INSTALLED)
                .solution("A")
                .waitPolicy(
                        "seven",
                        context ->
                                new WaitPlan.Segments(List.of(PollSegment.polls(7, 0)), new OnTimeout.WriteAnyway())));
        assertThat(text.run().polls()).isEqualTo(own.run().polls());
        assertThat(value.run().polls()).isEqualTo(own.run().polls());
        assertThat(own.waitPolicy()).isEmpty();
        assertThat(text.waitPolicy()).contains(new WaitPolicyUse("rfc-loop:polls=7", 3, 3));
        assertThat(value.waitPolicy()).contains(new WaitPolicyUse("seven", 3, 3));
        assertThat(text.assumptions())
                .containsEntry("wait-policy", "rfc-loop:polls=7")
                .containsEntry("solution", "A:polls=1000");
        assertThat(own.assumptions()).doesNotContainKey("wait-policy");
    }

    @Test
    @DisplayName("where the solution waits without limit it goes on to do so, and that is told")
    void waitPolicyLeavesUnlimitedWaitsAlone() {
        CrashStop baseline =
                stuck(CrashStop.builder(INSTALLED).solution("baseline").waitPolicy("rfc-loop"));
        assertThat(baseline.run().headline()).isEqualTo(Headline.HUNG);
        assertThat(baseline.waitPolicy())
                .hasValueSatisfying(use -> assertThat(use.where())
                        .isEqualTo("in force nowhere: the solution bounds none of the 3 waits of this stop"));
        // Today's plain panic: the round by vector has no limit under B-2, the NMIs of both rounds after it have.
        CrashStop panic = CrashStop.builder(INSTALLED)
                .machine(MachineSpec.builder(Architecture.I386, "6.1").cpus(4).build())
                .subArchitecture("i386/fake")
                .procedure("panic")
                .solution("B-2")
                .waitPolicy("rfc-loop")
                .build();
        assertThat(panic.waitPolicy())
                .hasValueSatisfying(use ->
                        assertThat(use.where()).isEqualTo("in force at 6 of 9 waits, as far as a run comes to them"));
    }

    @Test
    @DisplayName("a wait policy that has no limit itself unbounds what the solution bounds")
    void unlimitedWaitPolicy() {
        assertThat(stuck(CrashStop.builder(INSTALLED).solution("A").waitPolicy("unlimited"))
                        .run()
                        .headline())
                .isEqualTo(Headline.HUNG);
    }
}
