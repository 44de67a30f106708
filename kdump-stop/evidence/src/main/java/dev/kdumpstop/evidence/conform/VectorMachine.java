package dev.kdumpstop.evidence.conform;

import dev.kdumpstop.api.cpu.CpuMaps;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.ApicGeneration;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.subarch.ApicSetup;
import dev.kdumpstop.api.timing.TimingProfile;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.core.apic.Destinations;
import dev.kdumpstop.core.builtin.timing.IdealProfile;
import dev.kdumpstop.core.machine.HandDrivenMachine;
import dev.kdumpstop.core.machine.MachineModel;
import dev.kdumpstop.core.machine.ModelOptions;
import dev.kdumpstop.core.machine.RunListener;
import dev.kdumpstop.evidence.vector.ApicVector;
import dev.kdumpstop.evidence.vector.CpuState;
import dev.kdumpstop.evidence.vector.VectorCpu;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The machine of a vector, with one way of accessing registers for both modes. CPUs are named by their index in the vector. */
final class VectorMachine {
    private static final TimingProfile TIMING = new IdealProfile().create(OptionValues.of(List.of(), Map.of()));
    private static final int MSR_BASE = 0x800;
    /** How long a sender waits for its last message; longer than any message takes that is ever accepted. */
    private static final long PATIENCE_PS = Picoseconds.MILLISECOND;

    final HandDrivenMachine machine;
    final boolean x2apic;

    VectorMachine(ApicVector vector, ModelOptions options, InterconnectKind interconnect, RunListener listener) {
        x2apic = vector.mode() == ApicMode.X2APIC;
        List<VectorCpu> cpus = vector.cpus();
        MachineModel model = MachineModel.builder(spec(vector, interconnect), TIMING)
                .options(options)
                .apicSetup(cpu -> setup(cpus.get(cpu)))
                .build();
        machine = new HandDrivenMachine(model, listener);
        for (int cpu = 0; cpu < cpus.size(); cpu++) {
            prepare(cpu, cpus.get(cpu));
        }
        machine.settle();
    }

    /** Registers are those of Nehalem and later whatever carries the messages: what was recorded has 8-bit ids. */
    private static MachineSpec spec(ApicVector vector, InterconnectKind interconnect) {
        CpuSet all = CpuSet.firstN(vector.cpus().size());
        CpuSet booted = CpuSet.empty();
        for (int cpu = 0; cpu < vector.cpus().size(); cpu++) {
            booted = vector.cpus().get(cpu).state() == CpuState.WAIT ? booted : booted.with(cpu);
        }
        return MachineSpec.builder(Architecture.X86_64, "6.1")
                .apicIds(vector.cpus().stream().map(VectorCpu::apicId).toList())
                .maps(new CpuMaps(booted, all, booted))
                .generation(vector.mode() == ApicMode.X2APIC ? ApicGeneration.X2APIC : ApicGeneration.XAPIC_NEHALEM)
                .mode(vector.mode())
                .interconnect(interconnect)
                .build();
    }

    private ApicSetup setup(VectorCpu cpu) {
        int ldr = cpu.ldr().orElse(x2apic ? Destinations.x2apicLdr(cpu.apicId()) : 0);
        return new ApicSetup(cpu.dfr(), ldr, cpu.svr());
    }

    private void prepare(int cpu, VectorCpu given) {
        switch (given.state()) {
            case RUN, HLT, WAIT -> {}
            case CLI, CLIHLT, RAW -> machine.interrupts(cpu, false);
            case NMI -> {
                machine.interrupts(cpu, false);
                machine.change(new PrimitiveChange.EnterNmiHandler(cpu));
            }
        }
        if (given.tpr() != 0) {
            write(cpu, ApicRegister.TPR, given.tpr());
        }
        given.lvtError().ifPresent(entry -> write(cpu, ApicRegister.LVT_ERROR, entry));
        given.inService().ifPresent(inService -> machine.putInService(cpu, inService));
    }

    // --- accesses
    // ------------------------------------------------------------------------------------------------------

    /** Writes a register. False: #GP. */
    boolean write(int cpu, int offset, long value) {
        if (x2apic) {
            return machine.writeMsr(cpu, MSR_BASE + (offset >> 4), value);
        }
        machine.store(cpu, offset, (int) value);
        return true;
    }

    boolean write(int cpu, ApicRegister register, int value) {
        return write(cpu, register.offset(), Integer.toUnsignedLong(value));
    }

    /** Reads a register. Empty: #GP. */
    OptionalLong read(int cpu, int offset) {
        return x2apic
                ? machine.readMsr(cpu, MSR_BASE + (offset >> 4))
                : OptionalLong.of(Integer.toUnsignedLong(machine.load(cpu, offset)));
    }

    /** Reads a register that exists. */
    long read(int cpu, ApicRegister register) {
        return read(cpu, register.offset()).orElseThrow();
    }

    /** Writes the ICR once the sender's delivery status is idle, or has not been for a long time. False: #GP. */
    boolean send(int cpu, int high, int low) {
        if (x2apic) {
            return write(cpu, ApicRegister.ICR.offset(), (long) high << 32 | Integer.toUnsignedLong(low));
        }
        machine.awaitIdle(cpu, PATIENCE_PS);
        write(cpu, ApicRegister.ICR2, high);
        return write(cpu, ApicRegister.ICR, low);
    }

    /** A destination that names one CPU physically, as ICR-high has it. */
    int physical(int apicId) {
        return x2apic ? apicId : apicId << 24;
    }
}
