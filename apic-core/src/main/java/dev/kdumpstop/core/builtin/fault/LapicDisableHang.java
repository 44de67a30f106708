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
 * An interrupt that the I/O APIC sends to a local APIC which is being disabled is neither delivered nor dropped, and the CPU hangs.
 * A kernel that clears the I/O APIC first is safe.
 */
@AutoService(FaultProvider.class)
public final class LapicDisableHang extends BuiltInFault {
    /** For the service loader. */
    public LapicDisableHang() {
        super(
                "lapic-disable-hang",
                FaultClass.STATE,
                "a device interrupts the crashing CPU while its local APIC is disabled, on a part that hangs then",
                List.of(
                        OptionSpec.integer("vector", 16, 255, 0x31, "", "of the device"),
                        OptionSpec.duration(
                                "at", "0s", "10us", "when the device asserts its line, after the crash path began"),
                        OptionSpec.duration("every", "100ns", "1us", "time between repetitions; 0 = once")),
                "Atom C2000 specification update, AVR31",
                "apic-facts 5: I-7 avr31-disable-hang",
                "apic-facts 6: LAPIC_DISABLE_HANG");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        int cpu = context.crashingCpu().number();
        return new Schedule()
                .before(new PrimitiveChange.DisableInterrupts(cpu))
                .before(new PrimitiveChange.HangOnInterruptWhileDisabled(cpu))
                .before(new PrimitiveChange.RouteLine(cpu, (int) options.integer("vector"), false))
                .every(options.durationPs("at"), options.durationPs("every"), new PrimitiveChange.AssertLine(cpu))
                .toList();
    }
}
