package dev.kdumpstop.core.builtin.fault;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.fault.FaultClass;
import dev.kdumpstop.api.fault.FaultContext;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.option.OptionValues;
import java.util.List;

/**
 * IA32_APIC_BASE has turned the local APIC off: the CPU is as one without an APIC, CPUID says so too, and nobody answers for it.
 */
@AutoService(FaultProvider.class)
public final class DestGloballyDisabled extends BuiltInFault {
    /** For the service loader. */
    public DestGloballyDisabled() {
        super(
                "dest-globally-disabled",
                FaultClass.MECHANISM,
                "CPUs whose local APIC is globally disabled",
                List.of(FaultCpus.OPTION),
                "SDM 10.4.3",
                "apic-facts 1.3",
                "apic-facts 2.5: B2",
                "apic-facts 6: DEST_GLOBALLY_DISABLED");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        Schedule schedule = new Schedule();
        for (CpuId cpu : FaultCpus.chosenPresent(id(), context, options)) {
            schedule.before(new PrimitiveChange.TurnApicOff(cpu.number()));
        }
        return schedule.toList();
    }
}
