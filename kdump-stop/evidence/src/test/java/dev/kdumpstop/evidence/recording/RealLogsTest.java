package dev.kdumpstop.evidence.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RealLogsTest {
    private static final int EOI = 0x0b0;
    private static final int TIMER_INITIAL_COUNT = 0x380;

    private record Access(int cpu, RecordedAction action) {}

    static List<Path> logs() {
        return TestRecordings.logs();
    }

    @ParameterizedTest
    @MethodSource("logs")
    void everyLineIsReadOrCounted(Path file) {
        RecordingResult result = RecordingReader.read(file);

        assertThat(result.problems()).isEmpty();
        Recording recording = result.recording().orElseThrow();
        assertThat(recording.header()).isEmpty();
        boolean plain = file.toString().contains("notimestamps");
        assertThat(recording.format())
                .isEqualTo(plain ? RecordingFormat.QEMU_LOG_PLAIN : RecordingFormat.QEMU_LOG_TIMESTAMPS);
        for (RecordedEvent event : recording.events()) {
            assertThat(event.microseconds().isEmpty()).isEqualTo(plain);
            assertThat(event.thread().isEmpty()).isEqualTo(plain);
        }
        assertThat(recording.ignoredLines()).doesNotContainKey("other lines");
    }

    @ParameterizedTest
    @CsvSource({
        "a61-smp12-cpu3-kdump-noshorthand, 299, 0",
        "a61-smp4-boot-notimestamps, 294, 294",
        "a61-smp4-cpu0-kdump-mttcg, 131, 0",
        "a61-smp4-cpu0-kdump, 128, 0",
        "a61-smp4-cpu0-panic-hangcli2, 105, 0",
        "a61-smp4-crash-notimestamps, 283, 283",
        // Only the thread of CPU 0 has lines that name the CPU: the crashing one, which writes the I/O APIC.
        "a61-x2cluster-smp4-cpu0-kdump, 137, 88",
        "i61-smp12-cpu0-kdump, 330, 0",
        // One more than lines of the APIC: the log ends between the two lines of one write.
        "i61-smp4-cpu0-kdump-noshorthand, 139, 0",
    })
    void accessesGetTheCpuThatTheLogNames(String name, int accesses, int unnamed) {
        List<RecordedEvent> found = accesses(TestRecordings.readWhole(TestRecordings.log(name)));

        assertThat(found).hasSize(accesses);
        assertThat(found).filteredOn(event -> event.cpu().isEmpty()).hasSize(unnamed);
    }

    /** The recorder made the one file of the other, leaving out timer accesses. */
    @ParameterizedTest
    @CsvSource({
        "a61-smp4-cpu0-kdump-mttcg, 113, 113, 0",
        "a61-smp4-cpu0-panic-hangcli2, 89, 89, 0",
        "a61-x2cluster-smp4-cpu0-kdump, 112, 112, 0",
        // These logs are cut off at their end,
        "a61-smp12-cpu3-kdump-noshorthand, 285, 312, 0",
        "i61-smp12-cpu0-kdump, 310, 338, 0",
        "i61-smp4-cpu0-kdump-noshorthand, 120, 132, 0",
        // and this one at its beginning.
        "a61-smp4-cpu0-kdump, 113, 116, 3",
    })
    void theLogShowsTheSameAccessesAsTheTrace(String name, int inLog, int inTrace, int missingBefore) {
        Recording trace = TestRecordings.readWhole(TestRecordings.trace(name));
        Map<Long, Integer> cpuByThread =
                trace.header().flatMap(RecordingHeader::emulator).orElseThrow().cpuByThread();
        List<Access> fromTrace = withoutTimer(trace, Map.of());
        List<Access> fromLog = withoutTimer(TestRecordings.readWhole(TestRecordings.log(name)), cpuByThread);

        assertThat(fromLog).hasSize(inLog);
        assertThat(fromTrace).hasSize(inTrace);
        assertThat(fromLog).isEqualTo(fromTrace.subList(missingBefore, missingBefore + inLog));
    }

    @Test
    void ioApicWritesAreThoseOfTheTrace() {
        assertThat(ioApicWrites(TestRecordings.log("a61-smp4-cpu0-kdump-mttcg")))
                .hasSize(60)
                .isEqualTo(ioApicWrites(TestRecordings.trace("a61-smp4-cpu0-kdump-mttcg")));
    }

    @Test
    void theBootIsInTheLogWithoutTimeStamps() {
        Recording recording = TestRecordings.readWhole(TestRecordings.log("a61-smp4-boot-notimestamps"));
        assertThat(recording.events())
                .extracting(RecordedEvent::action)
                .contains(new RecordedAction.RegisterWrite(0x300, 0x699, AccessPath.MMIO));
        assertThat(recording.ignoredLines()).containsKeys("apic_report_irq_delivered", "apic_reset_irq_delivered");
    }

    @Test
    void accessesThatTheMemoryTraceDoesNotShowWereMsrs() {
        Recording recording = TestRecordings.readWhole(TestRecordings.log("a61-x2cluster-smp4-cpu0-kdump"));
        assertThat(accesses(recording))
                .extracting(event -> ((RecordedAction.RegisterAccess) event.action()).path())
                .containsOnly(AccessPath.MSR);
    }

    private static List<RecordedEvent> accesses(Recording recording) {
        List<RecordedEvent> accesses = new ArrayList<>();
        for (RecordedEvent event : recording.events()) {
            if (event.action() instanceof RecordedAction.RegisterAccess) {
                accesses.add(event);
            }
        }
        return accesses;
    }

    private static List<Access> withoutTimer(Recording recording, Map<Long, Integer> cpuByThread) {
        List<Access> accesses = new ArrayList<>();
        for (RecordedEvent event : accesses(recording)) {
            int offset = ((RecordedAction.RegisterAccess) event.action()).offset();
            if (event.captureKernel() || offset == EOI || offset == TIMER_INITIAL_COUNT) {
                continue;
            }
            OptionalInt cpu = event.cpu();
            accesses.add(new Access(
                    cpu.isPresent()
                            ? cpu.getAsInt()
                            : cpuByThread.get(event.thread().orElseThrow()),
                    event.action()));
        }
        return accesses;
    }

    private static List<Access> ioApicWrites(Path file) {
        List<Access> writes = new ArrayList<>();
        for (RecordedEvent event : TestRecordings.readWhole(file).events()) {
            if (event.action() instanceof RecordedAction.IoApicWrite && !event.captureKernel()) {
                writes.add(new Access(event.cpu().orElseThrow(), event.action()));
            }
        }
        return writes;
    }
}
