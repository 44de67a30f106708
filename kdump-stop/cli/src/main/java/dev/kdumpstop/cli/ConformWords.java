package dev.kdumpstop.cli;

import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.core.apic.ApicProfile;
import dev.kdumpstop.core.apic.Deviation;
import dev.kdumpstop.evidence.conform.ConformReport;
import dev.kdumpstop.evidence.conform.Question;
import dev.kdumpstop.evidence.conform.Tally;
import dev.kdumpstop.evidence.conform.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What text, Markdown and JSON of {@code conform} have in common. */
final class ConformWords {
    /** In the order in which they are reported: as recorded, then the buses. */
    static final List<InterconnectKind> INTERCONNECTS = List.of(
            InterconnectKind.INSTANT,
            InterconnectKind.FRONT_SIDE_BUS,
            InterconnectKind.APIC_BUS,
            InterconnectKind.X2APIC_FABRIC);

    /** Headings of the table. */
    static final List<String> COLUMNS =
            List.of("family, field", "agreed", "differing", "skipped", "implementation-defined", "not modelled");

    private ConformWords() {}

    /** Names of the profiles. */
    static String names(List<Question> questions) {
        return String.join(
                ", ",
                questions.stream().map(question -> question.profile().name()).toList());
    }

    /** The profile and what it is compared with: {@code sdm: the plain reading …}. */
    static String heading(Question question) {
        ApicProfile profile = question.profile();
        return profile.name() + ": " + profile.summary();
    }

    /** Deviations that are not as the profile has them; empty if all are. */
    static String changes(Question question) {
        List<String> words = new ArrayList<>();
        for (Map.Entry<Deviation, Boolean> change : question.profile().changes().entrySet()) {
            words.add(change.getKey().id() + " " + (change.getValue() ? "on" : "off"));
        }
        return String.join(", ", words);
    }

    /** The cells behind the name in one row of the table. */
    static List<String> cells(Tally.Counts counts) {
        int same = counts.of(Verdict.FREE_AGREES);
        int free = same + counts.of(Verdict.FREE_DIFFERS);
        return List.of(
                number(counts.of(Verdict.AGREES)),
                number(counts.of(Verdict.DIFFERS)),
                number(counts.of(Verdict.SKIPPED)),
                free == 0 ? "-" : same == free ? Integer.toString(free) : free + ", " + same + " the same",
                number(counts.of(Verdict.NOT_MODELLED)));
    }

    private static String number(int count) {
        return count == 0 ? "-" : Integer.toString(count);
    }

    /** How a profile came out on an interconnect: {@code 2774 of 2774 lines agree}. */
    static String lines(Tally tally) {
        return tally.agreeing() + " of " + tally.played() + " lines agree";
    }

    /** The same for fields. */
    static String fields(Tally tally) {
        Tally.Counts total = tally.total();
        int agree = total.of(Verdict.AGREES);
        return agree + " of " + (agree + total.of(Verdict.DIFFERS)) + " fields";
    }

    /** The lines a profile was compared with: {@code 1206 lines, recorded from it}. */
    static String compared(ConformReport.Section section) {
        Question question = section.question();
        return section.vectors()
                + (section.vectors() == 1 ? " line, " : " lines, ")
                + question.selection().words(question.profile());
    }

    /** The last line: whether anything differs, and how many lines of each profile agree. */
    static String sum(ConformReport report) {
        List<String> parts = new ArrayList<>();
        for (ConformReport.Section section : report.sections()) {
            List<String> tallies = new ArrayList<>();
            for (Tally tally : section.tallies()) {
                if (tally.played() > 0) {
                    tallies.add(tally.agreeing() + "/" + tally.played() + " "
                            + tally.interconnect().id());
                }
            }
            if (!tallies.isEmpty()) {
                parts.add(section.question().profile().name() + " " + String.join(", ", tallies));
            }
        }
        int broken = report.problems().size();
        String malformed =
                broken == 0 ? "" : "; " + broken + (broken == 1 ? " problem" : " problems") + " in the files";
        if (parts.isEmpty()) {
            return "nothing was compared" + malformed;
        }
        return (report.differs() ? "something differs" : "nothing differs") + malformed + "; lines that agree: "
                + String.join("; ", parts);
    }
}
