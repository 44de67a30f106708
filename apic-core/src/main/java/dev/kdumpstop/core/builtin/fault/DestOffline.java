package dev.kdumpstop.core.builtin.fault;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.fault.FaultClass;
import dev.kdumpstop.api.fault.FaultContext;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.option.OptionValues;
import java.util.List;

/**
 * The CPU is parked and not in the online map, but present: masks leave it out, shorthands reach it, and it takes an NMI.
 */
@AutoService(FaultProvider.class)
public final class DestOffline extends BuiltInFault {
    /** For the service loader. */
    public DestOffline() {
        super(
                "dest-offline",
                FaultClass.MECHANISM,
                "CPUs the kernel took off line before the crash",
                List.of(FaultCpus.OPTION),
                "apic-facts 5: I-31 never-booted-broadcast, I-32 broadcast-to-disabled",
                "apic-facts 1.10");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        Schedule schedule = new Schedule();
        for (CpuId cpu : FaultCpus.chosen(id(), context, options)) {
            schedule.before(new PrimitiveChange.TakeOffline(cpu.number()));
        }
        return schedule.toList();
    }
}
