package dev.kdumpstop.cli;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.subarch.SubArchitectureName;

/**
 * A sub-architecture in a matrix.
 *
 * @param name the sub-architecture
 * @param machine the machine it was computed on
 * @param changed what that machine has that the others have not, in words; empty if nothing
 * @param sending how it sends
 * @param lost CPUs that no command addresses
 * @param possible whether it can be on the machine at all
 */
record MatrixRow(
        SubArchitectureName name, MachineSpec machine, String changed, Sending sending, CpuSet lost, boolean possible) {

    /**
     * How a sub-architecture sends, found out by a stop in which nothing is wrong.
     *
     * @param writes ICR writes for the whole round
     * @param asked CPUs asked for
     * @param waits whether it waits for the ICR
     * @param fails whether it fails before the round is over
     */
    record Sending(long writes, int asked, boolean waits, boolean fails) implements Comparable<Sending> {

        /** {@code 1x}: the number of writes. */
        String tag() {
            return fails ? "-" : writes + "x";
        }

        /** In words. */
        String words() {
            if (fails) {
                return "the send itself fails";
            } else if (writes == 0) {
                return "nothing is sent";
            }
            String wait = waits ? writes == 1 ? ", after a wait" : ", each after a wait" : ", no wait";
            if (writes == 1) {
                return "one ICR write for all" + wait;
            }
            return (writes == asked ? "one ICR write per CPU" : "one ICR write per group of CPUs") + wait;
        }

        @Override
        public int compareTo(Sending other) {
            int byFailure = Boolean.compare(fails, other.fails);
            int byWrites = byFailure != 0 ? byFailure : Long.compare(writes, other.writes);
            return byWrites != 0 ? byWrites : -Boolean.compare(waits, other.waits);
        }
    }
}
