package dev.kdumpstop.evidence.recording;

/** How a recording is stored. */
public enum RecordingFormat {
    /** JSON Lines, {@code linux-crash-trace/1}: a header line, then one event a line. */
    LINUX_CRASH_TRACE_1("linux-crash-trace/1"),

    /** QEMU's own trace log, written with {@code -msg timestamp=on}: time and thread in front of each event. */
    QEMU_LOG_TIMESTAMPS("QEMU log with time stamps"),

    /** QEMU's own trace log without time stamps: no time, no thread, and no CPU unless memory accesses were traced too. */
    QEMU_LOG_PLAIN("QEMU log without time stamps");

    private final String label;

    RecordingFormat(String label) {
        this.label = label;
    }

    /** The name to print. */
    public String label() {
        return label;
    }
}
