package dev.kdumpstop.api.stop;

import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.api.wait.Purpose;
import java.util.List;
import org.apiguardian.api.API;

/**
 * One step of a stop procedure, on the crashing CPU or in the handler of a CPU being stopped.
 *
 * <pre>{@code
 * new StopStep.SendIpi(TargetRule.ALL_BUT_SELF, IpiVector.NMI, Purpose.CRASH_STOP).words(); // send NMI to all but self
 * new StopStep.AwaitAcknowledged(Picoseconds.MILLISECOND, 1000).words(); // wait for all to answer, at most 1000 x 1ms
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public sealed interface StopStep {

    /** The step in a few words, naming the kernel's function where it has one. */
    String words();

    /** Maskable interrupts off. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record InterruptsOff() implements StopStep {
        @Override
        public String words() {
            return "local interrupts off";
        }
    }

    /** The crashing CPU finds out its own number, by the hardware id if the sub-architecture reads it. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record ReadOwnId() implements StopStep {
        @Override
        public String words() {
            return "find out the own CPU number (some read the APIC id)";
        }
    }

    /**
     * From here on an NMI runs these steps on a CPU that is to be stopped; before, it ran whatever the kernel had, which
     * returns. A CPU that has acknowledged is no longer online for the kernel: there the handler returns at once.
     */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record InstallNmiHandler(List<StopStep> handler) implements StopStep {
        /** Copies the list. */
        public InstallNmiHandler {
            handler = List.copyOf(handler);
        }

        @Override
        public String words() {
            return "install the NMI handler";
        }
    }

    /** Stop IPIs. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record SendIpi(TargetRule targets, IpiVector vector, Purpose purpose) implements StopStep {
        @Override
        public String words() {
            return "send " + vector + " to " + targets.words();
        }
    }

    /** Sends that the procedure writes itself, not by the sub-architecture: the boot code, remote reads. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record SendProgram(String function, IcrProgram program, Purpose purpose) implements StopStep {
        @Override
        public String words() {
            int sends = program.sends().size();
            return function + " (" + sends + (sends == 1 ? " send)" : " sends)");
        }
    }

    /** Waits in steps until every CPU that was asked has acknowledged, at most {@code maxSteps} steps, fewer than 2^31. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record AwaitAcknowledged(long stepPs, long maxSteps) implements StopStep {
        /** @throws IllegalArgumentException if a step takes no time, or their number is negative or too large */
        public AwaitAcknowledged {
            if (stepPs <= 0 || maxSteps < 0) {
                throw new IllegalArgumentException(
                        "waiting at most " + maxSteps + " steps of " + stepPs + " ps never comes to an end");
            }
            if (maxSteps > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("waiting at most " + maxSteps + " steps is more than the "
                        + Integer.MAX_VALUE + " that are counted; take longer steps");
            }
        }

        @Override
        public String words() {
            return "wait for all to answer, at most " + maxSteps + " x " + Picoseconds.format(stepPs);
        }
    }

    /**
     * A new round of answers: those given so far no longer count. A CPU that has stopped stays stopped; one that only
     * answered and returned is still online, and the NMI handler installed next runs on it.
     */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record BeginRound() implements StopStep {
        @Override
        public String words() {
            return "from here on only new answers count";
        }
    }

    /** Accesses to the own local APIC. Left out where the kernel has no local APIC. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record AccessLocalApic(String function, List<RegisterStep> accesses) implements StopStep {
        /** Copies the list. */
        public AccessLocalApic {
            accesses = List.copyOf(accesses);
        }

        @Override
        public String words() {
            return function + " (local APIC)";
        }
    }

    /** Masks and zeroes every I/O APIC entry. Left out where the kernel has no I/O APIC. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record ClearIoApic(String function) implements StopStep {
        @Override
        public String words() {
            return function + " (I/O APIC)";
        }
    }

    /** The CPU's registers go into its note. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record SaveRegisters() implements StopStep {
        @Override
        public String words() {
            return "save registers";
        }
    }

    /** Something the machine does not model; listed so that the order is the kernel's. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record Note(String function) implements StopStep {
        @Override
        public String words() {
            return function + " (not modelled)";
        }
    }

    /** A CPU being stopped reports so; what the crashing CPU waits for. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record Acknowledge() implements StopStep {
        @Override
        public String words() {
            return "acknowledge";
        }
    }

    /** Halts for ever where it is: inside the handler, with NMIs blocked if the handler is that of an NMI. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record HaltForever() implements StopStep {
        @Override
        public String words() {
            return "halt for ever";
        }
    }

    /** Leaves the handler. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record ReturnFromInterrupt() implements StopStep {
        @Override
        public String words() {
            return "return from the interrupt";
        }
    }

    /** These steps, only if some CPU that was asked has not acknowledged. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record IfNotAllAcknowledged(List<StopStep> steps) implements StopStep {
        /** Copies the list. */
        public IfNotAllAcknowledged {
            steps = List.copyOf(steps);
        }

        @Override
        public String words() {
            return "if some CPU has not answered: "
                    + String.join(", ", steps.stream().map(StopStep::words).toList());
        }
    }

    /**
     * These steps, unless the wait after the last command ended by its limit or the register read last has one of the bits
     * of {@code errorMask}: {@code if (send_status || accept_status) break}.
     */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record UnlessSendFailed(int errorMask, List<StopStep> steps) implements StopStep {
        /** Copies the list. */
        public UnlessSendFailed {
            steps = List.copyOf(steps);
        }

        @Override
        public String words() {
            return "unless the command failed: "
                    + String.join(", ", steps.stream().map(StopStep::words).toList());
        }
    }

    /** Jumps into the capture kernel: the end of a kdump. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record EnterCaptureKernel() implements StopStep {
        @Override
        public String words() {
            return "enter the capture kernel";
        }
    }

    /** Comes to an end that is neither: a CPU is woken up, registers are read. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record Finish() implements StopStep {
        @Override
        public String words() {
            return "done";
        }
    }

    /** Restarts the machine: the end of a plain panic. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record Restart() implements StopStep {
        @Override
        public String words() {
            return "restart the machine";
        }
    }
}
