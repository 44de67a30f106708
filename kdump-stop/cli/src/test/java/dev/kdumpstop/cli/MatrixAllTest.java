package dev.kdumpstop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kdumpstop.api.ApicSpi;
import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.delivery.IpiDelivery;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.subarch.ApicSetup;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.subarch.SubArchitectureName;
import dev.kdumpstop.experiments.config.MachineDescription;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Plugin;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything installed, each on the largest machine it supports. */
class MatrixAllTest {
    private static final String ALL = "matrix --all";

    @Test
    void theDocumentIsTheOutput() {
        Cli.Result result = Cli.line(ALL + " --markdown");
        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isZero();
        Golden.check(Path.of("../../docs/matrix.md"), result.out());
    }

    @Test
    void textFitsTheTerminal() {
        Cli.Result result = Cli.line(ALL);
        assertThat(result.exit()).isZero();
        assertThat(result.out().lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(Console.WIDTH))
                .noneMatch(line -> line.endsWith(" "));
    }

    @Test
    void threadsDoNotMatter() {
        assertThat(Cli.line(ALL + " --threads 4 --arch i386")).isEqualTo(Cli.line(ALL + " --threads 1 --arch i386"));
    }

    @Test
    void nothingInstalledIsLeftOut() throws Exception {
        JsonNode json = new ObjectMapper().readTree(Cli.line(ALL + " --json").out());
        TreeSet<String> named = new TreeSet<>();
        json.get("matrices").forEach(row -> named.add(row.get("subArchitecture").asText()));
        json.get("notInTheTable").fieldNames().forEachRemaining(named::add);
        assertThat(named).containsExactlyElementsOf(Extensions.wired(List.of()).ids(ExtensionPoint.SUB_ARCHITECTURE));
        for (JsonNode row : json.get("matrices")) {
            JsonNode cells = row.get("matrix").get("cells");
            assertThat(cells)
                    .hasSize(row.get("scenarios").size() * json.get("solutions").size());
            assertThat(row.get("machine").asText()).startsWith(row.get("cpus").asInt() + " CPU");
        }
    }

    @Test
    void solutionsAndFailOnWork() {
        Cli.Result result = Cli.line(ALL + " --solution baseline --arch x86_64 --scenario healthy --fail-on HUNG");
        assertThat(result.exit()).isZero();
        assertThat(Cli.line(ALL + " --solution baseline --arch x86_64 --fail-on HUNG")
                        .exit())
                .isEqualTo(ExitCode.FOUND);
        assertThat(Cli.line(ALL + " --subarch i386/bigsmp --cpus 4").err())
                .contains("--all and --subarch", "leave out --cpus");
    }

    // --- how large ---

    static Stream<Plugin<SubArchitecture>> installed() {
        return Extensions.wired(List.of()).all(ExtensionPoint.SUB_ARCHITECTURE).stream();
    }

    @ParameterizedTest
    @MethodSource("installed")
    void oneCpuMoreIsTooMany(Plugin<SubArchitecture> plugin) {
        SubArchitecture found = plugin.extension();
        MachineDescription largest =
                LargestMachine.of(found, new MachineDescription()).orElseThrow();
        MachineSpec machine = largest.spec(found.name().architecture(), largest.release());
        assertThat(found.supports(machine).isSupported()).isTrue();
        int more = machine.cpuCount() + 1;
        assertThat(more > LargestMachine.MOST || !supports(found, machine, more))
                .isTrue();
    }

    /** As many CPUs with ids one after the other. */
    private static boolean supports(SubArchitecture found, MachineSpec machine, int cpus) {
        if (machine.mode() == ApicMode.XAPIC && cpus > 255) {
            return false;
        }
        return found.supports(MachineSpec.builder(
                                machine.architecture(), machine.release().toString())
                        .mode(machine.mode())
                        .cpus(cpus)
                        .build())
                .isSupported();
    }

    /** A sub-architecture that is asked and nothing else. */
    private record Asked(Function<MachineSpec, Compatibility> answer) implements SubArchitecture {
        @Override
        public SubArchitectureName name() {
            return SubArchitectureName.of("i386/asked");
        }

        @Override
        public String summary() {
            return "for a test";
        }

        @Override
        public int spiLevel() {
            return ApicSpi.LEVEL;
        }

        @Override
        public ReleaseRange releases() {
            return ReleaseRange.between("2.6.21", "2.6.24");
        }

        @Override
        public Compatibility supports(MachineSpec machine) {
            return answer.apply(machine);
        }

        @Override
        public ApicSetup apicSetup(MachineSpec machine, CpuId cpu) {
            throw new UnsupportedOperationException();
        }

        @Override
        public IpiDelivery ipiDelivery(MachineSpec machine) {
            throw new UnsupportedOperationException();
        }
    }

    private static MachineDescription largest(Function<MachineSpec, Compatibility> answer) {
        return LargestMachine.of(new Asked(answer), new MachineDescription()).orElseThrow();
    }

    private static Compatibility when(boolean met) {
        return met ? Compatibility.yes() : Compatibility.no("not so");
    }

    @Test
    void limitsAreFoundExactly() {
        for (int limit : List.of(1, 2, 3, 4, 31, 32, 33, 255)) {
            assertThat(largest(machine -> when(machine.cpuCount() <= limit && machine.mode() == ApicMode.XAPIC))
                            .apicIds()
                            .orElseThrow())
                    .hasSize(limit);
        }
        assertThat(largest(machine -> Compatibility.yes()).apicIds().orElseThrow())
                .hasSize(LargestMachine.MOST);
    }

    @Test
    void clustersOfFourAreTried() {
        MachineDescription found = largest(machine -> {
            Map<Integer, Integer> members = new HashMap<>();
            machine.apicIds().forEach(id -> members.merge(id >> 4, 1, Integer::sum));
            return when(machine.mode() == ApicMode.XAPIC
                    && members.values().stream().allMatch(count -> count <= 4));
        });
        assertThat(found.apicIds().orElseThrow()).hasSize(60).contains(0xE3).doesNotContain(4);
    }

    @Test
    void whatSupportsNothingHasNoMachine() {
        assertThat(LargestMachine.of(new Asked(machine -> Compatibility.no("never")), new MachineDescription()))
                .isEmpty();
    }
}
