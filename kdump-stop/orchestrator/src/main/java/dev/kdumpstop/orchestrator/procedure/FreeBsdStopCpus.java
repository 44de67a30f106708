package dev.kdumpstop.orchestrator.procedure;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionType;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.stop.RegisterStep;
import dev.kdumpstop.api.stop.StopProcedure;
import dev.kdumpstop.api.stop.StopProcedureProvider;
import dev.kdumpstop.api.stop.StopStep;
import dev.kdumpstop.api.stop.TargetRule;
import dev.kdumpstop.api.subarch.SubArchitectureName;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.api.wait.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * FreeBSD's panic: {@code stop_cpus_hard} sends an NMI to each other CPU by its physical id and spins 100,000,000 times at most;
 * {@code stop_cpus}, for shutdown and the debugger, the vector {@code IPI_STOP}. The panicking kernel then writes the dump itself.
 *
 * <p>The loop counts rounds, not time. What a round takes is an option; its default is an assumption.
 */
@AutoService(StopProcedureProvider.class)
public final class FreeBsdStopCpus implements StopProcedureProvider, CurrentSpi {
    private static final IpiVector IPI_STOP = new IpiVector(0xF9);
    private static final long SPINS = 100_000_000;

    @Override
    public String id() {
        return "freebsd-stop-cpus";
    }

    @Override
    public String summary() {
        return "FreeBSD: NMI (or vector 0xF9) to each other CPU, at most 100,000,000 spins, dump, restart";
    }

    @Override
    public List<String> sources() {
        return List.of(
                "FreeBSD sys/kern/subr_smp.c generic_stop_cpus, sys/kern/kern_shutdown.c vpanic",
                "FreeBSD sys/x86/x86/mp_x86.c cpustop_handler, sys/x86/include/apicvar.h",
                "apic-facts 4.3");
    }

    @Override
    public List<OptionSpec> options() {
        return List.of(
                OptionSpec.flag("hard", true, "whether by NMI (stop_cpus_hard) or by vector (stop_cpus)"),
                new OptionSpec(
                        "spin",
                        new OptionType.Duration(1, Picoseconds.MILLISECOND),
                        "",
                        "10ns",
                        "50ns",
                        "what one round of the counting loop takes; the default is an assumption"));
    }

    @Override
    public ReleaseRange releases() {
        return OtherSystems.RELEASES;
    }

    @Override
    public Compatibility supports(MachineSpec machine) {
        return OtherSystems.supports("FreeBSD", machine);
    }

    @Override
    public String system() {
        return "freebsd";
    }

    @Override
    public List<SubArchitectureName> subArchitectures() {
        return OtherSystems.PHYSICAL;
    }

    @Override
    public StopProcedure create(MachineSpec machine, OptionValues options) {
        boolean hard = options.flag("hard");
        // cpustop_handler spins until it is started again, which nobody does after a panic.
        List<StopStep> stop =
                List.of(new StopStep.SaveRegisters(), new StopStep.Acknowledge(), new StopStep.HaltForever());
        List<StopStep> onVector = new ArrayList<>(stop);
        onVector.add(
                0, new StopStep.AccessLocalApic("lapic_eoi", List.of(new RegisterStep.Write(ApicRegister.EOI, 0))));
        List<StopStep> steps = new ArrayList<>();
        steps.add(new StopStep.InterruptsOff()); // spinlock_enter
        if (hard) {
            steps.add(new StopStep.InstallNmiHandler(stop)); // ipi_stop_nmi_pending
        }
        steps.add(new StopStep.SendIpi(
                TargetRule.ONLINE_MASK_BUT_SELF, hard ? IpiVector.NMI : IPI_STOP, Purpose.PANIC_STOP));
        steps.add(new StopStep.AwaitAcknowledged(options.durationPs("spin"), SPINS));
        steps.add(new StopStep.Note("doadump"));
        steps.add(new StopStep.Restart());
        return new StopProcedure(id(), steps, hard ? Map.of() : Map.of(IPI_STOP.number(), onVector));
    }
}
