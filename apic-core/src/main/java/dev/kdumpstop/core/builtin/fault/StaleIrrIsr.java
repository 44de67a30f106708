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
 * What was pending or in service in the crashing CPU's local APIC is still there when the next kernel begins: an interrupt nobody
 * expects, and classes held back that are not above it.
 */
@AutoService(FaultProvider.class)
public final class StaleIrrIsr extends BuiltInFault {
    /** For the service loader. */
    public StaleIrrIsr() {
        super(
                "stale-irr-isr",
                FaultClass.STATE,
                "the crashing CPU's local APIC has an interrupt left over",
                List.of(
                        OptionSpec.integer("vector", 16, 255, 0x91, "", "which"),
                        OptionSpec.flag("requested", true, "whether it is pending"),
                        OptionSpec.flag("in-service", true, "whether it is in service")),
                "SDM 10.8.3, 10.8.4",
                "apic-facts 1.8, 1.9",
                "apic-facts 6: STALE_IRR_ISR");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        int cpu = context.crashingCpu().number();
        return new Schedule()
                .before(new PrimitiveChange.DisableInterrupts(cpu))
                .before(new PrimitiveChange.LeaveInterrupt(
                        cpu, (int) options.integer("vector"), options.flag("requested"), options.flag("in-service")))
                .toList();
    }
}
