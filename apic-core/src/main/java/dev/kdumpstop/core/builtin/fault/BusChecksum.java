package dev.kdumpstop.core.builtin.fault;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.fault.FaultClass;
import dev.kdumpstop.api.fault.FaultContext;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionValues;
import java.util.List;

/**
 * Bit errors on the 3-wire bus: the receivers see a wrong checksum, and the hardware sends again.
 */
@AutoService(FaultProvider.class)
public final class BusChecksum extends BuiltInFault {
    /** For the service loader. */
    public BusChecksum() {
        super(
                "bus-checksum",
                FaultClass.MECHANISM,
                "messages of the crashing CPU have checksum errors",
                List.of(OptionSpec.integer(
                        "messages",
                        0,
                        1_000_000_000_000L,
                        1,
                        "messages",
                        "how many, tries included; 0 = all there will ever be")),
                "SDM 10.13.2.3",
                "apic-facts 1.11, 2.2",
                "apic-facts 2.5: B3",
                "apic-facts 6: BUS_CHECKSUM");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        Needs.interconnect(id(), context, InterconnectKind.APIC_BUS);
        long messages = options.integer("messages");
        return new Schedule()
                .before(new PrimitiveChange.CorruptMessages(
                        context.crashingCpu().number(),
                        messages == 0 ? PrimitiveChange.CorruptMessages.FOR_EVER : messages))
                .toList();
    }
}
