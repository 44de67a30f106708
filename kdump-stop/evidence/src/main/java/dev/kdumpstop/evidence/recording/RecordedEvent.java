package dev.kdumpstop.evidence.recording;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One event of a recording. Events are in the recording's own order, which is the order to trust: time stamps of
 * several threads can run backwards by some microseconds.
 *
 * @param line the line in the file, from 1
 * @param index the event's number, from 0
 * @param microseconds host time since the start of the recording, if recorded
 * @param instructions guest instructions executed by all CPUs together, if recorded
 * @param cpu the Linux CPU number, if known
 * @param thread the emulator's thread, if known. With one thread per CPU it tells CPUs apart that have no name
 * @param captureKernel whether the recorder says that the capture kernel did this
 * @param function the kernel function that the CPU had last entered, if recorded; never evidence
 * @param action what happened
 */
public record RecordedEvent(
        int line,
        int index,
        OptionalLong microseconds,
        OptionalLong instructions,
        OptionalInt cpu,
        OptionalLong thread,
        boolean captureKernel,
        Optional<String> function,
        RecordedAction action) {}
