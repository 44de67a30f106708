package dev.kdumpstop.orchestrator.plugin;

/**
 * Two extensions of one kind with one name.
 *
 * @param point the kind
 * @param mine what came later and is not used
 * @param other what has the name
 */
record Clash(ExtensionPoint<?> point, Plugin<?> mine, Plugin<?> other) {
    /** Whether it is the host's own class once more: a careless build has packed it into the jar. */
    boolean isCopy() {
        return !other.isDropIn() && mine.type().getName().equals(other.type().getName());
    }

    String message() {
        String same = mine.id().equals(other.id()) ? "" : ", but for upper and lower case,";
        return "the name" + same + " is taken by " + other.type().getName() + " of " + other.origin()
                + "; that one is used, " + mine.type().getName() + " of " + mine.origin() + " is not";
    }
}
