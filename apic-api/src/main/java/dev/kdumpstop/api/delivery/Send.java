package dev.kdumpstop.api.delivery;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.icr.Shorthand;
import dev.kdumpstop.api.wait.WaitSite;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.apiguardian.api.API;

/**
 * One command.
 *
 * <pre>{@code
 * Send send = Send.icrPair(CpuSet.of(3), 0x0300_0000, 0x400); // ICR_IDLE_BEFORE ICR2=03000000 ICR=00000400
 * send.deliveryMode(); // NMI
 * send.withAfter(Optional.of(WaitSite.ICR_IDLE_AFTER)).after(); // Optional[ICR_IDLE_AFTER]
 * }</pre>
 *
 * @param intended the CPUs the kernel means; what the words reach is for the machine to find out
 * @param before where the kernel waits before the writes, if it does
 * @param writes the steps, in order, at least one
 * @param after where the kernel waits after the writes, if it does
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Send(CpuSet intended, Optional<WaitSite> before, List<SendWrite> writes, Optional<WaitSite> after) {

    /** @throws IllegalArgumentException if there is no write */
    public Send {
        writes = List.copyOf(writes);
        if (writes.isEmpty()) {
            throw new IllegalArgumentException("a send needs at least one write");
        }
    }

    /** xAPIC: wait, ICR-high, ICR-low. */
    public static Send icrPair(CpuSet intended, int high, int low) {
        return new Send(
                intended,
                Optional.of(WaitSite.ICR_IDLE_BEFORE),
                List.of(new SendWrite.IcrHigh(high), new SendWrite.IcrLow(low)),
                Optional.empty());
    }

    /** xAPIC: wait, ICR-low alone, as for a shorthand. */
    public static Send icrLow(CpuSet intended, int low) {
        return new Send(
                intended, Optional.of(WaitSite.ICR_IDLE_BEFORE), List.of(new SendWrite.IcrLow(low)), Optional.empty());
    }

    /** x2APIC: fence, one MSR write, no wait. */
    public static Send x2apic(CpuSet intended, long value) {
        return unwaited(intended, new SendWrite.Fence(), new SendWrite.X2Icr(value));
    }

    /** Writes that nothing is waited for, as of registers and ports outside the local APIC. */
    public static Send unwaited(CpuSet intended, SendWrite... writes) {
        return new Send(intended, Optional.empty(), List.of(writes), Optional.empty());
    }

    /** The same send with another wait before it. */
    public Send withBefore(Optional<WaitSite> site) {
        return new Send(intended, site, writes, after);
    }

    /** The same send with another wait after it. */
    public Send withAfter(Optional<WaitSite> site) {
        return new Send(intended, before, writes, site);
    }

    /** Delivery mode of the write that sends; FIXED if none of them does. */
    public DeliveryMode deliveryMode() {
        for (SendWrite write : writes) {
            if (write instanceof SendWrite.IcrLow icr) {
                return DeliveryMode.ofCode(icr.value() >> 8);
            } else if (write instanceof SendWrite.X2Icr icr) {
                return DeliveryMode.ofCode((int) icr.value() >> 8);
            } else if (write instanceof SendWrite.NodeRegister node) {
                return node.delivers().mode();
            } else if (write instanceof SendWrite.Port port) {
                return port.delivers().mode();
            }
        }
        return DeliveryMode.FIXED;
    }

    /** Whether the ICR write of this send uses a destination shorthand. */
    public boolean usesShorthand() {
        for (SendWrite write : writes) {
            int low = write instanceof SendWrite.IcrLow icr
                    ? icr.value()
                    : write instanceof SendWrite.X2Icr icr ? (int) icr.value() : 0;
            if (Shorthand.ofCode(low >> 18) != Shorthand.NONE) {
                return true;
            }
        }
        return false;
    }

    /** The wait and the writes, in order and in hexadecimal: {@code ICR_IDLE_BEFORE ICR2=0e000000 ICR=00000c00}. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(" ");
        before.ifPresent(site -> text.add(site.name()));
        writes.forEach(write -> text.add(write.toString()));
        after.ifPresent(site -> text.add(site.name()));
        return text.toString();
    }
}
