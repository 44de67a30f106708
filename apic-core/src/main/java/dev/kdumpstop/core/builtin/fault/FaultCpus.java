package dev.kdumpstop.core.builtin.fault;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.fault.FaultContext;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionValues;
import java.util.ArrayList;
import java.util.List;

/** The option {@code cpus} of faults that strike CPUs other than the crashing one. */
final class FaultCpus {
    static final OptionSpec OPTION =
            OptionSpec.cpus("cpus", "", "3", "which CPUs; if empty the lowest online CPU that does not crash");

    private FaultCpus() {}

    /**
     * The CPUs chosen.
     *
     * @throws IllegalArgumentException if one does not exist, is off line or is the crashing CPU, naming all of them; or if
     *     none was chosen and there is no other CPU
     */
    static CpuSet chosen(String fault, FaultContext context, OptionValues options) {
        return chosen(fault, context, options, context.machine().maps().online());
    }

    /** The same, but a CPU that is present and off line may be named too: one that is to be woken up. */
    static CpuSet chosenPresent(String fault, FaultContext context, OptionValues options) {
        return chosen(fault, context, options, context.machine().maps().present());
    }

    /** As {@link #chosenPresent}, but not the boot CPU: an INIT or a RESET of it starts firmware over, which ends the run. */
    static CpuSet chosenButBoot(String fault, FaultContext context, OptionValues options) {
        CpuSet chosen = chosenPresent(fault, context, options);
        if (chosen.contains(0)) {
            throw new IllegalArgumentException("fault '" + fault
                    + "': CPU 0 is the boot CPU; an INIT or a RESET makes it start firmware over (see init-to-bsp)");
        }
        return chosen;
    }

    private static CpuSet chosen(String fault, FaultContext context, OptionValues options, CpuSet allowed) {
        CpuSet chosen = options.cpus("cpus");
        CpuSet others = context.others();
        if (chosen.isEmpty()) {
            if (others.isEmpty()) {
                throw new IllegalArgumentException("fault '" + fault + "' strikes a CPU other than the crashing "
                        + context.crashingCpu() + ", and no other is online");
            }
            return CpuSet.of(others.lowest());
        }
        CpuSet present = context.machine().maps().present();
        List<String> problems = new ArrayList<>();
        CpuSet absent = chosen.minus(present);
        if (!absent.isEmpty()) {
            problems.add(name(absent) + " not there: the machine has CPUs " + present);
        }
        CpuSet offline = chosen.intersect(present).minus(allowed);
        if (!offline.isEmpty()) {
            problems.add(name(offline) + " off line before the crash: online are " + allowed);
        }
        if (chosen.contains(context.crashingCpu())) {
            problems.add(context.crashingCpu() + " is the crashing CPU; choose from " + others);
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("fault '" + fault + "': " + String.join("; ", problems));
        }
        return chosen;
    }

    private static String name(CpuSet cpus) {
        return cpus.size() == 1 ? "CPU " + cpus + " is" : "CPUs " + cpus + " are";
    }
}
