package dev.kdumpstop.evidence.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What a set of explanations leaves open, and why. */
final class Undecided {
    private Undecided() {}

    static List<String> of(List<Explanation> set, Observation observation) {
        List<String> open = new ArrayList<>();
        TreeSet<String> subArchitectures = new TreeSet<>();
        TreeSet<String> procedures = new TreeSet<>();
        boolean releases = false;
        boolean either = false;
        for (Explanation explanation : set) {
            subArchitectures.add(explanation.subArchitecture());
            procedures.add(explanation.procedureId());
            releases |= explanation.releases().size() > 1;
            either |= explanation.shorthand() == Explanation.Shorthand.EITHER;
        }
        if (subArchitectures.size() > 1) {
            boolean named = observation.stopWords().stream().anyMatch(word -> !word.isShorthand());
            open.add(String.join(" or ", subArchitectures) + ": "
                    + (observation.stopWords().isEmpty()
                            ? "nothing was sent"
                            : named
                                    ? "each sends these words"
                                    : "a shorthand names no destination, so the words are the same"));
        }
        if (procedures.size() > 1) {
            open.add(String.join(" or ", procedures) + ": each makes these accesses");
        }
        if (releases) {
            open.add("the release: the accesses of this stop are the same in all of them");
        }
        if (either) {
            open.add("whether shorthands are allowed: no command asks for it");
        }
        if (!set.isEmpty() && observation.isMerged()) {
            open.add("which CPU did what: the log names none");
        }
        return open;
    }
}
