package dev.kdumpstop.core.builtin.fault;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.fault.FaultClass;
import dev.kdumpstop.api.fault.FaultContext;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionValues;
import java.util.List;

/**
 * Delivery status is set when the crash path begins: an earlier command of the crashing CPU is still under way. Writing the ICR
 * replaces it, if the machine is built so.
 */
@AutoService(FaultProvider.class)
public final class IcrBusyAtEntry extends BuiltInFault {
    /** For the service loader. */
    public IcrBusyAtEntry() {
        super(
                "icr-busy-at-entry",
                FaultClass.STATE,
                "the crashing CPU has a command outstanding that nobody accepts",
                List.of(OptionSpec.duration(
                        "clears-after", "0s", "15us", "when it is accepted, after the crash path began; 0 = never")),
                "apic-facts 2.5: B1, B2, B5",
                "kernel-facts 7");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        int cpu = context.crashingCpu().number();
        return new Schedule()
                .before(new PrimitiveChange.LeaveCommandPending(cpu))
                .unlessNever(options.durationPs("clears-after"), new PrimitiveChange.CompletePendingCommand(cpu))
                .toList();
    }
}
