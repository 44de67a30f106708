package dev.kdumpstop.evidence.recording;

import java.util.Optional;

/**
 * What a recording says about itself, in parts that a judge may and may not use.
 *
 * @param name the recording's name
 * @param maps which CPUs there were, and which one crashed
 * @param kernel the kernel that crashed
 * @param emulator the emulator, if recorded
 * @param truth the answer, if recorded
 * @param droppedTimerEvents number of EOI and timer accesses that the recorder left out
 */
public record RecordingHeader(
        String name,
        RecordedMaps maps,
        RecordedKernel kernel,
        Optional<RecordedEmulator> emulator,
        Optional<RecordedTruth> truth,
        int droppedTimerEvents) {}
