package dev.kdumpstop.orchestrator.note;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.machine.Architecture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrashNoteTest {
    @ParameterizedTest(name = "kernel-facts 4.1: {0}: elf_prstatus {1} bytes, {2} in all")
    @CsvSource({"X86_64, 336, 368", "I386, 144, 176"})
    void sizes(Architecture architecture, int prstatus, int total) {
        ByteBuffer note = ByteBuffer.wrap(CrashNote.render(architecture, true)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(note.capacity()).isEqualTo(total);
        assertThat(note.getInt(0)).as("namesz").isEqualTo(5);
        assertThat(note.getInt(4)).as("descsz").isEqualTo(prstatus);
        assertThat(note.getInt(8)).as("type").isEqualTo(CrashNote.NT_PRSTATUS);
        assertThat(new String(note.array(), 12, 8, StandardCharsets.US_ASCII)).isEqualTo("CORE\0\0\0\0");
        assertThat(note.getInt(20 + prstatus))
                .as("the empty note that ends the list")
                .isZero();
    }

    @ParameterizedTest(name = "{0}: a CPU that did not answer leaves its note empty")
    @CsvSource({"X86_64", "I386"})
    @DisplayName("empty note")
    void unanswered(Architecture architecture) {
        assertThat(CrashNote.render(architecture, false)).containsOnly(0);
    }
}
