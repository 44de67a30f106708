package dev.kdumpstop.orchestrator;

/**
 * A wait policy that was given beside a solution, and where in a stop it is in force: wherever the solution bounds a wait. Counted
 * is what the stop's code has; not every run comes to all of it, to the second round of a panic for example.
 *
 * @param policy its name, with options
 * @param waits wait sites in the code of this stop
 * @param inForce how many of them the solution bounds
 */
public record WaitPolicyUse(String policy, int waits, int inForce) {

    /** Where it is in force, in words. */
    public String where() {
        if (waits == 0) {
            return "in force nowhere: this stop has no wait";
        } else if (inForce == 0) {
            return "in force nowhere: the solution bounds "
                    + (waits == 1 ? "not the one wait" : "none of the " + waits + " waits") + " of this stop";
        }
        return inForce < waits
                ? "in force at " + inForce + " of " + waits + " waits, as far as a run comes to them"
                : "in force at " + (waits == 1 ? "the one wait" : "all " + waits + " waits") + " of this stop";
    }
}
