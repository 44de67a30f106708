package dev.kdumpstop.core.builtin.fault;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.fault.FaultClass;
import dev.kdumpstop.api.fault.FaultContext;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.icr.Icr;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionValues;
import java.util.List;

/**
 * The crashing CPU gives a command with ICR bit 12 written as 1. The manual's APIC ignores the bit; one that stores what is
 * written (option reserved-bits-are-stored) reads busy until the next write, although the message was delivered.
 */
@AutoService(FaultProvider.class)
public final class Bit12Sticks extends BuiltInFault {
    /** For the service loader. */
    public Bit12Sticks() {
        super(
                "bit12-sticks",
                FaultClass.MECHANISM,
                "the crashing CPU writes delivery status as 1 with a command",
                List.of(
                        FaultCpus.OPTION,
                        OptionSpec.integer(
                                "vector", 16, 255, 0xFD, "", "what is sent; 253 = 0xfd is x86_64's reschedule vector")),
                "SDM 10.6.1",
                "apic-facts 1.5: I2",
                "apic-facts 3.1",
                "apic-facts 6: BIT12_STICKS");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        return new Schedule()
                .command(
                        0,
                        context,
                        FaultCpus.chosen(id(), context, options),
                        (int) options.integer("vector") | Icr.BUSY)
                .toList();
    }
}
