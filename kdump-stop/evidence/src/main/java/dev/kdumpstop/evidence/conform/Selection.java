package dev.kdumpstop.evidence.conform;

import dev.kdumpstop.core.apic.ApicProfile;
import dev.kdumpstop.evidence.vector.ApicVector;
import java.util.Optional;

/** Which vectors a profile is compared with. */
public enum Selection {
    /** For the manual those that are evidence for it; for an implementation those recorded from it. */
    OWN,
    /** As {@link #OWN}, and besides all that no profile describes. */
    OWN_AND_UNKNOWN,
    /** Only those that no profile describes. */
    UNKNOWN,
    /** All. */
    ALL;

    /** For people. */
    public String words(ApicProfile profile) {
        String own = isManual(profile) ? "evidence for the manual" : "recorded from it";
        return switch (this) {
            case OWN -> own;
            case OWN_AND_UNKNOWN -> own + ", or from an implementation without a profile";
            case UNKNOWN -> "recorded from an implementation without a profile";
            case ALL -> "all there are";
        };
    }

    /** Whether the vector is one of them. */
    public boolean selects(ApicVector vector, ApicProfile profile) {
        Optional<String> own = describing(vector.oracle()).map(ApicProfile::name);
        boolean isOwn = isManual(profile) ? vector.standing().isStrict() : own.equals(Optional.of(profile.name()));
        return switch (this) {
            case OWN -> isOwn;
            case OWN_AND_UNKNOWN -> own.isEmpty() || isOwn;
            case UNKNOWN -> own.isEmpty();
            case ALL -> true;
        };
    }

    /**
     * Whether fields of the vector count only as far as they are evidence for the manual. They do where the profile is the
     * manual, unless the vector was chosen for being the only word there is on its implementation.
     */
    boolean comparesWithTheManual(ApicVector vector, ApicProfile profile) {
        return isManual(profile)
                && (this == OWN
                        || (this == OWN_AND_UNKNOWN
                                && describing(vector.oracle()).isPresent()));
    }

    private static boolean isManual(ApicProfile profile) {
        return profile.name().equals(ApicProfile.SDM.name());
    }

    /** The profile of an implementation: the one whose name begins that of the implementation, {@code kvm} of {@code kvm-lapic}. */
    static Optional<ApicProfile> describing(String oracle) {
        return ApicProfile.ALL.stream()
                .filter(profile -> !isManual(profile))
                .filter(profile -> oracle.equals(profile.name()) || oracle.startsWith(profile.name() + "-"))
                .findFirst();
    }
}
