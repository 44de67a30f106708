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
 * Both places of a vector are taken: one in service, one pending, and the handler does not come to its end. Pentium and P6 refuse
 * a third one, so that the sender keeps trying; later parts let it collapse into the one pending.
 */
@AutoService(FaultProvider.class)
public final class FixedSlotsFull extends BuiltInFault {
    /** For the service loader. */
    public FixedSlotsFull() {
        super(
                "fixed-slots-full",
                FaultClass.MECHANISM,
                "CPUs have a vector in service and once more pending, with maskable interrupts off",
                List.of(
                        FaultCpus.OPTION,
                        OptionSpec.integer(
                                "vector", 16, 255, 0xF8, "", "which; 248 = 0xf8 is what a plain panic sends"),
                        OptionSpec.duration(
                                "release-after",
                                "0s",
                                "50ms",
                                "when the handler ends its interrupt, after the crash path began; 0 = never")),
                "SDM 10.8.4",
                "apic-facts 1.9",
                "apic-facts 2.5: B1",
                "apic-facts 6: FIXED_SLOTS_FULL, FIXED_COLLAPSE");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        Schedule schedule = new Schedule();
        int vector = (int) options.integer("vector");
        long end = options.durationPs("release-after");
        for (CpuId cpu : FaultCpus.chosen(id(), context, options)) {
            schedule.before(new PrimitiveChange.DisableInterrupts(cpu.number()))
                    .before(new PrimitiveChange.LeaveInterrupt(cpu.number(), vector, true, true))
                    .unlessNever(end, new PrimitiveChange.WriteRegister(cpu.number(), ApicRegister.EOI, 0))
                    .unlessNever(end, new PrimitiveChange.EnableInterrupts(cpu.number()));
        }
        return schedule.toList();
    }
}
