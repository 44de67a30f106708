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
 * macOS enters its debugger for a panic: {@code mp_kdp_enter} sends an NMI to each CPU that has not stopped and waits for the lock
 * time-out. The ordinary interrupt that comes first, with an unlimited wait for the ICR and the same time-out, is an option, so
 * that the NMI can be looked at by itself.
 */
@AutoService(StopProcedureProvider.class)
public final class XnuNmiStop implements StopProcedureProvider, CurrentSpi {
    private static final IpiVector INTERPROCESSOR = new IpiVector(0xDE);
    /** The loop looks at the time stamp counter without delay; answers are taken note of to the microsecond. */
    private static final long STEP = Picoseconds.MICROSECOND;

    @Override
    public String id() {
        return "xnu-nmi-stop";
    }

    @Override
    public String summary() {
        return "macOS: NMI to each CPU that has not stopped, 500 ms, restart";
    }

    @Override
    public List<String> sources() {
        return List.of(
                "XNU osfmk/i386/mp.c mp_kdp_enter, mp_kdp_wait; osfmk/i386/machine_routines.c ml_init_lock_timeout",
                "XNU osfmk/i386/lapic_native.c",
                "apic-facts 4.3");
    }

    @Override
    public List<OptionSpec> options() {
        return List.of(
                OptionSpec.flag(
                        "ordinary-first",
                        false,
                        "whether vector 0xDE is sent to all before; only those that do not answer get the NMI then"),
                new OptionSpec(
                        "lock-timeout",
                        new OptionType.Duration(STEP, 1800 * Picoseconds.SECOND),
                        "",
                        "500ms",
                        "250ms",
                        "how long each stage waits; 250 ms in development kernels, boot option slto_us"));
    }

    @Override
    public ReleaseRange releases() {
        return OtherSystems.RELEASES;
    }

    @Override
    public Compatibility supports(MachineSpec machine) {
        return OtherSystems.supports("macOS", machine);
    }

    @Override
    public String system() {
        return "xnu";
    }

    @Override
    public List<SubArchitectureName> subArchitectures() {
        return OtherSystems.PHYSICAL;
    }

    @Override
    public StopProcedure create(MachineSpec machine, OptionValues options) {
        boolean ordinaryFirst = options.flag("ordinary-first");
        StopStep await = new StopStep.AwaitAcknowledged(STEP, options.durationPs("lock-timeout") / STEP);
        // mp_kdp_wait spins; after an NMI for ever, else until the debugger is left, which a panic does not do.
        List<StopStep> stop =
                List.of(new StopStep.SaveRegisters(), new StopStep.Acknowledge(), new StopStep.HaltForever());
        List<StopStep> byNmi = List.of(
                new StopStep.InstallNmiHandler(stop),
                new StopStep.SendIpi(TargetRule.EACH_NOT_STOPPED, IpiVector.NMI, Purpose.PANIC_STOP),
                await);
        List<StopStep> onVector = new ArrayList<>(stop);
        onVector.add(
                0, new StopStep.AccessLocalApic("lapic_eoi", List.of(new RegisterStep.Write(ApicRegister.EOI, 0))));
        List<StopStep> steps = new ArrayList<>();
        steps.add(new StopStep.InterruptsOff());
        if (ordinaryFirst) {
            steps.add(new StopStep.SendIpi(TargetRule.ONLINE_MASK_BUT_SELF, INTERPROCESSOR, Purpose.PANIC_STOP));
            steps.add(await);
            steps.add(new StopStep.IfNotAllAcknowledged(byNmi));
        } else {
            steps.addAll(byNmi);
        }
        steps.add(new StopStep.Note("the panic log, a core file"));
        steps.add(new StopStep.Restart());
        return new StopProcedure(id(), steps, ordinaryFirst ? Map.of(INTERPROCESSOR.number(), onVector) : Map.of());
    }
}
