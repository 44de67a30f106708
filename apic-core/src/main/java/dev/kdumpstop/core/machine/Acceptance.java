package dev.kdumpstop.core.machine;

import static dev.kdumpstop.core.machine.MachineState.*;

import dev.kdumpstop.api.icr.ApicBits;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.icr.Icr;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.core.apic.Destinations;
import dev.kdumpstop.core.apic.Deviation;
import dev.kdumpstop.core.apic.IcrRules;
import dev.kdumpstop.core.machine.ModelOptions.DisabledFixed;

/**
 * What a CPU and its local APIC make of what reaches them: whether a command names the APIC, whether a message is taken, and
 * what each event does in each state of the CPU. How messages travel is the business of {@link Rules}.
 *
 * <p>Sources: apic-facts 1.4 (INIT and RESET), 1.7 (destination matching), 1.9 and 1.10 (fixed), 1.12 (events and states), 2.3
 * (acceptance).
 */
final class Acceptance {
    private final MachineModel model;
    private final MachineState state;
    private final Rules.Effects effects;
    private final Rules rules;
    private final LocalApic apic;
    private final boolean onBus;

    Acceptance(MachineModel model, MachineState state, Rules rules, Rules.Effects effects) {
        this.model = model;
        this.state = state;
        this.effects = effects;
        this.rules = rules;
        this.apic = rules.apic;
        this.onBus = model.interconnect == InterconnectKind.APIC_BUS;
    }

    // --- addressing
    // ----------------------------------------------------------------------------------------------------

    /** Whether a command names this CPU's APIC (apic-facts 1.7, X5, X10). None leaves the sender's node. */
    boolean isNamed(int sender, long icr, int cpu) {
        if (model.node[sender] != model.node[cpu]) {
            return false;
        }
        int low = (int) icr;
        switch (low & Icr.ALL_EXCLUDING_SELF) {
            case Icr.SELF:
                return cpu == sender;
            case Icr.ALL_INCLUDING_SELF:
                return true;
            case Icr.ALL_EXCLUDING_SELF:
                return cpu != sender;
            default:
                break;
        }
        int destination = (int) (icr >>> 32);
        int id = state.stored(cpu, ApicRegister.ID.offset());
        int ldr = state.stored(cpu, ApicRegister.LDR.offset());
        boolean logical = (low & Icr.LOGICAL) != 0;
        if (apic.isX2apic(cpu)) {
            // A sender in xAPIC mode has 8 bits of a physical id, and no logical id of an APIC in x2APIC mode.
            boolean wide = apic.isX2apic(sender);
            int meant = !wide && destination == 0xFF ? -1 : destination;
            return logical
                    ? wide && Destinations.x2apicLogical(destination, ldr)
                    : Destinations.x2apicPhysical(meant, id);
        } else if (destination >>> 8 != 0) {
            // From a sender in x2APIC mode: an APIC in xAPIC mode has no such id.
            return destination == -1;
        } else if (logical) {
            return !model.logicallyUnreachable.contains(cpu)
                    && model.destinations.logical(destination, ldr, state.stored(cpu, ApicRegister.DFR.offset()));
        }
        return model.destinations.physical(destination, id);
    }

    // --- willingness
    // ---------------------------------------------------------------------------------------------------

    boolean wouldAccept(int slot, int cpu) {
        return state.is(cpu, ANSWERS) && isWilling(slot, cpu);
    }

    /** Whether the CPU's APIC, if it answers at all, takes the message (apic-facts 2.3). */
    boolean isWilling(int slot, int cpu) {
        int word = (int) state.message(slot, WORD);
        return switch (DeliveryMode.ofCode(word >> 8)) {
            case NMI ->
                // A hypervisor latches an NMI itself (apic-facts 1.12, KVM): nothing is ever sent again.
                model.interconnect == InterconnectKind.INSTANT
                        || switch (model.options.nmiAcceptance()) {
                            case ALWAYS_ACCEPT -> true;
                            case RETRY_WHILE_IN_NMI -> !state.is(cpu, IN_NMI);
                            case RETRY_WHEN_LATCH_FULL -> !state.is(cpu, IN_NMI) || !state.is(cpu, NMI_LATCHED);
                        };
            case FIXED -> hasRoom(slot, cpu);
            case LOWEST_PRIORITY -> !onBus || (competes(slot, cpu) && (isFocus(slot, cpu) || hasRoom(slot, cpu)));
            default -> true;
        };
    }

