package dev.kdumpstop.api.delivery;

import java.util.List;
import org.apiguardian.api.API;

/**
 * What a kernel writes for one request.
 *
 * <pre>{@code
 * Send send = Send.icrPair(CpuSet.of(3), 0x0300_0000, IpiVector.NMI.icrBits());
 * IcrProgram program = IcrProgram.of(send, InterruptScope.EACH_SEND);
 * program.sends(); // [ICR_IDLE_BEFORE ICR2=03000000 ICR=00000400]
 * program.lost().cpus().isEmpty(); // true
 * }</pre>
 *
 * @param sends the commands in order; none if there is nobody to address
 * @param irqsOff for how long maskable interrupts are off
 * @param lost CPUs asked for that no command addresses
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record IcrProgram(List<Send> sends, InterruptScope irqsOff, LostTargets lost) implements DeliveryPlan {

    /** Copies the list. */
    public IcrProgram {
        sends = List.copyOf(sends);
    }

    /** Nothing is sent and nobody is lost. */
    public static IcrProgram empty() {
        return new IcrProgram(List.of(), InterruptScope.NONE, LostTargets.NONE);
    }

    /** One send; nobody is lost. */
    public static IcrProgram of(Send send, InterruptScope irqsOff) {
        return new IcrProgram(List.of(send), irqsOff, LostTargets.NONE);
    }
}
