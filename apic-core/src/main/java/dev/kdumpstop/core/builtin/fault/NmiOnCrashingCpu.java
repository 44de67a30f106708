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
 * A watchdog NMI arrives at the CPU that runs the crash path. Its handler must ignore it: halting would halt the machine.
 */
@AutoService(FaultProvider.class)
public final class NmiOnCrashingCpu extends BuiltInFault {
    /** For the service loader. */
    public NmiOnCrashingCpu() {
        super(
                "nmi-on-crashing-cpu",
                FaultClass.STATE,
                "a stray NMI strikes the crashing CPU",
                List.of(
                        OptionSpec.duration("at", "0s", "10us", "when, after the crash path began"),
                        OptionSpec.duration("every", "0s", "1ms", "time between repetitions; 0 = once")),
                "kernel-facts 4.1 (crash_nmi_callback)",
                "apic-facts 5, notes",
                "apic-facts 6: NMI_ON_CRASHING_CPU");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        return new Schedule()
                .every(
                        options.durationPs("at"),
                        options.durationPs("every"),
                        new PrimitiveChange.RaiseNmi(context.crashingCpu().number()))
                .toList();
    }
}
