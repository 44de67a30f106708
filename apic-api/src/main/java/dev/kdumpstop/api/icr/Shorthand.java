package dev.kdumpstop.api.icr;

import org.apiguardian.api.API;

/**
 * ICR bits 19:18 (SDM 10.6.1). The constant's position is its code.
 *
 * <pre>{@code
 * Shorthand shorthand = Shorthand.ofCode(0xC_0400 >> 18); // ALL_EXCLUDING_SELF
 * shorthand.words(); // all excluding self
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum Shorthand {
    /** 00: the destination field counts. */
    NONE("none"),
    /** 01: the sender alone. */
    SELF("self"),
    /** 10: everybody, the sender too. */
    ALL_INCLUDING_SELF("all including self"),
    /** 11: everybody but the sender. */
    ALL_EXCLUDING_SELF("all excluding self");

    private static final Shorthand[] BY_CODE = values();

    private final String words;

    Shorthand(String words) {
        this.words = words;
    }

    /** The two-bit code. */
    public int code() {
        return ordinal();
    }

    /** The shorthand with the given code, of which only the low two bits count. */
    public static Shorthand ofCode(int code) {
        return BY_CODE[code & 3];
    }

    /** The name as people write it. */
    public String words() {
        return words;
    }
}
