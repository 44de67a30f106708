package dev.kdumpstop.core.builtin.fault;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.fault.FaultClass;
import dev.kdumpstop.api.fault.FaultContext;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.core.builtin.BuiltIn;
import java.util.List;

/**
 * The kernel believes the CPU is there, but its APIC was removed, powered off or globally disabled. On the 3-wire bus nobody answers
 * and the hardware sends again for ever; on later parts what happens is not documented and an option of the machine.
 */
@AutoService(FaultProvider.class)
public final class DestAbsent extends BuiltIn implements FaultProvider {
    /** For the service loader. */
    public DestAbsent() {
        super(
                "dest-absent",
                "CPUs, online or to be woken up, whose local APIC does not answer",
                List.of(FaultCpus.OPTION),
                "SDM 10.7, 10.13.2.3",
                "apic-facts 2.5: B2",
                "apic-facts 6: DEST_ABSENT, DEST_GLOBALLY_DISABLED, DEST_HOT_REMOVED");
    }

    @Override
    public FaultClass faultClass() {
        return FaultClass.MECHANISM;
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        Schedule schedule = new Schedule();
        for (CpuId cpu : FaultCpus.chosenPresent(id(), context, options)) {
            schedule.before(new PrimitiveChange.RemoveApic(cpu.number()));
        }
        return schedule.toList();
    }
}
