package dev.kdumpstop.orchestrator;

/** A crash stop in one word (design section 3). */
public enum Headline {
    /** The capture kernel runs, every other CPU is stopped and its registers are saved. */
    CAPTURED_ALL("the capture kernel runs; every other CPU is stopped and saved"),
    /** The capture kernel runs, but some CPU is not stopped or its registers are missing. */
    CAPTURED_PARTIAL("the capture kernel runs, but some CPU is not stopped or not saved"),
    /** Plain panic: every other CPU is stopped. */
    STOPPED_ALL("every other CPU is stopped; nothing is captured"),
    /** Plain panic: some CPU is not stopped. */
    STOPPED_PARTIAL("some CPU is not stopped; nothing is captured"),
    /** A procedure that stops nobody came to its end: a wake-up, a remote read. */
    DONE("the procedure came to its end"),
    /** The crashing CPU waits for ever; the dump is lost. */
    HUNG("the crashing CPU waits for ever; the dump is lost"),
    /** The crash path itself fails; the dump is lost. */
    CRASH_PATH_FAILED("the crash path itself fails; the dump is lost"),
    /** The machine resets; the dump is lost. */
    MACHINE_RESET("the machine resets; the dump is lost"),
    /** Neither finished nor proved to hang within the horizon. */
    UNDECIDED("neither finished nor proved to hang within the horizon");

    private final String words;

    Headline(String words) {
        this.words = words;
    }

    /** The headline in a sentence. */
    public String words() {
        return words;
    }

    /** Whether the crash path came to its end. */
    public boolean isFinished() {
        return ordinal() <= DONE.ordinal();
    }
}
