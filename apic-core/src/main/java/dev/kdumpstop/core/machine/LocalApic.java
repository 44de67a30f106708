package dev.kdumpstop.core.machine;

import static dev.kdumpstop.core.machine.MachineState.*;

import dev.kdumpstop.api.icr.ApicBits;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.icr.Icr;
import dev.kdumpstop.api.machine.ApicGeneration;
import dev.kdumpstop.core.apic.ApicBase;
import dev.kdumpstop.core.apic.Destinations;
import dev.kdumpstop.core.apic.Deviation;
import dev.kdumpstop.core.apic.Priorities;
import dev.kdumpstop.core.apic.RegisterMap;

/**
 * The registers of the local APICs of a state: what reads return, what writes change, errors, modes, the timer. Sending is the
 * business of {@link Rules}.
 *
 * <p>Sources: apic-facts 1.2 to 1.4, 1.8 to 1.11; SDM 10.4 to 10.9, 10.12.
 */
final class LocalApic {
    /** What a page that is not there reads. */
    private static final long DEAD_PAGE = 0xFFFF_FFFFL;

    private static final int ESR = ApicRegister.ESR.offset();
    private static final int SVR = ApicRegister.SVR.offset();
    private static final int TPR = ApicRegister.TPR.offset();
    private static final int ID = ApicRegister.ID.offset();
    private static final int LDR = ApicRegister.LDR.offset();
    /** LVT timer bits 18:17: 0 one-shot, 1 periodic, 2 TSC deadline (SDM 10.5.4). */
    private static final int TIMER_PERIODIC = 0x2_0000;

    private static final int TIMER_DEADLINE = 0x4_0000;

    private static final int LVT_TIMER = ApicRegister.LVT_TIMER.offset();
    private static final int LVT_LINT0 = ApicRegister.LVT_LINT0.offset();
    private static final int LVT_REMOTE_IRR = 0x4000;
    private static final int LVT_LEVEL_TRIGGERED = 0x8000;
    private static final int TPR_CLASS = 0xF0;

    private final MachineModel model;
    private final MachineState state;
    private final Rules.Effects effects;
    private final RegisterMap map;
    private final boolean latchesErrors;
    private final boolean disablingMasksLvt;
    private final boolean servesWhileDisabled;
    private final boolean noSendIllegalVector;
    private final boolean noReceiveIllegalVector;
    private final boolean losesTprSubclass;
    private final boolean computesApr;
    private final boolean raisesErrorInterrupt;

    LocalApic(MachineModel model, MachineState state, Rules.Effects effects) {
        this.model = model;
        this.state = state;
        this.effects = effects;
        map = model.registers;
        latchesErrors = !model.apic.has(Deviation.ESR_IS_NOT_LATCHED);
        disablingMasksLvt = !model.apic.has(Deviation.DISABLING_LEAVES_LVT_MASKS);
        servesWhileDisabled = model.apic.has(Deviation.DISABLED_SERVES_FIXED);
        noSendIllegalVector = model.apic.has(Deviation.NO_SEND_ILLEGAL_VECTOR);
        noReceiveIllegalVector = model.apic.has(Deviation.NO_RECEIVE_ILLEGAL_VECTOR);
        computesApr = model.apic.has(Deviation.APR_IS_COMPUTED);
        raisesErrorInterrupt = !model.apic.has(Deviation.NO_ERROR_INTERRUPT);
        losesTprSubclass = model.apic.has(Deviation.TPR_LOSES_SUBCLASS);
    }

    // --- modes
    // ---------------------------------------------------------------------------------------------------------

    boolean isX2apic(int cpu) {
        return state.is(cpu, X2APIC);
    }

    /** Whether the APIC is on: IA32_APIC_BASE bit 11. */
    boolean isOn(int cpu) {
        return !state.is(cpu, APIC_OFF);
    }

    /** SVR bit 8. */
    boolean isEnabled(int cpu) {
        return (state.stored(cpu, SVR) & ApicBits.SVR_ENABLE) != 0;
    }

