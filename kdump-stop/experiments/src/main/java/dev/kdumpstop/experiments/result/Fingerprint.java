package dev.kdumpstop.experiments.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.kdumpstop.api.ApicSpi;
import dev.kdumpstop.experiments.CellSpec;
import dev.kdumpstop.experiments.dice.Dice;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import dev.kdumpstop.orchestrator.plugin.PluginJar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What results depend on, as a number: the cells with all of their settings, the version of the program, and the plug-ins with the
 * contents of their jars. Results are only put together with others of the same fingerprint.
 */
public final class Fingerprint {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final MessageDigest digest;

    private Fingerprint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * The fingerprint, 64 hexadecimal digits.
     *
     * @param version of the program
     */
    public static String of(List<CellSpec> cells, Installed installed, String version) {
        Fingerprint fingerprint = new Fingerprint();
        fingerprint.add("kdump-stop " + version + ", SPI " + ApicSpi.LEVEL + ", " + Dice.ALGORITHM);
        for (ExtensionPoint<?> point : ExtensionPoint.ALL) {
            installed
                    .all(point)
                    .forEach(plugin -> fingerprint.add(
                            point.words() + " " + plugin.extension().id() + " of " + plugin.origin()));
        }
        installed.jars().forEach(fingerprint::addJar);
        cells.forEach(fingerprint::addCell);
        return HexFormat.of().formatHex(fingerprint.digest.digest());
    }

    private void add(String line) {
        digest.update((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private void addCell(CellSpec cell) {
        try {
            add(MAPPER.writeValueAsString(cell));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a cell is plain values", e);
        }
    }

    private void addJar(PluginJar jar) {
        try {
            add(jar.origin());
            digest.update(Files.readAllBytes(jar.file()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + jar.file(), e);
        }
    }
}
