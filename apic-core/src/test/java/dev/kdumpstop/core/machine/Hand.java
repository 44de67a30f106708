package dev.kdumpstop.core.machine;

import dev.kdumpstop.api.delivery.IcrPrograms;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.ApicGeneration;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.subarch.ApicSetup;
import dev.kdumpstop.core.apic.ApicProfile;
import dev.kdumpstop.core.apic.Deviation;
import dev.kdumpstop.core.machine.ModelOptions.NmiAcceptance;
import java.util.function.UnaryOperator;

/**
 * Machines driven by hand, on the interconnect of their generation, and what tests do with them again and again. CPU n has APIC
 * id n and the flat logical bit n, or the x2APIC logical id; NMIs are always accepted, as the SDM has it.
 */
final class Hand {
    private static final int ENABLED_X2APIC = 0xC00;

    private Hand() {}

    static HandDrivenMachine of(ApicGeneration generation, int cpus) {
        return of(generation, cpus, builder -> builder);
    }

    static HandDrivenMachine of(ApicGeneration generation, int cpus, Deviation deviation) {
        return of(generation, cpus, builder -> builder.options(options(ApicProfile.SDM.with(deviation, true))));
    }

    static HandDrivenMachine of(ApicGeneration generation, int cpus, UnaryOperator<MachineModel.Builder> more) {
        return of(generation, ApicMode.XAPIC, InterconnectKind.of(generation, ApicMode.XAPIC), cpus, more);
    }

    static HandDrivenMachine x2apic(int cpus) {
        return x2apic(cpus, builder -> builder);
    }

    static HandDrivenMachine x2apic(int cpus, UnaryOperator<MachineModel.Builder> more) {
        return of(ApicGeneration.X2APIC, ApicMode.X2APIC, InterconnectKind.X2APIC_FABRIC, cpus, more);
    }

    static HandDrivenMachine of(
            ApicGeneration generation,
            ApicMode mode,
            InterconnectKind kind,
            int cpus,
            UnaryOperator<MachineModel.Builder> more) {
        return new HandDrivenMachine(model(generation, mode, kind, cpus, more));
    }

    static MachineModel model(
            ApicGeneration generation,
            ApicMode mode,
            InterconnectKind kind,
            int cpus,
            UnaryOperator<MachineModel.Builder> more) {
        MachineSpec spec = MachineSpec.builder(Architecture.X86_64, "2.6.21")
                .cpus(cpus)
                .generation(generation)
                .mode(mode)
                .interconnect(kind)
                .build();
        MachineModel.Builder builder = MachineModel.builder(spec, Machines.simple())
                .options(options(ApicProfile.SDM))
                .apicSetup(cpu -> mode == ApicMode.X2APIC
                        ? ApicSetup.x2apic(IcrPrograms.x2apicLogicalId(cpu))
                        : ApicSetup.xapic(ApicSetup.DFR_FLAT, IcrPrograms.flatLogicalId(cpu)));
        return more.apply(builder).build();
    }

    static ModelOptions options(ApicProfile profile) {
        return ModelOptions.defaults().with(NmiAcceptance.ALWAYS_ACCEPT).with(profile);
    }

    /** Writes the ICR, in the way of the sender's mode, and lets the machine settle. */
    static void send(HandDrivenMachine machine, int sender, int destination, int low) {
        write(machine, sender, destination, low);
        machine.settle();
    }

    /** Writes the ICR, in the way of the sender's mode; nothing has arrived yet. */
    static void write(HandDrivenMachine machine, int sender, int destination, int low) {
        if (isX2apic(machine, sender)) {
            machine.writeMsr(sender, 0x830, (long) destination << 32 | Integer.toUnsignedLong(low));
        } else {
            machine.store(sender, ApicRegister.ICR2.offset(), destination << 24);
            machine.store(sender, ApicRegister.ICR.offset(), low);
        }
    }

    static boolean isX2apic(HandDrivenMachine machine, int cpu) {
        return (machine.readMsr(cpu, 0x1B).orElseThrow() & ENABLED_X2APIC) == ENABLED_X2APIC;
    }

    /** Reads a register, in the way of the mode. */
    static int read(HandDrivenMachine machine, int cpu, ApicRegister register) {
        return isX2apic(machine, cpu)
                ? (int) machine.readMsr(cpu, register.msr()).orElseThrow()
                : machine.load(cpu, register.offset());
    }

    /** Writes a register, in the way of the mode. */
    static void set(HandDrivenMachine machine, int cpu, ApicRegister register, int value) {
        if (isX2apic(machine, cpu)) {
            machine.writeMsr(cpu, register.msr(), Integer.toUnsignedLong(value));
        } else {
            machine.store(cpu, register.offset(), value);
        }
    }

    /** What the ESR reads after it was written: the errors since the last time. */
    static int errors(HandDrivenMachine machine, int cpu) {
        set(machine, cpu, ApicRegister.ESR, 0);
        return read(machine, cpu, ApicRegister.ESR);
    }
}
