package dev.kdumpstop.evidence.recording;

import java.util.List;
import java.util.Optional;

/**
 * What the recorder knows about the run: the answer that a judgement from the events is checked against, and must not
 * look at.
 *
 * @param subArchitecture {@code flat}, {@code physical flat}, {@code cluster x2apic}, {@code physical x2apic},
 *     {@code default}, {@code bigsmp}
 * @param kdump whether a capture kernel was loaded
 * @param outcome {@code capture-kernel-booted}, {@code capture-kernel-entered}, {@code rebooted},
 *     {@code crash-path-failed}
 * @param scenario the run in words
 * @param hang a CPU that could not answer, as {@code CPU:cli} or {@code CPU:nmi}
 * @param offline CPUs taken offline before the crash, as a list such as {@code 2,5-6}
 * @param summary the recorder's own evaluation of the stop
 * @param failureTrace the call trace, if the crash path itself failed; else empty
 */
public record RecordedTruth(
        String subArchitecture,
        boolean kdump,
        String outcome,
        Optional<String> scenario,
        Optional<String> hang,
        Optional<String> offline,
        RecordedSummary summary,
        List<String> failureTrace) {

    /** Copies the list. */
    public RecordedTruth {
        failureTrace = List.copyOf(failureTrace);
    }
}
