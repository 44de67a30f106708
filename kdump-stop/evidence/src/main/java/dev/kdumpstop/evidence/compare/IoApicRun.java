package dev.kdumpstop.evidence.compare;

import java.util.List;
import java.util.Locale;

/**
 * Consecutive I/O APIC writes of one CPU, judged against {@code clear_IO_APIC}: for each pin in ascending order, first the
 * mask bit if the pin was not masked (high word, then low word, both kept but for the mask), then the low word 0x10000, then
 * the high word 0. What an entry held is not known, so the kept bits are taken as they are.
 */
final class IoApicRun {
    private static final int FIRST_ENTRY = 0x10;
    private static final long MASKED = 0x1_0000;
    private static final long LOGICAL = 0x800;

    /** One write: register index and value. */
    record Entry(int line, int register, long value) {}

    private final List<Entry> writes;
    private final int wrong;
    private final String expected;
    private int masked;
    private int logical;

    IoApicRun(List<Entry> writes) {
        this.writes = List.copyOf(writes);
        int at = 0;
        int pin = 0;
        String want = "";
        while (at < writes.size()) {
            if (pin > 0 && is(at, FIRST_ENTRY)) {
                // The next I/O APIC.
                pin = 0;
            }
            int low = FIRST_ENTRY + 2 * pin;
            if (is(at, low + 1)) {
                want = String.format(Locale.ROOT, "register 0x%02x with the mask bit", low);
                if (!is(++at, low) || (writes.get(at).value() & MASKED) == 0) {
                    break;
                }
                masked++;
                logical += (writes.get(at).value() & LOGICAL) != 0 ? 1 : 0;
                at++;
            }
            want = write(low, MASKED);
            if (!is(at, low, MASKED)) {
                break;
            }
            at++;
            want = write(low + 1, 0);
            if (!is(at, low + 1, 0)) {
                break;
            }
            at++;
            pin++;
            want = "";
        }
        wrong = want.isEmpty() ? -1 : Math.min(at, writes.size());
        expected = want;
    }

    private static String write(int register, long value) {
        return String.format(Locale.ROOT, "register 0x%02x = 0x%x", register, value);
    }

    private boolean is(int at, int register) {
        return at < writes.size() && writes.get(at).register() == register;
    }

    private boolean is(int at, int register, long value) {
        return is(at, register) && writes.get(at).value() == value;
    }

    /** Whether all of it is as it should be. */
    boolean isComplete() {
        return wrong < 0;
    }

    /** Whether it is as it should be as far as it goes. */
    boolean isBegin() {
        return wrong < 0 || wrong == writes.size();
    }

    /** The line of the first wrong write, or of the last one if something is missing behind it. */
    int wrongLine() {
        return writes.get(Math.min(Math.max(wrong, 0), writes.size() - 1)).line();
    }

    String found() {
        return wrong < 0 || wrong >= writes.size()
                ? "I/O APIC: no more writes"
                : "I/O APIC "
                        + write(writes.get(wrong).register(), writes.get(wrong).value());
    }

    String expected() {
        return "I/O APIC " + expected;
    }

    int size() {
        return writes.size();
    }

    /** Entries that were not masked before. */
    int unmaskedBefore() {
        return masked;
    }

    /** Those of them with a logical destination. */
    int logicalBefore() {
        return logical;
    }
}