    /** Whether fixed interrupts are dispatched at all. */
    boolean servesFixed(int cpu) {
        return isOn(cpu) && (servesWhileDisabled || isEnabled(cpu));
    }

    long base(int cpu) {
        long mode = isOn(cpu) ? ApicBits.BASE_ENABLE | (isX2apic(cpu) ? ApicBits.BASE_X2APIC : 0) : 0;
        return state.get(cpu, APIC_PAGE) << 12 | mode | (cpu == 0 ? ApicBase.BSP : 0);
    }

    /** WRMSR 1BH. False: #GP, nothing changed. */
    boolean writeBase(int cpu, long value) {
        long old = base(cpu);
        if (ApicBase.faults(model.spec.generation(), old, value)) {
            return false;
        }
        effects.event(EventKind.APIC_BASE_WRITE, cpu, value, 0);
        // On the 3-wire bus only a hardware reset turns an APIC on again (SDM 10.4.3).
        boolean on = ApicBase.isEnabled(value)
                && !(ApicBase.turnsOn(old, value) && model.spec.generation().hasApicBus());
        boolean x2apic = on && ApicBase.isX2apic(value);
        state.set(cpu, APIC_PAGE, value >>> 12);
        if (x2apic && !isX2apic(cpu)) {
            enterX2apic(cpu);
        } else if (!x2apic && isX2apic(cpu)) {
            // Leaving is by way of "off"; what was written before x2APIC mode is gone (SDM 10.12.5.1).
            leaveX2apic(cpu);
        }
        if (on != isOn(cpu)) {
            state.flag(cpu, APIC_OFF, !on);
            state.flag(cpu, ANSWERS, on);
            stopTimer(cpu);
        }
        effects.cpuChanged(cpu);
        return true;
    }

    /** The id a program wrote, the LDR and ICR-high are lost; id and LDR become the hardware's (SDM 10.12.5.1). */
    private void enterX2apic(int cpu) {
        int id = model.spec.apicId(cpu);
        state.flag(cpu, X2APIC, true);
        state.stored(cpu, ID, id);
        state.stored(cpu, LDR, Destinations.x2apicLdr(id));
        state.set(cpu, ICR, state.get(cpu, ICR) & 0xFFFF_FFFFL);
    }

    /** Registers as after a reset, and the hardware's id. */
    void leaveX2apic(int cpu) {
        state.flag(cpu, X2APIC, false);
        resetRegisters(cpu, model.spec.apicId(cpu) << 24);
    }

    /** RESET, of a CPU that has no flags any more: the hardware's id, which is the arbitration id too (SDM 10.4.7.1). */
    void reset(int cpu) {
        effects.busChanging();
        int id = model.spec.apicId(cpu);
        state.flag(cpu, ANSWERS, true);
        state.set(cpu, APIC_PAGE, Integer.toUnsignedLong(ApicBits.DEFAULT_BASE) >>> 12);
        state.set(cpu, ARBITRATION_ID, id & 0xF);
        resetRegisters(cpu, id << 24);
    }

    /** What RESET leaves in the registers but the id and the ICR; INIT keeps the mode too (SDM 10.4.7.1, 10.4.7.3). */
    void resetRegisters(int cpu, int id) {
        int ldr = state.stored(cpu, LDR);
        for (int word = REGISTERS; word < FRAMES; word++) {
            state.set(cpu, word, 0);
        }
        for (ApicRegister register : MachineState.storedRegisters()) {
            state.stored(cpu, register.offset(), map.reset(register.offset()));
        }
        state.stored(cpu, ID, id);
        state.stored(cpu, LDR, isX2apic(cpu) ? ldr : 0);
        state.flag(cpu, REQUESTED, false);
        stopTimer(cpu);
    }

    // --- reads
    // ---------------------------------------------------------------------------------------------------------

    /** Whether RDMSR 800H + offset / 16 raises #GP. */
    boolean readFaults(int cpu, int offset, boolean byMsr) {
        return byMsr && (!isOn(cpu) || !isX2apic(cpu) || !map.x2apic(offset).reads());
    }

