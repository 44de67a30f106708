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
     * @param writes writes that send, for the whole round
     * @param outside those that are not to the ICR but to a register or port outside the local APIC
     * @param asked CPUs asked for
     * @param waits how often it waits for the ICR
     * @param fails whether it fails before the round is over
     */
    record Sending(long writes, long outside, int asked, long waits, boolean fails) implements Comparable<Sending> {

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
            String write = outside == 0 ? "ICR write" : outside == writes ? "write outside the local APIC" : "write";
            return "one " + write + (writes == 1 ? " for all" : writes == asked ? " per CPU" : " per group of CPUs")
                    + (outside == 0 || outside == writes ? "" : ", " + outside + " of them outside the local APIC")
                    + waitWords();
        }

        private String waitWords() {
            if (waits == 0) {
                return ", no wait";
            } else if (waits < writes) {
                return ", " + waits + " of them after a wait";
            }
            return writes == 1 ? ", after a wait" : ", each after a wait";
        }

        /** Whether it waits for the ICR at all. */
        boolean isWaiting() {
            return waits > 0;
        }

        @Override
        public int compareTo(Sending other) {
            int byFailure = Boolean.compare(fails, other.fails);
            int byWrites = byFailure != 0 ? byFailure : Long.compare(writes, other.writes);
            return byWrites != 0 ? byWrites : -Boolean.compare(isWaiting(), other.isWaiting());
        }
    }
}
