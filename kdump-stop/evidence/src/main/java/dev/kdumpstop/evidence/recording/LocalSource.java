package dev.kdumpstop.evidence.recording;

import java.util.Optional;

/**
 * A local interrupt source, in the order of QEMU's numbers for its local vector table ({@code hw/intc/apic.c}); the
 * labels are those of {@code linux-crash-trace/1}.
 */
public enum LocalSource {
    TIMER("timer"),
    THERMAL("thermal"),
    PERFORMANCE("performance"),
    LINT0("lint0"),
    LINT1("lint1"),
    ERROR("error");

    private static final LocalSource[] ALL = values();

    private final String label;

    LocalSource(String label) {
        this.label = label;
    }

    /** The name used in recordings. */
    public String label() {
        return label;
    }

    static Optional<LocalSource> ofLabel(String label) {
        for (LocalSource source : ALL) {
            if (source.label.equals(label)) {
                return Optional.of(source);
            }
        }
        return "perf".equals(label) ? Optional.of(PERFORMANCE) : Optional.empty();
    }

    static Optional<LocalSource> ofQemuNumber(long number) {
        return number >= 0 && number < ALL.length ? Optional.of(ALL[(int) number]) : Optional.empty();
    }
}
