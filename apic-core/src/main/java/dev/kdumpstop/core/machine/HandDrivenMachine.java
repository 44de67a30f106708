package dev.kdumpstop.core.machine;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.icr.Icr;
import dev.kdumpstop.api.unit.Picoseconds;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A machine whose CPUs do nothing by themselves: every register access is made by the caller, at the time the machine shows.
 * What follows from it (messages, acceptance, handlers, timers) happens when the caller lets time go on. For vectors, tests and
 * experiments with single registers.
 *
 * <p>The CPUs' interrupt handlers end the interrupt and return, their NMI handlers return. CPUs are named by their number.
 */
public final class HandDrivenMachine {
    private final MachineModel model;
    private final TimedRun run;
    private final List<Record> records = new ArrayList<>();

    /** What one CPU has taken so far. */
    private static final class Record {
        private final List<Integer> vectors = new ArrayList<>();
        private final List<Integer> startedAt = new ArrayList<>();
        private int nmis;
        private int nmisWhileWaiting;
        private int nmisHeldAtStart;
        private int spurious;
        private int inits;
    }

    /** A machine in the model's initial state. */
    public HandDrivenMachine(MachineModel model) {
        this(model, RunListener.NONE);
    }

    /** The same, with somebody who is told everything that happens. */
    public HandDrivenMachine(MachineModel model, RunListener listener) {
        this.model = model;
        this.run = new TimedRun(model);
        for (int cpu = 0; cpu < model.cpus; cpu++) {
            records.add(new Record());
        }
        run.begin(model, (timePs, kind, cpu, a, b) -> {
            record(kind, cpu, a, b);
            listener.on(timePs, kind, cpu, a, b);
        });
    }

    private void record(EventKind kind, int cpu, long a, long b) {
        Record record = records.get(cpu);
        switch (kind) {
            case NMI_ENTRY -> {
                record.nmis++;
                record.nmisWhileWaiting += waitsForStartup(cpu) ? 1 : 0;
            }
            case INTERRUPT_ENTRY -> {
                if (b == 0) {
                    record.vectors.add((int) a);
                } else {
                    record.spurious++;
                }
            }
            case INIT_RECEIVED -> record.inits++;
            case STARTED -> {
                record.startedAt.add((int) a);
                record.nmisHeldAtStart += latchedNmis(cpu);
            }
            default -> {}
        }
    }

    // --- accesses
    // ------------------------------------------------------------------------------------------------------

    /** A 32-bit store to the register page at this offset; ICR-low sends. Nothing happens where the page is dead. */
    public void store(int cpu, int offset, int value) {
        run.rules().write(cpu, offset, Integer.toUnsignedLong(value), false);
        executed(cpu);
    }

    /** A 32-bit load from the register page; all ones where the page is dead. */
    public int load(int cpu, int offset) {
        int value = (int) run.rules().apic.read(cpu, offset, false);
        executed(cpu);
        return value;
    }

    /** A 32-bit load from a physical address; empty: no register is there, and other memory is not modelled. */
    public OptionalInt loadPhysical(int cpu, long address) {
        LocalApic apic = run.rules().apic;
        boolean hits = apic.isOn(cpu) && !apic.isX2apic(cpu) && address >>> 12 == apic.base(cpu) >>> 12;
        return hits ? OptionalInt.of(load(cpu, (int) address & 0xFFF)) : OptionalInt.empty();
    }

    /**
     * WRMSR of 1BH (APIC base), 6E0H (TSC deadline) or 800H to 8FFH (x2APIC).
     *
     * @return whether it was done; false: it raised #GP and changed nothing
     */
    public boolean writeMsr(int cpu, int msr, long value) {
        LocalApic apic = run.rules().apic;
        boolean done;
        if (msr == 0x1B) {
            done = run.rules().writeBase(cpu, value);
        } else if (msr == 0x6E0) {
            done = apic.hasDeadline();
            apic.writeDeadline(cpu, value);
        } else {
            int offset = offset(msr);
            done = apic.admits(cpu, offset, true)
                    && !apic.faults(offset, value)
                    && run.rules().write(cpu, offset, value, true);
        }
        executed(cpu);
        return done;
    }

