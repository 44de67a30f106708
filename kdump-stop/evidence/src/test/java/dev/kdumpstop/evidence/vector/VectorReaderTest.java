package dev.kdumpstop.evidence.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.machine.ApicMode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VectorReaderTest {
    @TempDir
    private Path folder;

    @Test
    void everythingOfTheLineIsRead() {
        ApicVector vector = VectorText.xapic()
                .cpu("run")
                .cpu("hlt", "0xff", "0x35", ",\"inService\":37,\"lvtError\":\"0x000000e0\"")
                .cpu("wait")
                .icrAtOnce(0, 2, 0x4400)
                .write(1, 0x80, -1)
                .read(1, 0x300)
                .esr(0)
                .release(1)
                .settle()
                .end(1, "\"delivered\":[9,4],\"irr\":[],\"esr\":\"0x04\",\"nmi\":2,\"afterRelease\":{\"irr\":[1]}")
                .end(2, "\"delivered\":[],\"waitingForSipi\":true")
                .standing("\"implementationDefinedWhy\":[\"x\"],\"implementationDefinedFields\":[\"cpus[*].esr\"],"
                        + "\"oracles\":[\"a\",\"b\"],\"oraclesAgree\":false,\"differing\":[\"cpus[1].nmi\"],"
                        + "\"sdmPlainReading\":\"agrees\"")
                .vector();
        assertThat(vector.mode()).isEqualTo(ApicMode.XAPIC);
        assertThat(vector.line()).isEqualTo(1);
        assertThat(vector.cpus().get(1))
                .isEqualTo(new VectorCpu(
                        1,
                        CpuState.HLT,
                        OptionalInt.of(0x0200_0000),
                        OptionalInt.of(-1),
                        0xFF,
                        0x35,
                        OptionalInt.of(37),
                        OptionalInt.of(0xE0)));
        assertThat(vector.cpus().get(2).ldr()).isEmpty();
        assertThat(vector.writes())
                .containsExactly(
                        new VectorWrite.Icr(0, 0x0200_0000, 0x4400, true),
                        new VectorWrite.RegisterWrite(1, 0x80, -1, false),
                        new VectorWrite.RegisterRead(1, 0x300, false),
                        new VectorWrite.EsrRead(0, false),
                        new VectorWrite.ReleaseNmi(1, false),
                        new VectorWrite.Settle(false));
        assertThat(vector.expectation().fields())
                .containsEntry(FieldPath.ofWrite(0, VectorField.DELIVERY_STATUS), "idle")
                .containsEntry(FieldPath.ofCpu(1, VectorField.DELIVERED), "[9, 4]")
                .containsEntry(FieldPath.ofCpu(1, VectorField.ESR), "0x04")
                .containsEntry(FieldPath.ofRelease(1, VectorField.IRR), "[1]");
        assertThat(vector.standing().isStrict()).isTrue();
        assertThat(vector.standing().isDiffering(FieldPath.ofCpu(1, VectorField.NMI)))
                .isTrue();
    }

    @Test
    void whatIsNotRecordedIsNotNothing() {
        Expectation expectation = VectorText.xapic()
                .cpu("run")
                .cpu("wait")
                .cpu("wait")
                .read(0, 0x2f0)
                .end(0, "\"nmi\":0,\"irr\":[],\"afterRelease\":{\"delivered\":[]}")
                .end(1, "\"waitingForSipi\":true")
                .end(2, "\"nmi\":0,\"isr\":[],\"waitingForSipi\":true")
                .vector()
                .expectation();
        assertThat(expectation.unrecorded())
                .contains(
                        FieldPath.ofWrite(0, VectorField.VALUE),
                        FieldPath.ofCpu(0, VectorField.ISR),
                        FieldPath.ofRelease(0, VectorField.ISR),
                        FieldPath.ofCpu(1, VectorField.NMI),
                        FieldPath.ofCpu(1, VectorField.NMI_AFTER_LATER_SIPI),
                        FieldPath.ofCpu(1, VectorField.IRR),
                        FieldPath.ofRelease(1, VectorField.DELIVERED))
                .doesNotContain(
                        FieldPath.ofCpu(0, VectorField.TMR),
                        FieldPath.ofCpu(0, VectorField.NMI_AFTER_LATER_SIPI),
                        FieldPath.ofCpu(0, VectorField.WAITING_FOR_SIPI),
                        FieldPath.ofCpu(2, VectorField.ISR),
                        FieldPath.ofCpu(2, VectorField.NMI_AFTER_LATER_SIPI));
    }

    @Test
    void gzipIsReadAsItIs() throws IOException {
        String text = VectorText.x2apic().cpu("run").icr(0, 0, 0x4400).line("t-1") + "\n"
                + VectorText.xapic().cpu("run").line("t-2") + "\n";
        Path file = folder.resolve("vectors.jsonl.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        List<ApicVector> vectors = new ArrayList<>();
        assertThat(VectorReader.read(file, vectors::add)).isEmpty();
        assertThat(vectors).extracting(ApicVector::id).containsExactly("t-1", "t-2");
        assertThat(vectors).extracting(ApicVector::line).containsExactly(1, 2);
    }

    @Test
    void directoriesGiveTheirVectorsInOrder() throws IOException {
        Files.writeString(folder.resolve("b.jsonl"), "");
        Files.writeString(folder.resolve("README.md"), "");
        Files.createDirectory(folder.resolve("a"));
        Files.writeString(folder.resolve("a/x.jsonl.gz"), "");
        List<String> problems = new ArrayList<>();
        List<Path> files = VectorFiles.find(List.of(folder, folder.resolve("./b.jsonl")), problems);
        assertThat(problems).isEmpty();
        assertThat(files).containsExactly(folder.resolve("a/x.jsonl.gz"), folder.resolve("b.jsonl"));
    }

    @Test
    void directoriesWithoutVectorsAndMissingFilesAreTold() {
        List<String> problems = new ArrayList<>();
        assertThat(VectorFiles.find(List.of(folder, folder.resolve("none")), problems))
                .isEmpty();
        assertThat(problems)
                .containsExactly(
                        folder + ": a directory without vectors; expected files named *.jsonl or *.jsonl.gz",
                        folder.resolve("none") + ": there is no such file or directory");
    }

    @ParameterizedTest(name = "{0} has {1}: {2}")
    @CsvSource({
        "cpus[*].nmi,            cpus[3].nmi,               true",
        "cpus[*].nmi,            cpus[3].nmiAfterLaterSipi, false",
        "cpus[3].nmi,            cpus[4].nmi,               false",
        "cpus[*],                cpus[3].afterRelease.irr,  true",
        "cpus[*].afterRelease,   cpus[3].afterRelease.irr,  true",
        "cpus[*].irr,            cpus[3].afterRelease.irr,  false",
        "cpus[*],                writes[3].esr,             false",
        "writes[*].esr,          writes[3].esr,             true",
        "writes[*].esr,          cpus[3].esr,               false",
        "writes[0].value,        writes[0].value,           true",
    })
    void patterns(String pattern, String path, boolean matches) {
        FieldPath parsed = parse(path);
        assertThat(parsed).hasToString(path);
        assertThat(FieldPattern.parse(pattern).orElseThrow().matches(parsed)).isEqualTo(matches);
    }

    private static FieldPath parse(String path) {
        FieldPattern pattern = FieldPattern.parse(path).orElseThrow();
        boolean release = pattern.tail().startsWith("afterRelease.");
        VectorField.Place place = pattern.list().equals("writes")
                ? VectorField.Place.WRITE
                : release ? VectorField.Place.RELEASE : VectorField.Place.CPU;
        String key = release ? pattern.tail().substring("afterRelease.".length()) : pattern.tail();
        return new FieldPath(
                place, pattern.index(), VectorField.find(place, key).orElseThrow());
    }
}
