package dev.kdumpstop.evidence.recording;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One recorded crash.
 *
 * @param source the file
 * @param format how it was stored
 * @param header what it says about itself; QEMU's own logs say nothing
 * @param events what happened, in order
 * @param ignoredLines number of well-formed lines that no event was made of, by what they are: nothing is dropped in
 *     silence
 */
public record Recording(
        Path source,
        RecordingFormat format,
        Optional<RecordingHeader> header,
        List<RecordedEvent> events,
        SortedMap<String, Integer> ignoredLines) {

    /** Copies the collections. */
    public Recording {
        events = List.copyOf(events);
        ignoredLines = Collections.unmodifiableSortedMap(new TreeMap<>(ignoredLines));
    }
}
