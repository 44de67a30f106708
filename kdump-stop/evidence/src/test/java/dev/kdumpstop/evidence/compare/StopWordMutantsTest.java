package dev.kdumpstop.evidence.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.evidence.recording.TestRecordings;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A stop command turned into a command of any other kind empties the set, whatever kind the wrong word looks like. */
class StopWordMutantsTest {
    @ParameterizedTest(name = "0x000c0400 written as {0} ({1})")
    @CsvSource({
        "0x000c0000, fixed vector 0",
        "0x000c00fb, call function",
        "0x000c0100, lowest priority",
        "0x000c0200, SMI",
        "0x000c0300, remote read",
        "0x000c0500, INIT: looks like a boot",
        "0x000c0600, start-up: looks like a boot",
        "0x000c0700, reserved",
        "0x00080400, all including self",
        "0x00040400, self",
        "0x000c0c00, logical",
        "0x000c4400, level assert",
        "0x000c0401, a vector beside the NMI",
    })
    void isNotExplained(String word, String kind, @TempDir Path folder) throws IOException {
        Path recording = TestRecordings.trace("a61-smp4-cpu0-kdump");
        Path mutant = folder.resolve("mutant.jsonl");
        Files.writeString(mutant, Files.readString(recording).replace("0x000c0400", word));
        for (boolean blind : new boolean[] {false, true}) {
            Comparison comparison =
                    new RecordingComparer(Installed.discover(), blind, Optional.empty()).compare(mutant);
            assertThat(comparison.explanations())
                    .as("%s, blind %s", kind, blind)
                    .isEmpty();
        }
    }
}
