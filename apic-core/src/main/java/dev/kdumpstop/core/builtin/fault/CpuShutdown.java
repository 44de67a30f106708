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
 * An NMI wakes a CPU from shutdown, unless it shut down inside an NMI handler: then only a reset does.
 */
@AutoService(FaultProvider.class)
public final class CpuShutdown extends BuiltInFault {
    /** For the service loader. */
    public CpuShutdown() {
        super(
                "cpu-shutdown",
                FaultClass.MECHANISM,
                "CPUs shut down after a triple fault",
                List.of(
                        FaultCpus.OPTION,
                        OptionSpec.flag("in-nmi", false, "whether the triple fault struck inside an NMI handler")),
                "SDM 6.15, 26.6.2",
                "apic-facts 1.12",
                "apic-facts 6: DEST_SHUTDOWN, DEST_SHUTDOWN_IN_NMI");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        Schedule schedule = new Schedule();
        for (CpuId cpu : FaultCpus.chosen(id(), context, options)) {
            if (options.flag("in-nmi")) {
                schedule.before(new PrimitiveChange.EnterNmiHandler(cpu.number()));
            }
            schedule.before(new PrimitiveChange.Shutdown(cpu.number()));
        }
        return schedule.toList();
    }
}
