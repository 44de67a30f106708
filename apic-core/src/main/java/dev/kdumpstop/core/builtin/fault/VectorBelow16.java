package dev.kdumpstop.core.builtin.fault;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.fault.FaultClass;
import dev.kdumpstop.api.fault.FaultContext;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionValues;
import java.util.List;

/**
 * Vectors 0 to 15 are illegal: sender and receiver note it in the ESR, and no vector is requested.
 */
@AutoService(FaultProvider.class)
public final class VectorBelow16 extends BuiltInFault {
    /** For the service loader. */
    public VectorBelow16() {
        super(
                "vector-below-16",
                FaultClass.MECHANISM,
                "the crashing CPU sends a vector below 16",
                List.of(
                        FaultCpus.OPTION,
                        OptionSpec.integer("vector", 0, 15, 7, "", "which"),
                        OptionSpec.duration("at", "0s", "10us", "when, after the crash path began")),
                "SDM 10.5.2, 10.5.3",
                "apic-facts 1.11",
                "apic-facts 6: VECTOR_BELOW_16");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        return new Schedule()
                .command(options.durationPs("at"), context, FaultCpus.chosen(id(), context, options), (int)
                        options.integer("vector"))
                .toList();
    }
}