    /** RDMSR of 1BH, 6E0H or 800H to 8FFH; empty: it raised #GP. */
    public OptionalLong readMsr(int cpu, int msr) {
        LocalApic apic = run.rules().apic;
        executed(cpu);
        if (msr == 0x1B) {
            return OptionalLong.of(apic.base(cpu));
        } else if (msr == 0x6E0) {
            return apic.hasDeadline() ? OptionalLong.of(run.deadline(cpu)) : OptionalLong.empty();
        }
        int offset = offset(msr);
        return apic.readFaults(cpu, offset, true)
                ? OptionalLong.empty()
                : OptionalLong.of(apic.read(cpu, offset, true));
    }

    private static int offset(int msr) {
        return (msr - 0x800) << 4;
    }

    /** Delivery status as the CPU would read it. */
    public boolean isBusy(int cpu) {
        return (run.rules().icrLowAsRead(cpu) & Icr.BUSY) != 0;
    }

    /** CR8: the priority class of tasks, the TPR's bits 7:4. */
    public int cr8(int cpu) {
        executed(cpu);
        return run.rules().apic.taskPriorityClass(cpu);
    }

    /**
     * Writes CR8, the priority class of tasks.
     *
     * @param value 0 to 15
     * @return whether it was done; false: it raised #GP (SDM 10.8.6)
     */
    public boolean writeCr8(int cpu, int value) {
        boolean done = value >>> 4 == 0;
        if (done) {
            run.rules().apic.writeTaskPriorityClass(cpu, value);
        }
        executed(cpu);
        return done;
    }

    /** CPUID.1:EDX bit 9: whether the CPU has a local APIC; not while IA32_APIC_BASE turns it off (SDM 10.4.3). */
    public boolean cpuidShowsApic(int cpu) {
        return run.rules().apic.isOn(cpu);
    }

    // --- the CPU
    // -------------------------------------------------------------------------------------------------------

    /** The CPU executes one instruction that is of no account here. */
    public void executeOne(int cpu) {
        executed(cpu);
    }

    /** Every access is one instruction; the shadow of an STI ends with the one behind it. */
    private void executed(int cpu) {
        Rules rules = run.rules();
        if (rules.state.is(cpu, MachineState.STI_SHADOW)) {
            rules.state.flag(cpu, MachineState.STI_SHADOW, false);
            rules.cpuChanged(cpu);
        }
        run.acted();
    }

    /** STI: interrupts are on, but neither they nor NMIs are taken before the next instruction is over (SDM vol. 2, STI). */
    public void sti(int cpu) {
        run.rules().state.flag(cpu, MachineState.STI_SHADOW, true);
        interrupts(cpu, true);
    }

    /** The source of a local interrupt (a pin, a counter, a sensor) asserts its line once. */
    public void localInterrupt(int cpu, ApicRegister lvt) {
        run.rules().target.localInterrupt(cpu, lvt.offset());
        run.acted();
    }

    /** Whether the task's maskable interrupts are on. */
    public void interrupts(int cpu, boolean on) {
        change(on ? new PrimitiveChange.EnableInterrupts(cpu) : new PrimitiveChange.DisableInterrupts(cpu));
    }

    /** A change from outside, now. */
    public void change(PrimitiveChange change) {
        run.rules().outside.apply(change);
        run.acted();
    }

    /** As if the vector had been taken and its handler had not ended it yet. */
    public void putInService(int cpu, int vector) {
        run.rules().state.bit(cpu, MachineState.ISR, vector, true);
        run.acted();
    }

    // --- time
    // ----------------------------------------------------------------------------------------------------------

    /** Picoseconds since the beginning. */
    public long nowPs() {
        return run.now();
    }

    /** Lets time go on until nothing but timers is left to happen. */
    public void settle() {
        while (run.isUnsettled()) {
            run.fireNext();
        }
    }

