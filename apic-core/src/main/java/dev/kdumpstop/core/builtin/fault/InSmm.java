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
 * An NMI is accepted and latched in SMM, and taken after RSM.
 */
@AutoService(FaultProvider.class)
public final class InSmm extends BuiltInFault {
    /** For the service loader. */
    public InSmm() {
        super(
                "in-smm",
                FaultClass.MECHANISM,
                "CPUs are in system management mode",
                List.of(
                        FaultCpus.OPTION,
                        OptionSpec.duration(
                                "duration", "10ms", "2s", "when SMM ends, after the crash path began; 0 = never")),
                "SDM 34.8",
                "apic-facts 5: I-17 sipi-lost-in-smm",
                "apic-facts 6: DEST_IN_SMM, SIPI_LOST_IN_SMM");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        Schedule schedule = new Schedule();
        for (CpuId cpu : FaultCpus.chosen(id(), context, options)) {
            schedule.before(new PrimitiveChange.EnterSmm(cpu.number()))
                    .unlessNever(options.durationPs("duration"), new PrimitiveChange.LeaveSmm(cpu.number()));
        }
        return schedule.toList();
    }
}
