package dev.kdumpstop.testkit;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.delivery.IcrPrograms;
import dev.kdumpstop.api.icr.ApicBits;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.subarch.ApicSetup;
import java.util.Locale;
import java.util.function.Consumer;

/** What can be in a local APIC's registers at all (SDM 10.6.2.2, 10.9, 10.12.10). */
final class SetupRules {
    private static final int DFR_ONES = 0x0FFF_FFFF;
    private static final int LDR_RESERVED = 0x00FF_FFFF;

    private SetupRules() {}

    static void check(MachineSpec machine, CpuId cpu, ApicSetup setup, Consumer<String> problem) {
        if (machine.mode() == ApicMode.X2APIC) {
            x2apic(machine.apicId(cpu.number()), setup, problem);
        } else {
            xapic(setup, problem);
        }
        if ((setup.svr() & ApicBits.SVR_ENABLE) == 0) {
            problem.accept("bit 8 of the SVR is 0, so the local APIC is off and takes no interrupt: set it, as "
                    + "ApicSetup.SVR_ENABLED does");
        }
    }

    private static void x2apic(int id, ApicSetup setup, Consumer<String> problem) {
        if (setup.dfr().isPresent()) {
            problem.accept("there is no DFR in x2APIC mode: return ApicSetup.x2apic(…)");
        }
        int wired = IcrPrograms.x2apicLogicalId(id);
        if (setup.ldr() != wired) {
            problem.accept(String.format(
                    Locale.ROOT,
                    "in x2APIC mode the LDR follows from the id and cannot be programmed: return"
                            + " ApicSetup.x2apic(IcrPrograms.x2apicLogicalId(id)), 0x%x for id 0x%x, not 0x%x",
                    wired,
                    id,
                    setup.ldr()));
        }
    }

    private static void xapic(ApicSetup setup, Consumer<String> problem) {
        if (setup.dfr().isEmpty()) {
            problem.accept("in xAPIC mode there is a DFR: return ApicSetup.xapic(…), or xapicUntouched() if the kernel"
                    + " leaves it alone");
            return;
        }
        int dfr = setup.dfr().getAsInt();
        if ((dfr & DFR_ONES) != DFR_ONES || (dfr >>> 28 != 0 && dfr >>> 28 != 0xF)) {
            problem.accept(String.format(
                    Locale.ROOT,
                    "0x%08x is no DFR: bits 31:28 are all ones (ApicSetup.DFR_FLAT) or all zeros (DFR_CLUSTER), the rest"
                            + " are ones",
                    dfr));
        }
        if ((setup.ldr() & LDR_RESERVED) != 0) {
            problem.accept(String.format(
                    Locale.ROOT,
                    "0x%08x is no LDR: the logical id is in bits 31:24, the rest are 0; ApicSetup.xapic(dfr, logicalId)"
                            + " shifts it there",
                    setup.ldr()));
        }
    }
}
