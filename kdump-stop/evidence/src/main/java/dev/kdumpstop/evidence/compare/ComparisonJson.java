package dev.kdumpstop.evidence.compare;

import dev.kdumpstop.api.machine.KernelRelease;
import dev.kdumpstop.evidence.recording.RecordingProblem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Comparisons as maps, lists, texts and numbers, ready to be written as JSON; keys keep their order. */
public final class ComparisonJson {
    private ComparisonJson() {}

    /** All files and the counts over them. */
    public static Map<String, Object> of(List<Comparison> comparisons) {
        Map<String, Object> root = new LinkedHashMap<>();
        List<Object> files = new ArrayList<>();
        comparisons.forEach(comparison -> files.add(of(comparison)));
        root.put("files", files);
        root.put("summary", ComparisonText.summary(comparisons));
        return root;
    }

    private static Map<String, Object> of(Comparison comparison) {
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("file", comparison.source().toString());
        file.put("status", comparison.status().name());
        file.put("peculiarities", names(comparison));
        List<Object> set = new ArrayList<>();
        comparison.explanations().forEach(explanation -> set.add(of(explanation)));
        file.put("explanations", set);
        comparison.nearest().ifPresent(nearest -> file.put("nearest", of(nearest)));
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("verdict", comparison.header().verdict().name());
        header.put("says", comparison.header().says());
        file.put("header", header);
        file.put("evidence", of(comparison.evidence()));
        file.put("leftOut", new LinkedHashMap<>(comparison.noise()));
        file.put("open", comparison.undecided());
        file.put("hints", comparison.support());
        file.put("assumed", comparison.takenForGranted());
        List<Object> problems = new ArrayList<>();
        comparison.problems().forEach(problem -> problems.add(of(problem)));
        file.put("problems", problems);
        return file;
    }

    private static List<String> names(Comparison comparison) {
        return comparison.peculiarities().stream().map(Enum::name).toList();
    }

    private static Map<String, Object> of(Explanation explanation) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("subArchitecture", explanation.subArchitecture());
        map.put(
                "releases",
                explanation.releases().stream().map(KernelRelease::toString).toList());
        map.put("procedure", explanation.procedure());
        map.put("shorthand", explanation.shorthand().name());
        map.put("assumptions", explanation.assumptions());
        map.put("headline", explanation.headline().name());
        map.put("support", explanation.support());
        return map;
    }

    private static Map<String, Object> of(Comparison.Nearest nearest) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("explanation", of(nearest.explanation()));
        map.put("differences", nearest.differences());
        map.put("line", nearest.first().line());
        map.put("cpu", nearest.first().cpu());
        map.put("recorded", nearest.first().recorded());
        map.put("predicted", nearest.first().predicted());
        return map;
    }

    private static Map<String, Object> of(Comparison.Evidence evidence) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("cpus", evidence.cpus());
        map.put("stopWrites", evidence.stopWrites());
        map.put("polls", evidence.polls());
        map.put("accesses", evidence.accesses());
        map.put("takersRecorded", evidence.takersRecorded());
        map.put("taken", evidence.taken());
        map.put("ioApicWrites", evidence.ioApicWrites());
        return map;
    }

    private static Map<String, Object> of(RecordingProblem problem) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("severity", problem.severity().name());
        map.put("line", problem.line());
        map.put("found", problem.found());
        map.put("expected", problem.expected());
        return map;
    }
}
