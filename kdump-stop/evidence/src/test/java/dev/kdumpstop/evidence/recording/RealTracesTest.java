package dev.kdumpstop.evidence.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RealTracesTest {
    static List<Path> traces() {
        return TestRecordings.traces();
    }

    @ParameterizedTest
    @MethodSource("traces")
    void everyLineIsReadWithoutAnyProblem(Path file) throws IOException {
        RecordingResult result = RecordingReader.read(file);

        assertThat(result.problems()).isEmpty();
        assertThat(result.isWhole()).isTrue();
        Recording recording = result.recording().orElseThrow();
        assertThat(recording.format()).isEqualTo(RecordingFormat.LINUX_CRASH_TRACE_1);
        assertThat(recording.events()).hasSize(Files.readAllLines(file).size() - 1);
        assertThat(recording.ignoredLines()).isEmpty();
        RecordingHeader header = recording.header().orElseThrow();
        assertThat(header.name() + ".jsonl").isEqualTo(file.getFileName().toString());
        assertThat(header.truth()).isPresent();
        assertThat(header.emulator()).isPresent();
        assertThat(header.maps().apicIds().keySet()).isEqualTo(header.maps().online());
    }

    @Test
    void thereAreAsManyRecordingsAsThisTestWasWrittenFor() {
        assertThat(traces()).hasSize(40);
        assertThat(TestRecordings.logs()).hasSize(9);
    }

    /** The numbers were counted in the files by another program. */
    @Test
    void nothingGetsLostOrChangesItsKind() {
        Map<String, Integer> kinds = new TreeMap<>();
        for (Path file : traces()) {
            for (RecordedEvent event : TestRecordings.readWhole(file).events()) {
                kinds.merge(event.action().getClass().getSimpleName(), 1, Integer::sum);
            }
        }
        assertThat(kinds)
                .containsOnly(
                        entry("RegisterWrite", 4757 + 195),
                        entry("RegisterRead", 2762 + 107),
                        entry("FunctionEntered", 2493),
                        entry("IoApicWrite", 1756),
                        entry("NmiTaken", 161),
                        entry("FixedVectorTaken", 66),
                        entry("DeviceInterrupt", 802),
                        entry("LocalSourceFired", 427),
                        entry("PicWrite", 165),
                        entry("Mark", 139),
                        entry("MsiWrite", 80));
    }

    @Test
    void apicIdsBelongToTheOnlineCpusAndNotToTheFirstOnes() {
        RecordedMaps maps = TestRecordings.readWhole(TestRecordings.trace("a61-smp4-cpu0-kdump-off2"))
                .header()
                .orElseThrow()
                .maps();
        assertThat(maps.cpus()).isEqualTo(4);
        assertThat(maps.present()).containsExactly(0, 1, 2, 3);
        assertThat(maps.online()).containsExactly(0, 1, 3);
        assertThat(maps.apicIds()).containsExactly(entry(0, 0), entry(1, 1), entry(3, 3));
        assertThat(maps.crashingCpu()).isZero();

        RecordedMaps sparse = TestRecordings.readWhole(TestRecordings.trace("a61-smp6sparse-cpu0-kdump"))
                .header()
                .orElseThrow()
                .maps();
        assertThat(sparse.apicIds()).containsEntry(4, 4).containsEntry(5, 8);
    }

    @Test
    void theHeaderKeepsTheKernelTheEmulatorAndTheAnswerApart() {
        RecordingHeader header = TestRecordings.readWhole(
                        TestRecordings.trace("a61-x2cluster-smp20-cpu3-kdump-noshorthand"))
                .header()
                .orElseThrow();

        assertThat(header.kernel().architecture()).isEqualTo("amd64");
        assertThat(header.kernel().release()).isEqualTo("6.1.0-50-amd64");
        assertThat(header.kernel().option("no_ipi_broadcast")).contains("1");
        assertThat(header.kernel().option("nokaslr")).contains("");
        assertThat(header.kernel().option("no_ipi")).isEmpty();
        RecordedEmulator emulator = header.emulator().orElseThrow();
        assertThat(emulator.version()).isEqualTo("10.0.2");
        assertThat(emulator.threadPerCpu()).isTrue();
        assertThat(emulator.cpuByThread()).hasSize(20).containsEntry(29885L, 19);
        RecordedTruth truth = header.truth().orElseThrow();
        assertThat(truth.subArchitecture()).isEqualTo("cluster x2apic");
        assertThat(truth.kdump()).isTrue();
        assertThat(truth.outcome()).isEqualTo("capture-kernel-entered");
        assertThat(truth.summary().stopIcrWrites()).isEqualTo(2);
        assertThat(truth.summary().nmiTakenBy()).hasSize(19);
        assertThat(truth.hang()).isEmpty();
    }

    @Test
    void aFailureIsPartOfTheAnswer() {
        RecordedTruth truth = TestRecordings.readWhole(TestRecordings.trace("i61-smp12-cpu2-kdump-noshorthand"))
                .header()
                .flatMap(RecordingHeader::truth)
                .orElseThrow();
        assertThat(truth.outcome()).isEqualTo("crash-path-failed");
        assertThat(truth.failureTrace()).contains("EIP: 0x0");
        assertThat(truth.summary().stopIcrWrites()).isZero();
    }

    @Test
    void anAccessHasItsLineItsCpuAndItsFunction() {
        Recording recording = TestRecordings.readWhole(TestRecordings.trace("a61-smp4-cpu2-kdump"));
        RecordedEvent stop = recording.events().get(11);

        assertThat(stop.line()).isEqualTo(13);
        assertThat(stop.index()).isEqualTo(11);
        assertThat(stop.cpu()).hasValue(2);
        assertThat(stop.microseconds()).hasValue(24027);
        assertThat(stop.instructions()).isEmpty();
        assertThat(stop.thread()).isEmpty();
        assertThat(stop.captureKernel()).isFalse();
        assertThat(stop.function()).contains("native_safe_apic_wait_icr_idle");
        assertThat(stop.action()).isEqualTo(new RecordedAction.RegisterWrite(0x300, 0xc0400, AccessPath.MMIO));
        assertThat(stop.action().isEvidence()).isTrue();
        assertThat(recording.events().get(0).action())
                .isEqualTo(new RecordedAction.FunctionEntered("sysrq_handle_crash"));
        assertThat(recording.events().get(0).action().isEvidence()).isFalse();
    }

    @Test
    void theIcrOfX2apicHas64Bits() {
        Recording recording =
                TestRecordings.readWhole(TestRecordings.trace("a61-x2cluster-smp20-cpu3-kdump-noshorthand"));
        assertThat(recording.events())
                .extracting(RecordedEvent::action)
                .contains(
                        new RecordedAction.RegisterWrite(0x300, 0xfff7_0000_0c00L, AccessPath.MSR),
                        new RecordedAction.RegisterWrite(0x300, 0x1_000f_0000_0c00L, AccessPath.MSR));
        assertThat(new RecordedAction.RegisterWrite(0x300, 0, AccessPath.MSR).msr())
                .isEqualTo(0x830);
    }
}
