package dev.kdumpstop.core.builtin.fault;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.fault.FaultClass;
import dev.kdumpstop.api.fault.FaultContext;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.machine.ApicGeneration;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.option.OptionValues;
import java.util.List;

/**
 * The crashing CPU's local APIC is in the other mode than the kernel believes: an MSR access in xAPIC mode raises #GP; in x2APIC mode
 * there are no registers in memory, so that delivery status reads 1 and nothing is sent.
 */
@AutoService(FaultProvider.class)
public final class X2apicModeMismatch extends BuiltInFault {
    /** For the service loader. */
    public X2apicModeMismatch() {
        super(
                "x2apic-mode-mismatch",
                FaultClass.MECHANISM,
                "the crashing CPU's local APIC is in the other mode than the kernel believes",
                List.of(),
                "SDM 10.12.1, 10.12.5",
                "apic-facts 1.3",
                "apic-facts 5: I-22 xen-x2apic-revert",
                "apic-facts 6: X2APIC_MODE_MISMATCH");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        boolean x2apic = context.machine().mode() == ApicMode.X2APIC;
        if (!x2apic && context.machine().generation() != ApicGeneration.X2APIC) {
            throw new IllegalArgumentException(
                    "fault '" + id() + "' needs a local APIC that knows x2APIC mode; the machine has "
                            + context.machine().generation());
        }
        return new Schedule()
                .before(new PrimitiveChange.SetApicMode(
                        context.crashingCpu().number(), x2apic ? ApicMode.XAPIC : ApicMode.X2APIC))
                .toList();
    }
}
