package dev.kdumpstop.testkit;

import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.core.machine.EventKind;
import dev.kdumpstop.orchestrator.Headline;
import dev.kdumpstop.testkit.plugins.Pairs;
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
                .assertWhy("CPU 3 refuses the NMI")
                .events()
                .ofKind(EventKind.ACCEPTED)
                .inMode(DeliveryMode.NMI)
                .onCpu(2)
                .hasCount(1);
    }
}
