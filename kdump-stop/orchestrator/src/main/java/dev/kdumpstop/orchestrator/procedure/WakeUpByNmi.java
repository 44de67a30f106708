package dev.kdumpstop.orchestrator.procedure;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.InterruptScope;
import dev.kdumpstop.api.delivery.LostTargets;
import dev.kdumpstop.api.delivery.Send;
import dev.kdumpstop.api.delivery.SendWrite;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.stop.StopProcedure;
import dev.kdumpstop.api.stop.StopProcedureProvider;
import dev.kdumpstop.api.stop.StopStep;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.api.wait.Purpose;
import dev.kdumpstop.api.wait.WaitSite;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The boot code of NUMA-Q wakes a CPU up by NMI to its logical id: {@code wakeup_secondary_cpu} with {@code WAKE_SECONDARY_VIA_NMI}.
 *
 * <p>Firmware has started every CPU there and parked it, so the CPU to wake up is one that is present and was booted, but is
 * not online. A CPU that never was holds the NMI until a start-up message comes (apic-facts 1.12).
 */
@AutoService(StopProcedureProvider.class)
public final class WakeUpByNmi implements StopProcedureProvider, CurrentSpi {
    private static final int LOGICAL_NMI = 0xC00;

    @Override
    public String id() {
        return "wakeup-secondary-nmi";
    }

    @Override
    public String summary() {
        return "boot of NUMA-Q: NMI by logical id, with a wait after it";
    }

    @Override
    public List<String> sources() {
        return List.of(
                "kernel-facts 5: 2.6.21 arch/i386/kernel/smpboot.c",
                "kernel-facts 1.2: patch 3, ae08e43eecd2 (2.6.22)");
    }

    @Override
    public List<OptionSpec> options() {
        return List.of(
                OptionSpec.cpus("cpu", "", "3", "which CPU; if empty the lowest one present that is not online"),
                OptionSpec.integer(
                        "logical-id",
                        0,
                        0xFF,
                        0,
                        0x12,
                        "",
                        "its logical id; 0 = quad and bit by its physical id, as the firmware sets it"));
    }

    @Override
    public ReleaseRange releases() {
        return BootApic.RELEASES;
    }

    @Override
    public Compatibility supports(MachineSpec machine) {
        return machine.architecture() == Architecture.I386
                ? Releases.supports(BootApic.RELEASES, machine)
                : Compatibility.no("NUMA-Q runs an i386 kernel");
    }

    @Override
    public StopProcedure create(MachineSpec machine, OptionValues options) {
        CpuSet down = machine.maps().present().minus(machine.maps().online());
        int cpu = BootTarget.of(id(), machine, options, down);
        int given = (int) options.integer("logical-id");
        int logicalId = given != 0 ? given : quadId(machine.apicId(cpu));
        Send nmi = new Send(
                CpuSet.of(cpu),
                Optional.empty(),
                List.of(new SendWrite.IcrHigh(logicalId << 24), new SendWrite.IcrLow(LOGICAL_NMI)),
                Optional.of(WaitSite.ICR_IDLE_AFTER));
        Send pause = new Send(
                CpuSet.of(cpu),
                Optional.empty(),
                List.of(new SendWrite.Delay(200 * Picoseconds.MICROSECOND)),
                Optional.empty());
        IcrProgram program = new IcrProgram(List.of(nmi, pause), InterruptScope.NONE, LostTargets.NONE);
        return new StopProcedure(
                id(),
                List.of(
                        new StopStep.SendProgram("NMI", program, Purpose.CPU_WAKE_UP),
                        BootApic.readErrors(Architecture.I386),
                        new StopStep.Finish()),
                Map.of());
    }

    /** Quad in the high half, one bit in the low (kernel-facts 2.2). The fourth CPU of a quad has number 3 or 4. */
    private static int quadId(int apicId) {
        return (apicId & 0xF0) | 1 << Math.min(apicId & 0xF, 3);
    }
}
