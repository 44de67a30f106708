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
 * The CPU ends a level-triggered interrupt, but the message to the I/O APIC is not sent: it was in deep sleep inside the handler. The
 * line is dead from then on.
 */
@AutoService(FaultProvider.class)
public final class EoiLost extends BuiltInFault {
    /** For the service loader. */
    public EoiLost() {
        super(
                "eoi-lost",
                FaultClass.STATE,
                "CPUs' EOI messages for a level-triggered interrupt are lost",
                List.of(
                        FaultCpus.OPTION,
                        OptionSpec.integer("vector", 16, 255, 0x31, "", "of the line"),
                        OptionSpec.duration(
                                "at", "0s", "10us", "when the device asserts its line, after the crash path began"),
                        OptionSpec.duration("again-at", "1ms", "2s", "when it does so once more")),
                "Xeon 5600 specification update, BD40",
                "apic-facts 5: I-34 eoi-lost-c6",
                "apic-facts 6: EOI_LOST");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        Schedule schedule = new Schedule();
        for (CpuId cpu : FaultCpus.chosen(id(), context, options)) {
            schedule.before(new PrimitiveChange.LoseEoiMessages(cpu.number()))
                    .before(new PrimitiveChange.RouteLine(cpu.number(), (int) options.integer("vector"), true))
                    .at(options.durationPs("at"), new PrimitiveChange.AssertLine(cpu.number()))
                    .at(options.durationPs("again-at"), new PrimitiveChange.AssertLine(cpu.number()));
        }
        return schedule.toList();
    }
}
