package dev.kdumpstop.api.delivery;

import dev.kdumpstop.api.icr.DeliveryMode;
import java.util.Locale;
import org.apiguardian.api.API;

/**
 * What the kernel asks to send, as its {@code send_IPI_*} functions take it: vector 2 means an NMI.
 *
 * <pre>{@code
 * Integer.toHexString(IpiVector.NMI.icrBits()); // 400
 * new IpiVector(0xFD).deliveryMode(); // FIXED
 * IpiVector reboot = IpiVector.REBOOT; // vector 0xf8
 * }</pre>
 *
 * @param number 0 to 255
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record IpiVector(int number) {
    /** {@code NMI_VECTOR}: sent in delivery mode NMI with an empty vector field. */
    public static final IpiVector NMI = new IpiVector(2);
    /** {@code REBOOT_VECTOR} of x86 Linux since 2.6.38. */
    public static final IpiVector REBOOT = new IpiVector(0xF8);

    /** @throws IllegalArgumentException if the number does not fit in 8 bits */
    public IpiVector {
        if ((number & ~0xFF) != 0) {
            throw new IllegalArgumentException("vector " + number + " is not in 0..255");
        }
    }

    /** Whether this is the NMI vector. */
    public boolean isNmi() {
        return number == NMI.number;
    }

    /** NMI for vector 2, else fixed. */
    public DeliveryMode deliveryMode() {
        return isNmi() ? DeliveryMode.NMI : DeliveryMode.FIXED;
    }

    /** Mode and vector bits of the ICR: 0x400 without the vector for an NMI, else the vector (kernel-facts 2.1). */
    public int icrBits() {
        return isNmi() ? 0x400 : number;
    }

    @Override
    public String toString() {
        return isNmi() ? "NMI" : String.format(Locale.ROOT, "vector 0x%02x", number);
    }
}
