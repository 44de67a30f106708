package dev.kdumpstop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The matrix as numbers. What it looks like is in {@link GoldenTest}. */
class MatrixTest {
    @ParameterizedTest
    @ValueSource(strings = {"matrix", "matrix --json", "matrix --markdown --timing netburst-fsb --cpus 12"})
    void threadsDoNotMatter(String commandLine) {
        assertThat(Cli.line(commandLine + " --threads 8")).isEqualTo(Cli.line(commandLine + " --threads 1"));
    }

    private static JsonNode json(String commandLine) throws Exception {
        Cli.Result result = Cli.line(commandLine + " --json");
        assertThat(result.err()).isEmpty();
        return new ObjectMapper().readTree(result.out());
    }

    private static JsonNode cell(JsonNode matrix, String scenario, String subArchitecture, String solution) {
        return StreamSupport.stream(matrix.get("cells").spliterator(), false)
                .filter(cell -> cell.get("scenario").asText().equals(scenario)
                        && cell.get("subArchitecture").asText().equals(subArchitecture)
                        && cell.get("solution").asText().equals(solution))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theRfcsQuestion() throws Exception {
        JsonNode matrix = json("matrix");
        assertThat(matrix.get("cells")).hasSize(6 * 10 * 5);
        assertThat(cell(matrix, "nmi-lockup:cpus=4", "i386/bigsmp", "baseline")
                        .get("headline")
                        .asText())
                .isEqualTo("HUNG");
        JsonNode limited = cell(matrix, "nmi-lockup:cpus=4", "i386/bigsmp", "upstream-2.6.22");
        assertThat(limited.get("timePs").asLong()).isEqualTo(1_100_100_000_000L);
        assertThat(limited.get("saved").asInt()).isEqualTo(6);
        assertThat(limited.get("timeouts").asInt()).isEqualTo(1);
        assertThat(limited.get("whatIf").asBoolean()).isTrue();
        assertThat(cell(matrix, "nmi-lockup:cpus=4", "x86_64/flat", "baseline")
                        .get("headline")
                        .asText())
                .isEqualTo("CAPTURED_PARTIAL");
        assertThat(cell(matrix, "nmi-lockup:cpus=7", "x86_64/physflat", "baseline")
                        .get("headline")
                        .asText())
                .isEqualTo("CAPTURED_PARTIAL");
    }

    @Test
    void theOtherAcceptanceIsTheOtherMatrix() throws Exception {
        JsonNode here = json("matrix");
        JsonNode there = json("matrix --option nmi-acceptance=always-accept");
        int changed = 0;
        int noLongerHung = 0;
        for (int i = 0; i < here.get("cells").size(); i++) {
            JsonNode mine = here.get("cells").get(i);
            JsonNode theirs = there.get("cells").get(i);
            boolean hung = mine.get("headline").asText().equals("HUNG");
            boolean hungThere = theirs.get("headline").asText().equals("HUNG");
            changed += mine.get("headline").equals(theirs.get("headline"))
                            && mine.get("saved").equals(theirs.get("saved"))
                            && (hung || mine.get("timePs").equals(theirs.get("timePs")))
                    ? 0
                    : 1;
            noLongerHung += hung && !hungThere ? 1 : 0;
        }
        JsonNode told = here.get("otherNmiAcceptance");
        assertThat(told.get("cellsChanged").asInt()).isEqualTo(changed).isPositive();
        assertThat(told.get("noLongerHung").asInt()).isEqualTo(noLongerHung).isPositive();
        assertThat(there.get("otherNmiAcceptance").get("cellsChanged").asInt()).isEqualTo(changed);
        assertThat(there.get("otherNmiAcceptance").get("nmiAcceptance").asText())
                .isEqualTo("retry-while-in-nmi");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "matrix",
                "matrix --release 6.1 --procedure panic --timing kvm-guest --solution baseline --scenario sender-wedged",
                "matrix --cpus 12 --crashing-cpu 5 --option nmi-acceptance=always-accept --arch i386",
                "matrix --machine src/test/resources/machine/box.conf --solution baseline --scenario nmi-lockup:cpus=1",
            })
    void theLastCommandGivesTheCell(String commandLine) throws Exception {
        String text = Cli.line(commandLine).out();
        String command = text.substring(text.indexOf("Why? kdump-stop ") + "Why? kdump-stop ".length());
        command = command.replaceAll("\\\\\n +", "");
        command = command.substring(0, command.indexOf('\n'));
        JsonNode stop = json(command);
        JsonNode cell = cell(
                json(commandLine),
                stop.get("assumptions").get("scenario").asText(),
                stop.get("assumptions").get("sub-architecture").asText(),
                stop.get("assumptions").get("solution").asText());
        assertThat(stop.get("headline")).isEqualTo(cell.get("headline"));
        assertThat(stop.get("timePs")).isEqualTo(cell.get("timePs"));
        assertThat(stop.get("counters").get("polls")).isEqualTo(cell.get("polls"));
    }

