package dev.kdumpstop.evidence.vector;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a vector says about an access, about a CPU, or about a CPU after its release. */
public enum VectorField {
    /** ICR-high read back; in x2APIC mode bits 63:32. */
    ICR_HIGH("icrHigh", Type.HEX, 8, Place.WRITE),
    /** ICR-low read back. */
    ICR_LOW("icrLow", Type.HEX, 8, Place.WRITE),
    /** {@code idle} or {@code pending}, xAPIC mode. */
    DELIVERY_STATUS("deliveryStatus", Type.STATUS, 0, Place.WRITE),
    /** What a register read gave. */
    VALUE("value", Type.HEX, 8, Place.WRITE),
    /** Whether the access raised #GP. */
    GENERAL_PROTECTION("generalProtection", Type.FLAG, 0, Place.WRITE),

    /** Vectors taken by the handler, in order. */
    DELIVERED("delivered", Type.LIST, 0, Place.CPU, Place.RELEASE),
    /** NMIs taken. */
    NMI("nmi", Type.COUNT, 0, Place.CPU, Place.RELEASE),
    /** Times the spurious vector was taken. */
    SPURIOUS("spurious", Type.COUNT, 0, Place.CPU, Place.RELEASE),
    /** Vectors whose bit is set in the IRR. */
    IRR("irr", Type.LIST, 0, Place.CPU, Place.RELEASE),
    /** Vectors whose bit is set in the ISR. */
    ISR("isr", Type.LIST, 0, Place.CPU, Place.RELEASE),
    /** Vectors whose bit is set in the TMR. */
    TMR("tmr", Type.LIST, 0, Place.CPU, Place.RELEASE),
    /** ESR after 0 was written to it. */
    ESR("esr", Type.HEX, 2, Place.WRITE, Place.CPU, Place.RELEASE),
    /** NMIs taken after the IRET of a CPU that was in its handler. */
    NMI_PENDING_AFTER_IRET("nmiPendingAfterIret", Type.COUNT, 0, Place.CPU),
    /** Vectors of the start-up messages that took effect. */
    STARTED_AT_VECTOR("startedAtVector", Type.LIST, 0, Place.CPU),
    /** Whether the CPU waits for a start-up message at the end. */
    WAITING_FOR_SIPI("waitingForSipi", Type.FLAG, 0, Place.CPU),
    /** Whether it waits because of the writes. */
    INIT_RECEIVED("initReceived", Type.FLAG, 0, Place.CPU),
    /** NMIs taken while waiting for a start-up message. */
    NMI_TAKEN_WHILE_WAITING("nmiTakenWhileWaitingForSipi", Type.COUNT, 0, Place.CPU),
    /** NMIs that had come while waiting, taken when a start-up message comes after the case. */
    NMI_AFTER_LATER_SIPI("nmiAfterLaterSipi", Type.COUNT, 0, Place.CPU),
    /** NMIs that had come while waiting, taken when a start-up message of the case came. */
    NMI_TAKEN_RIGHT_AFTER_SIPI("nmiTakenRightAfterSipi", Type.COUNT, 0, Place.CPU);

    /** How a field is written. */
    public enum Type {
        /** A text with a hexadecimal number. */
        HEX("0x0"),
        /** A number. */
        COUNT("0"),
        /** A list of vectors. */
        LIST("[]"),
        /** True, or not there. */
        FLAG("false"),
        /** {@code idle} or {@code pending}. */
        STATUS("idle");

        private final String nothing;

        Type(String nothing) {
            this.nothing = nothing;
        }
    }

    /** Where a field may stand. */
    public enum Place {
        /** In {@code expect.writes[]}. */
        WRITE,
        /** In {@code expect.cpus[]}. */
        CPU,
        /** In {@code expect.cpus[].afterRelease}. */
        RELEASE
    }

    private static final List<VectorField> ALL = List.of(values());

    private final String key;
    private final Type type;
    private final int digits;
    private final Set<Place> places;
    private final String nothing;

    VectorField(String key, Type type, int digits, Place... places) {
        this.key = key;
        this.type = type;
        this.digits = digits;
        this.places = Set.copyOf(Arrays.asList(places));
        this.nothing = type == Type.HEX ? hex(0) : type.nothing;
    }

    /** In the file. */
    public String key() {
        return key;
    }

    /** How it is written. */
    public Type type() {
        return type;
    }

    /** The fields that may stand there. */
    public static List<VectorField> at(Place place) {
        return ALL.stream().filter(field -> field.places.contains(place)).toList();
    }

    /** The field of this name that may stand there. */
    public static Optional<VectorField> find(Place place, String key) {
        return at(place).stream().filter(field -> field.key.equals(key)).findFirst();
    }

    /** What an absent key means: 0, false, empty. */
    public String nothing() {
        return nothing;
    }

    /** A number as this field writes it. */
    public String hex(long value) {
        return String.format(Locale.ROOT, "0x%0" + digits + "x", value);
    }
}
