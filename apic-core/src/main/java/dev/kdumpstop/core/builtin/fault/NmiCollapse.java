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
 * One NMI waits behind a handler that runs; more of them make no difference (SDM 6.7.1).
 */
@AutoService(FaultProvider.class)
public final class NmiCollapse extends BuiltInFault {
    /** For the service loader. */
    public NmiCollapse() {
        super(
                "nmi-collapse",
                FaultClass.MECHANISM,
                "several NMIs strike CPUs that are inside an NMI handler",
                List.of(
                        FaultCpus.OPTION,
                        OptionSpec.integer("nmis", 1, 100, 10, "", "how many strike while the handler runs"),
                        OptionSpec.duration(
                                "release-after",
                                "1ms",
                                "50us",
                                "when the handler returns, after the crash path began")),
                "SDM 6.7.1",
                "apic-facts 1.12",
                "apic-facts 3.3: case 11",
                "apic-facts 6: NMI_COLLAPSE");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        Schedule schedule = new Schedule();
        for (CpuId cpu : FaultCpus.chosen(id(), context, options)) {
            schedule.before(new PrimitiveChange.EnterNmiHandler(cpu.number()));
            for (long nmi = options.integer("nmis"); nmi > 0; nmi--) {
                schedule.before(new PrimitiveChange.RaiseNmi(cpu.number()));
            }
            schedule.at(options.durationPs("release-after"), new PrimitiveChange.LeaveNmiHandler(cpu.number()));
        }
        return schedule.toList();
    }
}
