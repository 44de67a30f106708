package dev.kdumpstop.core.builtin.fault;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.fault.FaultClass;
import dev.kdumpstop.api.fault.FaultContext;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.option.OptionValues;
import java.util.List;

/**
 * The CPU took an INIT before the crash. Its APIC is alive and accepts, the CPU holds NMIs until a start-up message.
 */
@AutoService(FaultProvider.class)
public final class DestWaitSipi extends BuiltInFault {
    /** For the service loader. */
    public DestWaitSipi() {
        super(
                "dest-wait-sipi",
                FaultClass.MECHANISM,
                "CPUs wait for a start-up message",
                List.of(FaultCpus.OPTION),
                "SDM 26.6.2",
                "apic-facts 1.12, 2.3",
                "apic-facts 6: DEST_WAIT_SIPI");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        Schedule schedule = new Schedule();
        for (CpuId cpu : FaultCpus.chosenButBoot(id(), context, options)) {
            schedule.before(new PrimitiveChange.ReceiveMessage(cpu.number(), DeliveryMode.INIT, 0));
        }
        return schedule.toList();
    }
}
