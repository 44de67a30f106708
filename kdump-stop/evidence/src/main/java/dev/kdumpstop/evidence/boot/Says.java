package dev.kdumpstop.evidence.boot;

/** Takes what a line says. */
@FunctionalInterface
interface Says {
    void say(Topic topic, String value);

    default void say(Topic topic, int value) {
        say(topic, Integer.toUnsignedString(value));
    }
}