    /** A load from the page, or RDMSR 800H + offset / 16 that does not fault. */
    long read(int cpu, int offset, boolean byMsr) {
        if (!byMsr && isPageDead(cpu)) {
            return DEAD_PAGE;
        }
        RegisterMap.Access access = map.xapic(offset);
        if (!byMsr && !access.reads()) {
            noteIllegalRegister(cpu, access);
            return 0;
        }
        if (byMsr && offset == ApicRegister.ICR.offset()) {
            return state.get(cpu, ICR);
        }
        long value = Integer.toUnsignedLong(value(cpu, offset));
        readBack(cpu);
        return value;
    }

    /** What the register holds, whoever asks. */
    int value(int cpu, int offset) {
        if (offset == ApicRegister.VERSION.offset()) {
            return model.version;
        } else if (offset == ApicRegister.ICR.offset()) {
            return (int) state.get(cpu, ICR) | (busy(cpu) ? Icr.BUSY : 0);
        } else if (offset == ApicRegister.ICR2.offset()) {
            return (int) (state.get(cpu, ICR) >>> 32);
        } else if (offset == ApicRegister.PPR.offset()) {
            return processorPriority(cpu);
        } else if (offset == ApicRegister.APR.offset()) {
            return model.isBusGeneration || computesApr ? arbitrationPriority(cpu) : 0;
        } else if (offset == ApicRegister.TIMER_CURRENT_COUNT.offset()) {
            return state.is(cpu, TIMER_COUNTS) ? effects.timerCount(cpu) : 0;
        } else if (offset >= ApicRegister.ISR.offset() && offset < ESR) {
            int set = offset < ApicRegister.TMR.offset() ? ISR : offset < ApicRegister.IRR.offset() ? TMR : IRR;
            int word = offset >> 4 & 7;
            return (int) (state.get(cpu, set + (word >> 1)) >>> (32 * (word & 1)));
        }
        return MachineState.isStored(offset) ? state.stored(cpu, offset) : 0;
    }

    /**
     * Delivery status: a command of ours under way, or what holds the bit: a named fault, or a register that stores what is
     * written to it (SDM 10.6.1).
     */
    boolean busy(int cpu) {
        boolean underWay = state.get(cpu, ICR_MESSAGE) != 0 && !state.is(cpu, STATUS_UNSEEN);
        return !isX2apic(cpu) && (underWay || state.is(cpu, WEDGED) || isStatusStored(cpu));
    }

    /** Whether ICR bit 12 was written as 1 and reads back so; only where reserved bits are stored. */
    boolean isStatusStored(int cpu) {
        return (state.get(cpu, ICR) & Icr.BUSY) != 0;
    }

    /** The CPU has read some register: what it wrote before has taken effect by now. */
    void readBack(int cpu) {
        state.flag(cpu, STATUS_UNSEEN, false);
    }

    /** Whether there are no registers in memory: the APIC is off, or in x2APIC mode. */
    boolean isPageDead(int cpu) {
        return !isOn(cpu) || isX2apic(cpu);
    }

    int processorPriority(int cpu) {
        return Priorities.processor(state.stored(cpu, TPR), state.highest(cpu, ISR));
    }

    int arbitrationPriority(int cpu) {
        return Priorities.arbitration(state.stored(cpu, TPR), state.highest(cpu, IRR), state.highest(cpu, ISR));
    }

    // --- writes
    // --------------------------------------------------------------------------------------------------------

    /** Whether a write reaches an existing, writable register. Where it does not, what has to be noted is. */
    boolean admits(int cpu, int offset, boolean byMsr) {
        if (!isOn(cpu) || isX2apic(cpu) != byMsr) {
            return false;
        }
        RegisterMap.Access access = byMsr ? map.x2apic(offset) : map.xapic(offset);
        if (!access.writes() && !byMsr) {
            noteIllegalRegister(cpu, access);
        }
        return access.writes();
    }

    /** Whether WRMSR of an existing register raises #GP for its value. */
    boolean faults(int offset, long value) {
        boolean statusWritten = offset == ApicRegister.ICR.offset() && (value & Icr.BUSY) != 0;
        return map.faults(offset, value) || (statusWritten && model.refusesStatusInX2Icr);
    }

