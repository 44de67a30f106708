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
 * A level-triggered interrupt was sent to the crashing CPU, which does not come to end it: remote IRR stays 1, and the line is dead in
 * the next kernel. Clearing the entry does not change that.
 */
@AutoService(FaultProvider.class)
public final class IoapicRirrStuck extends BuiltInFault {
    /** For the service loader. */
    public IoapicRirrStuck() {
        super(
                "ioapic-rirr-stuck",
                FaultClass.MECHANISM,
                "a level-triggered interrupt of the crashing CPU is never ended",
                List.of(
                        OptionSpec.integer("vector", 16, 255, 0x31, "", "of the line"),
                        OptionSpec.duration(
                                "again-at",
                                "1ms",
                                "2s",
                                "when the device asserts its line once more, after the crash path began")),
                "SDM 10.8.5",
                "apic-facts 1.9",
                "apic-facts 5: I-6 ioapic-irr-stuck",
                "apic-facts 6: IOAPIC_RIRR_STUCK");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        int cpu = context.crashingCpu().number();
        return new Schedule()
                .before(new PrimitiveChange.DisableInterrupts(cpu))
                .before(new PrimitiveChange.RouteLine(cpu, (int) options.integer("vector"), true))
                .before(new PrimitiveChange.AssertLine(cpu))
                .at(options.durationPs("again-at"), new PrimitiveChange.AssertLine(cpu))
                .toList();
    }
}
