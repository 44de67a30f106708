package dev.kdumpstop.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.core.machine.EventKind;
import dev.kdumpstop.orchestrator.Headline;
import dev.kdumpstop.testkit.plugins.BrokenSubArchitectures;
import dev.kdumpstop.testkit.plugins.Faults;
import dev.kdumpstop.testkit.plugins.Pairs;
import dev.kdumpstop.testkit.plugins.Selectors;
import dev.kdumpstop.testkit.plugins.Solutions;
import dev.kdumpstop.testkit.plugins.Stops;
import dev.kdumpstop.testkit.plugins.Timings;
import dev.kdumpstop.testkit.plugins.Waits;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import org.assertj.core.util.Strings;
import org.junit.jupiter.api.Test;

class MachineTestKitTest {

    private static MachineTestKit pairs() {
        return MachineTestKit.with(new Pairs()).machine(Architecture.I386, "2.6.21", 8);
    }

    @Test
    void runsPluginInTheRealOrchestrator() {
        pairs().solution("baseline")
                .scenario("nmi-lockup:cpus=3")
                .run()
                .assertHeadline(Headline.HUNG)
                .assertStopped("1,2")
                .assertSaved("1,2")
                .assertLost("")
                .assertWhy("CPU 3 refuses the NMI")
                .assertTimeouts(0)
                .assertPolls(3)
                .events()
                .ofKind(EventKind.ACCEPTED)
                .inMode(DeliveryMode.NMI)
                .onCpu(2)
                .hasCount(1);
    }

    @Test
    void narrowsEventsDown() {
        StopEvents events = pairs().solution("A").run().assertTime("0").events();
        events.ofKind(EventKind.SENT).inMode(DeliveryMode.NMI).hasCount(7);
        events.ofKind(EventKind.SENT).withVector(0xF8).isEmpty();
        events.ofKind(EventKind.HALTED).onCpu(7).between("0", "1ns").isNotEmpty();
        events.ofKind(EventKind.HALTED).between("1ns", "1s").isEmpty();
        assertThat(events.ofKind(EventKind.REGISTERS_SAVED).list()).hasSize(8);
    }

    /** The class that runs is not the one on the class path. */
    @Test
    void loadsPluginAsDropInJarsAre() {
        assertThatThrownBy(() -> MachineTestKit.with(new BrokenSubArchitectures.UsesLibrary())
                        .machine(Architecture.I386, "2.6.21", 8)
                        .run())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("NoClassDefFoundError: org.assertj.core.util.Strings: a drop-in plug-in sees only"
                        + " apic-api and the JDK. Bring the library inside the jar");
    }

    @Test
    void seesTheLibrariesItWillBring() {
        Path assertj = ExtensionKit.jarOf(Strings.class);
        MachineTestKit.with(new BrokenSubArchitectures.UsesLibrary())
                .libraries(assertj)
                .machine(Architecture.I386, "2.6.21", 8)
                .run()
                .assertHeadline(Headline.CAPTURED_ALL);
    }

    @Test
    void makesEveryRunTwice() {
        assertThatThrownBy(() -> MachineTestKit.with(new BrokenSubArchitectures.ReadsTheClock())
                        .machine(Architecture.I386, "2.6.21", 8)
                        .run())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(
                        "The kit made this run twice, from a new plug-in each time, and they differ: event ")
                .hasMessageContaining("no clock, no random numbers, no hash order, no fields that change");
    }

    @Test
    void saysWhatWasRunWhenAnAssertionFails() {
        TestedStop run = pairs().scenario("nmi-lockup:cpus=3").run();
        assertThatThrownBy(() -> run.assertHeadline(Headline.CAPTURED_ALL))
                .isInstanceOf(AssertionError.class)
                .hasMessage("""
                        the headline is 'HUNG', expected 'CAPTURED_ALL'
                          machine   8 CPUs, APIC ids 0-7, xAPIC mode, front-side-bus; Linux 2.6.21
                          stop      i386/pairs, kdump-2.6.21, solution baseline
                          scenario  nmi-lockup:cpus=3; CPU 0 crashes; timing ideal
                          came to   HUNG after 0
                          why       CPU 0 waits without limit, since 0, for ICR bit 12 (delivery status) before the send to CPU 4
                                    the bit is 1 because CPU 3 refuses the NMI of CPU 0: it is inside an NMI handler
                                    only an IRET on CPU 3 could clear it: the CPU is in an NMI handler that does not return, and nothing still to come ends it
                                    CPU 3 is not stopped: the NMI is refused, inside an NMI handler that has not ended
                                    CPUs 4-7 are not stopped: no stop IPI arrived
                          The kit made this run twice, from a new plug-in each time; both came to this.""");
        assertThatThrownBy(() -> run.events().ofKind(EventKind.REFUSED).isEmpty())
                .hasMessageStartingWith(
                        "expected 0 events, found 1 of REFUSED\n    0  CPU 3 refuses the NMI of CPU 0\n");
        assertThatThrownBy(() -> run.events().onCpu(9).isNotEmpty())
                .hasMessageStartingWith("expected at least one event, found none of CPU 9");
        assertThatThrownBy(() -> run.assertStopped("1-7"))
                .hasMessageStartingWith("the set of CPUs stopped is '1,2', expected '1-7'");
        assertThatThrownBy(() -> run.assertWhy("thunder")).hasMessageStartingWith("no reason has 'thunder' in it");
    }

