package dev.kdumpstop.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.BootOptions;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.core.machine.EventKind;
import dev.kdumpstop.orchestrator.CrashStop;
import dev.kdumpstop.orchestrator.Headline;
import dev.kdumpstop.orchestrator.StopOutcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The facts of design section 6 that surprise, out of the simulation; profile {@code ideal}, default options. */
class SurprisesTest {

    @ParameterizedTest(name = "1: a mask or shorthand cannot hang on a stuck target: {0} of {1}")
    @CsvSource({
        "i386/default, 2.6.21",
        "x86_64/flat, 2.6.21",
        "i386/default, 6.1",
        "x86_64/flat, 6.1",
        "x86_64/physflat, 6.1",
    })
    void maskCannotHangOnAStuckTarget(String subArchitecture, String release) {
        for (int stuck = 1; stuck < 8; stuck++) {
            StopOutcome outcome = Stops.stop(subArchitecture, release, 8)
                    .solution("baseline")
                    .scenario("nmi-lockup:cpus=" + stuck)
                    .build()
                    .run();
            assertThat(outcome.headline()).isEqualTo(Headline.CAPTURED_PARTIAL);
            assertThat(outcome.stopped()).isEqualTo(CpuSet.range(1, 7).without(stuck));
        }
    }

    @ParameterizedTest(name = "1: a sequence hangs before target k+1, never when the stuck CPU is the last: {0}")
    @ValueSource(strings = {"i386/bigsmp", "x86_64/physflat", "x86_64/cluster"})
    void sequenceHangsBehindTheStuckTarget(String subArchitecture) {
        for (int stuck = 1; stuck < 8; stuck++) {
            StopOutcome outcome = Stops.stop(subArchitecture, "2.6.21", 8)
                    .solution("baseline")
                    .scenario("nmi-lockup:cpus=" + stuck)
                    .build()
                    .run();
            assertThat(outcome.headline()).isEqualTo(stuck < 7 ? Headline.HUNG : Headline.CAPTURED_PARTIAL);
            assertThat(outcome.icrWrites()).as("targets 1..k were written").isEqualTo(stuck);
            assertThat(outcome.stopped()).isEqualTo(CpuSet.range(1, 7).intersect(CpuSet.firstN(stuck)));
        }
    }

    @ParameterizedTest(
            name = "3: today''s plain panic sends 0xF8 with an unlimited wait; only A protects it: {0} is {1}")
    @CsvSource({
        "baseline, HUNG",
        "B-1, HUNG",
        "B-2, HUNG",
        "upstream-2.6.22, HUNG",
        "upstream-6.x, HUNG",
        "A, STOPPED_ALL",
    })
    void onlyAProtectsThePlainPanic(String solution, Headline headline) {
        for (String subArchitecture : List.of("x86_64/physflat", "i386/bigsmp", "i386/default")) {
            StopOutcome outcome = Stops.stop(subArchitecture, "6.1", 8)
                    .procedure("panic")
                    .solution(solution)
                    .scenario("icr-busy-at-entry")
                    .build()
                    .run();
            assertThat(outcome.headline()).as(subArchitecture).isEqualTo(headline);
        }
    }

    @ParameterizedTest(
            name = "4: B-1 differs from B-2 only if the crashing CPU sends an NMI before it crashes: {0}: {1} / {2}")
    @CsvSource({
        "kdump, CAPTURED_PARTIAL, CAPTURED_PARTIAL",
        "kdump-2.6.21:backtrace-first=true, HUNG, CAPTURED_PARTIAL",
    })
    void b1DiffersFromB2ByABacktraceOnly(String procedure, Headline withB1, Headline withB2) {
        for (int stuck = 1; stuck < 7; stuck++) {
            for (String solution : List.of("B-1", "B-2")) {
                StopOutcome outcome = Stops.stop("i386/bigsmp", "2.6.21", 8)
                        .procedure(procedure)
                        .solution(solution)
                        .scenario("nmi-lockup:cpus=" + stuck)
                        .build()
                        .run();
                assertThat(outcome.headline())
                        .as("%s, CPU %d", solution, stuck)
                        .isEqualTo(solution.equals("B-1") ? withB1 : withB2);
            }
        }
    }

    @Test
    @DisplayName("5: x86_64/cluster programs logical ids and sends in physical mode")
    void clusterSendsPhysically() {
        List<Long> words = new ArrayList<>();
        CrashStop stop =
                Stops.stop("x86_64/cluster", "2.6.21", 4).solution("baseline").build();
        stop.run((timePs, kind, cpu, a, b) -> {
            if (kind == EventKind.REGISTER_WRITE && (a == 0x300 || a == 0x310)) {
                words.add(b);
            }
        });
        assertThat(words).containsExactly(0x01000000L, 0x400L, 0x02000000L, 0x400L, 0x03000000L, 0x400L);
        assertThat(stop.model().spec().apicIds()).containsExactly(0, 1, 2, 3);
    }

