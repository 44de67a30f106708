package dev.kdumpstop.core.builtin.fault;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.fault.FaultClass;
import dev.kdumpstop.api.fault.FaultContext;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionValues;
import java.util.List;

/**
 * Only a CPU that waits for it takes a start-up message; any other ignores it.
 */
@AutoService(FaultProvider.class)
public final class SipiNotWaiting extends BuiltInFault {
    /** For the service loader. */
    public SipiNotWaiting() {
        super(
                "sipi-not-waiting",
                FaultClass.MECHANISM,
                "a start-up message strikes CPUs that do not wait for one",
                List.of(
                        FaultCpus.OPTION,
                        OptionSpec.duration("at", "0s", "10us", "when, after the crash path began"),
                        OptionSpec.integer("page", 0, 255, 3, "pages of 4 KiB", "where the CPU would start")),
                "SDM 10.6.1",
                "apic-facts 1.12",
                "apic-facts 6: SIPI_NOT_WAITING");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        Schedule schedule = new Schedule();
        int page = (int) options.integer("page");
        for (CpuId cpu : FaultCpus.chosen(id(), context, options)) {
            schedule.at(
                    options.durationPs("at"),
                    new PrimitiveChange.ReceiveMessage(cpu.number(), DeliveryMode.STARTUP, page));
        }
        return schedule.toList();
    }
}