    /** Whether a write would change a register, and raise no #GP. */
    boolean takesWrite(int cpu, int offset, int value) {
        boolean byMsr = isX2apic(cpu);
        boolean writable = (byMsr ? map.x2apic(offset) : map.xapic(offset)).writes();
        return isOn(cpu) && writable && !(byMsr && faults(offset, Integer.toUnsignedLong(value)));
    }

    /** A write of a register that does not send; {@link #admits} has been asked. */
    void write(int cpu, int offset, int value) {
        if (offset == ApicRegister.EOI.offset()) {
            endOfInterrupt(cpu);
        } else if (offset == ESR) {
            writeErrorStatus(cpu);
        } else if (offset == SVR) {
            state.stored(cpu, offset, map.written(offset, state.stored(cpu, offset), value));
            if (!isEnabled(cpu) && disablingMasksLvt) {
                maskLvt(cpu);
            }
        } else if (offset == ApicRegister.ICR2.offset()) {
            long high = map.written(offset, 0, value);
            state.set(cpu, ICR, (state.get(cpu, ICR) & 0xFFFF_FFFFL) | high << 32);
        } else if (offset == ApicRegister.TIMER_INITIAL_COUNT.offset()) {
            writeInitialCount(cpu, value);
        } else if (MachineState.isStored(offset)) {
            boolean wasDeadline = isDeadline(cpu);
            int written = map.written(offset, state.stored(cpu, offset), value);
            if (offset == TPR && losesTprSubclass) {
                written &= TPR_CLASS;
            }
            boolean forced = map.isLvt(offset) && !isEnabled(cpu) && disablingMasksLvt;
            state.stored(cpu, offset, forced ? written | ApicBits.LVT_MASKED : written);
            if (isDeadline(cpu) != wasDeadline) {
                // Count and deadline belong to one mode each: the way from one to the other disarms the timer (SDM
                // 10.5.4.1).
                stopTimer(cpu);
            } else if (offset == ApicRegister.TIMER_DIVIDE.offset() && state.is(cpu, TIMER_COUNTS)) {
                effects.timerChanged(cpu);
            }
        }
        request(cpu);
        effects.cpuChanged(cpu);
    }

    private void maskLvt(int cpu) {
        for (ApicRegister lvt : RegisterMap.LVT) {
            if (map.isLvt(lvt.offset())) {
                state.stored(cpu, lvt.offset(), state.stored(cpu, lvt.offset()) | ApicBits.LVT_MASKED);
            }
        }
    }

    /** Clears the highest bit in service; of a level interrupt the I/O APICs are told (SDM 10.8.5). */
    private void endOfInterrupt(int cpu) {
        int vector = state.highest(cpu, ISR);
        if (vector < 0) {
            return;
        }
        int lint0 = state.stored(cpu, LVT_LINT0);
        if ((lint0 & 0xFF) == vector) {
            state.stored(cpu, LVT_LINT0, lint0 & ~LVT_REMOTE_IRR);
        }
        if (broadcastsEoi(cpu)) {
            effects.event(EventKind.EOI_BROADCAST, cpu, vector, 0);
            endAtIoApic(vector);
        }
        state.bit(cpu, ISR, vector, false);
    }

    /** Whether the end of the interrupt in service is told to the I/O APICs: it is a level interrupt (SDM 10.8.5). */
    boolean broadcastsEoi(int cpu) {
        int vector = state.highest(cpu, ISR);
        boolean suppressed = (state.stored(cpu, SVR) & map.written(SVR, 0, 0x1000) & 0x1000) != 0;
        return vector >= 0 && state.bit(cpu, TMR, vector) && !suppressed && !state.is(cpu, LOSES_EOI);
    }

    /** The entries with this vector may send again; on the 3-wire bus too at once, not when the message arrives. */
    private void endAtIoApic(int vector) {
        for (int cpu = 0; cpu < model.cpus; cpu++) {
            if (state.get(cpu, LINE_VECTOR) == vector) {
                state.flag(cpu, REMOTE_IRR, false);
            }
        }
    }

