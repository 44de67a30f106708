package dev.kdumpstop.core.builtin.fault;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.fault.FaultClass;
import dev.kdumpstop.api.fault.FaultContext;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionValues;
import java.util.List;

/**
 * A fixed interrupt, as a plain panic sends first, is accepted but not taken; an NMI is.
 */
@AutoService(FaultProvider.class)
public final class IrqsOffSpin extends BuiltInFault {
    /** For the service loader. */
    public IrqsOffSpin() {
        super(
                "irqs-off-spin",
                FaultClass.MECHANISM,
                "CPUs spin with maskable interrupts off",
                List.of(
                        FaultCpus.OPTION,
                        OptionSpec.duration(
                                "release-after",
                                "0s",
                                "500ms",
                                "when interrupts are on again, after the crash path began; 0 = never")),
                "apic-facts 2.5: B1",
                "apic-facts 5: I-5 hyperv-unknown-nmi, I-35 csd-lock-stall");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        Schedule schedule = new Schedule();
        for (CpuId cpu : FaultCpus.chosen(id(), context, options)) {
            schedule.before(new PrimitiveChange.DisableInterrupts(cpu.number()))
                    .unlessNever(
                            options.durationPs("release-after"), new PrimitiveChange.EnableInterrupts(cpu.number()));
        }
        return schedule.toList();
    }
}
