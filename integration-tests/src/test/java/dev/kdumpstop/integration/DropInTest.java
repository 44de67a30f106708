package dev.kdumpstop.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kdumpstop.api.stop.StopProcedureProvider;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.subarch.SubArchitectureSelector;
import dev.kdumpstop.api.wait.IcrWaitPolicyProvider;
import dev.kdumpstop.api.wait.SolutionProvider;
import dev.kdumpstop.orchestrator.CrashStop;
import dev.kdumpstop.orchestrator.Headline;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import dev.kdumpstop.orchestrator.plugin.PluginJar;
import dev.kdumpstop.orchestrator.plugin.PluginProblem;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plug-ins in jars that are dropped into a folder. What is said of broken ones is in {@link BrokenJarsTest}. */
class DropInTest {
    @TempDir
    Path temporary;

    private Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(temporary.resolve("plugins"));
    }

    private static Path pairs(Path folder) {
        return TestJar.named("pairs.jar")
                .source("Pairs", PluginSources.subArchitecture("Pairs", "i386/pairs"))
                .service(SubArchitecture.class, "Pairs")
                .into(folder);
    }

    private static Path policy(Path folder, String id) {
        return TestJar.named(id + ".jar")
                .source("Policy", PluginSources.policy("Policy", id))
                .service(IcrWaitPolicyProvider.class, "Policy")
                .into(folder);
    }

    @Test
    @DisplayName("as a library: one call finds the jars of a folder, a second runs what is in them")
    void asLibrary() {
        pairs(folder);
        Installed installed = Installed.discover().andJarsOf(List.of(folder));
        assertThat(installed.problems()).isEmpty();
        assertThat(CrashStop.builder(installed)
                        .machine(Stops.machine("i386/pairs", "2.6.21", 8))
                        .subArchitecture("i386/pairs")
                        .build()
                        .run()
                        .headline())
                .isEqualTo(Headline.CAPTURED_ALL);
    }

    @Test
    @DisplayName("the option, before or behind the command and more than once, and the variable all count")
    void everyWayCounts() throws IOException {
        Path first = Files.createDirectory(temporary.resolve("first"));
        Path second = Files.createDirectory(temporary.resolve("second"));
        Path third = Files.createDirectory(temporary.resolve("third"));
        pairs(first);
        policy(second, "patient");
        policy(third, "third");
        Path single = policy(folder, "single");
        Path inFolder = policy(folder, "not-named");
        Program program = Program.run(
                Map.of("KDUMP_STOP_PLUGINS", third + File.pathSeparator + second + File.pathSeparator),
                "--plugin-path",
                first.toString(),
                "list",
                "plugins",
                "--plugin-path",
                single + File.pathSeparator + first);
        assertThat(program.err()).isEmpty();
        assertThat(program.out().lines().filter(line -> line.contains(".jar") && !line.contains("SNAPSHOT")))
                .extracting(line -> line.replaceAll(" +", " ").strip())
                .containsExactly(
                        "usable pairs.jar SPI 1 sub-architecture i386/pairs",
                        "usable single.jar SPI 1 wait policy single",
                        "usable third.jar SPI 1 wait policy third",
                        "usable patient.jar SPI 1 wait policy patient");
        assertThat(inFolder).exists();
    }

    @Test
    @DisplayName("list plugins: a line for each jar, and under it what was refused")
    void listPlugins() throws IOException {
        pairs(folder);
        Files.writeString(folder.resolve("broken.jar"), "<html>");
        TestJar.named("partly.jar")
                .source("Good", PluginSources.policy("Good", "good"))
                .source("Old", PluginSources.policy("Old", "old").replace("ApicSpi.LEVEL", "0"))
                .service(IcrWaitPolicyProvider.class, "Good", "Old")
                .into(folder);
        Files.writeString(folder.resolve("other.zip"), "?");
        Program program = Program.run("list", "plugins", "--plugin-path", folder.toString());
        assertThat(program.exit()).isZero();
        // Where lines are broken depends on where the temporary folder is.
        assertThat(program.out().replaceAll("(?s)^.*(?=  in )", "").replaceAll("\\s+", " "))
                .isEqualTo((" in " + folder
                                + " refused broken.jar SPI ? nothing usable"
                                + " is not a jar, it begins with '<html>'; remove it, or copy the jar again"
                                + " usable pairs.jar SPI 1 sub-architecture i386/pairs"
                                + " partly partly.jar SPI 0,1 wait policy good"
                                + " old: written for SPI level 0, this host offers 1; update the plug-in"
                                + " note " + folder.resolve("other.zip")
                                + " does not count: its name does not end in .jar ")
                        .replaceAll("\\s+", " "));
        assertThat(Program.run("list", "plugins", "pairs.jar", "--plugin-path", folder.toString())
                        .out())
                .contains("pairs.jar")
                .doesNotContain("partly.jar");
        assertThat(Program.run("list", "plugins", "pears.jar", "--plugin-path", folder.toString())
                        .err())
                .startsWith("kdump-stop: unknown plug-in 'pears.jar'. Did you mean 'pairs.jar'? Known: ");
    }

    @Test
    @DisplayName("a place that is not there: where it was named, and what is near")
    void placesThatAreNotThere() throws IOException {
        Path mistyped = temporary.resolve("plugns");
        Path nowhere = temporary.resolve("none/plugins");
        Program program = Program.run(
                Map.of("KDUMP_STOP_PLUGINS", nowhere.toString()),
                "list",
                "--plugin-path",
                mistyped + File.pathSeparator + "~/plugins");
        assertThat(program.exit()).isEqualTo(2);
        assertThat(program.out()).isEmpty();
        assertThat(program.err()).isEqualTo("""
                        kdump-stop: 3 problems
                          1) --plugin-path: there is no %s. Did you mean '%s'?
                          2) --plugin-path: there is no ~/plugins; the shell puts your home there only if a blank stands before '~'
                          3) environment variable KDUMP_STOP_PLUGINS: there is no %s; there is no folder %s either
                        Try 'kdump-stop list --help'.
                        """.formatted(mistyped, folder, nowhere, nowhere.getParent()));
        assertThatThrownBy(() -> Installed.discover().andJarsOf(List.of(mistyped, nowhere)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "there is no %s. Did you mean '%s'?\nthere is no %s; there is no folder %s either",
                        mistyped, folder, nowhere, nowhere.getParent());
    }

    @Test
    @DisplayName("what may not be read is named; root may read everything")
    void unreadable() throws IOException {
        Path jar = pairs(folder);
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("-wx------"));
        assumeFalse(Files.isReadable(jar), "somebody who may read everything");
        assertThat(Installed.discover().andJarsOf(List.of(folder)).problems())
                .singleElement()
                .hasToString("jar pairs.jar: may not be read; change its permissions");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("-wx------"));
        assertThat(Program.run("list", "--plugin-path", folder.toString()).err())
                .startsWith("kdump-stop: --plugin-path: the folder " + folder + " may not be read\n");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    @DisplayName("nobody waits for a pipe that somebody has named x.jar")
    void pipe() throws Exception {
        Process mkfifo;
        try {
            mkfifo = new ProcessBuilder("mkfifo", folder.resolve("x.jar").toString()).start();
        } catch (IOException e) {
            assumeFalse(true, "no mkfifo here");
            return;
        }
        assertThat(mkfifo.waitFor()).isZero();
        assertThat(Installed.discover().andJarsOf(List.of(folder)).problems())
                .singleElement()
                .hasToString("jar x.jar: is neither a file nor a folder; remove it");
    }

    @Test
    @DisplayName("a folder without jars is told; so is what looks like a plug-in and is none; hidden files are not")
    void whatDoesNotCount() throws IOException {
        Path below = Files.createDirectory(folder.resolve("more"));
        pairs(below);
        Files.writeString(folder.resolve("pairs.jar.part"), "half of it");
        Files.writeString(folder.resolve("notes.txt"), "no plug-in");
        Files.writeString(folder.resolve("._pairs.jar"), "what macOS puts there");
        Files.createDirectory(folder.resolve("META-INF"));
        Installed installed = Installed.discover().andJarsOf(List.of(folder));
        assertThat(installed.jars()).isEmpty();
        assertThat(installed.problems()).singleElement().hasToString("folder " + folder + ": there is no *.jar in it");
        assertThat(installed.remarks())
                .containsExactly(
                        folder + " is itself a folder of classes: KDUMP_STOP_CLASSPATH takes it, or pack it into a jar",
                        "the jars in " + below + " do not count: only folders that are named are searched",
                        folder.resolve("pairs.jar.part") + " does not count: its name does not end in .jar");
        assertThat(Program.run("stop", "--subarch", "flat", "--plugin-path", folder.toString())
                        .err())
                .isEqualTo("kdump-stop: warning: 1 plug-in was refused: folder " + folder + "; see 'list plugins'\n");
    }

    @Test
    @DisplayName("a plug-in sees apic-api and the JDK, its own classes, and nothing of the host or of other plug-ins")
    void isolation() {
        TestJar.named("spy.jar")
                .source("Policy", PluginSources.policy("Policy", "spy").replace("return \"at most five polls\";", """
                                        StringBuilder seen = new StringBuilder("sees");
                                        for (String name : List.of("java.sql.Driver", "dev.kdumpstop.api.cpu.CpuSet",
                                                "Other", "com.google.inject.Guice", "picocli.CommandLine",
                                                "dev.kdumpstop.orchestrator.CrashStop", "dev.kdumpstop.core.machine.CpuScript",
                                                "dev.kdumpstop.cli.Main")) {
                                            try {
                                                Class.forName(name);
                                                seen.append(' ').append(name);
                                            } catch (ClassNotFoundException e) {
                                                // as it should be
                                            }
                                        }
                                        return seen.toString();
                                        """))
                .service(IcrWaitPolicyProvider.class, "Policy")
                .into(folder);
        TestJar.named("other.jar")
                .source("Other", PluginSources.policy("Other", "other"))
                .service(IcrWaitPolicyProvider.class, "Other")
                .into(folder);
        Installed installed = Installed.discover().andJarsOf(List.of(folder));
        assertThat(installed.get(ExtensionPoint.WAIT_POLICY, "spy").summary())
                .isEqualTo("sees java.sql.Driver dev.kdumpstop.api.cpu.CpuSet");
    }

    @Test
    @DisplayName("a jar with its own copy of apic-api works: the SPI comes from the host")
    void ownCopyOfTheApi() {
        TestJar.named("fat.jar")
                .source("Pairs", PluginSources.subArchitecture("Pairs", "i386/pairs"))
                .service(SubArchitecture.class, "Pairs")
                .change(files -> {
                    files.putAll(TestJar.content(Path.of(System.getProperty("jar.apic-api"))));
                    return files;
                })
                .into(folder);
        Installed installed = Installed.discover().andJarsOf(List.of(folder));
        assertThat(installed.problems()).isEmpty();
        assertThat(installed.ids(ExtensionPoint.SUB_ARCHITECTURE)).contains("i386/pairs");
    }

    @Test
    @DisplayName("a library in the same folder that Class-Path names is no plug-in that is broken")
    void library() {
        String helper =
                "package org.example; public class Helper { public static String text() { return \"helped\"; } }";
        TestJar.named("helper-1.0.jar").source("org.example.Helper", helper).into(folder);
        TestJar.named("user.jar")
                .manifest("Class-Path: helper-1.0.jar")
                .onlyToCompile("org.example.Helper", helper)
                .source(
                        "Policy",
                        PluginSources.policy("Policy", "user")
                                .replace("\"at most five polls\"", "org.example.Helper.text()"))
                .service(IcrWaitPolicyProvider.class, "Policy")
                .into(folder);
        Installed installed = Installed.discover().andJarsOf(List.of(folder));
        assertThat(installed.problems()).isEmpty();
        assertThat(installed.get(ExtensionPoint.WAIT_POLICY, "user").summary()).isEqualTo("helped");
        assertThat(installed.jars()).extracting(PluginJar::libraryOf).containsExactly(List.of("user.jar"), List.of());
    }

    @Test
    @DisplayName("one class as two kinds of extension, by one jar")
    void twoKinds() {
        TestJar.named("both.jar")
                .source(
                        "Both",
                        PluginSources.solution("Both", "both")
                                .replace("implements", "implements IcrWaitPolicyProvider,")
                                .replace("public Solution create", "public Both create")
                                .replace("return where ->", "return this; } Solution other() { return where ->")
                                .replace(
                                        "implements IcrWaitPolicyProvider, SolutionProvider",
                                        "implements IcrWaitPolicyProvider, SolutionProvider, Solution, IcrWaitPolicy")
                                .replace(
                                        "public String summary",
                                        "public IcrWaitPolicy policyFor(WaitContext context) { return this; }"
                                                + " public WaitPlan planFor(WaitContext context) { return new WaitPlan.Segments("
                                                + " List.of(PollSegment.polls(5, 0)), new OnTimeout.WriteAnyway()); }"
                                                + " public String summary"))
                .service(SolutionProvider.class, "Both")
                .service(IcrWaitPolicyProvider.class, "Both")
                .into(folder);
        Program program = Program.run(
                "stop",
                "--subarch",
                "flat",
                "--solution",
                "both",
                "--wait-policy",
                "both",
                "--plugin-path",
                folder.toString());
        assertThat(program.err()).isEmpty();
        assertThat(program.out()).contains("wait policy both is in force at the one wait of this stop\n");
    }

    @Test
    @DisplayName("two jars of one file name are told apart")
    void sameFileName() throws IOException {
        Path other = Files.createDirectory(temporary.resolve("other"));
        Path first = pairs(folder);
        Path second = pairs(other);
        Installed installed = Installed.discover().andJarsOf(List.of(folder, other));
        assertThat(installed.jars()).extracting(PluginJar::origin).containsExactly("pairs.jar", second.toString());
        assertThat(installed.problems())
                .singleElement()
                .hasToString("sub-architecture 'i386/pairs' of " + second
                        + ": the name is taken by Pairs of pairs.jar; that one is used, Pairs of " + second
                        + " is not");
        assertThat(Installed.discover().andJarsOf(List.of(folder, first)).problems())
                .isEmpty();
    }

    @Test
    @DisplayName("what a kernel does unless told otherwise is never changed by a jar that is dropped in")
    void theHostsOwnComeFirst() {
        TestJar.named("aaa.jar")
                .source("Selector", PluginSources.selector("Selector", "aaa"))
                .service(SubArchitectureSelector.class, "Selector")
                .source(
                        "Mine",
                        PluginSources.solution("Mine", "AAA")
                                .replace(
                                        "public String summary",
                                        "public Optional<ReleaseRange> shippedIn() {"
                                                + " return Optional.of(ReleaseRange.from(\"2.6.20\")); } public String summary"))
                .service(SolutionProvider.class, "Mine")
                .source("Stop", PluginSources.procedure("Stop", "kdump-1"))
                .service(StopProcedureProvider.class, "Stop")
                .into(folder);
        String[] words = {"stop", "--release", "6.1", "--cpus", "12", "--json"};
        List<String> more = new ArrayList<>(List.of(words));
        more.addAll(List.of("--plugin-path", folder.toString()));
        Program with = Program.run(more.toArray(new String[0]));
        assertThat(with.err()).isEmpty();
        assertThat(assumptions(with)).isEqualTo(assumptions(Program.run(words)));
    }

    private static JsonNode assumptions(Program program) {
        try {
            return new ObjectMapper().readTree(program.out()).get("assumptions");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @DisplayName("the command that a matrix proposes finds the plug-in again")
    void nextCommand() {
        pairs(folder);
        Program matrix = Program.run(
                "matrix",
                "--subarch",
                "i386/pairs",
                "--scenario",
                "icr-busy-at-entry",
                "--plugin-path",
                folder.toString());
        String next = matrix.out()
                .replace("\\\n", " ")
                .lines()
                .filter(line -> line.startsWith("Why? kdump-stop "))
                .findFirst()
                .orElseThrow();
        Program stop = Program.run(next.substring("Why? kdump-stop ".length()).split(" +"));
        assertThat(stop.err()).isEmpty();
        assertThat(stop.out()).startsWith("HUNG: ");
    }

    @Test
    @DisplayName("the same jar on the class path")
    void onTheClassPath() throws IOException {
        Path jar = pairs(folder);
        ClassLoader host = getClass().getClassLoader();
        ClassLoader withoutServices = new ClassLoader(host) {
            @Override
            public java.util.Enumeration<URL> getResources(String name) {
                return Collections.emptyEnumeration();
            }
        };
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, withoutServices)) {
            Installed installed = Installed.discover(loader);
            assertThat(installed.problems()).isEmpty();
            assertThat(installed.all(ExtensionPoint.SUB_ARCHITECTURE))
                    .singleElement()
                    .satisfies(plugin -> {
                        assertThat(plugin.extension().id()).isEqualTo("i386/pairs");
                        assertThat(plugin.origin()).isEqualTo("pairs.jar");
                        assertThat(plugin.isDropIn()).isFalse();
                    });
        }
    }

    @Test
    @DisplayName("everything that is broken in one folder, and a good one: the good one works, nothing is silent")
    void allAtOnce() throws IOException {
        Map<String, List<String>> broken = new LinkedHashMap<>();
        for (BrokenJars.Case one : BrokenJars.all()) {
            one.maker().into(folder);
            broken.put(one.jar(), one.problems());
        }
        pairs(folder);
        assertThat(broken).hasSizeGreaterThan(60);
        Program list = Program.run("list", "--plugin-path", folder.toString());
        assertThat(list.exit()).isZero();
        assertThat(list.err()).isEmpty();
        assertThat(list.out())
                .contains("i386/pairs")
                .contains(broken.keySet())
                .doesNotContain("\tat ", "\u001b")
                .doesNotContainPattern("\\?\\? ");
        Program plugins = Program.run("list", "plugins", "--json", "--plugin-path", folder.toString());
        assertThat(plugins.exit()).isZero();
        Map<String, String> states = new LinkedHashMap<>();
        new ObjectMapper()
                .readTree(plugins.out())
                .get("plugins")
                .forEach(row ->
                        states.put(row.get("origin").asText(), row.get("state").asText()));
        assertThat(states).containsEntry("pairs.jar", "usable").containsEntry("partly.jar", "partly");
        for (String jar : broken.keySet()) {
            assertThat(states).as(jar).containsKey(jar);
            assertThat(states.get(jar)).as(jar).isIn("refused", "partly", "usable");
        }
        Program stop = Program.run("stop", "--subarch", "i386/pairs", "--plugin-path", folder.toString());
        assertThat(stop.exit()).isZero();
        assertThat(stop.out()).startsWith("CAPTURED_ALL: ");
        assertThat(stop.err())
                .matches(
                        "kdump-stop: warning: \\d+ plug-ins were refused: .+, .+, .+ and \\d+ more; see 'list plugins'\n");
        Program strict =
                Program.run("stop", "--subarch", "i386/pairs", "--strict-plugins", "--plugin-path", folder.toString());
        assertThat(strict.exit()).isEqualTo(2);
        assertThat(strict.out()).isEmpty();
        assertThat(strict.err())
                .startsWith("kdump-stop: ")
                .contains(") jar empty.jar: is empty; build or copy it again\n")
                .endsWith("Try 'kdump-stop stop --help'.\n");
        assertThat(strict.err().lines().count())
                .isEqualTo(Installed.discover().andJarsOf(List.of(folder)).problems().stream()
                                .map(PluginProblem::toString)
                                .distinct()
                                .count()
                        + 2);
    }
}