    /** CR8, the priority class of tasks; it works with the APIC off and in any mode (SDM 10.8.6). */
    int taskPriorityClass(int cpu) {
        return state.stored(cpu, TPR) >>> 4;
    }

    /** Writes CR8; the subclass becomes 0 (SDM 10.8.6.1). */
    void writeTaskPriorityClass(int cpu, int value) {
        state.stored(cpu, TPR, value << 4);
        request(cpu);
        effects.cpuChanged(cpu);
    }

    // --- the timer
    // -----------------------------------------------------------------------------------------------------

    /** Whether the timer waits for a deadline instead of counting: only parts that know x2APIC have that mode here. */
    private boolean isDeadline(int cpu) {
        return hasDeadline() && (state.stored(cpu, LVT_TIMER) & TIMER_DEADLINE) != 0;
    }

    /** Whether there is MSR 6E0H. */
    boolean hasDeadline() {
        return model.spec.generation() == ApicGeneration.X2APIC;
    }

    /** Starts the count; 0 stops it. Ignored in TSC-deadline mode (SDM 10.5.4.1). */
    private void writeInitialCount(int cpu, int value) {
        if (isDeadline(cpu)) {
            return;
        }
        state.stored(cpu, ApicRegister.TIMER_INITIAL_COUNT.offset(), value);
        stopTimer(cpu);
        if (value != 0) {
            startTimer(cpu);
        }
    }

    /** A write of MSR 6E0H: the time at which the timer fires, in TSC ticks; 0 disarms it. Ignored in the other timer modes. */
    void writeDeadline(int cpu, long tsc) {
        if (!isDeadline(cpu)) {
            return;
        }
        stopTimer(cpu);
        if (tsc != 0) {
            effects.timerDeadline(cpu, tsc);
        }
    }

    private void startTimer(int cpu) {
        state.flag(cpu, TIMER_COUNTS, true);
        effects.timerStarted(cpu);
    }

    private void stopTimer(int cpu) {
        state.flag(cpu, TIMER_COUNTS, false);
        effects.timerStopped(cpu);
    }

    /** The timer has counted down, or its deadline has come: a local interrupt; a periodic one starts again (SDM 10.5.4). */
    void timerExpired(int cpu) {
        effects.event(EventKind.TIMER_EXPIRED, cpu, 0, 0);
        stopTimer(cpu);
        if (!isDeadline(cpu) && (state.stored(cpu, LVT_TIMER) & TIMER_PERIODIC) != 0) {
            startTimer(cpu);
        }
        raise(cpu, LVT_TIMER);
    }

    // --- errors
    // --------------------------------------------------------------------------------------------------------

    /** A write of the ESR shows what was collected and begins anew; it also re-arms the interrupt (SDM 10.5.3). */
    private void writeErrorStatus(int cpu) {
        if (latchesErrors) {
            state.stored(cpu, ESR, (int) state.get(cpu, ESR_LATCH));
            state.set(cpu, ESR_LATCH, 0);
        }
    }

    private void noteIllegalRegister(int cpu, RegisterMap.Access access) {
        if (access == RegisterMap.Access.NONE && map.recordsIllegalRegister()) {
            latchError(cpu, ApicBits.ESR_ILLEGAL_REGISTER);
        }
    }

    void sentIllegalVector(int cpu) {
        if (!noSendIllegalVector) {
            latchError(cpu, ApicBits.ESR_SEND_ILLEGAL_VECTOR);
        }
    }

    void receivedIllegalVector(int cpu) {
        if (!noReceiveIllegalVector) {
            latchError(cpu, ApicBits.ESR_RECEIVE_ILLEGAL_VECTOR);
        }
    }

    /** Whether the error bits are collected already, so that one more error of the kind changes nothing. */
    boolean hasNoted(int cpu, int bits) {
        long noted = latchesErrors ? state.get(cpu, ESR_LATCH) : state.stored(cpu, ESR);
        return (noted & bits) == bits;
    }

