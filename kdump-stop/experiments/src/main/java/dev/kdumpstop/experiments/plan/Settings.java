package dev.kdumpstop.experiments.plan;

/** The settings of a cell, by name. Machine and timing settings stand below {@link #MACHINE} and {@link #TIMING}. */
public final class Settings {
    /** Below it: the keys of a machine file. */
    public static final String MACHINE = "machine.";
    /** {@code timing.profile}, and single costs. */
    public static final String TIMING = "timing.";
    /** Below it: options of the machine model. */
    public static final String OPTION = "option.";
    /** Below it: the traffic of normal operation. */
    public static final String TRAFFIC = "traffic.";
    /** Sub-architecture; the kernel's own choice unless given. */
    public static final String SUBARCH = "subarch";
    /** Solution with options; what the release shipped unless given. */
    public static final String SOLUTION = "solution";
    /** Wait policy that takes the place of the solution's bounded waits; none unless given. */
    public static final String WAIT_POLICY = "wait-policy";
    /** Faults with options and dice. */
    public static final String SCENARIO = "scenario";
    /** Stop procedure. */
    public static final String PROCEDURE = "procedure";
    /** The CPU that crashes. */
    public static final String CRASHING_CPU = "crashing-cpu";
    /** The solution of the paired differences; none unless given. */
    public static final String REFERENCE = "compare.solution";
    /** The wait policy of the paired differences. */
    public static final String REFERENCE_WAIT_POLICY = "compare.wait-policy";
    /** Repetitions whose time-line is kept, as a set of numbers. */
    public static final String KEEP = "keep";

    /** A name for several settings together; see {@code cases} of an experiment file. */
    public static final String CASE = "case";

    private Settings() {}
}
