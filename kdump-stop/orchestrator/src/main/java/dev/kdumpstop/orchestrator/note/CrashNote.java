package dev.kdumpstop.orchestrator.note;

import dev.kdumpstop.api.machine.Architecture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The per-CPU note of {@code crash_save_cpu}: a note {@code CORE}/{@code NT_PRSTATUS}, then an empty note that ends the
 * list (kernel-facts 4.1: 2.6.21 kernel/kexec.c; include/linux/vmcore_info.h of today).
 *
 * <p>Register values are not modelled: the general registers are zero. What counts is whether the note is there.
 */
public final class CrashNote {
    /** Type of a note that holds an {@code elf_prstatus}. */
    public static final int NT_PRSTATUS = 1;

    private static final byte[] NAME = "CORE\0".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER_BYTES = 12;
    private static final int PADDED_NAME_BYTES = 8;

    private CrashNote() {}

    /** Size of {@code elf_prstatus}: 336 bytes on x86_64, 144 on i386. */
    public static int prstatusBytes(Architecture architecture) {
        return architecture == Architecture.X86_64 ? 336 : 144;
    }

    /** Size of the buffer: the note and the empty note behind it, 368 bytes on x86_64, 176 on i386. */
    public static int bytes(Architecture architecture) {
        return HEADER_BYTES + PADDED_NAME_BYTES + prstatusBytes(architecture) + HEADER_BYTES;
    }

    /** The buffer of one CPU, little-endian; all zero - no note - if its registers were not saved. */
    public static byte[] render(Architecture architecture, boolean registersSaved) {
        ByteBuffer buffer = ByteBuffer.allocate(bytes(architecture)).order(ByteOrder.LITTLE_ENDIAN);
        if (registersSaved) {
            buffer.putInt(NAME.length)
                    .putInt(prstatusBytes(architecture))
                    .putInt(NT_PRSTATUS)
                    .put(NAME);
        }
        return buffer.array();
    }
}
