package dev.kdumpstop.evidence.conform;

import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.icr.Icr;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.core.machine.HandDrivenMachine;
import dev.kdumpstop.core.machine.ModelOptions;
import dev.kdumpstop.evidence.vector.ApicVector;
import dev.kdumpstop.evidence.vector.FieldPath;
import dev.kdumpstop.evidence.vector.VectorField;
import dev.kdumpstop.evidence.vector.VectorWrite;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** Plays one vector: sets the machine up, makes the writes, looks, and lets every CPU go. */
final class VectorPlayer {
    private static final int SVR_ENABLED = 0x1FF;
    /** Start-up message to page 10H, level asserted. */
    private static final int LATER_STARTUP = DeliveryMode.STARTUP.code() << 8 | Icr.LEVEL_ASSERT | 0x10;

    private final ApicVector vector;
    private final VectorMachine at;
    private final HandDrivenMachine machine;
    private final PlayWatcher watcher;
    private final SortedMap<FieldPath, String> fields = new TreeMap<>();
    private final int cpus;

    private VectorPlayer(ApicVector vector, ModelOptions options, InterconnectKind interconnect, PlayWatcher watcher) {
        this.vector = vector;
        this.watcher = watcher;
        this.cpus = vector.cpus().size();
        this.at = new VectorMachine(
                vector, options, interconnect, (timePs, kind, cpu, a, b) -> watcher.happened(kind, cpu, a, b));
        this.machine = at.machine;
    }

    /** Plays it. The interconnect carries its mode. */
    static PlayedVector play(ApicVector vector, ModelOptions options, InterconnectKind interconnect) {
        return play(vector, options, interconnect, PlayWatcher.NONE);
    }

    /** The same, with somebody who looks on. */
    static PlayedVector play(
            ApicVector vector, ModelOptions options, InterconnectKind interconnect, PlayWatcher watcher) {
        return new VectorPlayer(vector, options, interconnect, watcher).played();
    }

    private PlayedVector played() {
        for (int index = 0; index < vector.writes().size(); index++) {
            VectorWrite write = vector.writes().get(index);
            watcher.step(index);
            make(index, write);
            if (!write.backToBack()) {
                machine.settle();
            }
        }
        machine.settle();
        watcher.settled(machine);
        if (machine.isReset()) {
            return PlayedVector.not("an INIT reached the boot CPU, which starts firmware over");
        }
        for (int cpu = 0; cpu < cpus; cpu++) {
            look(cpu);
        }
        for (int cpu = 0; cpu < cpus; cpu++) {
            if (machine.waitsForStartup(cpu)) {
                startLater(cpu);
            } else {
                release(cpu);
            }
        }
        return new PlayedVector(fields, Optional.empty());
    }

    // --- the writes
    // ----------------------------------------------------------------------------------------------------

    private void make(int index, VectorWrite write) {
        if (write instanceof VectorWrite.Icr icr) {
            int sender = vector.indexOf(icr.sender());
            if (at.send(sender, icr.high(), icr.low())) {
                readBack(index, sender);
            } else {
                faulted(index);
            }
        } else if (write instanceof VectorWrite.RegisterWrite store) {
            long value = Integer.toUnsignedLong(store.value());
            if (!at.write(vector.indexOf(store.sender()), store.offset(), value)) {
                faulted(index);
            }
        } else if (write instanceof VectorWrite.RegisterRead load) {
            OptionalLong value = at.read(vector.indexOf(load.sender()), load.offset());
            if (value.isPresent()) {
                wrote(index, VectorField.VALUE, VectorField.VALUE.hex(value.getAsLong()));
            } else {
                faulted(index);
            }
        } else if (write instanceof VectorWrite.EsrRead esr) {
            wrote(index, VectorField.ESR, errors(vector.indexOf(esr.sender())));
        } else if (write instanceof VectorWrite.ReleaseNmi release) {
            machine.change(new PrimitiveChange.LeaveNmiHandler(vector.indexOf(release.cpu())));
        }
    }

    private void readBack(int index, int sender) {
        long low = at.read(sender, ApicRegister.ICR);
        long high = at.x2apic ? low >>> 32 : at.read(sender, ApicRegister.ICR2);
        wrote(index, VectorField.ICR_HIGH, VectorField.ICR_HIGH.hex(high));
        wrote(index, VectorField.ICR_LOW, VectorField.ICR_LOW.hex(low & 0xFFFF_FFFFL));
        if (!at.x2apic) {
            wrote(index, VectorField.DELIVERY_STATUS, (low & Icr.BUSY) != 0 ? "pending" : "idle");
        }
    }

