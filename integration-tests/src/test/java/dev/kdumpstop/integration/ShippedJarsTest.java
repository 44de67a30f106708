package dev.kdumpstop.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Looks into the jars this build made. A module compiled without its annotation processor has no service files and yet
 * compiles; only the jar shows it.
 */
class ShippedJarsTest {

    private static final String SERVICES = "META-INF/services/";

    /** The modules with a jar of their own, and the names of the services that each provides. */
    enum Module {
        API("apic-api", "dev.kdumpstop.api"),
        CORE(
                "apic-core",
                "dev.kdumpstop.core",
                "dev.kdumpstop.api.fault.FaultProvider",
                "dev.kdumpstop.api.timing.TimingProfileProvider",
                "dev.kdumpstop.api.wait.IcrWaitPolicyProvider",
                "dev.kdumpstop.api.wait.SolutionProvider"),
        ORCHESTRATOR(
                "kdump-stop-orchestrator",
                "dev.kdumpstop.orchestrator",
                "dev.kdumpstop.api.stop.StopProcedureProvider"),
        EVIDENCE("kdump-stop-evidence", "dev.kdumpstop.evidence"),
        CLI("kdump-stop-cli", "dev.kdumpstop.cli"),
        TESTKIT("apic-testkit", "dev.kdumpstop.testkit"),
        SUBARCH_I386(
                "subarch-i386",
                "dev.kdumpstop.subarch.i386",
                "dev.kdumpstop.api.subarch.SubArchitecture",
                "dev.kdumpstop.api.subarch.SubArchitectureSelector"),
        SUBARCH_X86_64(
                "subarch-x86_64",
                "dev.kdumpstop.subarch.x86_64",
                "dev.kdumpstop.api.subarch.SubArchitecture",
                "dev.kdumpstop.api.subarch.SubArchitectureSelector");

        private final String artifactId;
        private final String moduleName;
        private final List<String> services;

        Module(String artifactId, String moduleName, String... services) {
            this.artifactId = artifactId;
            this.moduleName = moduleName;
            this.services = List.of(services);
        }

        Path path() {
            String path = System.getProperty("jar." + artifactId);
            assertThat(path)
                    .as("system property jar.%s, set by the build of integration-tests", artifactId)
                    .isNotNull();
            return Path.of(path);
        }

        /** Opens the jar. Before the phase "package" there is none: then the test is skipped, and only then. */
        JarFile open() throws IOException {
            assumeTrue(Files.isRegularFile(path()), () -> path() + " is no jar; run \"mvn verify\"");
            return new JarFile(path().toFile());
        }
    }

    @ParameterizedTest
    @EnumSource
    void manifestNamesModuleTitleAndVersion(Module module) throws IOException {
        try (JarFile jar = module.open()) {
            Attributes manifest = jar.getManifest().getMainAttributes();
            assertThat(manifest.getValue("Automatic-Module-Name")).isEqualTo(module.moduleName);
            assertThat(manifest.getValue("Implementation-Title")).isNotBlank();
            assertThat(manifest.getValue("Implementation-Version")).isNotBlank();
            assertThat(jar.getEntry("META-INF/LICENSE")).as("META-INF/LICENSE").isNotNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void onlyOwnPackages(Module module) throws IOException {
        String own = module.moduleName.replace('.', '/') + "/";
        try (JarFile jar = module.open()) {
            assertThat(entries(jar))
                    .extracting(JarEntry::getName)
                    .filteredOn(name -> name.endsWith(".class"))
                    .isNotEmpty()
                    .allMatch(name -> name.startsWith(own), "starts with " + own);
        }
    }

    /** Same sources, same bytes: one time stamp for all entries, and no order that comes from the file system. */
    @ParameterizedTest
    @EnumSource
    void entriesAreSortedAndBearOneTime(Module module) throws IOException {
        try (JarFile jar = module.open()) {
            LocalDateTime time =
                    LocalDateTime.ofInstant(Instant.parse(System.getProperty("build.timestamp")), ZoneOffset.UTC);
            List<JarEntry> entries = entries(jar);
            assertThat(entries).extracting(JarEntry::getTimeLocal).containsOnly(time);
            List<String> classes = entries.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.endsWith(".class"))
                    .toList();
            assertThat(classes).isSorted();
        }
    }

    /** Both ways: a service file that is missing, and a new service that is not in the list above. */
    @ParameterizedTest
    @EnumSource
    void providesItsServicesAndNoOthers(Module module) throws IOException {
        try (JarFile jar = module.open()) {
            assertThat(services(jar).keySet()).containsExactlyInAnyOrderElementsOf(module.services);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyProviderIsAnInstanceOfItsService(Module module) throws Exception {
        try (JarFile jar = module.open()) {
            for (Map.Entry<String, List<String>> service : services(jar).entrySet()) {
                assertThat(service.getValue()).as(service.getKey()).isNotEmpty();
                for (String provider : service.getValue()) {
                    assertThat(Class.forName(provider).getConstructor().newInstance())
                            .isInstanceOf(Class.forName(service.getKey()));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void sourcesAndJavadocAreBesideIt(Module module) throws IOException {
        try (JarFile jar = module.open()) {
            assumeFalse(Boolean.getBoolean("javadoc.skipped"), "built with -Dmaven.javadoc.skip");
            assertThat(beside(jar, "-sources")).exists();
            if (entries(jar).stream()
                    .map(JarEntry::getName)
                    .anyMatch(name -> name.endsWith(".class") && !name.endsWith("package-info.class"))) {
                assertThat(beside(jar, "-javadoc")).exists();
            }
        }
    }

    /** Everything the program needs is named in its manifest and lies where the manifest says. */
    @Test
    void programIsThinAndComplete() throws IOException {
        try (JarFile jar = Module.CLI.open()) {
            Attributes manifest = jar.getManifest().getMainAttributes();
            assertThat(manifest.getValue(Attributes.Name.MAIN_CLASS)).isEqualTo("dev.kdumpstop.cli.Main");
            String classPath = manifest.getValue(Attributes.Name.CLASS_PATH);
            assertThat(classPath)
                    .contains("lib/subarch-i386-")
                    .contains("lib/subarch-x86_64-")
                    .contains("lib/apic-core-");
            for (String element : classPath.split(" ", -1)) {
                assertThat(Path.of(jar.getName()).resolveSibling(element)).exists();
            }
        }
    }

    private static Path beside(JarFile jar, String classifier) {
        Path path = Path.of(jar.getName());
        String name = path.getFileName().toString();
        return path.resolveSibling(name.substring(0, name.length() - ".jar".length()) + classifier + ".jar");
    }

    private static List<JarEntry> entries(JarFile jar) {
        return jar.stream().filter(entry -> !entry.isDirectory()).toList();
    }

    /** Service name to provider names. */
    private static Map<String, List<String>> services(JarFile jar) throws IOException {
        Map<String, List<String>> services = new TreeMap<>();
        for (JarEntry entry : entries(jar)) {
            if (entry.getName().startsWith(SERVICES)) {
                String text = new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
                services.put(
                        entry.getName().substring(SERVICES.length()),
                        text.lines().filter(line -> !line.isBlank()).toList());
            }
        }
        return services;
    }
}