    /** Collects an error; the first since the last write of the ESR raises the LVT's error interrupt. */
    void latchError(int cpu, int bits) {
        effects.event(EventKind.ERROR_LATCHED, cpu, bits, 0);
        long collected = latchesErrors ? state.get(cpu, ESR_LATCH) : state.stored(cpu, ESR);
        if (latchesErrors) {
            state.set(cpu, ESR_LATCH, collected | bits);
        } else {
            state.stored(cpu, ESR, (int) collected | bits);
        }
        if (collected == 0 && raisesErrorInterrupt) {
            raise(cpu, ApicRegister.LVT_ERROR.offset());
        }
    }

    // --- interrupts
    // ----------------------------------------------------------------------------------------------------

    /** Whether anything comes of a local interrupt: the entry exists and is not masked, and the APIC is on. */
    boolean delivers(int cpu, int lvt) {
        return isOn(cpu) && map.isLvt(lvt) && (state.stored(cpu, lvt) & ApicBits.LVT_MASKED) == 0;
    }

    /**
     * A local interrupt by its LVT entry, in delivery mode fixed; timer and error have no other. LINT0 alone can be
     * level-triggered: then remote IRR keeps a second one away until the end of the first (SDM 10.5.1).
     */
    void raise(int cpu, int lvt) {
        int entry = state.stored(cpu, lvt);
        boolean level = lvt == LVT_LINT0 && (entry & LVT_LEVEL_TRIGGERED) != 0;
        if (!delivers(cpu, lvt) || (level && (entry & LVT_REMOTE_IRR) != 0)) {
            return;
        }
        if ((entry & 0xFF) < 16) {
            receivedIllegalVector(cpu);
            return;
        }
        if (level) {
            state.stored(cpu, lvt, entry | LVT_REMOTE_IRR);
        }
        requestVector(cpu, entry & 0xFF, level);
        effects.cpuChanged(cpu);
    }

    /** A vector is accepted: IRR and TMR (SDM 10.8.4). */
    void requestVector(int cpu, int vector, boolean level) {
        state.bit(cpu, IRR, vector, true);
        state.bit(cpu, TMR, vector, level);
        request(cpu);
    }

    /** Where interrupts are requested by vector: raises the request if the highest pending is above the one in service. */
    void request(int cpu) {
        if (!model.requestsByVector) {
            return;
        }
        int pending = state.highest(cpu, IRR);
        if (pending > state.highest(cpu, ISR) && (pending & 0xF0) > (state.stored(cpu, TPR) & 0xF0)) {
            state.flag(cpu, REQUESTED, true);
        }
    }

    /** The vector pending that the CPU is to be interrupted with, or -1. */
    int pending(int cpu) {
        if (!servesFixed(cpu)) {
            return -1;
        }
        int vector = state.highest(cpu, IRR);
        if (model.requestsByVector) {
            return state.is(cpu, REQUESTED) ? vector : -1;
        }
        boolean isServed = vector >= 16 || (model.servesIllegalVectors && vector > 0);
        // Vectors below 16 have class 0, which no priority is below: what serves them asks for an idle CPU.
        boolean above =
                vector >= 16 ? Priorities.isDispensed(vector, processorPriority(cpu)) : processorPriority(cpu) == 0;
        return isServed && above ? vector : -1;
    }

    /** The CPU acknowledges: the vector it gets. A class that is not above the processor priority gets the spurious one. */
    int acknowledge(int cpu) {
        int vector = pending(cpu);
        state.flag(cpu, REQUESTED, false);
        if (model.requestsByVector && !Priorities.isDispensed(vector, processorPriority(cpu))) {
            return SPURIOUS | (state.stored(cpu, SVR) & 0xFF);
        }
        state.bit(cpu, IRR, vector, false);
        if (!model.endsFixedByItself) {
            state.bit(cpu, ISR, vector, true);
        }
        return vector;
    }

    /** In an acknowledged vector: nothing is in service, and the handler must not end it. */
    static final int SPURIOUS = 0x100;
}