    @Test
    @DisplayName("5: i386/default of 2.6.21 silently loses CPUs 8 and up; the outcome says so")
    void defaultLosesCpus() {
        StopOutcome outcome = Stops.stop("i386/default", "2.6.21", 12)
                .solution("baseline")
                .build()
                .run();
        assertThat(outcome.headline()).isEqualTo(Headline.CAPTURED_PARTIAL);
        assertThat(outcome.lost()).isEqualTo(CpuSet.range(8, 11));
        assertThat(outcome.stopped()).isEqualTo(CpuSet.range(1, 7));
        assertThat(Picoseconds.format(outcome.timePs())).isEqualTo("1s");
        assertThat(outcome.why())
                .anyMatch(why -> why.contains("CPUs 8-11") && why.contains("does not fit into the mask"));
    }

    @Test
    @DisplayName("SDM 10.6.2.2: if CPU 8 crashes, the mask of i386/default is FFH: everybody is stopped, and CPU 8 hit")
    void defaultStopsAllIfCpu8Crashes() {
        StopOutcome outcome = Stops.stop("i386/default", "2.6.21", 12)
                .solution("baseline")
                .crashingCpu(8)
                .build()
                .run();
        assertThat(outcome.headline()).isEqualTo(Headline.CAPTURED_ALL);
        assertThat(outcome.lost()).isEqualTo(CpuSet.empty());
        assertThat(outcome.stopped()).isEqualTo(CpuSet.firstN(12).without(8));
        assertThat(outcome.icrWrites()).isEqualTo(1);
        assertThat(outcome.crashing().record().nmis()).isEqualTo(1);
    }

    @Test
    @DisplayName("recorded: bigsmp of 6.1 without shorthand calls a routine that is not there")
    void bigsmpWithoutShorthand() {
        StopOutcome outcome = Stops.stop("i386/bigsmp", "6.1", 12)
                .machine(Stops.machine("i386/bigsmp", "6.1", 12).toBuilder()
                        .boot(BootOptions.parse("no_ipi_broadcast=1"))
                        .build())
                .build()
                .run();
        assertThat(outcome.headline()).isEqualTo(Headline.CRASH_PATH_FAILED);
        assertThat(outcome.icrWrites()).isZero();
    }

    @Test
    @DisplayName(
            "recorded: a CPU that is off line takes the shorthand's NMI without an APIC access, and nobody waits for it")
    void offlineCpuTakesTheNmi() {
        List<Integer> accesses = new ArrayList<>();
        StopOutcome outcome = Stops.stop("x86_64/physflat", "6.12", 4)
                .scenario("dest-offline:cpus=2")
                .build()
                .run((timePs, kind, cpu, a, b) -> {
                    if (kind == EventKind.REGISTER_READ || kind == EventKind.REGISTER_WRITE) {
                        accesses.add(cpu);
                    }
                });
        assertThat(outcome.headline()).isEqualTo(Headline.CAPTURED_ALL);
        assertThat(outcome.cpus().get(2).record().nmis()).isEqualTo(1);
        assertThat(outcome.cpus().get(2).registersSaved()).isFalse();
        assertThat(accesses).doesNotContain(2).contains(1, 3);
    }

    @Test
    @DisplayName(
            "kernel-facts 2.1, 2.2: default of 2.6.21 reads 4 bits of an id; CPU 2 (id 0x10) stops itself, not CPU 0")
    void fourBitIdsMistakeTheCrashingCpu() {
        List<Long> words = new ArrayList<>();
        StopOutcome outcome = Stops.stop("i386/default", "2.6.21", 4)
                .machine(MachineSpec.builder(Architecture.I386, "2.6.21")
                        .apicIds(0x00, 0x01, 0x10, 0x11)
                        .build())
                .crashingCpu(2)
                .solution("baseline")
                .build()
                .run((timePs, kind, cpu, a, b) -> {
                    if (kind == EventKind.REGISTER_WRITE && a == 0x310) {
                        words.add(b);
                    }
                });
        assertThat(words).containsExactly(0x0E000000L);
        assertThat(outcome.headline()).isEqualTo(Headline.HUNG);
        assertThat(outcome.why()).first().asString().contains("CPU 2 takes itself for CPU 0");
        assertThat(outcome.cpus().get(0).record().nmis()).isZero();
    }
}
