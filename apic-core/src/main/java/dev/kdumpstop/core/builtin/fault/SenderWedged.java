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
 * The crashing CPU's own APIC holds delivery status at 1, whatever is written. x2APIC mode has no such bit to hold.
 */
@AutoService(FaultProvider.class)
public final class SenderWedged extends BuiltInFault {
    /** For the service loader. */
    public SenderWedged() {
        super(
                "sender-wedged",
                FaultClass.STATE,
                "the crashing CPU's local APIC does not finish sending",
                List.of(OptionSpec.duration(
                        "clears-after", "0s", "15us", "when it recovers, after the crash path began; 0 = never")),
                "apic-facts 2.5: B6",
                "apic-facts 5: I-20 shinjuku-icr-busy",
                "apic-facts 6: SENDER_WEDGED");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        int cpu = context.crashingCpu().number();
        return new Schedule()
                .before(new PrimitiveChange.WedgeSender(cpu))
                .unlessNever(options.durationPs("clears-after"), new PrimitiveChange.UnwedgeSender(cpu))
                .toList();
    }
}