    /** Refusing takes an APIC that does it and a bus that can say so; later APICs take every vector (SDM 10.8.4). */
    private boolean mayRefuseFixed() {
        return onBus && model.isBusGeneration;
    }

    /** P6 and Pentium refuse a vector whose place in the IRR is taken (SDM 10.8.4). */
    boolean hasRoom(int slot, int cpu) {
        return hasRoomFor((int) state.message(slot, WORD) & 0xFF, cpu);
    }

    /** The same of a message that comes from elsewhere. */
    boolean hasRoomFor(int vector, int cpu) {
        if (!mayRefuseFixed()) {
            return true;
        } else if (!takesFixed(cpu)) {
            return model.options.disabledFixed() == DisabledFixed.DROP;
        }
        return vector < 16 || !state.bit(cpu, IRR, vector);
    }

    /** Whether fixed messages come to anything: not in a software-disabled APIC, unless the profile keeps them. */
    boolean takesFixed(int cpu) {
        return apic.isEnabled(cpu) || model.keepsFixedWhileDisabled;
    }

    /**
     * Whether the APIC takes part in a lowest-priority arbitration. Where all that answer are software-disabled the message fares
     * as a fixed one does.
     */
    boolean competes(int slot, int cpu) {
        boolean others = false;
        for (int each = state.nextPending(slot, 0); each >= 0; each = state.nextPending(slot, each + 1)) {
            others |= state.is(each, ANSWERS) && takesFixed(each);
        }
        return takesFixed(cpu) || !others;
    }

    /** Whether the APIC has the vector already and checks for that: SVR bit 9 is 0 (SDM 10.9). */
    boolean isFocus(int slot, int cpu) {
        int vector = (int) state.message(slot, WORD) & 0xFF;
        return takesFixed(cpu)
                && (state.stored(cpu, ApicRegister.SVR.offset()) & ApicBits.SVR_FOCUS_DISABLE) == 0
                && (state.bit(cpu, IRR, vector) || state.bit(cpu, ISR, vector));
    }

    // --- messages
    // ------------------------------------------------------------------------------------------------------

    /** The message is taken; what becomes of it depends on the CPU's state. */
    void accept(int cpu, long icr, DeliveryMode mode) {
        switch (mode) {
            case FIXED, LOWEST_PRIORITY -> acceptFixed(cpu, (int) icr);
            case NMI -> latchNmi(cpu);
            case SMI -> hold(cpu, SMI_LATCHED);
            case INIT -> {
                // Of Pentium and P6 it only loads arbitration ids; later parts send it as one more INIT (apic-facts 1.5
                // I4, I5).
                if (!(IcrRules.isInitDeassert((int) icr) && model.isBusGeneration)) {
                    hold(cpu, INIT_LATCHED);
                }
            }
            case STARTUP -> startUp(cpu, (int) icr & 0xFF);
            default -> {}
        }
        effects.cpuChanged(cpu);
    }

    private void acceptFixed(int cpu, int word) {
        int vector = word & 0xFF;
        if (!takesFixed(cpu)) {
            return;
        }
        if (vector < 16) {
            apic.receivedIllegalVector(cpu);
            if (!model.keepsIllegalVectors) {
                return;
            }
        }
        apic.requestVector(cpu, vector, model.icrRules.arrivesAsLevel(word));
    }

    /** One place behind the handler (SDM 6.7.1), unless the profile has two while none is being served. */
    void latchNmi(int cpu) {
        if (state.is(cpu, WAIT_FOR_SIPI) && model.takesNmiBeforeStartup) {
            effects.event(EventKind.NMI_ENTRY, cpu, 0, 0);
        } else if (model.latchesTwoNmis && state.is(cpu, NMI_LATCHED) && !state.is(cpu, IN_NMI)) {
            state.flag(cpu, SECOND_NMI, true);
        } else {
            state.flag(cpu, NMI_LATCHED, true);
        }
    }

