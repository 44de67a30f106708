package dev.kdumpstop.orchestrator;

/**
 * A wait policy that was given beside a solution, and where in a stop it is in force: wherever the solution bounds a wait.
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
        }
        String all = waits + (waits == 1 ? " wait" : " waits");
        return inForce == 0
                ? "in force nowhere: the solution bounds none of " + all
                : "in force at " + inForce + " of " + all;
    }
}
