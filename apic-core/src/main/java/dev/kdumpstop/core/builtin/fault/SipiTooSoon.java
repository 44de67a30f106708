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
 * The INIT takes effect late, or a second one is still under way: it lands behind the start-up message and throws it away.
 */
@AutoService(FaultProvider.class)
public final class SipiTooSoon extends BuiltInFault {
    /** For the service loader. */
    public SipiTooSoon() {
        super(
                "sipi-too-soon",
                FaultClass.STATE,
                "an INIT lands after the start-up message of CPUs that are woken up",
                List.of(
                        FaultCpus.OPTION,
                        OptionSpec.duration(
                                "init-at",
                                "10.1ms",
                                "10us",
                                "when it lands, after the wake-up began; Linux sends its first start-up message at 10 ms")),
                "apic-facts 5: I-18 sipi-too-soon, I-40 late-self-init, I-41 sipi-before-init-state",
                "apic-facts 6: SIPI_TOO_SOON");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        Schedule schedule = new Schedule();
        for (CpuId cpu : FaultCpus.chosenButBoot(id(), context, options)) {
            schedule.at(
                    options.durationPs("init-at"),
                    new PrimitiveChange.ReceiveMessage(cpu.number(), DeliveryMode.INIT, 0));
        }
        return schedule.toList();
    }
}
