package dev.kdumpstop.core.apic;

import static dev.kdumpstop.core.apic.Deviation.*;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/**
 * A set of deviations with a name. {@code sdm} has none: the manual's plain reading by generation.
 *
 * @param name the name users type
 * @param summary whose behaviour it is, one sentence
 * @param deviations in what it differs from the manual
 */
public record ApicProfile(String name, String summary, Set<Deviation> deviations) {
    /** The manual's plain reading. */
    public static final ApicProfile SDM =
            new ApicProfile("sdm", "the plain reading of Intel's manual, by generation", Set.of());

    /** QEMU 7.2, emulated APIC under TCG. */
    public static final ApicProfile QEMU_7_2 = new ApicProfile(
            "qemu-7.2",
            "QEMU 7.2's emulated APIC (TCG), as recorded",
            Set.of(
                    DISABLED_KEEPS_FIXED,
                    CLUSTER_FF_IS_CLUSTER_15,
                    LOGICAL_STOPS_AT_ID_GAP,
                    FLAT_FF_NEEDS_LDR_BIT,
                    NO_SEND_ILLEGAL_VECTOR,
                    NO_RECEIVE_ILLEGAL_VECTOR,
                    ESR_IS_NOT_LATCHED,
                    ILLEGAL_VECTORS_ARE_SERVED,
                    NMI_BEFORE_STARTUP_IS_TAKEN,
                    LOWEST_PRIORITY_TAKES_FIRST,
                    INVALID_SELF_IS_SENT,
                    EXTINT_IS_A_VECTOR,
                    TRIGGER_MODE_IS_KEPT,
                    INIT_DEASSERT_IS_IGNORED,
                    DISABLING_LEAVES_LVT_MASKS,
                    RESERVED_BITS_ARE_STORED,
                    ID_IS_WRITABLE,
                    NO_CMCI,
                    REMOTE_READ_IS_RESERVED));

    /** KVM's in-kernel local APIC on the host that was recorded. */
    public static final ApicProfile KVM = new ApicProfile(
            "kvm",
            "the in-kernel local APIC of KVM (Linux 6.18, a host without hardware virtualisation), as recorded",
            Set.of(
                    LOGICAL_NMI_SKIPS_DISABLED,
                    OTHER_MODELS_ARE_CLUSTER,
                    NO_SEND_ILLEGAL_VECTOR,
                    NO_RECEIVE_ILLEGAL_VECTOR,
                    NO_ILLEGAL_REGISTER,
                    ILLEGAL_VECTORS_STAY,
                    TWO_NMIS_ARE_LATCHED,
                    LOWEST_PRIORITY_BROADCAST_IS_FIXED,
                    INVALID_SELF_IS_SENT,
                    LEVEL_DEASSERT_IS_DROPPED,
                    TRIGGER_MODE_IS_KEPT,
                    INIT_DEASSERT_IS_IGNORED,
                    LVT_STATUS_IS_WRITABLE,
                    FIXED_ENDS_BY_ITSELF,
                    TPR_LOSES_SUBCLASS,
                    ID_IS_WRITABLE,
                    FOCUS_BIT_IS_STORED,
                    NO_CMCI,
                    NO_TSC_DEADLINE,
                    X2APIC_MASKS_RESERVED_BITS));

    /** Bochs 2.7. */
    public static final ApicProfile BOCHS_2_7 = new ApicProfile(
            "bochs-2.7",
            "the local APIC of Bochs 2.7, as recorded",
            Set.of(
                    DISABLED_SERVES_FIXED,
                    FLAT_FF_NEEDS_LDR_BIT,
                    NO_SEND_ILLEGAL_VECTOR,
                    NO_ERROR_INTERRUPT,
                    SEND_ACCEPT_ON_ANY_TRANSPORT,
                    LOWEST_PRIORITY_MAY_RETURN,
                    PHYSICAL_LOWEST_PRIORITY_IS_DROPPED,
                    SELF_IS_ALWAYS_FIXED,
                    EXTINT_IS_A_VECTOR,
                    INIT_DEASSERT_IS_IGNORED,
                    LVT_STATUS_IS_WRITABLE,
                    REQUESTS_BY_VECTOR,
                    FOCUS_BIT_IS_STORED,
                    VERSION_LEAVES_OUT_CMCI,
                    APR_IS_COMPUTED,
                    REMOTE_READ_IS_RESERVED));

    /** All with a name, the default first. */
    public static final List<ApicProfile> ALL = List.of(SDM, QEMU_7_2, KVM, BOCHS_2_7);

    /** Copies the set. */
    public ApicProfile {
        EnumSet<Deviation> copy = EnumSet.noneOf(Deviation.class);
        copy.addAll(deviations);
        deviations = Collections.unmodifiableSet(copy);
    }

    /** The profile with this name. */
    public static Optional<ApicProfile> find(String name) {
        return ALL.stream().filter(profile -> profile.name.equals(name)).findFirst();
    }

    /** Whether it deviates in this. */
    public boolean has(Deviation deviation) {
        return deviations.contains(deviation);
    }

    /** The deviations that are switched against the profile of this name, each with what it is now. */
    public Map<Deviation, Boolean> changes() {
        EnumMap<Deviation, Boolean> changes = new EnumMap<>(Deviation.class);
        ApicProfile named = find(name).orElse(SDM);
        for (Deviation deviation : Deviation.values()) {
            if (has(deviation) != named.has(deviation)) {
                changes.put(deviation, has(deviation));
            }
        }
        return changes;
    }

    /** The same profile with one deviation switched; it keeps its name, and {@link #changes} tells. */
    public ApicProfile with(Deviation deviation, boolean on) {
        if (has(deviation) == on) {
            return this;
        }
        EnumSet<Deviation> changed = EnumSet.noneOf(Deviation.class);
        changed.addAll(deviations);
        if (on) {
            changed.add(deviation);
        } else {
            changed.remove(deviation);
        }
        return new ApicProfile(name, summary, changed);
    }

    /** The names of the deviations, for output. */
    public String words() {
        StringJoiner words = new StringJoiner(", ");
        deviations.forEach(deviation -> words.add(deviation.id()));
        return deviations.isEmpty() ? "none" : words.toString();
    }
}
