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
 * An NMI handler sends between the two ICR writes of the code it interrupted: ICR-high is the handler's when that code goes on and
 * writes ICR-low. Between which writes it falls is a matter of the time and of the timing profile.
 */
@AutoService(FaultProvider.class)
public final class Icr2Race extends BuiltInFault {
    /** For the service loader. */
    public Icr2Race() {
        super(
                "icr2-race",
                FaultClass.MECHANISM,
                "a send by an NMI handler replaces ICR-high between the crashing CPU's two ICR writes",
                List.of(
                        FaultCpus.OPTION,
                        OptionSpec.integer(
                                "vector",
                                16,
                                255,
                                0xFD,
                                "",
                                "what the handler sends; 253 = 0xfd is x86_64's reschedule vector"),
                        OptionSpec.duration("at", "0s", "100ns", "when, after the crash path began")),
                "apic-facts 1.5: I8",
                "apic-facts 6: ICR2_RACE");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        return new Schedule()
                .command(options.durationPs("at"), context, FaultCpus.chosen(id(), context, options), (int)
                        options.integer("vector"))
                .toList();
    }
}
