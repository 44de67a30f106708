package dev.kdumpstop.evidence.conform;

import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.evidence.recording.RecordingProblem;
import dev.kdumpstop.evidence.vector.ApicVector;
import dev.kdumpstop.evidence.vector.VectorReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads vectors and plays each under every question that is about it. Files run in parallel; the report is in their order. */
public final class Conformance {
    private final List<Question> questions;

    /** For these questions. */
    public Conformance(List<Question> questions) {
        this.questions = List.copyOf(questions);
    }

    /** What one file gave. */
    private static final class FileRun {
        private final Map<String, String> seenAt = new HashMap<>();
        private final List<List<Tally>> tallies = new ArrayList<>();
        private final List<RecordingProblem> problems = new ArrayList<>();
    }

    /** Plays the vectors of all files. A vector that was there before is a problem and is not played again. */
    public ConformReport run(List<Path> files) {
        List<FileRun> runs =
                files.parallelStream().map(file -> run(file, Map.of())).toList();
        Map<String, String> seenAt = new HashMap<>();
        List<List<Tally>> sums = tallies();
        List<RecordingProblem> problems = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            FileRun run = runs.get(i);
            if (!Collections.disjoint(seenAt.keySet(), run.seenAt.keySet())) {
                run = run(files.get(i), seenAt);
            }
            seenAt.putAll(run.seenAt);
            problems.addAll(run.problems);
            for (int question = 0; question < sums.size(); question++) {
                for (int kind = 0; kind < sums.get(question).size(); kind++) {
                    sums.get(question).get(kind).add(run.tallies.get(question).get(kind));
                }
            }
        }
        List<ConformReport.Section> sections = new ArrayList<>();
        for (int question = 0; question < sums.size(); question++) {
            sections.add(new ConformReport.Section(questions.get(question), sums.get(question)));
        }
        return new ConformReport(files.size(), seenAt.size(), sections, problems);
    }

    private List<List<Tally>> tallies() {
        List<List<Tally>> tallies = new ArrayList<>();
        for (Question question : questions) {
            tallies.add(question.interconnects().stream().map(Tally::new).toList());
        }
        return tallies;
    }

    private FileRun run(Path file, Map<String, String> seenBefore) {
        FileRun run = new FileRun();
        run.tallies.addAll(tallies());
        List<RecordingProblem> repeated = new ArrayList<>();
        List<RecordingProblem> broken = VectorReader.read(file, vector -> {
            String key = vector.oracle() + " " + vector.id();
            String before = seenBefore.getOrDefault(key, run.seenAt.get(key));
            if (before == null) {
                run.seenAt.put(key, vector.file() + ":" + vector.line());
                play(vector, run.tallies);
            } else {
                repeated.add(new RecordingProblem(
                        RecordingProblem.Severity.ERROR,
                        file,
                        vector.line(),
                        "`id`: `" + vector.id() + "` of " + vector.oracle() + " again",
                        "each id once for each oracle: it is at " + before + " already"));
            }
        });
        run.problems.addAll(broken);
        run.problems.addAll(repeated);
        run.problems.sort(Comparator.comparingInt(RecordingProblem::line));
        return run;
    }

    private void play(ApicVector vector, List<List<Tally>> tallies) {
        for (int i = 0; i < questions.size(); i++) {
            Question question = questions.get(i);
            if (question.selects(vector)) {
                for (int kind = 0; kind < question.interconnects().size(); kind++) {
                    InterconnectKind interconnect = question.interconnects().get(kind);
                    if (Question.carries(interconnect, vector.mode())) {
                        tallies.get(i).get(kind).add(question.play(vector, interconnect));
                    } else {
                        tallies.get(i).get(kind).passOver();
                    }
                }
            }
        }
    }
}