    @Test
    void refusalIsAskedForByName() {
        MachineTestKit large = MachineTestKit.with(new Pairs()).machine(Architecture.I386, "2.6.21", 65);
        large.refusal().because("i386/pairs cannot be on this machine: it has 64 sockets at most");
        assertThatThrownBy(() -> large.refusal().because("it rains"))
                .hasMessageContaining(
                        "refused, but not because of 'it rains'; the reasons given are:\n  i386/pairs cannot");
        assertThatThrownBy(large::run)
                .hasMessageContaining("the orchestrator refuses this run:\n  i386/pairs cannot be on this machine")
                .hasMessageContaining("if it ought to be refused, ask for refusal() instead of run()");
        assertThatThrownBy(() -> pairs().refusal())
                .hasMessageContaining("the orchestrator does not refuse this run of i386/pairs, kdump-2.6.21");
    }

    @Test
    void usesPluginForWhatItIs() {
        MachineTestKit.with(new Waits.BackOff())
                .machine(Architecture.X86_64, "2.6.21", 4)
                .scenario("sender-wedged")
                .run()
                .assertTimeouts(3);
        MachineTestKit.with(new Solutions.Careful())
                .machine(Architecture.X86_64, "2.6.21", 4)
                .scenario("sender-wedged")
                .run()
                .assertTimeouts(3);
        MachineTestKit.with(new Faults.LastIsDeaf())
                .machine(Architecture.X86_64, "6.1", 4)
                .run()
                .assertStopped("1,2")
                .assertWhy("CPU 3 is not stopped: the local APIC does not answer");
        assertThat(MachineTestKit.with(new Stops.Quick())
                        .machine(Architecture.X86_64, "2.6.21", 4)
                        .run()
                        .stop()
                        .procedure()
                        .name())
                .isEqualTo("quick-stop");
        assertThat(MachineTestKit.with(new Timings.Round())
                        .machine(Architecture.X86_64, "2.6.21", 4)
                        .run()
                        .outcome()
                        .timePs())
                .isPositive();
        assertThat(MachineTestKit.with(new Selectors.ByCount())
                        .beside(new Pairs())
                        .machine(Architecture.I386, "2.6.21", 4)
                        .run()
                        .stop()
                        .subArchitecture())
                .hasToString("i386/pairs");
    }

    @Test
    void everythingElseMayBeNamed() {
        MachineTestKit.with(new Pairs(), new Faults.LastIsDeaf())
                .machine(Architecture.I386, "2.6.21", 4)
                .subArchitecture("i386/" + MachineTestKit.ONE_BY_ONE)
                .procedure(MachineTestKit.PLAIN_STOP)
                .waitPolicy("bounded:polls=5")
                .timing("p6-apic-bus")
                .option("nmi-acceptance", "always-accept")
                .crashingCpu(1)
                .scenario("last-is-deaf+sender-wedged")
                .run()
                .assertHeadline(Headline.CAPTURED_PARTIAL)
                .assertTimeouts(3)
                .assertPolls(15);
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> MachineTestKit.with(new Pairs()).run())
                .hasMessageContaining("no machine: say for example .machine(Architecture.X86_64, \"6.1\", 8)");
        assertThatThrownBy(MachineTestKit::with).hasMessageContaining("MachineTestKit.with(new MyPlugin())");
        SubArchitecture madeAtRunTime = (SubArchitecture) Proxy.newProxyInstance(
                SubArchitecture.class.getClassLoader(),
                new Class<?>[] {SubArchitecture.class},
                (proxy, method, arguments) -> null);
        assertThatThrownBy(() -> MachineTestKit.with(madeAtRunTime)
                        .machine(Architecture.I386, "2.6.21", 4)
                        .run())
                .hasMessageContaining("is in no jar or folder, so no host could load it")
                .hasMessageContaining("neither a mock nor a lambda");
        assertThatThrownBy(() -> MachineTestKit.with(new BrokenSubArchitectures.NoConstructor(4))
                        .machine(Architecture.I386, "2.6.21", 4)
                        .run())
                .hasMessageContaining("has no public constructor without arguments");
    }

    @Test
    void unknownNamesAreToldWithTheNearest() {
        assertThatThrownBy(() -> pairs().scenario("nmi-lockupp").run())
                .hasMessageContaining("unknown fault 'nmi-lockupp'. Did you mean 'nmi-lockup'?");
        assertThatCode(() -> pairs().scenario("nmi-lockup").run()).doesNotThrowAnyException();
    }
}
