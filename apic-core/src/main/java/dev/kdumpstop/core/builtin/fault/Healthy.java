package dev.kdumpstop.core.builtin.fault;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.fault.FaultClass;
import dev.kdumpstop.api.fault.FaultContext;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.option.OptionValues;
import java.util.List;

/**
 * No fault at all: what the solution costs when it is not needed.
 */
@AutoService(FaultProvider.class)
public final class Healthy extends BuiltInFault {
    /** For the service loader. */
    public Healthy() {
        super("healthy", FaultClass.MECHANISM, "nothing is wrong", List.of(), "apic-facts 2.1 D1, D4");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        return List.of();
    }
}
