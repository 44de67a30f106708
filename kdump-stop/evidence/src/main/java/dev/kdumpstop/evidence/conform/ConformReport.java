package dev.kdumpstop.evidence.conform;

import dev.kdumpstop.evidence.recording.RecordingProblem;
import java.util.List;

/**
 * What came of all questions.
 *
 * @param files how many files were read
 * @param vectors how many whole vectors they hold
 * @param sections one for each question, in order
 * @param problems what is not as it should be in the files
 */
public record ConformReport(int files, int vectors, List<Section> sections, List<RecordingProblem> problems) {

    /**
     * The answer to one question.
     *
     * @param question it
     * @param tallies one for each of its interconnects
     */
    public record Section(Question question, List<Tally> tallies) {
        /** Copies the list. */
        public Section {
            tallies = List.copyOf(tallies);
        }

        /** How many vectors the question is about. */
        public int vectors() {
            return tallies.stream()
                    .mapToInt(tally -> tally.played() + tally.notModelled() + tally.ofAnotherMode())
                    .max()
                    .orElse(0);
        }
    }

    /** Copies the lists. */
    public ConformReport {
        sections = List.copyOf(sections);
        problems = List.copyOf(problems);
    }

    /** Whether a field that counts differs anywhere. */
    public boolean differs() {
        return sections.stream()
                .flatMap(section -> section.tallies().stream())
                .anyMatch(tally -> !tally.differing().isEmpty());
    }
}
