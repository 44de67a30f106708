package dev.kdumpstop.core.builtin.fault;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.fault.FaultClass;
import dev.kdumpstop.api.fault.FaultContext;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionValues;
import java.util.List;

/**
 * A lowest-priority IPI. Parts that have none (option lowest-priority-is-unsupported) send nothing and note ESR bit 4.
 */
@AutoService(FaultProvider.class)
public final class LpUnsupported extends BuiltInFault {
    /** For the service loader. */
    public LpUnsupported() {
        super(
                "lp-unsupported",
                FaultClass.MECHANISM,
                "the crashing CPU sends a lowest-priority IPI",
                List.of(
                        FaultCpus.OPTION,
                        OptionSpec.integer(
                                "vector", 16, 255, 0xFD, "", "which vector; 253 = 0xfd is x86_64's reschedule vector"),
                        OptionSpec.duration("at", "0s", "10us", "when, after the crash path began")),
                "SDM 10.5.3, 10.6.2.4",
                "apic-facts 1.8, 1.11",
                "apic-facts 6: LP_UNSUPPORTED");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        return new Schedule()
                .command(
                        options.durationPs("at"),
                        context,
                        FaultCpus.chosen(id(), context, options),
                        DeliveryMode.LOWEST_PRIORITY.code() << 8 | (int) options.integer("vector"))
                .toList();
    }
}
