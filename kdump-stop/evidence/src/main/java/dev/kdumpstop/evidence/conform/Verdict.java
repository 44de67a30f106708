package dev.kdumpstop.evidence.conform;

/** What comparing one field gave. */
public enum Verdict {
    /** The model did the same. */
    AGREES,
    /** The model did something else. */
    DIFFERS,
    /** Implementations differ here and the manual's plain reading does not say which of them is right. */
    SKIPPED,
    /** The manual leaves freedom here, and the model did the same. */
    FREE_AGREES,
    /** The manual leaves freedom here, and the model did something else. */
    FREE_DIFFERS,
    /** What the model did is not comparable. */
    NOT_MODELLED;

    /** Whether the field counts for or against the model. */
    public boolean counts() {
        return this == AGREES || this == DIFFERS;
    }
}
