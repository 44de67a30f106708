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
 * VMX root operation holds an INIT until VMXOFF, so that the CPU cannot be restarted.
 */
@AutoService(FaultProvider.class)
public final class VmxRootInitBlocked extends BuiltInFault {
    /** For the service loader. */
    public VmxRootInitBlocked() {
        super(
                "vmx-root-init-blocked",
                FaultClass.MECHANISM,
                "CPUs are in VMX root operation",
                List.of(
                        FaultCpus.OPTION,
                        OptionSpec.duration(
                                "vmxoff-after",
                                "0s",
                                "5ms",
                                "when VMXOFF is executed, after the crash path began; 0 = never")),
                "SDM 26.6.2",
                "apic-facts 1.12",
                "apic-facts 5: I-8 vmx-root-init-blocked",
                "apic-facts 6: VMX_ROOT_INIT_BLOCKED");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        Schedule schedule = new Schedule();
        for (CpuId cpu : FaultCpus.chosen(id(), context, options)) {
            schedule.before(new PrimitiveChange.EnterVmxRoot(cpu.number()))
                    .unlessNever(options.durationPs("vmxoff-after"), new PrimitiveChange.LeaveVmxRoot(cpu.number()));
        }
        return schedule.toList();
    }
}
