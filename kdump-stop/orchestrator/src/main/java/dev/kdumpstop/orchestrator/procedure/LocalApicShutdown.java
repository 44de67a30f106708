package dev.kdumpstop.orchestrator.procedure;

import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.stop.RegisterStep;
import dev.kdumpstop.api.stop.RegisterStep.Modify;
import dev.kdumpstop.api.stop.RegisterStep.Read;
import dev.kdumpstop.api.stop.RegisterStep.Write;
import java.util.ArrayList;
import java.util.List;

/**
 * The accesses by which Linux turns a local APIC off, and the boot CPU's way back to virtual-wire mode.
 *
 * <p>Today's sequences are those that kernels 5.10, 6.1, 6.12 and 7.2 were recorded making, access for access. Those of
 * 2.6.21 are from K21 arch/i386/kernel/apic.c and arch/x86_64/kernel/apic.c by way of the order given in kernel-facts 4.1;
 * whether they read a register before they mask it is UNVERIFIED.
 */
final class LocalApicShutdown {
    private static final int MASKED = 0x1_0000;
    private static final int KEEP = -1;
    private static final int ENABLE = 0x100;
    /** ERROR_APIC_VECTOR. */
    private static final int ERROR_VECTOR = 0xFE;

    private LocalApicShutdown() {}

    private static Modify mask(ApicRegister register, int minMaxLvt) {
        return new Modify(register, KEEP, MASKED, minMaxLvt);
    }

    /** {@code clear_local_APIC} of today; i386 reads the version twice before and once in the middle. */
    static List<RegisterStep> clearToday(Architecture architecture) {
        boolean i386 = architecture == Architecture.I386;
        List<RegisterStep> steps = new ArrayList<>();
        steps.add(new Read(ApicRegister.VERSION));
        if (i386) {
            steps.add(new Read(ApicRegister.VERSION));
        }
        steps.add(new Write(ApicRegister.LVT_ERROR, ERROR_VECTOR | MASKED, 3));
        steps.add(mask(ApicRegister.LVT_TIMER, 0));
        steps.add(mask(ApicRegister.LVT_LINT0, 0));
        steps.add(mask(ApicRegister.LVT_LINT1, 0));
        steps.add(mask(ApicRegister.LVT_PERF, 4));
        steps.add(mask(ApicRegister.LVT_THERMAL, 5));
        steps.add(mask(ApicRegister.LVT_CMCI, 6));
        steps.add(new Write(ApicRegister.LVT_TIMER, MASKED));
        steps.add(new Write(ApicRegister.LVT_LINT0, MASKED));
        steps.add(new Write(ApicRegister.LVT_LINT1, MASKED));
        steps.add(new Write(ApicRegister.LVT_ERROR, MASKED, 3));
        steps.add(new Write(ApicRegister.LVT_PERF, MASKED, 4));
        if (i386) {
            steps.add(new Read(ApicRegister.VERSION));
        }
        steps.add(new Write(ApicRegister.ESR, 0, 4));
        steps.add(new Read(ApicRegister.ESR, 4));
        return steps;
    }

    /** {@code disable_local_APIC} of today: clear, then the software-enable bit off. */
    static List<RegisterStep> disableToday(Architecture architecture) {
        List<RegisterStep> steps = clearToday(architecture);
        steps.add(new Modify(ApicRegister.SVR, ~ENABLE, 0));
        return steps;
    }

    /** {@code lapic_shutdown} of today: clear again; x86_64 writes the spurious vector register once more. */
    static List<RegisterStep> lapicShutdownToday(Architecture architecture) {
        return architecture == Architecture.I386 ? clearToday(architecture) : disableToday(architecture);
    }

    /** {@code clear_local_APIC} of 2.6.21; only i386 has the thermal entry. */
    static List<RegisterStep> clear2621(Architecture architecture) {
        List<RegisterStep> steps = new ArrayList<>();
        steps.add(new Read(ApicRegister.VERSION));
        steps.add(new Write(ApicRegister.LVT_ERROR, ERROR_VECTOR | MASKED, 3));
        steps.add(mask(ApicRegister.LVT_TIMER, 0));
        steps.add(mask(ApicRegister.LVT_LINT0, 0));
        steps.add(mask(ApicRegister.LVT_LINT1, 0));
        steps.add(mask(ApicRegister.LVT_PERF, 4));
        if (architecture == Architecture.I386) {
            steps.add(mask(ApicRegister.LVT_THERMAL, 5));
        }
        steps.add(new Write(ApicRegister.LVT_TIMER, MASKED));
        steps.add(new Write(ApicRegister.LVT_LINT0, MASKED));
        steps.add(new Write(ApicRegister.LVT_LINT1, MASKED));
        steps.add(new Write(ApicRegister.LVT_ERROR, MASKED, 3));
        steps.add(new Write(ApicRegister.LVT_PERF, MASKED, 4));
        steps.add(new Write(ApicRegister.ESR, 0, 4));
        steps.add(new Read(ApicRegister.ESR, 4));
        return steps;
    }

    /** {@code disable_local_APIC} of 2.6.21. */
    static List<RegisterStep> disable2621(Architecture architecture) {
        List<RegisterStep> steps = clear2621(architecture);
        steps.add(new Modify(ApicRegister.SVR, ~ENABLE, 0));
        return steps;
    }

    /**
     * {@code disconnect_bsp_APIC}: enabled again with spurious vector 0x0F, LINT0 as ExtINT and LINT1 as NMI, so that the
     * next kernel finds an APIC in virtual-wire mode.
     */
    static List<RegisterStep> virtualWire() {
        return List.of(
                new Modify(ApicRegister.SVR, ~0xFF, 0x10F),
                new Modify(ApicRegister.LVT_LINT0, 0, 0x5700),
                new Modify(ApicRegister.LVT_LINT1, 0, 0x5400));
    }
}
