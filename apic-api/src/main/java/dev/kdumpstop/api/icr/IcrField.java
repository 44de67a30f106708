package dev.kdumpstop.api.icr;

import java.util.Locale;
import org.apiguardian.api.API;

/**
 * One field of an ICR value. Bits are numbered as in SDM Figure 10-12: the high word, or the destination of the x2APIC register,
 * is 63:32.
 *
 * <pre>{@code
 * IcrField field = IcrWords.fields(Icr.ofXapic(0, 0x400), false).get(1);
 * field.field() + " " + field.bits() + " = " + field.text() + " " + field.meaning(); // delivery mode 10:8 = 100 NMI
 * }</pre>
 *
 * @param highBit its highest bit
 * @param lowBit its lowest bit, equal for a single one
 * @param field its name in the manual
 * @param value the bits as a number
 * @param meaning what they mean, in words
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record IcrField(int highBit, int lowBit, String field, long value, String meaning) {

    /** The bit range as the manual writes it, {@code 10:8} or {@code 12}. */
    public String bits() {
        return highBit == lowBit ? Integer.toString(lowBit) : highBit + ":" + lowBit;
    }

    /** The value: up to three bits in binary, more in hexadecimal, with leading zeros. */
    public String text() {
        int width = highBit - lowBit + 1;
        if (width <= 3) {
            String binary = Long.toBinaryString(value);
            return "0".repeat(width - binary.length()) + binary;
        }
        return "0x" + String.format(Locale.ROOT, "%0" + (width + 3) / 4 + "x", value);
    }
}
