package dev.kdumpstop.evidence.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** QEMU logs that real ones do not show: broken, mixed, of other settings. */
class BrokenLogsTest {
    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("qemu.log");
    }

    private RecordingResult read(String... lines) throws IOException {
        Files.writeString(file(), String.join("\n", lines) + "\n");
        return RecordingReader.read(file());
    }

    private List<RecordedEvent> events(String... lines) throws IOException {
        RecordingResult result = read(lines);
        assertThat(result.problems()).isEmpty();
        return result.recording().orElseThrow().events();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "apic_mem_writel 0x300 = ",
                "apic_mem_writel 0x300 = 0x1000c0400",
                "apic_mem_writel 0x304 = 0x000c0400",
                "apic_mem_writel 0x1300 = 0x000c0400",
                "apic_mem_writel 0x300 = 0x000c0400 0x0",
                "apic_mem_readl 300 = 0x000c0400",
                "apic_register_write register 0x130 = 0xc0400",
                "apic_register_read 0x30 = 0xc0400",
                "apic_deliver_irq dest 1 dest_mode 2 delivery_mode 0 vector 48 trigger_mode 0",
                "apic_deliver_irq dest 1 dest_mode 1 delivery_mode 0 vector 256 trigger_mode 0",
                "apic_local_deliver vector 6 delivery mode 0",
                "ioapic_mem_write ioapic mem write addr 0x10 regsel: 0x1a size 0x4 val",
                "memory_region_ops_write cpu x mr 0x5 addr 0xfee000b0 value 0x0 size 4 name 'apic-msi'",
                "memory_region_ops_write cpu 0 mr 0x5 addr 0xfee000b0 value 0x0 size 4 name 'apic-msi",
                "cpu_set_apic_base",
                "pic_ioport_write master 2 addr 0x1 val 0xff"
            })
    void aBrokenEventIsReportedWithItsForm(String broken) throws IOException {
        RecordingResult result = read("apic_mem_writel 0xb0 = 0x00000000", broken);

        assertThat(result.problems()).hasSize(1);
        RecordingProblem problem = result.problems().get(0);
        assertThat(problem.line()).isEqualTo(2);
        assertThat(problem.found()).contains(broken.substring(0, 10));
        assertThat(problem.expected())
                .contains(broken.substring(0, broken.indexOf(' ') < 0 ? 10 : broken.indexOf(' ')));
        assertThat(result.isWhole()).isFalse();
        assertThat(result.recording().orElseThrow().events()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "apic_mem_writel 0x300 = 0x000c04",
                "apic_mem_wr",
                "apic_register_write register 0x30 = 0xc04",
                "22626@1795338595.215211:memory_region_ops_write cpu 2 mr 0x560"
            })
    void aFileCutOffInALineIsReported(String last) throws IOException {
        Files.writeString(file(), "apic_mem_writel 0xb0 = 0x00000000\n" + last);
        RecordingResult result = RecordingReader.read(file());

        assertThat(result.isWhole()).isFalse();
        assertThat(result.problems().get(0).line()).isEqualTo(2);
        assertThat(result.problems().get(0).expected()).contains("cut off");
        assertThat(result.recording().orElseThrow().events()).hasSize(1);
    }

    @Test
    void aWholeLastLineWithoutLineEndIsRead() throws IOException {
        Files.writeString(file(), "apic_mem_readl 0x300 = 0x000008fb\napic_mem_writel 0x300 = 0x000c0400");
        RecordingResult result = RecordingReader.read(file());
        assertThat(result.problems()).isEmpty();
        assertThat(result.recording().orElseThrow().events()).hasSize(2);
    }

    @Test
    void unrelatedLinesAreCounted() throws IOException {
        RecordingResult result = read(
                "qemu-system-x86_64: warning: something",
                "[    0.000000] Linux version 6.1",
                "apic_mem_writel 0xb0 = 0x00000000",
                "apic_report_irq_delivered coalescing 5",
                "ctplug@1795339235.513652:func cpu 0 pc 0xffffffff8168a9a0 name panic ic 0",
                "apic_mem_writel_wrong 1");

        assertThat(result.isWhole()).isTrue();
        assertThat(result.problems()).hasSize(1);
        assertThat(result.problems().get(0).toString()).contains("warning").contains("apic_mem_writel_wrong");
        assertThat(result.recording().orElseThrow().ignoredLines())
                .containsEntry("other lines", 2)
                .containsEntry("apic_report_irq_delivered", 1)
                .containsEntry("plug-in lines", 1)
                .containsEntry("apic_mem_writel_wrong", 1);
    }

    @Test
    void timeStampsOnSomeEventsOnlyAreReported() throws IOException {
        RecordingResult result = read(
                "100@1795339235.513652:apic_mem_writel 0xb0 = 0x00000000",
                "apic_mem_writel 0xb0 = 0x00000000",
                "apic_mem_writel 0xb0 = 0x00000000");
        assertThat(result.problems()).hasSize(1);
        assertThat(result.problems().get(0).line()).isEqualTo(2);
    }

    @Test
    void timeIsCountedFromTheFirstEvent() throws IOException {
        List<RecordedEvent> events = events(
                "100@1795339235.999999:apic_mem_writel 0xb0 = 0x00000000",
                "100@1795339236.000002:apic_mem_writel 0xb0 = 0x00000000");
        assertThat(events.get(0).microseconds()).hasValue(0);
        assertThat(events.get(1).microseconds()).hasValue(3);
        assertThat(events.get(1).thread()).hasValue(100);
    }

    @Test
    void theMemoryTraceNamesTheCpuBeforeAWriteAndAfterARead() throws IOException {
        List<RecordedEvent> events = events(
                "1@5.000001:memory_region_ops_write cpu 2 mr 0x5 addr 0xfee00310 value 0x2000000 size 4 name 'apic-msi'",
                // Another thread comes in between.
                "2@5.000002:memory_region_ops_write cpu 1 mr 0x5 addr 0xfee00310 value 0x2000000 size 4 name 'apic-msi'",
                "1@5.000003:apic_mem_writel 0x310 = 0x02000000",
                "1@5.000004:apic_mem_readl 0x300 = 0x000008fb",
                "2@5.000005:apic_mem_writel 0x310 = 0x02000000",
                "1@5.000006:memory_region_ops_read cpu 2 mr 0x5 addr 0xfee00300 value 0x8fb size 4 name 'apic-msi'");

        assertThat(events).hasSize(3);
        assertThat(events)
                .extracting(RecordedEvent::cpu)
                .containsExactly(OptionalInt.of(2), OptionalInt.of(1), OptionalInt.of(2));
        assertThat(events.get(2).action()).isEqualTo(new RecordedAction.RegisterRead(0x300, 0x8fb, AccessPath.MMIO));
    }

    @Test
    void eitherLineOfAnAccessIsEnough() throws IOException {
        List<RecordedEvent> events = events(
                "memory_region_ops_read cpu 1 mr 0x5 addr 0xfee00300 value 0x8fb size 4 name 'apic-msi'",
                "memory_region_ops_write cpu 1 mr 0x5 addr 0xfee00300 value 0xc0400 size 4 name 'apic-msi'",
                "apic_mem_writel 0x300 = 0x000c00f8");
        assertThat(events)
                .extracting(RecordedEvent::cpu)
                .containsExactly(OptionalInt.of(1), OptionalInt.of(1), OptionalInt.empty());
    }

    @Test
    void linesOfOneAccessThatDifferAreReported() throws IOException {
        RecordingResult result = read(
                "1@5.000001:memory_region_ops_write cpu 2 mr 0x5 addr 0xfee00300 value 0xc0400 size 4 name 'apic-msi'",
                "1@5.000002:apic_mem_writel 0x300 = 0x000c0401",
                "1@5.000003:apic_mem_readl 0x300 = 0x000008fb",
                "1@5.000004:memory_region_ops_read cpu 2 mr 0x5 addr 0xfee00300 value 0x8fd size 4 name 'apic-msi'");
        assertThat(result.problems())
                .extracting(RecordingProblem::line, RecordingProblem::expected)
                .containsExactly(
                        tuple(2, "the access of line 1, register 0x300 = 0xc0400: both lines tell of one access"),
                        tuple(4, "the access of line 3, register 0x300 = 0x8fb: both lines tell of one access"));
        assertThat(result.recording().orElseThrow().events()).hasSize(4);
    }

    @Test
    void theNewerGenerationIsReadInMemoryAndAsMsr() throws IOException {
        List<RecordedEvent> events = events(
                "1@5.000001:memory_region_ops_write cpu 0 mr 0x5 addr 0xfee00310 value 0x2000000 size 4 name 'apic-msi'",
                "1@5.000001:apic_register_write register 0x31 = 0x2000000",
                "1@5.000002:apic_register_write register 0x30 = 0x1000f00000c00",
                "1@5.000003:apic_register_read register 0x0f = 0x1ff",
                "1@5.000004:memory_region_ops_read cpu 0 mr 0x5 addr 0xfee000f0 value 0x1ff size 4 name 'apic-msi'");
        assertThat(events)
                .extracting(RecordedEvent::action)
                .containsExactly(
                        new RecordedAction.RegisterWrite(0x310, 0x2000000, AccessPath.MMIO),
                        new RecordedAction.RegisterWrite(0x300, 0x1_000f_0000_0c00L, AccessPath.MSR),
                        new RecordedAction.RegisterRead(0x0f0, 0x1ff, AccessPath.MMIO));
    }

    @Test
    void withoutAMemoryTraceThePathIsNotKnown() throws IOException {
        List<RecordedEvent> events = events(
                "apic_register_read register 0x03 = 0x50014",
                "apic_register_write register 0x30 = 0xc0400",
                "apic_register_read register 0x03 = 0x50014");
        assertThat(events.get(1).action())
                .isEqualTo(new RecordedAction.RegisterWrite(0x300, 0xc0400, AccessPath.UNKNOWN));
    }

    @Test
    void aThreadThatRunsAllCpusNamesNone() throws IOException {
        List<RecordedEvent> events = events(
                "1@5.000001:memory_region_ops_write cpu 0 mr 0x5 addr 0xfec00000 value 0x10 size 4 name 'ioapic'",
                "1@5.000002:apic_register_write register 0x30 = 0xc0400",
                "1@5.000003:apic_register_write register 0x0b = 0x0");
        assertThat(events).extracting(RecordedEvent::cpu).containsOnly(OptionalInt.empty());
    }

    @Test
    void aThreadOfItsOwnNamesItsCpu() throws IOException {
        List<RecordedEvent> events = events(
                "1@5.000001:memory_region_ops_write cpu 3 mr 0x5 addr 0xfec00000 value 0x10 size 4 name 'ioapic'",
                "1@5.000002:apic_register_write register 0x30 = 0xc0400",
                "2@5.000003:apic_register_write register 0x0b = 0x0");
        assertThat(events).extracting(RecordedEvent::cpu).containsExactly(OptionalInt.of(3), OptionalInt.empty());
    }

    @Test
    void theMemoryTraceOfOlderQemuHasNoNames() throws IOException {
        List<RecordedEvent> events = events(
                "memory_region_ops_write cpu 1 mr 0x5 addr 0xfee00300 value 0xc0400 size 4",
                "apic_mem_writel 0x300 = 0x000c0400",
                "memory_region_ops_write cpu 1 mr 0x5 addr 0xfed000f0 value 0x0 size 4");
        assertThat(events).hasSize(1);
        assertThat(events.get(0).cpu()).hasValue(1);
    }

    @Test
    void otherEventsOfInterruptControllersAreRead() throws IOException {
        assertThat(events(
                        "apic_mem_writel 0xb0 = 0x00000000",
                        "memory_region_ops_write cpu 1 mr 0x5 addr 0xfee05000 value 0x21 size 4 name 'apic-msi'",
                        "apic_deliver_irq dest 5 dest_mode 0 delivery_mode 0 vector 33 trigger_mode 0",
                        "apic_local_deliver vector 3 delivery mode 7",
                        "cpu_set_apic_base 0x00000000fee00d00",
                        "pic_ioport_write master 0 addr 0x1 val 0xff"))
                .extracting(RecordedEvent::action)
                .containsExactly(
                        new RecordedAction.RegisterWrite(0x0b0, 0, AccessPath.MMIO),
                        new RecordedAction.MsiWrite(0xfee05000L, 0x21),
                        new RecordedAction.DeviceInterrupt(5, false, 0, 33, false),
                        new RecordedAction.LocalSourceFired(LocalSource.LINT0, 7),
                        new RecordedAction.ApicBaseWrite(0xfee00d00L),
                        new RecordedAction.PicWrite(0xa1, 0xff));
    }
}