    /** Lets this much time go by, with everything that falls into it. */
    public void advance(long ps) {
        long end = Math.addExact(run.now(), ps);
        while (run.nextDue() <= end) {
            run.fireNext();
        }
        run.passTo(end);
    }

    /** Lets time go on until the sender's delivery status is idle, or as long as given. True: it is idle. */
    public boolean awaitIdle(int cpu, long atMostPs) {
        long end = Math.addExact(run.now(), atMostPs);
        while (isBusy(cpu) && run.nextDue() <= end && run.nextDue() != Picoseconds.NEVER) {
            run.fireNext();
        }
        return !isBusy(cpu);
    }

    // --- what came of it
    // -----------------------------------------------------------------------------------------------

    /** Vectors taken, in order, without spurious ones. */
    public List<Integer> vectors(int cpu) {
        return List.copyOf(records.get(cpu).vectors);
    }

    /** NMIs taken. */
    public int nmis(int cpu) {
        return records.get(cpu).nmis;
    }

    /** Those of {@link #nmis} that were taken while the CPU waited for its start-up message. */
    public int nmisWhileWaiting(int cpu) {
        return records.get(cpu).nmisWhileWaiting;
    }

    /** NMIs that had come while the CPU waited and were held when a start-up message took effect. */
    public int nmisHeldAtStart(int cpu) {
        return records.get(cpu).nmisHeldAtStart;
    }

    /** Times the spurious vector was taken. */
    public int spurious(int cpu) {
        return records.get(cpu).spurious;
    }

    /** Vectors of the start-up messages that took effect. */
    public List<Integer> startedAt(int cpu) {
        return List.copyOf(records.get(cpu).startedAt);
    }

    /** INITs that took effect. */
    public int inits(int cpu) {
        return records.get(cpu).inits;
    }

    /** Whether the CPU waits for a start-up message. */
    public boolean waitsForStartup(int cpu) {
        return run.rules().state.is(cpu, MachineState.WAIT_FOR_SIPI);
    }

    /** NMIs that wait to be taken. */
    public int latchedNmis(int cpu) {
        MachineState state = run.rules().state;
        return (state.is(cpu, MachineState.NMI_LATCHED) ? 1 : 0) + (state.is(cpu, MachineState.SECOND_NMI) ? 1 : 0);
    }

    /** Whether the CPU is inside an NMI handler. */
    public boolean isInNmi(int cpu) {
        return run.rules().state.is(cpu, MachineState.IN_NMI);
    }

    /** The interrupt flag. */
    public boolean interruptsOn(int cpu) {
        return run.rules().state.is(cpu, MachineState.INTERRUPTS_ON);
    }

    /** What the register holds, without the side effects of a load and whatever the mode. */
    public int peek(int cpu, ApicRegister register) {
        return run.rules().apic.value(cpu, register.offset());
    }

    /** Errors noted since the last write of the ESR. */
    public int latchedErrors(int cpu) {
        return (int) run.rules().state.get(cpu, MachineState.ESR_LATCH);
    }

    /** Vectors whose bit is set in the 256-bit register, ascending. */
    public List<Integer> bits(int cpu, ApicRegister register) {
        int set = switch (register) {
            case ISR -> MachineState.ISR;
            case TMR -> MachineState.TMR;
            case IRR -> MachineState.IRR;
            default -> throw new IllegalArgumentException(register + " has no 256 bits");
        };
        List<Integer> vectors = new ArrayList<>();
        for (int word = 0; word < 4; word++) {
            long bits = run.rules().state.get(cpu, set + word);
            for (; bits != 0; bits &= bits - 1) {
                vectors.add(64 * word + Long.numberOfTrailingZeros(bits));
            }
        }
        return vectors;
    }

    /** Whether the machine was reset: the boot CPU took an INIT. */
    public boolean isReset() {
        return run.rules().state.global(MachineState.ENDED) != 0;
    }

    /** All CPUs. */
    public CpuSet cpus() {
        return CpuSet.firstN(model.cpus);
    }

    /** A copy of the state. */
    public MachineState state() {
        return run.state();
    }
}
