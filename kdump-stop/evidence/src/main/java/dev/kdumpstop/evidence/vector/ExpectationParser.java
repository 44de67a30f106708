package dev.kdumpstop.evidence.vector;

import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.evidence.recording.JsonFields;
import dev.kdumpstop.evidence.vector.VectorField.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads {@code expect}: what is given, and of what nothing is said. */
final class ExpectationParser {
    private static final int MOST_COUNTED = 1_000_000;
    private static final List<VectorField> REGISTERS =
            List.of(VectorField.IRR, VectorField.ISR, VectorField.TMR, VectorField.ESR);
    /** Fields about NMIs: where {@code nmi} is not given none of them was recorded. */
    private static final List<VectorField> NMIS = List.of(
            VectorField.NMI,
            VectorField.NMI_PENDING_AFTER_IRET,
            VectorField.NMI_TAKEN_WHILE_WAITING,
            VectorField.NMI_AFTER_LATER_SIPI,
            VectorField.NMI_TAKEN_RIGHT_AFTER_SIPI);
    /** Fields of which a release shows only what is left, if it shows them at all. */
    private static final List<VectorField> NOT_SHOWN_AFTER_RELEASE =
            List.of(VectorField.SPURIOUS, VectorField.ISR, VectorField.TMR);

    private final ApicMode mode;
    private final List<VectorCpu> cpus;
    private final List<VectorWrite> writes;
    private final SortedMap<FieldPath, String> fields = new TreeMap<>();
    private final Set<FieldPath> unrecorded = new HashSet<>();
    private boolean failed;

    ExpectationParser(ApicMode mode, List<VectorCpu> cpus, List<VectorWrite> writes) {
        this.mode = mode;
        this.cpus = cpus;
        this.writes = writes;
    }

    /** Empty, and reported, if anything is missing, wrong or unknown. */
    Optional<Expectation> parse(JsonFields expect) {
        List<JsonFields> steps = parallel(expect, "writes", writes.size());
        List<JsonFields> ends = parallel(expect, "cpus", cpus.size());
        failed |= Keys.rejectUnknown(expect);
        for (int i = 0; i < steps.size() && !failed; i++) {
            write(i, steps.get(i));
        }
        for (int i = 0; i < ends.size() && !expect.failed(); i++) {
            cpu(i, ends.get(i));
        }
        return failed ? Optional.empty() : Optional.of(new Expectation(fields, unrecorded));
    }

    private static List<JsonFields> parallel(JsonFields expect, String key, int size) {
        List<JsonFields> elements = expect.objects(key);
        if (elements.size() != size && !expect.failed()) {
            expect.fail(
                    "`expect." + key + "`: " + elements.size() + " elements", "as many as `" + key + "` has: " + size);
        }
        return elements;
    }

    private void write(int index, JsonFields step) {
        boolean unchecked = !step.isAbsent("notChecked") && step.flag("notChecked");
        if (unchecked) {
            VectorField.at(Place.WRITE).forEach(field -> unrecorded.add(FieldPath.ofWrite(index, field)));
        }
        boolean faulted = !step.isAbsent(VectorField.GENERAL_PROTECTION.key());
        for (VectorField field : shown(writes.get(index))) {
            if (!unchecked && !faulted) {
                add(step, FieldPath.ofWrite(index, field));
            } else {
                addIfGiven(step, FieldPath.ofWrite(index, field));
            }
        }
        addIfGiven(step, FieldPath.ofWrite(index, VectorField.GENERAL_PROTECTION));
        failed |= Keys.rejectUnknown(step);
    }

    /** What an access that did not fault shows. */
    private List<VectorField> shown(VectorWrite write) {
        if (write instanceof VectorWrite.Icr) {
            return mode == ApicMode.X2APIC
                    ? List.of(VectorField.ICR_HIGH, VectorField.ICR_LOW)
                    : List.of(VectorField.ICR_HIGH, VectorField.ICR_LOW, VectorField.DELIVERY_STATUS);
        } else if (write instanceof VectorWrite.RegisterRead) {
            return List.of(VectorField.VALUE);
        } else if (write instanceof VectorWrite.EsrRead) {
            return List.of(VectorField.ESR);
        }
        return List.of();
    }

    private void cpu(int index, JsonFields cpu) {
        int id = (int) cpu.longInteger("apicId", 0, 0xFFFF_FFFEL);
        if (!cpu.failed() && id != cpus.get(index).apicId()) {
            cpu.fail(
                    "`expect.cpus[" + index + "].apicId`: " + Integer.toUnsignedString(id),
                    "that of `cpus[" + index + "]`: "
                            + Integer.toUnsignedString(cpus.get(index).apicId()));
        }
        for (VectorField field : VectorField.at(Place.CPU)) {
            addIfGiven(cpu, FieldPath.ofCpu(index, field));
        }
        if (cpu.isAbsent("afterRelease")) {
            VectorField.at(Place.RELEASE).forEach(field -> unrecorded.add(FieldPath.ofRelease(index, field)));
        } else {
            cpu.object("afterRelease").ifPresent(release -> release(index, release));
        }
        failed |= Keys.rejectUnknown(cpu);
        boolean waits = fields.containsKey(FieldPath.ofCpu(index, VectorField.WAITING_FOR_SIPI));
        if (waits) {
            REGISTERS.forEach(field -> unrecordedUnlessGiven(FieldPath.ofCpu(index, field)));
        }
        unrecordedUnlessGiven(FieldPath.ofCpu(index, VectorField.ISR));
        if (!fields.containsKey(FieldPath.ofCpu(index, VectorField.NMI))) {
            NMIS.forEach(field -> unrecordedUnlessGiven(FieldPath.ofCpu(index, field)));
            unrecordedUnlessGiven(FieldPath.ofRelease(index, VectorField.NMI));
        }
    }

    private void release(int index, JsonFields release) {
        for (VectorField field : VectorField.at(Place.RELEASE)) {
            addIfGiven(release, FieldPath.ofRelease(index, field));
        }
        NOT_SHOWN_AFTER_RELEASE.forEach(field -> unrecordedUnlessGiven(FieldPath.ofRelease(index, field)));
        failed |= Keys.rejectUnknown(release);
    }

    private void unrecordedUnlessGiven(FieldPath path) {
        if (!fields.containsKey(path)) {
            unrecorded.add(path);
        }
    }

    private void addIfGiven(JsonFields object, FieldPath path) {
        if (!object.isAbsent(path.field().key())) {
            add(object, path);
        }
    }

    private void add(JsonFields object, FieldPath path) {
        String key = path.field().key();
        String text = switch (path.field().type()) {
            case HEX -> path.field().hex(object.hex(key, path.field() == VectorField.VALUE ? 64 : 32));
            case COUNT -> Integer.toString(object.integer(key, 0, MOST_COUNTED));
            case LIST -> vectors(object, key).toString();
            case FLAG -> Boolean.toString(object.flag(key));
            case STATUS -> status(object, key);
        };
        fields.put(path, text);
    }

    private static List<Integer> vectors(JsonFields object, String key) {
        List<Integer> vectors = new ArrayList<>();
        for (int vector : object.integers(key)) {
            if (vector > 0xFF) {
                object.fail("`" + key + "`: vector " + vector, "vectors from 0 to 255");
            }
            vectors.add(vector);
        }
        return vectors;
    }

    private static String status(JsonFields object, String key) {
        String text = object.text(key);
        if (object.has(key) && !text.equals("idle") && !text.equals("pending") && !text.isEmpty()) {
            object.fail("`" + key + "`: `" + text + "`", "idle or pending");
        }
        return text;
    }
}
