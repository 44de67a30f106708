package dev.kdumpstop.integration;

import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.subarch.SubArchitectureName;
import dev.kdumpstop.orchestrator.CrashStop;
import dev.kdumpstop.orchestrator.CrashStopBuilder;

/** Short descriptions of crash stops for tables. */
final class Stops {
    private Stops() {}

    /** A plain machine of {@code cpus} CPUs that the sub-architecture can be on. */
    static MachineSpec machine(String subArchitecture, String release, int cpus) {
        Architecture architecture = SubArchitectureName.of(subArchitecture).architecture();
        MachineSpec.Builder machine =
                MachineSpec.builder(architecture, release).cpus(cpus).possibleCpus(cpus);
        return subArchitecture.contains("x2apic")
                ? machine.mode(ApicMode.X2APIC).build()
                : machine.build();
    }

    static CrashStopBuilder stop(String subArchitecture, String release, int cpus) {
        return CrashStop.builder()
                .machine(machine(subArchitecture, release, cpus))
                .subArchitecture(subArchitecture);
    }
}