    @Test
    void whatCannotBeSaysWhy() throws Exception {
        JsonNode matrix = json("matrix --release 6.1 --subarch cluster --subarch physflat --scenario healthy");
        JsonNode cell = cell(matrix, "healthy", "x86_64/cluster", "baseline");
        assertThat(cell.get("headline").asText()).isEqualTo("IMPOSSIBLE");
        assertThat(cell.get("reasons").get(0).asText()).contains("removed in 2.6.22");
        assertThat(json("matrix").get("notInTheTable").has("x86_64/x2apic-phys"))
                .isTrue();
    }

    @Test
    void backtraceBeforeTheCrashTellsTheSolutionsApart() throws Exception {
        JsonNode matrix = json("matrix --procedure kdump:backtrace-first=true --subarch bigsmp --scenario"
                + " nmi-lockup:cpus=4 --solution B-1 --solution B-2");
        assertThat(cell(matrix, "nmi-lockup:cpus=4", "i386/bigsmp", "B-1")
                        .get("headline")
                        .asText())
                .isEqualTo("HUNG");
        assertThat(cell(matrix, "nmi-lockup:cpus=4", "i386/bigsmp", "B-2")
                        .get("headline")
                        .asText())
                .isEqualTo("CAPTURED_PARTIAL");
    }

    @Test
    void procedureOfAnotherSystemHasOnlyRowsThatSendAsItDoes() throws Exception {
        JsonNode matrix = json("matrix --release 6.1 --cpus 8 --procedure freebsd-stop-cpus --scenario healthy");
        assertThat(StreamSupport.stream(matrix.get("cells").spliterator(), false)
                        .map(cell -> cell.get("subArchitecture").asText())
                        .distinct())
                .containsExactlyInAnyOrder("x86_64/physflat", "x86_64/x2apic-phys");
        assertThat(matrix.get("notInTheTable").get("x86_64/flat").toString())
                .contains("does not address CPUs as freebsd-stop-cpus does");
    }

    @Test
    void waitPolicy() throws Exception {
        JsonNode matrix = json("matrix --wait-policy linux-6.x --scenario nmi-lockup:cpus=4");
        assertThat(matrix.get("waitPolicy").get("policy").asText()).isEqualTo("linux-6.x");
        assertThat(matrix.get("waitPolicy").get("inForceNowhereWith"))
                .extracting(JsonNode::asText)
                .containsExactly("baseline");
        assertThat(cell(matrix, "nmi-lockup:cpus=4", "i386/bigsmp", "A").get("timePs"))
                .isEqualTo(cell(
                                json("matrix --solution upstream-6.x --scenario nmi-lockup:cpus=4"),
                                "nmi-lockup:cpus=4",
                                "i386/bigsmp",
                                "upstream-6.x")
                        .get("timePs"));
        assertThat(json("matrix --scenario healthy").has("waitPolicy")).isFalse();
        assertThat(Cli.line("matrix --solution baseline --wait-policy linux-6.x")
                        .out())
                .containsPattern("IN FORCE NOWHERE: none of these\\s+solutions bounds a wait");
        assertThat(Cli.line(
                                "matrix --all --arch i386 --release 2.6.21 --scenario healthy --solution baseline --solution A"
                                        + " --wait-policy linux-6.x")
                        .out())
                .contains("linux-6.x wherever the solution bounds a wait; in force nowhere with baseline");
    }
}
