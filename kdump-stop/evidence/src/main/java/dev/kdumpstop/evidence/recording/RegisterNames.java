package dev.kdumpstop.evidence.recording;

import java.util.Map;

/** The names that {@code linux-crash-trace/1} gives to registers, as far as recordings show them. */
final class RegisterNames {
    private static final Map<String, Integer> OFFSETS = Map.ofEntries(
            Map.entry("ID", 0x020),
            Map.entry("VERSION", 0x030),
            Map.entry("TPR", 0x080),
            Map.entry("EOI", 0x0b0),
            Map.entry("LDR", 0x0d0),
            Map.entry("DFR", 0x0e0),
            Map.entry("SVR", 0x0f0),
            Map.entry("ESR", 0x280),
            Map.entry("ICR", 0x300),
            Map.entry("ICR2", 0x310),
            Map.entry("LVT_TIMER", 0x320),
            Map.entry("LVT_THERMAL", 0x330),
            Map.entry("LVT_PERF", 0x340),
            Map.entry("LVT_LINT0", 0x350),
            Map.entry("LVT_LINT1", 0x360),
            Map.entry("LVT_ERROR", 0x370),
            Map.entry("TIMER_INIT", 0x380));

    private RegisterNames() {}

    /** Whether the name can be that of the register at this offset; names not in the table can be anything. */
    static boolean agree(String name, int offset) {
        Integer known = OFFSETS.get(name);
        return known == null || known == offset;
    }

    /** The offset that belongs to this name, in hexadecimal. */
    static String offsetOf(String name) {
        return Hex.of(OFFSETS.getOrDefault(name, 0));
    }
}
