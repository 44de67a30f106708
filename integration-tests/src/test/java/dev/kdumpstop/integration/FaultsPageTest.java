package dev.kdumpstop.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.fault.FaultClass;
import dev.kdumpstop.api.fault.FaultContext;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.core.machine.ModelOptions;
import dev.kdumpstop.orchestrator.ExtensionText;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName(
        "docs/faults.md holds every fault of apic-facts 6, with the class, the way to ask for it and the test that there are")
class FaultsPageTest {
    private static final Path ROOT = Path.of("..");
    private static final Installed INSTALLED = Installed.discover();
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final String OPTION = "--option ";
    private static final String PROCEDURE = "--procedure ";

    /** A row of the page. */
    record Row(String fault, String bus, String letter, String ask, String observable, String tests, String remark) {
        @Override
        public String toString() {
            return fault + " " + bus;
        }
    }

    private static String read(String file) {
        try {
            return Files.readString(ROOT.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The cells of all table rows whose first cell is a name in backticks. */
    private static Stream<List<String>> tableRows(String markdown) {
        return markdown.lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> Stream.of(line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
                        .map(String::strip)
                        .toList());
    }

    private static String section(String markdown, String from, String to) {
        return markdown.substring(markdown.indexOf(from), markdown.indexOf(to, markdown.indexOf(from) + 1));
    }

    static List<Row> rows() {
        String table = section(read("docs/faults.md"), "| fault | bus |", "## Faults that are not");
        return tableRows(table)
                .map(cells -> new Row(
                        name(cells.get(0)),
                        cells.get(1),
                        cells.get(2),
                        cells.get(3),
                        cells.get(4),
                        cells.get(5),
                        cells.get(6)))
                .toList();
    }

    private static String name(String cell) {
        return cell.replace("`", "");
    }

    private static List<String> code(String cell) {
        return CODE.matcher(cell).results().map(match -> match.group(1)).toList();
    }

    @Test
    @DisplayName("every row of section 6 is there, in its order and with its observable, word for word")
    void everyRowIsThere() {
        String taxonomy = section(read("docs/reference/apic-facts.md"), "\n# 6. Fault taxonomy", "\n# 7.");
        List<String> expected = tableRows(taxonomy)
                .map(cells -> name(cells.get(0)) + " " + cells.get(1) + ": " + cells.get(5))
                .toList();
        assertThat(expected).hasSizeGreaterThan(50);
        assertThat(rows()).extracting(row -> row + ": " + row.observable).containsExactlyElementsOf(expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    @DisplayName(
            "the scenario is an installed fault of that class that knows the row, with options it takes; so are the options")
    void canBeAskedFor(Row row) {
        List<String> asked = new ArrayList<>(code(row.ask));
        asked.removeIf(each -> each.equals("instant"));
        String scenario = asked.remove(0);
        List<String> knowing = new ArrayList<>();
        for (ExtensionText text : ExtensionText.parseAll(scenario)) {
            FaultProvider fault = INSTALLED.get(ExtensionPoint.FAULT, text.id());
            assertThat(OptionValues.of(fault.options(), text.options()).texts()).containsAllEntriesOf(text.options());
            if (String.join(" ", fault.sources()).matches(".*\\b" + row.fault + "\\b.*")) {
                knowing.add(fault.id());
                assertThat(String.valueOf(fault.faultClass().letter())).isEqualTo(row.letter);
            }
        }
        Map<String, String> options = new TreeMap<>();
        for (String other : asked) {
            assertThat(other).matches(OPTION + "[a-z0-9-]+=[a-z0-9-]+|" + PROCEDURE + ".+");
            if (other.startsWith(OPTION)) {
                String[] option = other.substring(OPTION.length()).split("=");
                options.put(option[0], option[1]);
            } else {
                INSTALLED.get(
                        ExtensionPoint.STOP_PROCEDURE,
                        ExtensionText.parse(other.substring(PROCEDURE.length())).id());
            }
        }
        assertThat(ModelOptions.of(options).texts()).containsAllEntriesOf(options);
        // A deviation of the local APIC is one that is named after the row.
        boolean isDeviation =
                options.containsKey(row.fault.toLowerCase(Locale.ROOT).replace('_', '-'));
        assertThat(knowing).hasSize(isDeviation ? 0 : 1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    @DisplayName("the tests named exist, and their names say which row they are about")
    void hasItsTest(Row row) throws IOException {
        List<String> tests = code(row.tests);
        assertThat(tests).isNotEmpty();
        for (String test : tests) {
            String[] parts = test.split("\\.");
            Path source = source(parts[0]);
            String text = Files.readString(source);
            Matcher method = Pattern.compile(
                            "@(Test|ParameterizedTest)(?:(?!void ).)*?void " + parts[1] + "\\(", Pattern.DOTALL)
                    .matcher(text);
            assertThat(method.find()).as("%s has a test %s", source, parts[1]).isTrue();
        }
        String all = String.join(" ", tests.stream().map(FaultsPageTest::text).toList());
        assertThat(row.letter.equals("X") || all.contains(row.fault))
                .as("%s is in its tests' names", row.fault)
                .isTrue();
    }

    private static String text(String test) {
        try {
            return Files.readString(source(test.split("\\.")[0]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path source(String testClass) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.endsWith(testClass + ".java"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    @DisplayName("what is not modelled says why, in the words of the refusal; what is modelled is not refused")
    void reasons(Row row) {
        FaultClass expected = Stream.of(FaultClass.values())
                .filter(each -> row.letter.equals(String.valueOf(each.letter())))
                .findFirst()
                .orElseThrow();
        if (expected == FaultClass.NOT_MODELLED) {
            assertThat(row.remark).isNotEmpty();
            FaultProvider fault =
                    INSTALLED.get(ExtensionPoint.FAULT, code(row.ask).get(0));
            MachineSpec machine =
                    MachineSpec.builder(Architecture.X86_64, "6.1").cpus(4).build();
            assertThatThrownBy(() -> fault.schedule(
                            new FaultContext(machine, CpuId.of(0)), OptionValues.defaults(fault.options())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("fault '" + fault.id() + "' is not modelled: " + row.remark);
        }
    }

    @Test
    @DisplayName("every installed fault is on the page")
    void everyFaultIsOnThePage() {
        Set<String> shown = new TreeSet<>();
        rows().forEach(row -> ExtensionText.parseAll(code(row.ask).get(0)).forEach(text -> shown.add(text.id())));
        String others = section(read("docs/faults.md"), "## Faults that are not", "## What a fault cannot");
        tableRows(others).forEach(cells -> {
            String id = name(cells.get(0));
            shown.add(id);
            FaultProvider fault = INSTALLED.get(ExtensionPoint.FAULT, id);
            assertThat(cells.get(1)).isEqualTo(String.valueOf(fault.faultClass().letter()));
        });
        assertThat(shown).containsExactlyElementsOf(INSTALLED.ids(ExtensionPoint.FAULT));
    }

    @Test
    @DisplayName("the numbers of each class are right, and at least 30 are simulated by general rules")
    void numbers() {
        Map<String, Long> numbers = new TreeMap<>();
        rows().forEach(row -> numbers.merge(row.letter, 1L, Long::sum));
        numbers.forEach((letter, number) -> assertThat(read("docs/faults.md"))
                .containsPattern("\\| " + letter + " \\| [^|]+ \\| " + number + " \\|"));
        assertThat(numbers.get("M")).isGreaterThanOrEqualTo(30);
    }

    @Test
    @DisplayName("no code that decides a result asks for a fault by its name")
    void noCodeAsksByName() throws IOException {
        List<String> found = new ArrayList<>();
        for (String module :
                List.of("apic-api", "apic-core", "subarch-i386", "subarch-x86_64", "kdump-stop/orchestrator")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                for (Path file : files.filter(each -> each.toString().endsWith(".java"))
                        .filter(each -> !each.getParent().endsWith("builtin/fault"))
                        .toList()) {
                    Files.readAllLines(file).stream()
                            .filter(line -> !line.strip().startsWith("*")
                                    && !line.strip().startsWith("/*"))
                            .filter(line -> INSTALLED.ids(ExtensionPoint.FAULT).stream()
                                    .anyMatch(id -> line.matches(".*\"" + id + "[\":].*")))
                            .forEach(line -> found.add(file.getFileName() + ": " + line.strip()));
                }
            }
        }
        assertThat(found).containsExactly("CrashStopBuilder.java: private String scenario = \"healthy\";");
    }
}
