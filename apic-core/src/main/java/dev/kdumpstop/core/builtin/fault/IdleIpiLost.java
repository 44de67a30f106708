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
 * Virtual CPUs have halted, and a fixed interrupt that comes for them is not noticed: it stays in the IRR until something else wakes
 * them, an NMI for example. So it is after a stale IsRunning of AVIC (erratum 1235), and in VirtualBox.
 */
@AutoService(FaultProvider.class)
public final class IdleIpiLost extends BuiltInFault {
    /** For the service loader. */
    public IdleIpiLost() {
        super(
                "idle-ipi-lost",
                FaultClass.STATE,
                "virtual CPUs that have halted are not woken by maskable interrupts",
                List.of(
                        FaultCpus.OPTION,
                        OptionSpec.duration(
                                "kicked-after",
                                "0s",
                                "30ms",
                                "when something else wakes them, after the crash path began; 0 = never")),
                "apic-facts 3.2",
                "apic-facts 5: I-14 avic-erratum-1235, I-16 vbox-idle-ipi-lost",
                "apic-facts 6: AVIC_STALE_RUNNING, IDLE_IPI_LOST");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        Schedule schedule = new Schedule();
        for (CpuId cpu : FaultCpus.chosen(id(), context, options)) {
            schedule.before(new PrimitiveChange.MissWakeUps(cpu.number()))
                    .unlessNever(options.durationPs("kicked-after"), new PrimitiveChange.Kick(cpu.number()));
        }
        return schedule.toList();
    }
}
