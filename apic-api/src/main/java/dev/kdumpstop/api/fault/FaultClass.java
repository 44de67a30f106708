package dev.kdumpstop.api.fault;

import org.apiguardian.api.API;

/**
 * How a fault is modelled.
 *
 * <pre>{@code
 * FaultClass.STATE.letter(); // S
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum FaultClass {
    /** M: its mechanism is simulated by the machine's general rules. */
    MECHANISM('M', "its mechanism is simulated by general rules"),
    /** S: an initial state, or an outside event with one rule. */
    STATE('S', "an initial state, or an outside event with one rule"),
    /** X: not modelled. Known by name, so that whoever asks for it is told why not. */
    NOT_MODELLED('X', "not modelled; who asks for it is told why");

    private final char letter;
    private final String words;

    FaultClass(char letter, String words) {
        this.letter = letter;
        this.words = words;
    }

    /** M, S or X. */
    public char letter() {
        return letter;
    }

    /** What the letter stands for. */
    public String words() {
        return words;
    }
}
