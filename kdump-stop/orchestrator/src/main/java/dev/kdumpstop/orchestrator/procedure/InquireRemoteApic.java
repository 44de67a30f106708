package dev.kdumpstop.orchestrator.procedure;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.InterruptScope;
import dev.kdumpstop.api.delivery.LostTargets;
import dev.kdumpstop.api.delivery.Send;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.stop.StopProcedure;
import dev.kdumpstop.api.stop.StopProcedureProvider;
import dev.kdumpstop.api.stop.StopStep;
import dev.kdumpstop.api.wait.Purpose;
import dev.kdumpstop.api.wait.WaitSite;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * After a CPU did not come up the boot code reads three registers of its local APIC: {@code __inquire_remote_apic} of i386,
 * {@code inquire_remote_apic} of x86_64. The wait before each read is unlimited in 2.6.21 and safe in 2.6.22 (patches 5 and 6);
 * the one on the remote-read status is bounded in both. Parts later than the Pentium need not have remote read at all.
 */
@AutoService(StopProcedureProvider.class)
public final class InquireRemoteApic implements StopProcedureProvider, CurrentSpi {
    private static final int REMOTE_READ = 0x300;
    private static final List<ApicRegister> REGISTERS =
            List.of(ApicRegister.ID, ApicRegister.VERSION, ApicRegister.SVR);

    @Override
    public String id() {
        return "inquire-remote-apic";
    }

    @Override
    public String summary() {
        return "boot: remote read of ID, LVR and SPIV, with a wait before and one on the status after";
    }

    @Override
    public List<String> sources() {
        return List.of(
                "kernel-facts 5: 2.6.21 arch/{i386,x86_64}/kernel/smpboot.c",
                "kernel-facts 1.2: patches 5 and 6, 4312fa8157f5 and 3144c332fa2e (2.6.22)");
    }

    @Override
    public List<OptionSpec> options() {
        return List.of(BootTarget.OPTION);
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
        List<Send> reads = new ArrayList<>();
        for (ApicRegister register : REGISTERS) {
            int command = REMOTE_READ | register.offset() >> 4;
            reads.add(Send.icrPair(CpuSet.of(cpu), machine.apicId(cpu) << 24, command)
                    .withAfter(Optional.of(WaitSite.REMOTE_READ_DONE)));
        }
        IcrProgram program = new IcrProgram(reads, InterruptScope.NONE, LostTargets.NONE);
        return new StopProcedure(
                id(),
                List.of(
                        new StopStep.SendProgram("remote read of ID, LVR and SPIV", program, Purpose.REMOTE_READ),
                        new StopStep.Finish()),
                Map.of());
    }
}
