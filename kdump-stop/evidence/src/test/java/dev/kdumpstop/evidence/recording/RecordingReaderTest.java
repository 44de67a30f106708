package dev.kdumpstop.evidence.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingReaderTest {
    @TempDir
    Path folder;

    private static void assertNoRecording(Path file, String found) {
        RecordingResult result = RecordingReader.read(file);
        assertThat(result.recording()).isEmpty();
        assertThat(result.isWhole()).isFalse();
        assertThat(result.problems()).hasSize(1);
        assertThat(result.problems().get(0).found()).contains(found);
        assertThat(result.problems().get(0).line()).isZero();
    }

    @Test
    void anEmptyFileIsNoRecording() throws IOException {
        assertNoRecording(Files.createFile(folder.resolve("empty.jsonl")), "an empty file");
    }

    @Test
    void aMissingFileIsAProblemAndNoException() {
        assertNoRecording(folder.resolve("missing.log"), "missing.log");
    }

    @Test
    void aDirectoryIsNoRecording() {
        assertNoRecording(folder, "a directory");
    }

    @Test
    void compressedDataIsNamed() throws IOException {
        Path file = folder.resolve("log.gz");
        Files.write(file, new byte[] {0x1f, (byte) 0x8b, 8, 0});
        assertNoRecording(file, "gzip");
    }

    @Test
    void anyOtherTextIsNoRecording() throws IOException {
        Path file = folder.resolve("README.md");
        Files.writeString(file, "# Heading\n\nText about an apic_mem_writel 0x300 = 0x000c0400.\n");
        assertNoRecording(file, "3 lines and no event of an APIC");
    }

    @Test
    void arbitraryBytesAreNoRecordingAndDoNoHarm() throws IOException {
        Path file = folder.resolve("bytes");
        Random random = new Random(1);
        for (int round = 0; round < 50; round++) {
            byte[] bytes = new byte[1 + random.nextInt(100_000)];
            random.nextBytes(bytes);
            Files.write(file, bytes);
            assertThat(RecordingReader.read(file).recording()).isEmpty();
            bytes[0] = '{';
            Files.write(file, bytes);
            assertThat(RecordingReader.read(file).problems()).isNotEmpty();
        }
    }

    /** One changed byte: no exception, and an event that is gone shows in a problem or in a count. */
    @Test
    void damagedRecordingsNeverLoseAnEventInSilence() throws IOException {
        Path file = folder.resolve("damaged");
        Random random = new Random(2);
        for (Path original : List.of(
                TestRecordings.trace("a61-smp4-cpu0-panic"), TestRecordings.log("a61-smp4-cpu0-panic-hangcli2"))) {
            Recording whole = TestRecordings.readWhole(original);
            byte[] bytes = Files.readAllBytes(original);
            for (int round = 0; round < 300; round++) {
                byte[] damaged = bytes.clone();
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
                Files.write(file, damaged);
                RecordingResult result = RecordingReader.read(file);
                boolean same = result.recording().isPresent()
                        && result.recording().get().events().size()
                                >= whole.events().size()
                        && result.recording().get().ignoredLines().equals(whole.ignoredLines());
                boolean told = !result.problems().isEmpty()
                        || !result.recording().orElseThrow().ignoredLines().equals(whole.ignoredLines());
                assertThat(same || told).isTrue();
            }
        }
    }
}
