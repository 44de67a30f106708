package dev.kdumpstop.core.builtin.fault;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.fault.FaultClass;
import dev.kdumpstop.api.fault.FaultContext;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionValues;
import java.util.List;

/**
 * A write of ICR-low retires before it takes effect: the next poll finds the old, idle status, the sender writes over its own
 * command. A read of any register in between forces the write.
 */
@AutoService(FaultProvider.class)
public final class IcrWriteReorder extends BuiltInFault {
    /** For the service loader. */
    public IcrWriteReorder() {
        super(
                "icr-write-reorder",
                FaultClass.STATE,
                "the crashing CPU's ICR writes take effect after they retire",
                List.of(OptionSpec.duration("latency", "5us", "500ns", "by how much its messages are late")),
                "Mobile Pentium 4 specification update, Z47",
                "apic-facts 1.2",
                "apic-facts 6: ICR_WRITE_REORDER");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        int cpu = context.crashingCpu().number();
        return new Schedule()
                .before(new PrimitiveChange.RetireIcrWritesEarly(cpu))
                .before(new PrimitiveChange.SlowDispatch(cpu, options.durationPs("latency")))
                .toList();
    }
}
