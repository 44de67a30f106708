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
 * AVIC sets the vector in the IRR of a virtual CPU that does not run, and leaves delivery status at 1 for the hypervisor, which has
 * to finish the command and to wake the target.
 */
@AutoService(FaultProvider.class)
public final class AvicBusyLeft extends BuiltInFault {
    /** For the service loader. */
    public AvicBusyLeft() {
        super(
                "avic-busy-left",
                FaultClass.STATE,
                "an IPI of the crashing CPU to CPUs that do not run leaves its ICR busy",
                List.of(
                        FaultCpus.OPTION,
                        OptionSpec.integer(
                                "vector", 16, 255, 0xFD, "", "what is sent; 253 = 0xfd is x86_64's reschedule vector"),
                        OptionSpec.duration(
                                "emulated-after",
                                "0s",
                                "20us",
                                "when the hypervisor finishes it, after the crash path began; 0 = never")),
                "apic-facts 2.4, 3.2",
                "apic-facts 2.5: B8",
                "apic-facts 5: I-15 avic-busy-left",
                "apic-facts 6: AVIC_BUSY_LEFT");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        Needs.interconnect(id(), context, InterconnectKind.INSTANT);
        int sender = context.crashingCpu().number();
        long end = options.durationPs("emulated-after");
        Schedule schedule = new Schedule();
        for (CpuId cpu : FaultCpus.chosen(id(), context, options)) {
            int id = context.machine().apicId(cpu.number());
            schedule.before(new PrimitiveChange.MissWakeUps(cpu.number()))
                    .at(0, new PrimitiveChange.SendIpi(sender, id, (int) options.integer("vector")))
                    .unlessNever(end, new PrimitiveChange.Kick(cpu.number()));
        }
        return schedule.at(0, new PrimitiveChange.LeaveCommandPending(sender))
                .unlessNever(end, new PrimitiveChange.CompletePendingCommand(sender))
                .toList();
    }
}
