package dev.kdumpstop.samples.embed;

import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.orchestrator.CrashStop;
import dev.kdumpstop.orchestrator.StopOutcome;

/** The crash stop as a library call: no Guice, no configuration, no command line. */
public final class Embed {
    private Embed() {}

    /** Asks the RFC's question and prints the answer. */
    public static void main(String[] args) {
        MachineSpec machine =
                MachineSpec.builder(Architecture.I386, "2.6.21").cpus(8).build();
        for (String solution : new String[] {"baseline", "B-2"}) {
            StopOutcome outcome = CrashStop.builder()
                    .machine(machine)
                    .subArchitecture("i386/bigsmp")
                    .solution(solution)
                    .scenario("nmi-lockup:cpus=3")
                    .build()
                    .run();
            System.out.println(solution + ": " + outcome.headline() + ", saved CPUs " + outcome.saved());
            outcome.why().forEach(why -> System.out.println("  " + why));
        }
    }
}
