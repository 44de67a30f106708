package dev.kdumpstop.api.machine;

import java.util.List;
import org.apiguardian.api.API;

/**
 * Whether something - a sub-architecture, a stop procedure - can be on a machine.
 *
 * <pre>{@code
 * Compatibility answer = machine.cpuCount() <= 4 ? Compatibility.yes() : Compatibility.no("the board has 4 sockets");
 * answer.isSupported(); // false
 * answer.reasons(); // [the board has 4 sockets]
 * }</pre>
 *
 * @param reasons why not; empty means it can
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Compatibility(List<String> reasons) {
    private static final Compatibility YES = new Compatibility(List.of());

    /** Copies the list. */
    public Compatibility {
        reasons = List.copyOf(reasons);
    }

    /** It can. */
    public static Compatibility yes() {
        return YES;
    }

    /** It cannot, for these reasons. */
    public static Compatibility no(String... reasons) {
        return new Compatibility(List.of(reasons));
    }

    /** It can unless a reason was found. */
    public static Compatibility unless(List<String> reasons) {
        return new Compatibility(reasons);
    }

    /** Whether it can. */
    public boolean isSupported() {
        return reasons.isEmpty();
    }

    @Override
    public String toString() {
        return isSupported() ? "supported" : String.join("; ", reasons);
    }
}
