package dev.kdumpstop.evidence.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.evidence.recording.RecordingProblem;
import dev.kdumpstop.evidence.recording.RecordingReader;
import dev.kdumpstop.evidence.recording.RecordingResult;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Crashes that no recording at hand shows, written by the rules of those that do. */
class UnseenCrashesTest {
    private static final Installed INSTALLED = Installed.discover();
    private static final List<String> ALL =
            List.of("flat", "physical flat", "default", "bigsmp", "cluster x2apic", "physical x2apic");

    @TempDir
    private Path folder;

    private record Case(String name, boolean blindKnowsIt, Consumer<RuleTrace> set) {}

    private static final List<Case> CASES = List.of(
            new Case("kdump", true, trace -> {}),
            new Case("two CPUs", true, trace -> cpus(trace, 2, 1)),
            new Case("crash on the last CPU", true, trace -> trace.crashing = 5),
            new Case("sparse ids", true, trace -> trace.ids = List.of(0, 2, 4, 6, 16, 18)),
            new Case("sparse ids, shorthand off", true, trace -> {
                trace.ids = List.of(0, 2, 4, 6, 16, 18);
                trace.shorthand = false;
                trace.crashing = 2;
            }),
            new Case("shorthand off", true, trace -> trace.shorthand = false),
            new Case("off line", true, trace -> trace.online.remove(3)),
            new Case("off line, shorthand off", true, trace -> {
                trace.online.remove(3);
                trace.shorthand = false;
            }),
            new Case("two off line, crash between", true, trace -> {
                trace.online.remove(1);
                trace.online.remove(5);
                trace.crashing = 3;
            }),
            new Case("stuck", true, trace -> trace.stuck.add(2)),
            new Case("stuck last, shorthand off", true, trace -> {
                trace.stuck.add(5);
                trace.shorthand = false;
            }),
            new Case("post-notifiers", true, trace -> trace.mode = "post-notifiers"),
            new Case("post-notifiers, stuck, shorthand off", true, trace -> {
                trace.mode = "post-notifiers";
                trace.stuck.add(1);
                trace.shorthand = false;
            }),
            new Case("panic", true, trace -> trace.mode = "panic"),
            new Case("panic, shorthand off", true, trace -> {
                trace.mode = "panic";
                trace.shorthand = false;
            }),
            new Case("panic without a CPU that has VMX or SVM", true, trace -> {
                trace.mode = "panic";
                trace.emergencyRound = false;
            }),
            new Case("panic, two late", true, trace -> {
                trace.mode = "panic";
                trace.late.add(1);
                trace.late.add(4);
            }),
            new Case("panic, stuck", true, trace -> {
                trace.mode = "panic";
                trace.stuck.add(3);
            }),
            new Case("panic, stuck, not seen taking the last NMI", true, trace -> {
                trace.mode = "panic";
                trace.stuck.add(3);
                trace.takenAgain = false;
            }),
            new Case("panic, stuck and late and off line", true, trace -> {
                trace.mode = "panic";
                trace.stuck.add(3);
                trace.late.add(2);
                trace.online.remove(4);
            }),
            new Case("panic, stuck, shorthand off", true, trace -> {
                trace.mode = "panic";
                trace.stuck.add(3);
                trace.shorthand = false;
            }),
            new Case("panic of 5.10, late, second stage to all", true, trace -> {
                trace.mode = "panic";
                trace.release = "5.10.0-32-any";
                trace.late.add(3);
                trace.secondStageToAll = true;
            }),
            new Case("panic of 5.10, late, one by one", true, trace -> {
                trace.mode = "panic";
                trace.release = "5.10.0-32-any";
                trace.late.add(3);
            }));

    private static void cpus(RuleTrace trace, int cpus, int crashing) {
        trace.cpus = cpus;
        trace.crashing = crashing;
        trace.online.removeIf(cpu -> cpu >= cpus);
        trace.ids = trace.ids.subList(0, cpus);
    }

    static Stream<Arguments> crashes() {
        List<Arguments> crashes = new ArrayList<>();
        for (String subArchitecture : ALL) {
            for (Case crash : CASES) {
                crashes.add(Arguments.of(subArchitecture + ": " + crash.name(), subArchitecture, crash));
            }
        }
        return crashes.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("crashes")
    void isExplained(String name, String subArchitecture, Case crash) throws IOException {
        RuleTrace trace = new RuleTrace(subArchitecture, 6);
        crash.set().accept(trace);
        Path file = Files.writeString(folder.resolve("by-rule.jsonl"), trace.text());
        RecordingResult read = RecordingReader.read(file);
        assertThat(read.problems().stream().filter(p -> p.severity() == RecordingProblem.Severity.ERROR))
                .isEmpty();
        for (boolean blind : new boolean[] {false, true}) {
            Comparison comparison = new RecordingComparer(INSTALLED, blind, Optional.empty())
                    .compare(read.recording().orElseThrow(), List.of());
            assertThat(comparison.header().verdict())
                    .as("blind %s: %s", blind, comparison)
                    .isEqualTo(HeaderCheck.Verdict.AGREES);
        }
    }
}
