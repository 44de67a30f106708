package dev.kdumpstop.orchestrator.plugin;

/** Ends an inspection: the message says why the plug-in or its jar cannot be used. Never leaves this package. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String why;

    Refusal(String why) {
        super(why);
        this.why = why;
    }

    /** What is wrong, and what to do about it. */
    String why() {
        return why;
    }
}