    /** Only a CPU that waits for it starts; any other has lost it (SDM 10.6.1). */
    private void startUp(int cpu, int vector) {
        if (state.is(cpu, WAIT_FOR_SIPI)) {
            state.flag(cpu, WAIT_FOR_SIPI, false);
            effects.event(EventKind.STARTED, cpu, vector, 0);
            takeHeld(cpu);
        }
    }

    /**
     * The source of a local interrupt asserts its line once: what that does is in its LVT entry (SDM 10.5.1). There is no 8259,
     * so nothing comes of ExtINT.
     */
    void localInterrupt(int cpu, int lvt) {
        int entry = state.stored(cpu, lvt);
        if (!apic.delivers(cpu, lvt)) {
            return;
        }
        switch (DeliveryMode.ofCode(entry >> 8)) {
            case FIXED -> apic.raise(cpu, lvt);
            case NMI -> latchNmi(cpu);
            case SMI -> hold(cpu, SMI_LATCHED);
            case INIT -> hold(cpu, INIT_LATCHED);
            default -> {}
        }
        effects.cpuChanged(cpu);
    }

    // --- the CPU
    // -------------------------------------------------------------------------------------------------------

    /** Whether the CPU takes a latched NMI now: not inside another one, not in SMM, not before its start-up IPI. */
    boolean takesNmi(int cpu) {
        long held = IN_NMI | IN_SMM | WAIT_FOR_SIPI | STI_SHADOW | DESCHEDULED | HANGING;
        return (state.get(cpu, FLAGS) & (NMI_LATCHED | held)) == NMI_LATCHED;
    }

    /** The vector pending that the CPU takes now, or -1. */
    int vectorTaken(int cpu) {
        long held = IN_SMM | SHUT_DOWN | WAIT_FOR_SIPI | STI_SHADOW | DESCHEDULED | HANGING | MISSES_WAKE_UPS;
        boolean takes = (state.get(cpu, FLAGS) & (INTERRUPTS_ON | held)) == INTERRUPTS_ON;
        return takes ? apic.pending(cpu) : -1;
    }

    /** Whether only a RESET brings the CPU back: it hangs, or shut down inside an NMI handler or in SMM (SDM 6.15, 34.3). */
    boolean isDead(int cpu) {
        return state.is(cpu, HANGING) || (state.is(cpu, SHUT_DOWN) && state.is(cpu, IN_NMI | IN_SMM));
    }

    /** Whether an SMI would take the CPU to SMM: not from SMM, not before the start-up IPI, on P6 not from shutdown (1.12). */
    private boolean takesSmi(int cpu) {
        boolean deaf = isDead(cpu) || (state.is(cpu, SHUT_DOWN) && !smiEndsShutdown());
        return !deaf && (state.get(cpu, FLAGS) & (IN_SMM | WAIT_FOR_SIPI)) == 0;
    }

    /** Of P6 the SDM says that an SMI does not (34.3); nothing is said of the Pentium, which is held to be the same. */
    boolean smiEndsShutdown() {
        return !model.spec.generation().hasApicBus();
    }

    /** Whether an INIT takes effect: SMM and VMX root operation hold it (SDM 26.6.2, 34.3). */
    private boolean takesInit(int cpu) {
        return !isDead(cpu) && (state.get(cpu, FLAGS) & (IN_SMM | VMX_ROOT)) == 0;
    }

    /** One SMI and one INIT are held until the CPU can take them. */
    private void hold(int cpu, long latch) {
        state.flag(cpu, latch, true);
        takeHeld(cpu);
    }

    /** What nothing holds any longer; the SMI goes first (SDM 6.9). */
    private void takeHeld(int cpu) {
        if (state.is(cpu, SMI_LATCHED) && takesSmi(cpu)) {
            state.flag(cpu, SMI_LATCHED, false);
            beginSmm(cpu);
        }
        if (state.is(cpu, INIT_LATCHED) && takesInit(cpu)) {
            state.flag(cpu, INIT_LATCHED, false);
            init(cpu);
        }
    }

    private void beginSmm(int cpu) {
        state.flag(cpu, IN_SMM, true);
        state.flag(cpu, SHUT_DOWN | MISSES_WAKE_UPS, false);
    }

