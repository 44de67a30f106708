package dev.kdumpstop.api.stop;

import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.api.wait.Purpose;
import java.util.List;
import org.apiguardian.api.API;

/** One step of a stop procedure, on the crashing CPU or in the handler of a CPU being stopped. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public sealed interface StopStep {

    /** The step in a few words, naming the kernel's function where it has one. */
    String words();

    /** Maskable interrupts off. */
    record InterruptsOff() implements StopStep {
        @Override
        public String words() {
            return "local interrupts off";
        }
    }

    /** The crashing CPU finds out its own number, by the hardware id if the sub-architecture reads it. */
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
    record SendIpi(TargetRule targets, IpiVector vector, Purpose purpose) implements StopStep {
        @Override
        public String words() {
            return "send " + vector + " to " + targets.words();
        }
    }

    /** Sends that the procedure writes itself, not by the sub-architecture: the boot code, remote reads. */
    record SendProgram(String function, IcrProgram program, Purpose purpose) implements StopStep {
        @Override
        public String words() {
            int sends = program.sends().size();
            return function + " (" + sends + (sends == 1 ? " send)" : " sends)");
        }
    }

    /** Waits in steps until every CPU that was asked has acknowledged, at most {@code maxSteps} steps. */
    record AwaitAcknowledged(long stepPs, long maxSteps) implements StopStep {
        /** @throws IllegalArgumentException if a step takes no time, or their number is negative */
        public AwaitAcknowledged {
            if (stepPs <= 0 || maxSteps < 0) {
                throw new IllegalArgumentException(
                        "waiting at most " + maxSteps + " steps of " + stepPs + " ps never comes to an end");
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
    record BeginRound() implements StopStep {
        @Override
        public String words() {
            return "from here on only new answers count";
        }
    }

    /** Accesses to the own local APIC. Left out where the kernel has no local APIC. */
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

    /**
     * Masks and zeroes every I/O APIC entry. Left out where the kernel has no I/O APIC.
     *
     * @param forcesLock whether the kernel takes the lock away from whoever holds it, instead of waiting for it
     */
    record ClearIoApic(String function, boolean forcesLock) implements StopStep {
        /** Waits for the lock. */
        public ClearIoApic(String function) {
            this(function, false);
        }

        @Override
        public String words() {
            return function + " (I/O APIC)";
        }
    }

    /** The CPU's registers go into its note. */
    record SaveRegisters() implements StopStep {
        @Override
        public String words() {
            return "save registers";
        }
    }

    /** Something the machine does not model; listed so that the order is the kernel's. */
    record Note(String function) implements StopStep {
        @Override
        public String words() {
            return function + " (not modelled)";
        }
    }

    /** A CPU being stopped reports so; what the crashing CPU waits for. */
    record Acknowledge() implements StopStep {
        @Override
        public String words() {
            return "acknowledge";
        }
    }

    /** Halts for ever where it is: inside the handler, with NMIs blocked if the handler is that of an NMI. */
    record HaltForever() implements StopStep {
        @Override
        public String words() {
            return "halt for ever";
        }
    }

    /** Leaves the handler. */
    record ReturnFromInterrupt() implements StopStep {
        @Override
        public String words() {
            return "return from the interrupt";
        }
    }

    /** These steps, only if some CPU that was asked has not acknowledged. */
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
    record EnterCaptureKernel() implements StopStep {
        @Override
        public String words() {
            return "enter the capture kernel";
        }
    }

    /** Comes to an end that is neither: a CPU is woken up, registers are read. */
    record Finish() implements StopStep {
        @Override
        public String words() {
            return "done";
        }
    }

    /** Restarts the machine: the end of a plain panic. */
    record Restart() implements StopStep {
        @Override
        public String words() {
            return "restart the machine";
        }
    }
}