    private void faulted(int index) {
        wrote(index, VectorField.GENERAL_PROTECTION, "true");
    }

    /** 0 is written to the ESR, which is then read. */
    private String errors(int cpu) {
        at.write(cpu, ApicRegister.ESR, 0);
        return VectorField.ESR.hex(at.read(cpu, ApicRegister.ESR));
    }

    // --- the CPUs
    // ------------------------------------------------------------------------------------------------------

    private void look(int cpu) {
        put(cpu, VectorField.DELIVERED, machine.vectors(cpu));
        put(cpu, VectorField.NMI, machine.nmis(cpu));
        put(cpu, VectorField.SPURIOUS, machine.spurious(cpu));
        put(cpu, VectorField.NMI_TAKEN_WHILE_WAITING, machine.nmisWhileWaiting(cpu));
        put(cpu, VectorField.NMI_TAKEN_RIGHT_AFTER_SIPI, machine.nmisHeldAtStart(cpu));
        put(cpu, VectorField.STARTED_AT_VECTOR, machine.startedAt(cpu));
        if (machine.waitsForStartup(cpu)) {
            put(cpu, VectorField.WAITING_FOR_SIPI, true);
            // An INIT to a CPU that waits already changes nothing.
            put(cpu, VectorField.INIT_RECEIVED, machine.inits(cpu) > 0);
            return;
        }
        put(cpu, VectorField.IRR, machine.bits(cpu, ApicRegister.IRR));
        put(cpu, VectorField.ISR, machine.bits(cpu, ApicRegister.ISR));
        put(cpu, VectorField.TMR, machine.bits(cpu, ApicRegister.TMR));
        put(cpu, VectorField.ESR, errors(cpu));
    }

    /** A start-up message after the case: what the CPU held until then comes. */
    private void startLater(int cpu) {
        int before = machine.nmis(cpu);
        at.send(0, at.physical(vector.cpus().get(cpu).apicId()), LATER_STARTUP);
        machine.settle();
        put(cpu, VectorField.NMI_AFTER_LATER_SIPI, machine.nmis(cpu) - before);
    }

    /** IRET; then TPR 0, EOI of what was in service from the beginning, SVR 1FFH, STI. */
    private void release(int cpu) {
        int nmis = machine.nmis(cpu);
        int vectors = machine.vectors(cpu).size();
        int spurious = machine.spurious(cpu);
        if (machine.isInNmi(cpu)) {
            machine.change(new PrimitiveChange.LeaveNmiHandler(cpu));
            machine.settle();
            put(cpu, VectorField.NMI_PENDING_AFTER_IRET, machine.nmis(cpu) - nmis);
            nmis = machine.nmis(cpu);
        }
        at.write(cpu, ApicRegister.TPR, 0);
        if (vector.cpus().get(cpu).inService().isPresent() && isStillInService(cpu)) {
            at.write(cpu, ApicRegister.EOI, 0);
        }
        at.write(cpu, ApicRegister.SVR, SVR_ENABLED);
        machine.settle();
        machine.interrupts(cpu, true);
        machine.settle();
        List<Integer> all = machine.vectors(cpu);
        released(cpu, VectorField.DELIVERED, all.subList(vectors, all.size()));
        released(cpu, VectorField.NMI, machine.nmis(cpu) - nmis);
        released(cpu, VectorField.SPURIOUS, machine.spurious(cpu) - spurious);
        released(cpu, VectorField.IRR, machine.bits(cpu, ApicRegister.IRR));
        released(cpu, VectorField.ISR, machine.bits(cpu, ApicRegister.ISR));
        released(cpu, VectorField.ESR, errors(cpu));
    }

    private boolean isStillInService(int cpu) {
        return machine.bits(cpu, ApicRegister.ISR)
                .contains(vector.cpus().get(cpu).inService().orElse(-1));
    }

    // --- fields, each as a vector writes it
    // ------------------------------------------------------------------------------

    private void wrote(int index, VectorField field, String text) {
        note(FieldPath.ofWrite(index, field), text);
    }

    private void put(int cpu, VectorField field, Object value) {
        note(FieldPath.ofCpu(cpu, field), value.toString());
    }

    private void released(int cpu, VectorField field, Object value) {
        note(FieldPath.ofRelease(cpu, field), value.toString());
    }

    private void note(FieldPath path, String text) {
        if (!text.equals(path.field().nothing())) {
            fields.put(path, text);
        }
    }
}
