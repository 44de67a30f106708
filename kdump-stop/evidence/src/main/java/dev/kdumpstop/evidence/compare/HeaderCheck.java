package dev.kdumpstop.evidence.compare;

import dev.kdumpstop.api.machine.KernelRelease;
import dev.kdumpstop.evidence.recording.RecordedTruth;
import dev.kdumpstop.evidence.recording.RecordingHeader;
import dev.kdumpstop.orchestrator.Headline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether what a recording's header says of the kernel is among the explanations that were found without it.
 *
 * @param verdict the answer
 * @param says the header's answer in the words of an explanation; empty if it has none
 */
public record HeaderCheck(Verdict verdict, String says) {
    static final HeaderCheck NOTHING_TO_CHECK = new HeaderCheck(Verdict.SAYS_NOTHING, "");

    /** The names of recordings for sub-architectures; those of the kernel differ by architecture. */
    private static final Map<String, String> NAMES = Map.of(
            "amd64 flat", "x86_64/flat",
            "amd64 physical flat", "x86_64/physflat",
            "amd64 cluster x2apic", "x86_64/x2apic-cluster",
            "amd64 physical x2apic", "x86_64/x2apic-phys",
            "i386 default", "i386/default",
            "i386 bigsmp", "i386/bigsmp");

    /** The answer. */
    public enum Verdict {
        /** There is no header, or no answer in it. */
        SAYS_NOTHING,
        /** The header's answer is in the set. */
        AGREES,
        /** It is not. */
        DISAGREES
    }

    static HeaderCheck of(Optional<RecordingHeader> header, List<Explanation> explanations) {
        if (header.isEmpty() || header.get().truth().isEmpty()) {
            return NOTHING_TO_CHECK;
        }
        RecordingHeader given = header.get();
        RecordedTruth truth = given.truth().get();
        String name = given.kernel().architecture() + " " + truth.subArchitecture();
        String subArchitecture = NAMES.getOrDefault(name, name);
        String procedure = procedure(given, truth);
        Explanation.Shorthand shorthand = shorthand(given);
        Optional<KernelRelease> release = release(given);
        boolean failed = truth.outcome().equals("crash-path-failed");
        Verdict verdict = Verdict.DISAGREES;
        for (Explanation explanation : explanations) {
            boolean same = explanation.subArchitecture().equals(subArchitecture)
                    && isProcedure(explanation.procedureId(), procedure)
                    && (explanation.shorthand() == Explanation.Shorthand.EITHER || explanation.shorthand() == shorthand)
                    && (explanation.headline() == Headline.CRASH_PATH_FAILED) == failed
                    && release.map(Releases::nearest)
                            .map(nearest -> explanation.releases().contains(nearest))
                            .orElse(true);
            verdict = same ? Verdict.AGREES : verdict;
        }
        List<String> says = new ArrayList<>();
        says.add(subArchitecture);
        says.add(given.kernel().release());
        says.add(procedure);
        says.add(shorthand.words());
        if (failed) {
            says.add("the crash path fails");
        }
        return new HeaderCheck(verdict, String.join(", ", says));
    }

    private static Optional<KernelRelease> release(RecordingHeader header) {
        try {
            return Optional.of(KernelRelease.of(header.kernel().release()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String procedure(RecordingHeader header, RecordedTruth truth) {
        boolean notifiers = header.kernel().option("crash_kexec_post_notifiers").isPresent();
        if (truth.kdump()) {
            return notifiers ? "kdump-post-notifiers" : "kdump";
        }
        return notifiers ? "post-notifiers" : "panic";
    }

    /** Procedures are named after what they do, then after releases. */
    private static boolean isProcedure(String id, String wanted) {
        boolean other = wanted.equals("kdump") && id.startsWith("kdump-post-notifiers");
        return id.startsWith(wanted) && !other;
    }

    /** As the kernel decides: not with no_ipi_broadcast, and not while a CPU that is present was never booted. */
    private static Explanation.Shorthand shorthand(RecordingHeader header) {
        boolean off = header.kernel()
                .option("no_ipi_broadcast")
                .filter(value -> !value.equals("0"))
                .isPresent();
        int present = header.maps().present().size();
        boolean fewer = header.kernel()
                .option("maxcpus")
                .filter(value -> value.matches("[0-9]{1,6}") && Integer.parseInt(value) < present)
                .isPresent();
        return off || fewer ? Explanation.Shorthand.OFF : Explanation.Shorthand.ALLOWED;
    }
}
