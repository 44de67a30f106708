package dev.kdumpstop.evidence.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.evidence.recording.AccessPath;
import dev.kdumpstop.evidence.recording.RecordedAction;
import dev.kdumpstop.evidence.recording.RecordedEvent;
import dev.kdumpstop.evidence.recording.Recording;
import dev.kdumpstop.evidence.recording.RecordingHeader;
import dev.kdumpstop.evidence.recording.TestRecordings;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Traces turned into what plain {@code -trace 'apic_*'} would have logged: no time, no thread, no CPU, all CPUs mixed as they
 * ran.
 */
class NamelessLogsTest {
    private static final Installed INSTALLED = Installed.discover();

    @TempDir
    private Path folder;

    private static Recording trace(String name) {
        return TestRecordings.readWhole(TestRecordings.trace(name));
    }

    private static List<String> plain(Recording trace) {
        List<String> lines = new ArrayList<>();
        for (RecordedEvent event : trace.events()) {
            if (!event.captureKernel() && event.action() instanceof RecordedAction.RegisterAccess access) {
                String kind = access instanceof RecordedAction.RegisterRead ? "read" : "write";
                lines.add(
                        access.path() == AccessPath.MSR
                                ? String.format(
                                        Locale.ROOT,
                                        "apic_register_%s register 0x%02x = 0x%x",
                                        kind,
                                        access.offset() >> 4,
                                        access.value())
                                : String.format(
                                        Locale.ROOT,
                                        "apic_mem_%sl 0x%x = 0x%08x",
                                        kind,
                                        access.offset(),
                                        access.value()));
            }
        }
        return lines;
    }

    private Comparison compare(List<String> lines, boolean blind, Optional<RecordingHeader> header) {
        try {
            Path log = Files.write(folder.resolve("plain.log"), lines);
            return new RecordingComparer(INSTALLED, blind, header).compare(log);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a61-smp1-cpu0-kdump",
                "a61-smp4-cpu0-kdump-hangnmi2",
                "a61-smp4-cpu0-kdump-mttcg",
                "a61-smp4-cpu0-kdump-noshorthand",
                "a61-smp12-cpu3-kdump-noshorthand",
                "a61-x2cluster-smp20-cpu3-kdump-noshorthand",
                "a61-x2cluster-smp4-cpu0-panic-hangcli3",
                "i61-smp12-cpu0-panic-hangcli5",
                "i61-smp8-cpu0-kdump-off3",
                "i61-smp8-cpu5-kdump-spin"
            })
    void isExplainedThoughItNamesNobody(String name) {
        Recording trace = trace(name);
        List<String> lines = plain(trace);
        for (boolean blind : new boolean[] {false, true}) {
            Comparison comparison = compare(lines, blind, trace.header());
            String shown = String.join("\n", ComparisonText.of(comparison));
            assertThat(comparison.peculiarities()).as(shown).contains(Comparison.Peculiarity.NO_CPU_NAMES);
            assertThat(comparison.evidence().cpus()).isZero();
            assertThat(comparison.header().verdict()).as(shown).isEqualTo(HeaderCheck.Verdict.AGREES);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a61-smp4-cpu0-kdump-mttcg", "i61-smp12-cpu0-panic-hangcli5"})
    void changedWordIsFoundThoughItNamesNobody(String name) {
        Recording trace = trace(name);
        List<String> lines = plain(trace);
        OptionalInt stop = OptionalInt.empty();
        for (int i = 0; i < lines.size() && stop.isEmpty(); i++) {
            boolean command =
                    lines.get(i).endsWith("0x000c0400") || lines.get(i).endsWith("0x000000f8");
            stop = command ? OptionalInt.of(i) : OptionalInt.empty();
        }
        int at = stop.orElseThrow();
        lines.set(at, lines.get(at).replaceFirst("00$", "01").replaceFirst("f8$", "f9"));
        Comparison comparison = compare(lines, false, trace.header());
        String shown = String.join("\n", ComparisonText.of(comparison));
        assertThat(comparison.status()).as(shown).isEqualTo(Comparison.Status.NOT_EXPLAINED);
        assertThat(comparison.nearest().orElseThrow().first().line()).as(shown).isBetween(at, at + 3);
    }
}
