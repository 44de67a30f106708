package dev.kdumpstop.core.builtin.fault;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.fault.FaultClass;
import dev.kdumpstop.api.fault.FaultContext;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.icr.ApicBits;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionValues;
import java.util.List;

/**
 * On Athlon 64 and Opteron an arbitrated interrupt with a vector below 16 sets the error bit in every CPU, not only where it arrives.
 */
@AutoService(FaultProvider.class)
public final class EsrNoise extends BuiltInFault {
    /** For the service loader. */
    public EsrNoise() {
        super(
                "esr-noise",
                FaultClass.STATE,
                "every CPU notes an illegal vector that reached one of them",
                List.of(OptionSpec.duration("at", "0s", "10us", "when, after the crash path began")),
                "AMD 25759, erratum 51",
                "apic-facts 1.11",
                "apic-facts 6: ESR_NOISE");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        Schedule schedule = new Schedule();
        for (CpuId cpu : context.machine().maps().present()) {
            schedule.at(
                    options.durationPs("at"),
                    new PrimitiveChange.NoteErrors(cpu.number(), ApicBits.ESR_RECEIVE_ILLEGAL_VECTOR));
        }
        return schedule.toList();
    }
}
