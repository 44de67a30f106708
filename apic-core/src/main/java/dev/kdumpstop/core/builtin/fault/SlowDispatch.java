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
 * Slow hardware: dispatch within 60 us, where the MP specification expects 20. Passes a limit of 100 us, fails one of 20.
 */
@AutoService(FaultProvider.class)
public final class SlowDispatch extends BuiltInFault {
    /** For the service loader. */
    public SlowDispatch() {
        super(
                "slow-dispatch",
                FaultClass.STATE,
                "messages of the crashing CPU take long to be accepted",
                List.of(OptionSpec.duration(
                        "latency", "60us", "150us", "on top of what a message takes in the timing profile")),
                "FreeBSD r280866",
                "apic-facts 5: I-26 freebsd-stuck-ipi",
                "apic-facts 6: SLOW_DISPATCH");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        return new Schedule()
                .before(new PrimitiveChange.SlowDispatch(context.crashingCpu().number(), options.durationPs("latency")))
                .toList();
    }
}
