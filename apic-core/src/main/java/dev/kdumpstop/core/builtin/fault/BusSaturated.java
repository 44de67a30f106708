package dev.kdumpstop.core.builtin.fault;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.fault.FaultClass;
import dev.kdumpstop.api.fault.FaultContext;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.machine.BusMessage;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionType;
import dev.kdumpstop.api.option.OptionValues;
import java.util.List;
import java.util.Locale;

/**
 * Other local APICs keep the 3-wire bus busy. EOI messages win every arbitration; other messages take turns with those of the
 * crashing CPU.
 */
@AutoService(FaultProvider.class)
public final class BusSaturated extends BuiltInFault {
    /** For the service loader. */
    public BusSaturated() {
        super(
                "bus-saturated",
                FaultClass.MECHANISM,
                "other CPUs' messages saturate the APIC bus",
                List.of(
                        FaultCpus.OPTION,
                        OptionSpec.choice(
                                "message", List.of("eoi", "short", "lowest-priority", "remote-read"), "what they send"),
                        new OptionSpec(
                                "pause",
                                new OptionType.Duration(0, PrimitiveChange.LoadBus.LONGEST_PAUSE_PS),
                                "",
                                "0s",
                                "1us",
                                "from the end of one of their messages to the next; 0 = there is always one waiting"),
                        OptionSpec.duration(
                                "ends-after", "50us", "2ms", "when it ends, after the crash path began; 0 = never")),
                "SDM 10.10",
                "apic-facts 2.2",
                "apic-facts 2.5: B5",
                "apic-facts 6: BUS_SATURATED");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        Needs.interconnect(id(), context, InterconnectKind.APIC_BUS);
        Schedule schedule = new Schedule();
        BusMessage message = BusMessage.valueOf(
                options.choice("message").toUpperCase(Locale.ROOT).replace('-', '_'));
        for (CpuId cpu : FaultCpus.chosen(id(), context, options)) {
            schedule.before(new PrimitiveChange.LoadBus(cpu.number(), message, options.durationPs("pause")))
                    .unlessNever(options.durationPs("ends-after"), new PrimitiveChange.UnloadBus(cpu.number()));
        }
        return schedule.toList();
    }
}
