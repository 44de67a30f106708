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
 * The kernel believes that these CPUs are parked, but they have been reset since: a shorthand reaches them, they hold the NMI until
 * they are started, and everybody waits for them.
 */
@AutoService(FaultProvider.class)
public final class BroadcastUnbooted extends BuiltInFault {
    /** For the service loader. */
    public BroadcastUnbooted() {
        super(
                "broadcast-unbooted",
                FaultClass.STATE,
                "a broadcast reaches CPUs that are off line and were reset",
                List.of(
                        FaultCpus.OPTION,
                        OptionSpec.duration(
                                "latency",
                                "10us",
                                "100us",
                                "how much longer a message takes that reaches them; no number was found")),
                "apic-facts 2.4",
                "apic-facts 5: I-31 never-booted-broadcast, I-32 broadcast-to-disabled",
                "apic-facts 6: BROADCAST_UNBOOTED");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        Schedule schedule = new Schedule();
        for (CpuId cpu : FaultCpus.chosenButBoot(id(), context, options)) {
            schedule.before(new PrimitiveChange.TakeOffline(cpu.number()))
                    .before(new PrimitiveChange.Reset(cpu.number()))
                    .before(new PrimitiveChange.SlowAcceptance(cpu.number(), options.durationPs("latency")));
        }
        return schedule.toList();
    }
}
