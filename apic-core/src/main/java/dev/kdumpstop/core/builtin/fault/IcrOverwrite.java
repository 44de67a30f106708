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
 * An interrupt handler on the crashing CPU sends without looking at delivery status. What becomes of the command under way, and
 * of this one, is an option of the machine.
 */
@AutoService(FaultProvider.class)
public final class IcrOverwrite extends BuiltInFault {
    /** For the service loader. */
    public IcrOverwrite() {
        super(
                "icr-overwrite",
                FaultClass.MECHANISM,
                "the crashing CPU writes its ICR once more while a command is under way",
                List.of(
                        FaultCpus.OPTION,
                        OptionSpec.integer(
                                "vector", 16, 255, 0xFD, "", "what is sent; 253 = 0xfd is x86_64's reschedule vector"),
                        OptionSpec.duration("at", "0s", "1us", "when, after the crash path began")),
                "apic-facts 1.5: I9",
                "apic-facts 3.1",
                "apic-facts 5, notes",
                "apic-facts 6: ICR_OVERWRITE");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        return new Schedule()
                .command(options.durationPs("at"), context, FaultCpus.chosen(id(), context, options), (int)
                        options.integer("vector"))
                .toList();
    }
}
