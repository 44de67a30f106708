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
 * A machine check goes to all CPUs, also to those that are parked or wait for a start-up message. One with CR4.MCE clear shuts the
 * machine down.
 */
@AutoService(FaultProvider.class)
public final class MceBroadcastParked extends BuiltInFault {
    /** For the service loader. */
    public MceBroadcastParked() {
        super(
                "mce-broadcast-parked",
                FaultClass.STATE,
                "a machine check is broadcast, and CPUs have CR4.MCE clear",
                List.of(
                        FaultCpus.OPTION,
                        OptionSpec.duration("at", "500us", "10us", "when, after the crash path began")),
                "apic-facts 1.12",
                "apic-facts 5: I-12 mce-cr4-clear",
                "apic-facts 6: MCE_BROADCAST_PARKED");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        Schedule schedule = new Schedule();
        for (CpuId cpu : FaultCpus.chosenPresent(id(), context, options)) {
            schedule.before(new PrimitiveChange.ClearMachineCheckEnable(cpu.number()));
        }
        for (CpuId cpu : context.machine().maps().present()) {
            schedule.at(options.durationPs("at"), new PrimitiveChange.RaiseMachineCheck(cpu.number()));
        }
        return schedule.toList();
    }
}
