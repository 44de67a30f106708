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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The boot code wakes a CPU up by INIT and STARTUP: {@code wakeup_secondary_cpu} of i386, {@code wakeup_secondary_via_INIT} of
 * x86_64. It waits <em>after</em> each command. In which form is the solution's business: 2.6.21 has a loop written out that
 * delays before its first poll, 2.6.22 the safe wait (patches 3 and 4 of the RFC).
 */
@AutoService(StopProcedureProvider.class)
public final class WakeUpByInit implements StopProcedureProvider, CurrentSpi {
    private static final int INIT_ASSERT = 0xC500;
    private static final int INIT_DEASSERT = 0x8500;
    private static final int STARTUP = 0x600;
    private static final int FIRST_INTEGRATED_VERSION = 0x10;
    private static final String BY_VERSION = "by-version";

    @Override
    public String id() {
        return "wakeup-secondary-init";
    }

    @Override
    public String summary() {
        return "boot: INIT, 10 ms, INIT de-assert, two STARTUPs, with a wait after each";
    }

    @Override
    public List<String> sources() {
        return List.of(
                "kernel-facts 5: 2.6.21 arch/{i386,x86_64}/kernel/smpboot.c",
                "kernel-facts 1.2: patches 3 and 4, ae08e43eecd2 and ea8c733b98b7 (2.6.22)");
    }

    @Override
    public List<OptionSpec> options() {
        return List.of(
                BootTarget.OPTION,
                OptionSpec.integer("page", 0, 0xFF, 3, 8, "pages of 4 KiB", "where the CPU starts"),
                OptionSpec.choice(
                        "start-ups",
                        List.of(BY_VERSION, "2", "1", "0"),
                        "STARTUPs at most; by version: none for an 82489DX, else two"));
    }

    @Override
    public ReleaseRange releases() {
        return BootApic.RELEASES;
    }

    @Override
    public Compatibility supports(MachineSpec machine) {
        return Releases.supports(BootApic.RELEASES, machine);
    }

    @Override
    public StopProcedure create(MachineSpec machine, OptionValues options) {
        int cpu = BootTarget.neverBooted(id(), machine, options);
        Architecture architecture = machine.architecture();
        boolean integrated = machine.apicVersion() >= FIRST_INTEGRATED_VERSION;
        String startUps = options.choice("start-ups");
        int most = startUps.equals(BY_VERSION) ? integrated ? 2 : 0 : Integer.parseInt(startUps);
        SendWrite target = new SendWrite.IcrHigh(machine.apicId(cpu) << 24);
        SendWrite startUp = new SendWrite.IcrLow(STARTUP | (int) options.integer("page"));

        List<StopStep> steps = new ArrayList<>();
        if (architecture == Architecture.I386 && integrated) {
            steps.add(BootApic.clearErrors(architecture));
        }
        steps.add(send(
                "INIT, assert and de-assert",
                List.of(
                        command(cpu, target, new SendWrite.IcrLow(INIT_ASSERT)),
                        pause(cpu, 10 * Picoseconds.MILLISECOND),
                        command(cpu, target, new SendWrite.IcrLow(INIT_DEASSERT)))));
        List<StopStep> loop = List.of();
        for (int number = most; number >= 1; number--) {
            List<StopStep> round = new ArrayList<>();
            round.add(BootApic.clearErrors(architecture));
            round.add(send(
                    "STARTUP " + number,
                    List.of(
                            command(cpu, target, startUp, new SendWrite.Delay(300 * Picoseconds.MICROSECOND)),
                            pause(cpu, 200 * Picoseconds.MICROSECOND))));
            round.add(BootApic.readErrors(architecture));
            if (!loop.isEmpty()) {
                round.add(new StopStep.UnlessSendFailed(BootApic.ERRORS, loop));
            }
            loop = round;
        }
        steps.addAll(loop);
        steps.add(new StopStep.Finish());
        return new StopProcedure(id(), steps, Map.of());
    }

    private static StopStep send(String what, List<Send> sends) {
        IcrProgram program = new IcrProgram(sends, InterruptScope.NONE, LostTargets.NONE);
        return new StopStep.SendProgram(what, program, Purpose.CPU_WAKE_UP);
    }

    /** One command, and what the kernel does until it looks whether it was sent. */
    private static Send command(int cpu, SendWrite... writes) {
        return new Send(CpuSet.of(cpu), Optional.empty(), List.of(writes), Optional.of(WaitSite.ICR_IDLE_AFTER));
    }

    private static Send pause(int cpu, long ps) {
        return new Send(CpuSet.of(cpu), Optional.empty(), List.of(new SendWrite.Delay(ps)), Optional.empty());
    }
}
