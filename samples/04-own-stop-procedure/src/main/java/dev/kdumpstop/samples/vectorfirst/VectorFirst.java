package dev.kdumpstop.samples.vectorfirst;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.ApicSpi;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.icr.ApicBits;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.LinuxEra;
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
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.api.wait.Purpose;
import java.util.List;
import java.util.Map;

/**
 * A kdump that asks politely first: an ordinary interrupt to all, and an NMI only to those that do not answer it. Proposed for
 * powerpc, where the NMI of a crash landed in the middle of guest entries and spoiled the dump (apic-facts I-39); no x86 kernel
 * does it.
 *
 * <p>A CPU that is locked up in its NMI handler takes the interrupt's message all the same, so that the ICR is free, and it alone
 * gets an NMI. What is lost: the time-out of the first round, whenever some CPU has its interrupts off.
 */
@AutoService(StopProcedureProvider.class)
public final class VectorFirst implements StopProcedureProvider {
    private static final ReleaseRange RELEASES = LinuxEra.TODAY.releases();
    /** REBOOT_VECTOR, which a panic without dump uses for this today. */
    private static final IpiVector STOP = IpiVector.REBOOT;

    private static final StopStep APIC_OFF = new StopStep.AccessLocalApic(
            "software-disable", List.of(new RegisterStep.Modify(ApicRegister.SVR, ~ApicBits.SVR_ENABLE, 0)));
    private static final StopStep EOI =
            new StopStep.AccessLocalApic("EOI", List.of(new RegisterStep.Write(ApicRegister.EOI, 0)));

    /** Found by {@link java.util.ServiceLoader}. */
    public VectorFirst() {}

    @Override
    public String id() {
        return "vector-first";
    }

    @Override
    public String summary() {
        return "kdump: vector 0xF8 to all but self, 100 ms, NMI to those that have not answered, 1 s, capture kernel";
    }

    @Override
    public List<String> sources() {
        return List.of("apic-facts I-39: linuxppc/issues issue 205");
    }

    @Override
    public List<OptionSpec> options() {
        return List.of(new OptionSpec(
                "patience",
                new OptionType.Duration(Picoseconds.MILLISECOND, 60 * Picoseconds.SECOND),
                "",
                "100ms",
                "1s",
                "how long it waits for answers to the vector, in steps of 1 ms"));
    }

    @Override
    public int spiLevel() {
        return ApicSpi.LEVEL;
    }

    @Override
    public ReleaseRange releases() {
        return RELEASES;
    }

    @Override
    public Compatibility supports(MachineSpec machine) {
        return RELEASES.contains(machine.release())
                ? Compatibility.yes()
                : Compatibility.no("thought for kernels " + RELEASES + ", not for " + machine.release());
    }

    @Override
    public StopProcedure create(MachineSpec machine, OptionValues options) {
        long patience = options.durationPs("patience") / Picoseconds.MILLISECOND;
        List<StopStep> onNmi = List.of(
                new StopStep.InterruptsOff(),
                new StopStep.SaveRegisters(),
                APIC_OFF,
                new StopStep.Acknowledge(),
                new StopStep.HaltForever());
        List<StopStep> onVector = List.of(
                new StopStep.SaveRegisters(), EOI, APIC_OFF, new StopStep.Acknowledge(), new StopStep.HaltForever());
        List<StopStep> toTheRest = List.of(
                new StopStep.InstallNmiHandler(onNmi),
                new StopStep.SendIpi(TargetRule.EACH_NOT_STOPPED, IpiVector.NMI, Purpose.CRASH_STOP),
                new StopStep.AwaitAcknowledged(Picoseconds.MILLISECOND, 1000));
        List<StopStep> steps = List.of(
                new StopStep.InterruptsOff(),
                new StopStep.SendIpi(TargetRule.ALL_BUT_SELF_IF_SHORTHAND_ALLOWED, STOP, Purpose.CRASH_STOP),
                new StopStep.AwaitAcknowledged(Picoseconds.MILLISECOND, patience),
                new StopStep.IfNotAllAcknowledged(toTheRest),
                new StopStep.ClearIoApic("clear the I/O APIC"),
                APIC_OFF,
                new StopStep.SaveRegisters(),
                new StopStep.EnterCaptureKernel());
        return new StopProcedure(id(), steps, Map.of(STOP.number(), onVector));
    }
}
