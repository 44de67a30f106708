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
 * The host gives the virtual CPU no time. What is sent to it is accepted, and taken when it runs again.
 */
@AutoService(FaultProvider.class)
public final class VcpuDescheduled extends BuiltInFault {
    /** For the service loader. */
    public VcpuDescheduled() {
        super(
                "vcpu-descheduled",
                FaultClass.STATE,
                "virtual CPUs get no CPU time",
                List.of(
                        FaultCpus.OPTION,
                        OptionSpec.duration(
                                "duration",
                                "10ms",
                                "2s",
                                "when they get time again, after the crash path began; 0 = never")),
                "apic-facts 4.4",
                "apic-facts 5: I-27 xnu-uninterruptible",
                "apic-facts 6: VCPU_DESCHEDULED");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        Schedule schedule = new Schedule();
        for (CpuId cpu : FaultCpus.chosen(id(), context, options)) {
            schedule.before(new PrimitiveChange.Deschedule(cpu.number()))
                    .unlessNever(options.durationPs("duration"), new PrimitiveChange.Reschedule(cpu.number()));
        }
        return schedule.toList();
    }
}