    /** SMM begins, unless the CPU is where no SMI is taken. */
    void enterSmm(int cpu) {
        if (takesSmi(cpu)) {
            beginSmm(cpu);
        }
    }

    /** RSM; a CPU that has shut down executes none. */
    void leaveSmm(int cpu) {
        if (!state.is(cpu, SHUT_DOWN)) {
            state.flag(cpu, IN_SMM, false);
            takeHeld(cpu);
        }
    }

    /** VMXOFF. */
    void leaveVmxRoot(int cpu) {
        state.flag(cpu, VMX_ROOT, false);
        takeHeld(cpu);
    }

    /** An NMI is being taken, which wakes the CPU. */
    void endShutdown(int cpu) {
        state.flag(cpu, SHUT_DOWN | MISSES_WAKE_UPS, false);
        takeHeld(cpu);
    }

    /** Shutdown takes the place of every other state of activity, that of waiting for a start-up message too. */
    void shutDown(int cpu) {
        state.flag(cpu, SHUT_DOWN, true);
        state.flag(cpu, WAIT_FOR_SIPI, false);
    }

    /**
     * INIT: the boot CPU starts firmware over, any other waits for its start-up message (apic-facts 1.4, 1.12). One that waits
     * already is not disturbed: were the INIT held until the start-up message, no CPU would ever start.
     */
    private void init(int cpu) {
        if (!state.is(cpu, WAIT_FOR_SIPI) && !endsRun(cpu)) {
            restart(cpu, ANSWERS | WEDGED | X2APIC | APIC_OFF);
            if (apic.isX2apic(cpu) && model.apic.has(Deviation.INIT_LEAVES_X2APIC)) {
                apic.leaveX2apic(cpu);
            } else {
                apic.resetRegisters(cpu, state.stored(cpu, ApicRegister.ID.offset()));
            }
            effects.event(EventKind.INIT_RECEIVED, cpu, 0, 0);
        }
    }

    /** RESET: as INIT, and what that keeps goes too: APIC id, mode, whatever was latched or held (SDM 10.4.7.1, 10.12.5.1). */
    void reset(int cpu) {
        if (!endsRun(cpu)) {
            restart(cpu, 0);
            apic.reset(cpu);
        }
    }

    /** Firmware takes over where the boot CPU starts from its first instruction: that is the end of what a run is about. */
    private boolean endsRun(int cpu) {
        if (cpu == 0) {
            state.global(ENDED, 1 + CpuScript.End.RESET.ordinal());
        }
        return cpu == 0;
    }

    private void restart(int cpu, long keptFlags) {
        effects.restarted(cpu);
        forgetCommand(cpu);
        while (state.depth(cpu) > 1) {
            state.pop(cpu);
        }
        for (int word = SCRIPT; word < FRAME_WORDS; word++) {
            state.top(cpu, word, 0);
        }
        state.top(cpu, SCRIPT, model.busyScript);
        // What the CPU has answered and saved is in memory.
        long kept = keptFlags | ACKNOWLEDGED | SAVED | OF_THE_HARDWARE;
        state.set(cpu, FLAGS, (state.get(cpu, FLAGS) & kept) | WAIT_FOR_SIPI | MACHINE_CHECKS_OFF);
    }

    /** The ICR of a CPU is cleared. A message that is on its way still arrives, one that is not is lost. */
    void forgetCommand(int cpu) {
        // Up to now it was the ICR's command, and failed or was repeated as such.
        effects.busChanging();
        int slot = (int) state.get(cpu, ICR_MESSAGE) - 1;
        state.set(cpu, ICR, 0);
        state.set(cpu, QUEUED_ICR, 0);
        state.flag(cpu, COMMAND_QUEUED | STATUS_UNSEEN, false);
        state.set(cpu, ICR_MESSAGE, 0);
        // An INIT that is being delivered right now may be its own sender's command; on the 3-wire bus it is in flight
        // then.
        if (slot >= 0
                && state.message(slot, STATUS) != IN_FLIGHT
                && (onBus || DeliveryMode.ofCode((int) state.message(slot, WORD) >> 8) != DeliveryMode.INIT)) {
            rules.takeBack(slot);
        }
    }
}
