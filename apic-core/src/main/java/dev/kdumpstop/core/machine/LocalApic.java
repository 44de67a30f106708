package dev.kdumpstop.core.machine;

import static dev.kdumpstop.core.machine.MachineState.*;

import dev.kdumpstop.api.icr.ApicBits;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.icr.Icr;
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
    static final int TIMER_PERIODIC = 0x2_0000;

    static final int TIMER_DEADLINE = 0x4_0000;

    private static final int TPR_CLASS = 0xF0;
    private static final int LVT_MODE = 0x700;
    private static final int LVT_NMI = 0x400;

    private final MachineModel model;
    private final MachineState state;
    private final Rules.Effects effects;
    private final RegisterMap map;
    private final boolean latchesErrors;
    private final boolean disablingMasksLvt;
    private final boolean servesWhileDisabled;
    private final boolean noSendIllegalVector;
    private final boolean noReceiveIllegalVector;
    private final boolean storesReservedBits;
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
        storesReservedBits = model.apic.has(Deviation.RESERVED_BITS_ARE_STORED);
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
            state.flag(cpu, X2APIC, false);
            resetRegisters(cpu, model.spec.apicId(cpu) << 24);
        }
        state.flag(cpu, APIC_OFF, !on);
        state.flag(cpu, ANSWERS, on);
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

    /** What RESET leaves in the registers but the id; INIT keeps the mode too (SDM 10.4.7.1, 10.4.7.3). */
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
        state.flag(cpu, TIMER_COUNTS, false);
        state.flag(cpu, REQUESTED, false);
        effects.timerChanged(cpu);
    }

    // --- reads
    // ---------------------------------------------------------------------------------------------------------

    /** Whether RDMSR 800H + offset / 16 raises #GP. */
    boolean readFaults(int cpu, int offset, boolean byMsr) {
        return byMsr && (!isOn(cpu) || !isX2apic(cpu) || !map.x2apic(offset).reads());
    }

    /** A load from the page, or RDMSR 800H + offset / 16 that does not fault. */
    long read(int cpu, int offset, boolean byMsr) {
        if (!byMsr && (!isOn(cpu) || isX2apic(cpu))) {
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
        return Integer.toUnsignedLong(value(cpu, offset));
    }

    /** What the register holds, whoever asks. */
    int value(int cpu, int offset) {
        if (offset == ApicRegister.VERSION.offset()) {
            return model.version;
        } else if (offset == ApicRegister.ICR.offset()) {
            return (int) (state.get(cpu, ICR) & ~Icr.BUSY) | (busy(cpu) || isStoredBusy(cpu) ? Icr.BUSY : 0);
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

    /** Delivery status: a command of ours under way, or a named fault that holds the bit (SDM 10.6.1). */
    boolean busy(int cpu) {
        return !isX2apic(cpu) && (state.get(cpu, ICR_MESSAGE) != 0 || state.is(cpu, WEDGED));
    }

    /** A bit 12 that software wrote and that the profile keeps. */
    private boolean isStoredBusy(int cpu) {
        return storesReservedBits && (state.get(cpu, ICR) & Icr.BUSY) != 0;
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
        return map.faults(offset, value);
    }

    /** A write of MSR 6E0H: the time at which the timer fires, in TSC ticks; 0 disarms it. Ignored in the other timer modes. */
    void writeDeadline(int cpu, long tsc) {
        boolean deadline = (state.stored(cpu, ApicRegister.LVT_TIMER.offset()) & TIMER_DEADLINE) != 0;
        if (deadline) {
            effects.timerDeadline(cpu, tsc);
        }
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
            long high = storesReservedBits ? value : map.written(offset, 0, value);
            state.set(cpu, ICR, (state.get(cpu, ICR) & 0xFFFF_FFFFL) | high << 32);
        } else if (MachineState.isStored(offset)) {
            int written = map.written(offset, state.stored(cpu, offset), value);
            if (offset == TPR && losesTprSubclass && cpu != 0) {
                written &= TPR_CLASS;
            }
            boolean forced = map.isLvt(offset) && !isEnabled(cpu) && disablingMasksLvt;
            state.stored(cpu, offset, forced ? written | ApicBits.LVT_MASKED : written);
            if (offset == ApicRegister.TIMER_INITIAL_COUNT.offset()) {
                boolean deadline = (state.stored(cpu, ApicRegister.LVT_TIMER.offset()) & TIMER_DEADLINE) != 0;
                state.flag(cpu, TIMER_COUNTS, value != 0 && !deadline);
                effects.timerStarted(cpu);
            } else if (offset == ApicRegister.TIMER_DIVIDE.offset()) {
                effects.timerChanged(cpu);
            } else if (offset == ApicRegister.LVT_TIMER.offset() && (written & TIMER_DEADLINE) != 0) {
                // The count belongs to the other modes; entering this one disarms the timer (SDM 10.5.4.1).
                state.flag(cpu, TIMER_COUNTS, false);
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
        state.bit(cpu, ISR, vector, false);
        boolean suppressed = (state.stored(cpu, SVR) & map.written(SVR, 0, 0x1000) & 0x1000) != 0;
        if (state.bit(cpu, TMR, vector) && !suppressed) {
            effects.event(EventKind.EOI_BROADCAST, cpu, vector, 0);
        }
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

    /** Collects an error; the first since the last write of the ESR raises the LVT's error interrupt. */
    void latchError(int cpu, int bits) {
        boolean armed = state.get(cpu, ESR_LATCH) == 0;
        effects.event(EventKind.ERROR_LATCHED, cpu, bits, 0);
        if (latchesErrors) {
            state.set(cpu, ESR_LATCH, state.get(cpu, ESR_LATCH) | bits);
        } else {
            state.stored(cpu, ESR, state.stored(cpu, ESR) | bits);
        }
        if (armed && raisesErrorInterrupt) {
            raise(cpu, ApicRegister.LVT_ERROR.offset());
        }
    }

    /** A local interrupt by its LVT entry: nothing if that is masked. Other modes than fixed and NMI are not modelled here. */
    void raise(int cpu, int lvt) {
        int entry = state.stored(cpu, lvt);
        if ((entry & ApicBits.LVT_MASKED) != 0 || !map.isLvt(lvt)) {
            return;
        }
        if ((entry & LVT_MODE) == LVT_NMI) {
            state.flag(cpu, NMI_LATCHED, true);
        } else if ((entry & 0xFF) < 16) {
            // Not through receivedIllegalVector: an error about the error's own vector would never end.
            state.set(cpu, ESR_LATCH, state.get(cpu, ESR_LATCH) | ApicBits.ESR_RECEIVE_ILLEGAL_VECTOR);
        } else {
            state.bit(cpu, IRR, entry & 0xFF, true);
            state.bit(cpu, TMR, entry & 0xFF, false);
            request(cpu);
        }
        effects.cpuChanged(cpu);
    }

    // --- interrupts
    // ----------------------------------------------------------------------------------------------------

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
