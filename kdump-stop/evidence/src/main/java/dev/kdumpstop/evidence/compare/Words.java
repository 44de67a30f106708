package dev.kdumpstop.evidence.compare;

import dev.kdumpstop.api.icr.ApicRegister;
import java.util.Locale;

/** Accesses in words. */
final class Words {
    private Words() {}

    static String access(Act act, int offset, long value, boolean wide) {
        return switch (act) {
            case READ -> "read  " + register(offset) + " = " + hex(value, wide);
            case WRITE -> "write " + register(offset) + " = " + hex(value, wide);
            case NMI -> "takes the NMI";
            case VECTOR -> String.format(Locale.ROOT, "takes vector 0x%02x", value);
            case IO_APIC -> "clears the I/O APIC";
        };
    }

    static String register(int offset) {
        return ApicRegister.atOffset(offset)
                .map(ApicRegister::name)
                .orElseGet(() -> String.format(Locale.ROOT, "0x%03x", offset));
    }

    static String hex(long value, boolean wide) {
        return String.format(Locale.ROOT, wide || value >>> 32 != 0 ? "0x%016x" : "0x%08x", value);
    }

    static String count(int number, String singular, String plural) {
        return number + " " + (number == 1 ? singular : plural);
    }
}
