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
import java.util.function.Consumer;

/** Whether the part knows the words written to it (SDM 10.6.1, 10.12.9). */
final class WordRules {
    private final ApicGeneration generation;
    private final boolean x2apic;
    private final Consumer<String> problem;
    private int high;

    private WordRules(MachineSpec machine, Consumer<String> problem) {
        this.generation = machine.generation();
        this.x2apic = machine.mode() == ApicMode.X2APIC;
        this.problem = problem;
    }

    static void check(MachineSpec machine, IcrProgram program, Consumer<String> problem) {
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
            problem.accept(what + " (" + write + ")");
        }
    }

    private void word(SendWrite write, Icr icr) {
        if (x2apic != write instanceof SendWrite.X2Icr) {
            return; // said already
        }
        for (IcrFinding finding : IcrCheck.check(icr, generation, x2apic)) {
            if (finding.severity() == IcrFinding.Severity.INVALID) {
                problem.accept("the word is invalid on this part: " + finding.message() + " (" + finding.source()
                        + "); write " + write + " otherwise");
            }
        }
        boolean physical = icr.shorthand() == Shorthand.NONE && icr.destinationMode() == DestinationMode.PHYSICAL;
        if (physical && generation.idBits() < 8 && icr.destination() >>> generation.idBits() != 0) {
            problem.accept(String.format(
                    Locale.ROOT,
                    "id 0x%x is out of range: ids of a %s have %d bits (%s)",
                    icr.destination(),
                    generation,
                    generation.idBits(),
                    write));
        }
    }
}
