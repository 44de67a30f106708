package dev.kdumpstop.evidence.vector;

import dev.kdumpstop.evidence.vector.VectorField.Place;

/**
 * One field of one access or CPU: {@code writes[2].value}, {@code cpus[0].afterRelease.irr}.
 *
 * @param place where it stands
 * @param index of the access, or of the CPU in the vector's order
 * @param field which
 */
public record FieldPath(Place place, int index, VectorField field) implements Comparable<FieldPath> {
    /** A field of an access. */
    public static FieldPath ofWrite(int index, VectorField field) {
        return new FieldPath(Place.WRITE, index, field);
    }

    /** A field of a CPU. */
    public static FieldPath ofCpu(int index, VectorField field) {
        return new FieldPath(Place.CPU, index, field);
    }

    /** A field of a CPU after its release. */
    public static FieldPath ofRelease(int index, VectorField field) {
        return new FieldPath(Place.RELEASE, index, field);
    }

    /** {@code writes} or {@code cpus}. */
    String list() {
        return place == Place.WRITE ? "writes" : "cpus";
    }

    /** What follows the index: {@code afterRelease.irr}. */
    public String tail() {
        return (place == Place.RELEASE ? "afterRelease." : "") + field.key();
    }

    /** The path with any index, as tables sum it up: {@code cpus[*].irr}. */
    public String general() {
        return list() + "[*]." + tail();
    }

    @Override
    public int compareTo(FieldPath other) {
        int order = Boolean.compare(other.place == Place.WRITE, place == Place.WRITE);
        order = order != 0 ? order : Integer.compare(index, other.index);
        order = order != 0 ? order : place.compareTo(other.place);
        return order != 0 ? order : field.compareTo(other.field);
    }

    @Override
    public String toString() {
        return list() + "[" + index + "]." + tail();
    }
}
