package dev.kdumpstop.core.builtin.fault;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.fault.FaultClass;
import dev.kdumpstop.api.fault.FaultContext;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.icr.Icr;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionValues;
import java.util.List;

/**
 * Other CPUs panic at the same time. They send their own NMI to all others and then spin, since only one may run the crash path.
 */
@AutoService(FaultProvider.class)
public final class MultiCpuPanic extends BuiltInFault {
    /** For the service loader. */
    public MultiCpuPanic() {
        super(
                "multi-cpu-panic",
                FaultClass.STATE,
                "other CPUs panic too, and send NMIs to all but themselves",
                List.of(FaultCpus.OPTION, OptionSpec.duration("at", "0s", "10us", "when, after the crash path began")),
                "kernel-facts 4.3: panic_cpu",
                "apic-facts 5: I-2 nmi-button-broadcast",
                "apic-facts 6: MULTI_CPU_PANIC");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        Schedule schedule = new Schedule();
        for (CpuId cpu : FaultCpus.chosen(id(), context, options)) {
            schedule.at(options.durationPs("at"), new PrimitiveChange.DisableInterrupts(cpu.number()))
                    .at(
                            options.durationPs("at"),
                            new PrimitiveChange.SendIpi(cpu.number(), 0, Icr.NMI | Icr.ALL_EXCLUDING_SELF));
        }
        return schedule.toList();
    }
}
