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
 * The kernel believes the CPU is there, but its APIC was removed or powered off. On the 3-wire bus nobody answers and the hardware
 * sends again for ever; on later parts what happens is not documented and an option of the machine. With AMD's parts every local
 * APIC notes that nobody accepted the message.
 */
@AutoService(FaultProvider.class)
public final class DestAbsent extends BuiltInFault {
    /** For the service loader. */
    public DestAbsent() {
        super(
                "dest-absent",
                FaultClass.MECHANISM,
                "CPUs, online or to be woken up, whose local APIC does not answer",
                List.of(
                        FaultCpus.OPTION,
                        OptionSpec.duration(
                                "since",
                                "0s",
                                "10us",
                                "when it is gone, after the crash path began; 0 = before the crash")),
                "SDM 10.7, 10.13.2.3",
                "apic-facts 2.5: B2",
                "apic-facts 5: I-24 amd-rae-storm",
                "apic-facts 6: DEST_ABSENT, DEST_ABSENT_AMD, DEST_HOT_REMOVED");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        Schedule schedule = new Schedule();
        for (CpuId cpu : FaultCpus.chosenPresent(id(), context, options)) {
            schedule.since(options.durationPs("since"), new PrimitiveChange.RemoveApic(cpu.number()));
        }
        return schedule.toList();
    }
}
