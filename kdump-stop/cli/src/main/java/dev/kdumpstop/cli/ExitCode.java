package dev.kdumpstop.cli;

/** Exit codes, the same for every command. */
final class ExitCode {
    /** Done. */
    static final int OK = 0;
    /** The run found what it was told to fail on. */
    static final int FOUND = 1;
    /** Wrong usage or configuration. */
    static final int USAGE = 2;
    /** A defect of ours. */
    static final int DEFECT = 70;

    private ExitCode() {}
}
