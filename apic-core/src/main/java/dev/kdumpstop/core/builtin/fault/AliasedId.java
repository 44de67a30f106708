package dev.kdumpstop.core.builtin.fault;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.fault.FaultClass;
import dev.kdumpstop.api.fault.FaultContext;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionValues;
import java.util.List;

/**
 * Two local APICs have the same id: both take what is sent to it. Only where the id register can be written: up to Pentium 4, and in
 * emulators (option id-is-writable).
 */
@AutoService(FaultProvider.class)
public final class AliasedId extends BuiltInFault {
    /** For the service loader. */
    public AliasedId() {
        super(
                "aliased-id",
                FaultClass.MECHANISM,
                "CPUs whose APIC id was overwritten with another CPU's",
                List.of(FaultCpus.OPTION, OptionSpec.integer("id-of", 0, 254, 0, 2, "", "the CPU whose id they take")),
                "SDM 10.4.6",
                "apic-facts 1.7",
                "apic-facts 3.3: case 17",
                "apic-facts 6: ALIASED_ID");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        int owner = (int) options.integer("id-of");
        if (owner >= context.machine().cpuCount()) {
            throw new IllegalArgumentException("fault '" + id() + "': there is no CPU " + owner
                    + " (id-of); the machine has " + context.machine().cpuCount() + " CPUs");
        }
        int id = context.machine().apicId(owner);
        Schedule schedule = new Schedule();
        for (CpuId cpu : FaultCpus.chosen(id(), context, options)) {
            schedule.before(new PrimitiveChange.WriteRegister(cpu.number(), ApicRegister.ID, id << 24));
        }
        return schedule.toList();
    }
}
