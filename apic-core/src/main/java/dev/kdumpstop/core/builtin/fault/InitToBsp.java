package dev.kdumpstop.core.builtin.fault;

import com.google.auto.service.AutoService;
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
 * A kernel that crashed on another CPU, or the one after it, sends an INIT to the real boot CPU, which starts firmware over.
 */
@AutoService(FaultProvider.class)
public final class InitToBsp extends BuiltInFault {
    /** For the service loader. */
    public InitToBsp() {
        super(
                "init-to-bsp",
                FaultClass.MECHANISM,
                "an INIT strikes the boot CPU, CPU 0",
                List.of(OptionSpec.duration("at", "1ms", "10us", "when, after the crash path began")),
                "SDM 8.4",
                "apic-facts 1.12",
                "apic-facts 5: I-13 init-to-real-bsp",
                "apic-facts 6: INIT_TO_BSP");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        return new Schedule()
                .at(options.durationPs("at"), new PrimitiveChange.ReceiveMessage(0, DeliveryMode.INIT, 0))
                .toList();
    }
}
