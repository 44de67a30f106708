package dev.kdumpstop.testkit;

import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.Send;
import dev.kdumpstop.api.delivery.SendWrite;
import dev.kdumpstop.api.icr.DestinationMode;
import dev.kdumpstop.api.icr.Icr;
import dev.kdumpstop.api.icr.IcrCheck;
import dev.kdumpstop.api.icr.IcrFinding;
import dev.kdumpstop.api.icr.Shorthand;
import dev.kdumpstop.api.machine.ApicGeneration;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.MachineSpec;
import java.util.Locale;
import java.util.function.BiConsumer;

/** Whether the part knows the words written to it (SDM 10.6.1, 10.12.9). */
final class WordRules {
    private final ApicGeneration generation;
    private final boolean x2apic;
    private final BiConsumer<String, String> problem;
    private int high;

    private WordRules(MachineSpec machine, BiConsumer<String, String> problem) {
        this.generation = machine.generation();
        this.x2apic = machine.mode() == ApicMode.X2APIC;
        this.problem = problem;
    }

    static void check(MachineSpec machine, IcrProgram program, BiConsumer<String, String> problem) {
        WordRules rules = new WordRules(machine, problem);
        for (Send send : program.sends()) {
            send.writes().forEach(rules::check);
        }
    }

    private void check(SendWrite write) {
        if (write instanceof SendWrite.IcrHigh icr) {
            needs(!x2apic, write, "the pair ICR2/ICR does not exist in x2APIC mode: write MSR 830H, SendWrite.X2Icr");
            high = icr.value();
        } else if (write instanceof SendWrite.IcrLow icr) {
            needs(!x2apic, write, "the pair ICR2/ICR does not exist in x2APIC mode: write MSR 830H, SendWrite.X2Icr");
            word(write, Icr.ofXapic(high, icr.value()));
        } else if (write instanceof SendWrite.X2Icr icr) {
            needs(x2apic, write, "MSR 830H exists in x2APIC mode only: write ICR2 and ICR, Send.icrPair");
            word(write, Icr.ofX2apic(icr.value()));
        } else if (write instanceof SendWrite.SelfIpi) {
            needs(x2apic, write, "MSR 83FH exists in x2APIC mode only: write ICR with shorthand 'self'");
        }
    }

    private void needs(boolean met, SendWrite write, String what) {
        if (!met) {
            problem.accept(what, write.toString());
        }
    }

    private void word(SendWrite write, Icr icr) {
        if (x2apic != write instanceof SendWrite.X2Icr) {
            return; // said already
        }
        for (IcrFinding finding : IcrCheck.check(icr, generation, x2apic)) {
            if (finding.severity() == IcrFinding.Severity.INVALID) {
                problem.accept(
                        "the word is invalid on this part: " + finding.message() + " (" + finding.source() + ")",
                        write.toString());
            }
        }
        boolean physical = icr.shorthand() == Shorthand.NONE && icr.destinationMode() == DestinationMode.PHYSICAL;
        if (physical && generation.idBits() < 8 && icr.destination() >>> generation.idBits() != 0) {
            problem.accept(
                    "an APIC id is out of range: on the 3-wire bus ids have 4 bits, the rest of the destination does not"
                            + " count (SDM 10.6.2.1)",
                    write.toString() + String.format(Locale.ROOT, " with id 0x%x", icr.destination()));
        }
    }
}
