package dev.kdumpstop.api.icr;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apiguardian.api.API;

/**
 * An ICR value in words: every bit of it appears in exactly one field, so nothing is lost.
 *
 * <pre>{@code
 * IcrWords.sentence(Icr.ofXapic(0x0E00_0000, 0xC00), false); // NMI to logical destination 0x0e
 * IcrWords.sentence(Icr.ofX2apic(0x21_0000_00FDL), true); // fixed, vector 253 to APIC id 0x21
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class IcrWords {
    private IcrWords() {}

    /** The fields from bit 0 up. Reserved fields are listed too, with what was found in them. */
    public static List<IcrField> fields(Icr icr, boolean x2apicMode) {
        List<IcrField> fields = new ArrayList<>();
        DeliveryMode mode = icr.deliveryMode();
        fields.add(new IcrField(7, 0, "vector", icr.vector(), vector(icr)));
        fields.add(new IcrField(10, 8, "delivery mode", mode.code(), mode.words()));
        boolean logical = icr.destinationMode() == DestinationMode.LOGICAL;
        fields.add(bit(11, "destination mode", logical, logical ? "logical" : "physical"));
        fields.add(bit(
                12,
                "delivery status",
                icr.deliveryStatus(),
                x2apicMode ? "not there in x2APIC mode" : icr.deliveryStatus() ? "send pending (busy)" : "idle"));
        fields.add(reserved(13, 13, icr.reservedLow() >>> 13 & 1));
        fields.add(bit(14, "level", icr.levelAssert(), icr.levelAssert() ? "assert" : "de-assert"));
        fields.add(bit(15, "trigger mode", icr.levelTriggered(), icr.levelTriggered() ? "level" : "edge"));
        fields.add(new IcrField(
                17,
                16,
                "remote-read status",
                icr.remoteReadStatus().ordinal(),
                x2apicMode ? "reserved" : icr.remoteReadStatus().words()));
        fields.add(new IcrField(
                19,
                18,
                "destination shorthand",
                icr.shorthand().code(),
                icr.shorthand().words()));
        fields.add(reserved(31, 20, icr.reservedLow() >>> 20));
        if (x2apicMode) {
            fields.add(new IcrField(
                    63, 32, "destination", Integer.toUnsignedLong(icr.destination()), destination(icr, true)));
        } else {
            fields.add(reserved(55, 32, icr.reservedHigh()));
            fields.add(new IcrField(63, 56, "destination", icr.destination() & 0xFF, destination(icr, false)));
        }
        return List.copyOf(fields);
    }

    /** What the value commands, in one line: {@code NMI to logical destination 0x0e}. */
    public static String sentence(Icr icr, boolean x2apicMode) {
        DeliveryMode mode = icr.deliveryMode();
        boolean deassert = mode == DeliveryMode.INIT && icr.levelTriggered() && !icr.levelAssert();
        String what = deassert
                ? "INIT level de-assert"
                : mode.usesVector() ? mode.words() + ", " + vector(icr) : mode.words();
        return what + " to "
                + (icr.shorthand() == Shorthand.NONE
                        ? destination(icr, x2apicMode)
                        : icr.shorthand().words());
    }

    private static String vector(Icr icr) {
        return switch (icr.deliveryMode()) {
            case FIXED, LOWEST_PRIORITY -> "vector " + icr.vector();
            case STARTUP -> String.format(Locale.ROOT, "start at 0x%02x000", icr.vector());
            case REMOTE_READ -> String.format(Locale.ROOT, "register at 0x%02x0", icr.vector());
            case NMI -> "ignored for an NMI";
            case SMI, INIT -> "should be 0 for " + icr.deliveryMode().words();
            case RESERVED_EXTINT -> "no meaning";
        };
    }

    private static String destination(Icr icr, boolean x2apicMode) {
        if (icr.shorthand() != Shorthand.NONE) {
            return "ignored with a shorthand";
        }
        boolean logical = icr.destinationMode() == DestinationMode.LOGICAL;
        if (!x2apicMode) {
            return String.format(
                    Locale.ROOT, logical ? "logical destination 0x%02x" : "APIC id 0x%02x", icr.destination() & 0xFF);
        }
        if (icr.destination() == -1) {
            return "everybody";
        }
        return logical
                ? String.format(
                        Locale.ROOT,
                        "bits 0x%04x of cluster 0x%x",
                        icr.destination() & 0xFFFF,
                        icr.destination() >>> 16)
                : String.format(Locale.ROOT, "APIC id 0x%x", icr.destination());
    }

    private static IcrField bit(int bit, String field, boolean value, String meaning) {
        return new IcrField(bit, bit, field, value ? 1 : 0, meaning);
    }

    private static IcrField reserved(int high, int low, int value) {
        return new IcrField(high, low, "reserved", value, value == 0 ? "" : "should be 0");
    }
}
