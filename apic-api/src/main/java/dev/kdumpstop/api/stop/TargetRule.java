package dev.kdumpstop.api.stop;

import org.apiguardian.api.API;

/**
 * Whom a stop IPI addresses, and by which of the kernel's entry points.
 *
 * <pre>{@code
 * TargetRule rule = TargetRule.EACH_NOT_STOPPED;
 * rule.words(); // each CPU that has not stopped, one by one
 * new StopStep.SendIpi(rule, IpiVector.REBOOT, Purpose.PANIC_STOP).targets(); // EACH_NOT_STOPPED
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum TargetRule {
    /** {@code send_IPI_mask} with the online CPUs but the sender; nothing if that is empty (i386 2.6.21, all since 2.6.24). */
    ONLINE_MASK_BUT_SELF("mask of the online CPUs but self"),
    /** {@code send_IPI_allbutself} of the driver (x86_64 2.6.21). */
    ALL_BUT_SELF("all but self"),
    /**
     * {@code apic_send_IPI_allbutself} of today: nothing if fewer than two are online; the driver's all-but-self if
     * shorthands are allowed, else its mask-all-but-self (kernel-facts section 4.3).
     */
    ALL_BUT_SELF_IF_SHORTHAND_ALLOWED("all but self; a mask unless shorthands are allowed"),
    /**
     * {@code apic_send_IPI_allbutself} after some have stopped and left the online map: the shorthand if that is how it
     * goes, else those that are left. With several left a driver that masks them together is shown one by one.
     */
    ALL_BUT_SELF_STILL_ONLINE("all but self; those still online unless shorthands are allowed"),
    /** {@code send_IPI(cpu)} for each online CPU that has not stopped, ascending (since 2023). */
    EACH_NOT_STOPPED("each CPU that has not stopped, one by one");

    private final String words;

    TargetRule(String words) {
        this.words = words;
    }

    /** The rule in words. */
    public String words() {
        return words;
    }
}
