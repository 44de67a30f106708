package dev.kdumpstop.evidence.conform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.core.apic.ApicProfile;
import dev.kdumpstop.evidence.vector.VectorText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConformanceTest {
    private static final String AGREES = "\"delivered\":[],\"nmi\":1";
    private static final String DIFFERS = "\"delivered\":[],\"nmi\":2";

    @TempDir
    private Path folder;

    private static String line(String id, String oracle, String end) {
        return VectorText.xapic()
                .cpu("run")
                .cpu("run")
                .icr(0, 1, 0x4400)
                .end(1, end)
                .oracle(oracle)
                .line(id);
    }

    private Path file(String name, String... lines) throws IOException {
        return Files.write(folder.resolve(name), List.of(lines));
    }

    private static ConformReport run(Path... files) {
        Question question = new Question(
                Question.options(ApicProfile.SDM, Map.of()), Selection.ALL, List.of(InterconnectKind.INSTANT));
        return new Conformance(List.of(question)).run(List.of(files));
    }

    private static Tally only(ConformReport report) {
        return report.sections().get(0).tallies().get(0);
    }

    @Test
    void filesAreReportedInTheirOrder() throws IOException {
        Path b = file("b.jsonl", line("t-1", "x", DIFFERS), line("t-2", "x", AGREES));
        Path a = file("a.jsonl", line("t-3", "x", DIFFERS));
        ConformReport report = run(b, a);
        assertThat(report.differs()).isTrue();
        assertThat(only(report).differing())
                .extracting(result -> result.vector().id())
                .containsExactly("t-1", "t-3");
        assertThat(only(report).agreeing()).isEqualTo(1);
        assertThat(report.vectors()).isEqualTo(3);
    }

    @Test
    void theSameCaseOfTwoImplementationsIsTwoLines() throws IOException {
        ConformReport report = run(file("a.jsonl", line("t-1", "x", AGREES), line("t-1", "y", AGREES)));
        assertThat(report.problems()).isEmpty();
        assertThat(only(report).agreeing()).isEqualTo(2);
    }

    @Test
    void anIdTwiceIsAProblemAndIsNotPlayedAgain() throws IOException {
        Path a = file("a.jsonl", line("t-1", "x", AGREES), line("t-2", "x", AGREES), line("t-1", "x", DIFFERS));
        Path b = file("b.jsonl", line("t-3", "x", AGREES), line("t-2", "x", DIFFERS));
        ConformReport report = run(a, b);
        assertThat(report.problems())
                .extracting(Object::toString)
                .containsExactly(
                        a + ":3: found `id`: `t-1` of x again; expected each id once for each oracle: it is at " + a
                                + ":1 already",
                        b + ":2: found `id`: `t-2` of x again; expected each id once for each oracle: it is at " + a
                                + ":2 already");
        assertThat(report.differs()).isFalse();
        assertThat(only(report).agreeing()).isEqualTo(3);
    }

    @Test
    void brokenLinesDoNotStopTheRest() throws IOException {
        ConformReport report = run(
                file("a.jsonl", line("t-1", "x", AGREES), "{", line("t-2", "x", AGREES)), folder.resolve("none.jsonl"));
        assertThat(only(report).agreeing()).isEqualTo(2);
        assertThat(report.problems()).hasSize(2);
    }

    @Test
    void whatHappenedAndTheMachineAreThereToBeExplained() {
        ExplainedVector explained = ExplainedVector.of(
                new Question(
                        Question.options(ApicProfile.SDM, Map.of()), Selection.ALL, List.of(InterconnectKind.INSTANT)),
                VectorText.xapic()
                        .cpu("run")
                        .cpu("nmi")
                        .cpu("cli", "0x1ff", "0x20", "")
                        .icr(0, 1, 0x4400)
                        .icr(0, 2, 0x4051)
                        .vector(),
                InterconnectKind.INSTANT);
        assertThat(explained.events()).extracting(PlayedEvent::step).contains(0, 1);
        assertThat(explained.cpus().get(1).inNmi()).isTrue();
        assertThat(explained.cpus().get(1).latchedNmis()).isEqualTo(1);
        assertThat(explained.cpus().get(2).irr()).containsExactly(0x51);
        assertThat(explained.cpus().get(2).ppr()).isEqualTo(0x20);
        assertThat(explained.result().differs()).isTrue();
    }
}
