package dev.kdumpstop.core.machine;

/**
 * What one run did on one CPU. Times are picoseconds since the crash path began, or {@link #NEVER}.
 *
 * @param halted whether the CPU has halted for ever in a stop handler
 * @param registersSaved whether its registers were saved
 * @param acknowledged whether it answered
 * @param nmiAtPs when it first entered an NMI handler
 * @param vectorAtPs when it first entered the handler of a vector
 * @param savedAtPs when its registers were saved
 * @param acknowledgedAtPs when it answered
 * @param haltedAtPs when it halted for ever
 * @param nmis NMI handlers entered
 * @param sends ICR commands, and writes outside the APIC that send
 * @param polls reads of the ICR at wait sites
 * @param busyPolls those that found it busy
 * @param timeouts waits that ended by their limit
 * @param waitedPs time from the first poll site on spent at wait sites
 * @param retries further tries of this CPU's messages by the interconnect
 */
public record CpuRecord(
        boolean halted,
        boolean registersSaved,
        boolean acknowledged,
        long nmiAtPs,
        long vectorAtPs,
        long savedAtPs,
        long acknowledgedAtPs,
        long haltedAtPs,
        long nmis,
        long sends,
        long polls,
        long busyPolls,
        long timeouts,
        long waitedPs,
        long retries) {
    /** It did not happen. */
    public static final long NEVER = -1;
}
