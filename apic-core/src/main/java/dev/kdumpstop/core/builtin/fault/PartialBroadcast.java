package dev.kdumpstop.core.builtin.fault;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.cpu.CpuId;
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
 * One member of a broadcast refuses on the 3-wire bus, the others accept; the retry goes to all of them, and who has accepted takes
 * it once more. That a retry names all again is an inference, so it is no rule without this fault.
 */
@AutoService(FaultProvider.class)
public final class PartialBroadcast extends BuiltInFault {
    /** For the service loader. */
    public PartialBroadcast() {
        super(
                "partial-broadcast",
                FaultClass.STATE,
                "CPUs refuse a broadcast of the crashing CPU, which is repeated to all members",
                List.of(
                        FaultCpus.OPTION,
                        OptionSpec.choice(
                                "latch",
                                List.of("full", "empty"),
                                "whether one more NMI waits behind the handler they are in"),
                        OptionSpec.duration(
                                "release-after",
                                "0s",
                                "50us",
                                "when their NMI handler returns, after the crash path began; 0 = never")),
                "SDM 10.13.2.3",
                "apic-facts 2.2",
                "apic-facts 6: PARTIAL_BROADCAST");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        Needs.interconnect(id(), context, InterconnectKind.APIC_BUS);
        Schedule schedule = new Schedule()
                .before(new PrimitiveChange.RepeatToAll(context.crashingCpu().number()));
        for (CpuId cpu : FaultCpus.chosen(id(), context, options)) {
            schedule.before(new PrimitiveChange.EnterNmiHandler(cpu.number()));
            if (options.choice("latch").equals("full")) {
                schedule.before(new PrimitiveChange.RaiseNmi(cpu.number()));
            }
            schedule.unlessNever(
                    options.durationPs("release-after"), new PrimitiveChange.LeaveNmiHandler(cpu.number()));
        }
        return schedule.toList();
    }
}
