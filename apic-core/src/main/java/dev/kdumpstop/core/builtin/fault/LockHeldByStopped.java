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
 * A CPU that is stopped by NMI never releases what it held. A kernel that waits for the lock of the I/O APIC in its crash path never
 * gets it; one that takes locks away by force goes on.
 */
@AutoService(FaultProvider.class)
public final class LockHeldByStopped extends BuiltInFault {
    /** For the service loader. */
    public LockHeldByStopped() {
        super(
                "lock-held-by-stopped",
                FaultClass.STATE,
                "a CPU holds the lock of the I/O APIC",
                List.of(
                        FaultCpus.OPTION,
                        OptionSpec.duration(
                                "release-after",
                                "0s",
                                "5us",
                                "when it would release it, after the crash path began; 0 = never")),
                "kernel-facts 4.3: ioapic_zap_locks",
                "apic-facts 5: I-23 xen-console-lock",
                "apic-facts 6: LOCK_HELD_BY_STOPPED");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        Schedule schedule = new Schedule();
        for (CpuId cpu : FaultCpus.chosen(id(), context, options)) {
            schedule.before(new PrimitiveChange.HoldIoApicLock(cpu.number()))
                    .unlessNever(
                            options.durationPs("release-after"), new PrimitiveChange.ReleaseIoApicLock(cpu.number()));
        }
        return schedule.toList();
    }
}
