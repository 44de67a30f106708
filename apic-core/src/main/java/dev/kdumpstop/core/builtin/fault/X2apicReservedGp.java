package dev.kdumpstop.core.builtin.fault;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.fault.FaultClass;
import dev.kdumpstop.api.fault.FaultContext;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.icr.Icr;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionValues;
import java.util.List;

/**
 * The crashing CPU writes a reserved bit of MSR 830H. Bit 12 is ignored by Intel's parts and refused by AMD's.
 */
@AutoService(FaultProvider.class)
public final class X2apicReservedGp extends BuiltInFault {
    /** For the service loader. */
    public X2apicReservedGp() {
        super(
                "x2apic-reserved-gp",
                FaultClass.MECHANISM,
                "the crashing CPU sets a reserved bit in the x2APIC ICR",
                List.of(
                        FaultCpus.OPTION,
                        OptionSpec.integer("bit", 12, 31, 13, "", "which; 14, 15, 18 and 19 are not reserved")),
                "x2APIC specification 2.4.3",
                "apic-facts 1.6: X2, X3",
                "apic-facts 6: X2APIC_RESERVED_GP");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        if (context.machine().mode() != ApicMode.X2APIC) {
            throw new IllegalArgumentException("fault '" + id() + "' needs a machine in x2APIC mode");
        }
        return new Schedule()
                .command(0, context, FaultCpus.chosen(id(), context, options), Icr.NMI | 1 << options.integer("bit"))
                .toList();
    }
}
