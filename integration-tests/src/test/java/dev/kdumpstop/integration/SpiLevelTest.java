package dev.kdumpstop.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.ApicSpi;
import dev.kdumpstop.api.wait.IcrWaitPolicyProvider;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import dev.kdumpstop.orchestrator.plugin.PluginClassLoader;
import dev.kdumpstop.orchestrator.plugin.PluginProblem;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plug-in is compiled against an {@code apic-api} of another level, put into a jar and loaded by this host. */
class SpiLevelTest {
    private static final Path SPI_SOURCE = Path.of(
            System.getProperty("repository.root", ".."), "apic-api/src/main/java/dev/kdumpstop/api/ApicSpi.java");
    private static final String PLUGIN = """
            package org.example;

            import dev.kdumpstop.api.ApicSpi;
            import dev.kdumpstop.api.option.OptionValues;
            import dev.kdumpstop.api.wait.*;

            public final class Patient implements IcrWaitPolicyProvider {
                @Override public String id() { return "patient"; }

                @Override public String summary() { return "waits as long as it takes"; }

                @Override public int spiLevel() { return ApicSpi.LEVEL; }

                @Override public IcrWaitPolicy create(OptionValues options) { return context -> WaitPlan.unlimited(); }
            }
            """;

    @Test
    @DisplayName("compiled against this level: it is used")
    void thisLevel(@TempDir Path folder) throws IOException {
        Installed installed = install(folder, ApicSpi.LEVEL);
        assertThat(installed.problems()).isEmpty();
        assertThat(installed.ids(ExtensionPoint.WAIT_POLICY)).containsExactly("patient");
    }

    @Test
    @DisplayName("compiled against the level before: the plug-in is to be updated")
    void olderLevel(@TempDir Path folder) throws IOException {
        assertRefused(
                install(folder, ApicSpi.LEVEL - 1),
                "wait policy 'patient' of patient.jar: written for SPI level " + (ApicSpi.LEVEL - 1)
                        + ", this host offers " + ApicSpi.LEVEL + "; update the plug-in");
    }

    @Test
    @DisplayName("compiled against the next level: the host is to be updated")
    void newerLevel(@TempDir Path folder) throws IOException {
        assertRefused(
                install(folder, ApicSpi.LEVEL + 1),
                "wait policy 'patient' of patient.jar: written for SPI level " + (ApicSpi.LEVEL + 1)
                        + ", this host offers " + ApicSpi.LEVEL + "; update the host");
    }

    private static void assertRefused(Installed installed, String problem) {
        assertThat(installed.ids(ExtensionPoint.WAIT_POLICY)).isEmpty();
        assertThat(installed.problems())
                .singleElement()
                .extracting(PluginProblem::toString)
                .isEqualTo(problem);
    }

    /** What the host finds in a jar whose classes were compiled against this level. */
    private static Installed install(Path folder, int level) throws IOException {
        Path api = Files.createDirectory(folder.resolve("api"));
        String source = Files.readString(SPI_SOURCE);
        String doctored = source.replaceFirst("int LEVEL = \\d+;", "int LEVEL = " + level + ";");
        Javac.compile(api, Javac.CLASS_PATH, "ApicSpi", doctored);

        Path plugin = Files.createDirectory(folder.resolve("plugin"));
        Javac.compile(plugin, api + File.pathSeparator + Javac.CLASS_PATH, "Patient", PLUGIN);
        Path services = Files.createDirectories(plugin.resolve("META-INF/services"));
        Files.writeString(services.resolve(IcrWaitPolicyProvider.class.getName()), "org.example.Patient\n");

        Path jar = jar(plugin, folder.resolve("patient.jar"));
        try (PluginClassLoader loader = PluginClassLoader.of("patient.jar", List.of(jar))) {
            return Installed.discover(loader);
        }
    }

    private static Path jar(Path classes, Path jar) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(classes)) {
            all.filter(Files::isRegularFile).sorted().forEach(files::add);
        }
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Path file : files) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, out);
            }
        }
        return jar;
    }
}
