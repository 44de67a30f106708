package dev.kdumpstop.core.builtin.fault;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.fault.FaultClass;
import dev.kdumpstop.api.fault.FaultContext;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.option.OptionValues;
import java.util.List;

/**
 * SVR bit 8 is 0. The APIC still takes NMI, SMI, INIT and start-up messages. Of a fixed one nothing comes; whether the 3-wire bus
 * repeats it is an option of the machine.
 */
@AutoService(FaultProvider.class)
public final class DestSwDisabled extends BuiltInFault {
    /** For the service loader. */
    public DestSwDisabled() {
        super(
                "dest-sw-disabled",
                FaultClass.MECHANISM,
                "CPUs whose local APIC is software-disabled",
                List.of(FaultCpus.OPTION),
                "SDM 10.4.7.2",
                "apic-facts 1.10, 2.3",
                "apic-facts 6: DEST_SW_DISABLED_FIXED, DEST_SW_DISABLED_NMI");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        Schedule schedule = new Schedule();
        for (CpuId cpu : FaultCpus.chosen(id(), context, options)) {
            schedule.before(new PrimitiveChange.WriteRegister(cpu.number(), ApicRegister.SVR, 0xFF));
        }
        return schedule.toList();
    }
}
