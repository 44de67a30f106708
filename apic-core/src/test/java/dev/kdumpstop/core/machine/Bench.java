package dev.kdumpstop.core.machine;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.InterconnectKind;
import java.util.function.UnaryOperator;

/** A state with its rules and no time: tests write registers and decide when messages arrive. */
final class Bench {
    final MachineModel model;
    final MachineState state;
    final Rules rules;

    Bench(MachineModel.Builder builder) {
        model = builder.build();
        state = model.initialState();
        rules = new Rules(model, state);
    }

    static Bench of(InterconnectKind kind, int cpus) {
        return new Bench(Machines.model(kind, cpus, Machines.ideal()));
    }

    static Bench of(InterconnectKind kind, int cpus, UnaryOperator<ModelOptions> options) {
        return new Bench(Machines.model(kind, cpus, Machines.ideal()).options(options.apply(ModelOptions.defaults())));
    }

    /** Writes the ICR; the message is not delivered yet. */
    Bench write(int sender, int destination, int low) {
        if (model.x2apic) {
            rules.writeX2Icr(sender, (long) destination << 32 | Integer.toUnsignedLong(low));
        } else {
            state.set(
                    sender,
                    MachineState.ICR,
                    (long) destination << 56 | (state.get(sender, MachineState.ICR) & 0xFFFF_FFFFL));
            rules.writeIcrLow(sender, low);
        }
        return this;
    }

    /** Writes the ICR and lets all messages arrive. */
    Bench send(int sender, int destination, int low) {
        return write(sender, destination, low).arrive();
    }

    /** Lets every message arrive that can, the lowest slot first. */
    Bench arrive() {
        // Fair arbitration serves everybody within 16 tries.
        for (int tries = 0; tries < 1000 && rules.bus.matters(); tries++) {
            rules.arrive(rules.bus.onBus());
        }
        for (int slot = 0; !rules.onBus() && slot < state.slots(); slot++) {
            if (state.message(slot, MachineState.STATUS) == MachineState.IN_FLIGHT) {
                rules.arrive(slot);
                slot = -1;
            } else if (rules.retryEnabled(slot)) {
                rules.retry(slot);
                slot = -1;
            }
        }
        return this;
    }

    Bench change(PrimitiveChange change) {
        rules.outside.apply(change);
        return this;
    }

    /** Takes what the CPU can take and lets it run until it stands still or waits; how many handlers that were. */
    int runHandlers(int cpu) {
        int handlers = 0;
        while (true) {
            if (rules.entryEnabled(cpu)) {
                rules.enter(cpu);
                handlers++;
            } else if (rules.opRank(cpu) == Rank.NONE || rules.op(cpu).kind() == OpKind.WAIT) {
                return handlers;
            } else {
                rules.execute(cpu);
            }
            arrive();
        }
    }

    Bench register(int cpu, ApicRegister register, int value) {
        state.stored(cpu, register.offset(), value);
        return this;
    }

    int register(int cpu, ApicRegister register) {
        return state.stored(cpu, register.offset());
    }

    boolean is(int cpu, long flag) {
        return state.is(cpu, flag);
    }

    boolean requested(int cpu, int vector) {
        return state.bit(cpu, MachineState.IRR, vector);
    }

    /** The CPUs that have the vector in their IRR. */
    CpuSet takers(int vector) {
        CpuSet takers = CpuSet.empty();
        for (int cpu = 0; cpu < model.cpus; cpu++) {
            takers = requested(cpu, vector) ? takers.with(cpu) : takers;
        }
        return takers;
    }

    boolean busy(int cpu) {
        return rules.busy(cpu);
    }
}
