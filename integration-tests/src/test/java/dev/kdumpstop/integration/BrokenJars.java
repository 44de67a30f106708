package dev.kdumpstop.integration;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kdumpstop.api.Extension;
import dev.kdumpstop.api.stop.StopProcedureProvider;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.wait.IcrWaitPolicyProvider;
import dev.kdumpstop.api.wait.SolutionProvider;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Jars with one thing wrong each, and what has to be said of them. */
final class BrokenJars {
    private static final Class<?> POLICY = IcrWaitPolicyProvider.class;
    private static final String POLICY_FILE = "META-INF/services/" + POLICY.getName();
    private static final String CORE =
            Path.of(System.getProperty("jar.apic-core")).getFileName().toString();
    private static final int JAVA = Runtime.version().feature();

    /** Puts a jar into a folder. */
    interface Maker {
        void into(Path folder) throws IOException;
    }

    /**
     * One.
     *
     * @param jar its name
     * @param problems what has to be said of it, word by word
     * @param maker puts it into a folder
     */
    record Case(String jar, List<String> problems, Maker maker) {
        @Override
        public String toString() {
            return jar;
        }
    }

    private final List<Case> cases = new ArrayList<>();

    private BrokenJars() {}

    static List<Case> all() {
        BrokenJars jars = new BrokenJars();
        jars.files();
        jars.serviceFiles();
        jars.classes();
        jars.linkage();
        jars.levels();
        jars.descriptions();
        jars.names();
        return jars.cases;
    }

    private void add(String jar, Maker maker, String... problems) {
        cases.add(new Case(jar, List.of(problems), maker));
    }

    private void add(TestJar jar, String... problems) {
        add(jar.name(), jar::into, problems);
    }

    /** A jar with one wait policy, whose id is the jar's name, spoiled in its source. */
    private void policy(String name, UnaryOperator<String> spoil, String problem) {
        String type = "Policy";
        add(
                TestJar.named(name + ".jar")
                        .source(type, spoil.apply(PluginSources.policy(type, name)))
                        .service(POLICY, type),
                problem);
    }

    private static UnaryOperator<String> replacing(String text, String other) {
        return source -> {
            if (!source.contains(text)) {
                throw new IllegalArgumentException("no '" + text + "' in " + source);
            }
            return source.replace(text, other);
        };
    }

    // --- the file itself

    private void files() {
        add(
                "empty.jar",
                folder -> Files.write(folder.resolve("empty.jar"), new byte[0]),
                "jar empty.jar: is empty; build or copy it again");
        add(
                "script.jar",
                folder -> Files.write(folder.resolve("script.jar"), "#!/bin/sh\n".getBytes(UTF_8)),
                "jar script.jar: is not a jar, it begins with '#!/bin/sh'; remove it, or copy the jar again");
        add(
                "noise.jar",
                folder -> Files.write(folder.resolve("noise.jar"), new byte[] {1, 2, 3, 4, 5, 6, 7, 8}),
                "jar noise.jar: is not a jar (zip END header not found); remove it, or copy the jar again");
        add(
                "cut-off.jar",
                folder -> {
                    byte[] whole = Files.readAllBytes(sound("cut-off").into(folder));
                    Files.write(folder.resolve("cut-off.jar"), Arrays.copyOf(whole, whole.length / 2));
                },
                "jar cut-off.jar: is damaged or cut off (zip END header not found); build or copy it again");
        add(
                "folder.jar",
                folder -> Files.createDirectory(folder.resolve("folder.jar")),
                "jar folder.jar: is a folder, not a jar; pack it into one ('jar --create --file x.jar -C "
                        + "FOLDER .')");
        add(
                "dangling.jar",
                folder -> Files.createSymbolicLink(folder.resolve("dangling.jar"), Path.of("nowhere.jar")),
                "jar dangling.jar: is a link to nothing; remove it, or put the jar where it points");
        add(
                "damaged-entry.jar",
                folder -> damage(sound("damaged-entry").into(folder), "Policy.class"),
                "wait policy 'Policy' of damaged-entry.jar: cannot be read from the jar (invalid block type); build or copy it again");
        add(
                sound("manifest").file("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nno colon here\n"),
                "jar manifest.jar: is damaged or cut off (invalid header field (line 2)); build or copy it again");
        add(
                "signed.jar",
                folder -> SignedJar.changedAfterwards(sound("signed").into(folder), "Policy.class"),
                "wait policy 'Policy' of signed.jar: cannot be verified (SHA-256 digest error for "
                        + "Policy.class): the jar was changed after it was signed; sign it again, or leave out "
                        + "META-INF/*.SF");
    }

    private static TestJar sound(String id) {
        return TestJar.named(id + ".jar")
                .source("Policy", PluginSources.policy("Policy", id))
                .service(POLICY, "Policy");
    }

    /** Spoils the compressed bytes of an entry, from the first on. */
    private static void damage(Path jar, String entryName) throws IOException {
        byte[] bytes = Files.readAllBytes(jar);
        byte[] name = entryName.getBytes(UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            if (Arrays.equals(Arrays.copyOfRange(bytes, i, i + name.length), name)) {
                Arrays.fill(bytes, i + name.length, i + name.length + 60, (byte) 0xFF);
                Files.write(jar, bytes);
                return;
            }
        }
        throw new IllegalArgumentException("no " + entryName + " in " + jar);
    }

    // --- service files

    private void serviceFiles() {
        add(
                TestJar.named("no-service-file.jar")
                        .source("Policy", PluginSources.policy("Policy", "no-service-file")),
                "jar no-service-file.jar: names no extension: it has no file META-INF/services/NAME, "
                        + "where NAME is one of dev.kdumpstop.api.subarch.SubArchitecture, "
                        + "dev.kdumpstop.api.subarch.SubArchitectureSelector, "
                        + "dev.kdumpstop.api.wait.SolutionProvider, dev.kdumpstop.api.wait.IcrWaitPolicyProvider, "
                        + "dev.kdumpstop.api.stop.StopProcedureProvider, dev.kdumpstop.api.fault.FaultProvider, "
                        + "dev.kdumpstop.api.timing.TimingProfileProvider; if it is a library of another plug-in, "
                        + "name it in Class-Path of that one's manifest");
        add(
                TestJar.named("near-miss.jar")
                        .source("Pairs", PluginSources.subArchitecture("Pairs", "i386/near-miss"))
                        .file("META-INF/services/dev.kdumpstop.api.SubArchitecture", "Pairs"),
                "jar near-miss.jar: META-INF/services/dev.kdumpstop.api.SubArchitecture is of no service "
                        + "there is. Did you mean 'dev.kdumpstop.api.subarch.SubArchitecture'?");
        add(
                TestJar.named("unknown-service.jar")
                        .source("Policy", PluginSources.policy("Policy", "unknown-service"))
                        .file("META-INF/services/dev.kdumpstop.api.wait.WaitPolicyProvider", "Policy"),
                "jar unknown-service.jar: META-INF/services/dev.kdumpstop.api.wait.WaitPolicyProvider is "
                        + "of no service there is. Did you mean 'dev.kdumpstop.api.wait.IcrWaitPolicyProvider'?");
        add(
                TestJar.named("misplaced.jar")
                        .source("Policy", PluginSources.policy("Policy", "misplaced"))
                        .file("services/" + POLICY.getName(), "Policy"),
                "jar misplaced.jar: its service file is "
                        + "services/dev.kdumpstop.api.wait.IcrWaitPolicyProvider, where nobody looks for it; it "
                        + "belongs to " + POLICY_FILE);
        add(
                TestJar.named("names-nothing.jar").service(POLICY, ""),
                "jar names-nothing.jar: " + POLICY_FILE + " "
                        + "names no class; write the full name of your class into it");
        add(
                TestJar.named("only-comments.jar").service(POLICY, "# Policy", "  # to be done"),
                "jar only-comments.jar: " + POLICY_FILE + " "
                        + "names no class; write the full name of your class into it");
        add(
                TestJar.named("syntax.jar")
                        .source("Policy", PluginSources.policy("Policy", "syntax"))
                        .service(POLICY, "# mine", "my policy", "Policy # the good one", "Policy.class"),
                "jar syntax.jar: " + POLICY_FILE + ", line 2: "
                        + "'my policy' is not the name of a class; one name a line, without '.class', comments "
                        + "after '#'",
                "jar syntax.jar: " + POLICY_FILE + ", line 4: "
                        + "'Policy.class' is not the name of a class; one name a line, without '.class', comments "
                        + "after '#'");
        add(
                TestJar.named("endless.jar").service(POLICY, "# never mind\n".repeat(100_000)),
                "jar endless.jar: " + POLICY_FILE + " has more than 1000000 bytes; it should name one class a line");
        add(
                TestJar.named("byte-order-mark.jar").service(POLICY, "\uFEFFPolicy"),
                "jar byte-order-mark.jar: " + POLICY_FILE + " "
                        + "begins with a byte-order mark; save it as UTF-8 without one");
        add(
                TestJar.named("no-such-class.jar")
                        .source("org.example.Backoff", "package org.example;\n" + PluginSources.policy("Backoff", "x"))
                        .service(POLICY, "Backoff"),
                "wait policy 'Backoff' of no-such-class.jar: is named in " + POLICY_FILE + ", but there is no such "
                        + "class in the jar. Did you mean 'org.example.Backoff'?");
    }

    // --- classes of which no object can be made

    private void classes() {
        add(
                TestJar.named("other-kind.jar")
                        .source("Mine", PluginSources.solution("Mine", "other-kind"))
                        .service(POLICY, "Mine"),
                "wait policy 'Mine' of other-kind.jar: does not implement "
                        + "dev.kdumpstop.api.wait.IcrWaitPolicyProvider; it is a solution, whose service file is "
                        + "META-INF/services/dev.kdumpstop.api.wait.SolutionProvider");
        add(
                TestJar.named("no-kind.jar")
                        .source("Mine", "public class Mine {}")
                        .service(POLICY, "Mine"),
                "wait policy 'Mine' of no-kind.jar: does not implement "
                        + "dev.kdumpstop.api.wait.IcrWaitPolicyProvider");
        policy(
                "abstract",
                replacing("public class", "public abstract class"),
                "wait policy 'Policy' of abstract.jar: is abstract; name a class of which an object can be made");
        policy(
                "not-public",
                replacing("public class", "class"),
                "wait policy 'Policy' of not-public.jar: is not public; make the class and its "
                        + "constructor public");
        policy(
                "no-constructor",
                replacing("Policy() {}", "Policy(int polls) {}"),
                "wait policy 'Policy' of no-constructor.jar: has no constructor without parameters; it "
                        + "needs a public one");
        policy(
                "private-constructor",
                replacing("public Policy() {}", "private Policy() {}"),
                "wait policy 'Policy' of private-constructor.jar: has a constructor without parameters, "
                        + "but it is not public; make it public");
        add(
                TestJar.named("inner.jar")
                        .source(
                                "Outer",
                                PluginSources.policy("Inner", "inner")
                                                .replace("public class", "public class Outer { public class")
                                        + "}")
                        .service(POLICY, "Outer$Inner"),
                "wait policy 'Outer$Inner' of inner.jar: is an inner class, which needs an object of the "
                        + "outer one; make it static");
        policy(
                "constructor",
                replacing("Policy() {}", "Policy() { throw new IllegalStateException(\"no licence\"); }"),
                "wait policy 'Policy' of constructor.jar: its constructor threw "
                        + "java.lang.IllegalStateException: no licence (Policy.java:14)");
        policy(
                "static-initialiser",
                replacing("public Policy() {}", "static final int N = Integer.parseInt(\"many\"); public Policy() {}"),
                "wait policy 'Policy' of static-initialiser.jar: its static initialiser threw "
                        + "java.lang.NumberFormatException: For input string: \"many\" (Policy.java:14)");
        policy(
                "static-error",
                replacing("public Policy() {}", "static { if (true) throw new AssertionError(1); } public Policy() {}"),
                "wait policy 'Policy' of static-error.jar: its static initialiser threw "
                        + "java.lang.AssertionError: 1 (Policy.java:14)");
        policy(
                "stack-overflow",
                replacing("Policy() {}", "Policy() { new Policy(); }"),
                "wait policy 'Policy' of stack-overflow.jar: its constructor calls itself without end: "
                        + "StackOverflowError (Policy.java:14)");
        policy(
                "out-of-memory",
                replacing("Policy() {}", "Policy() { int[] all = new int[Integer.MAX_VALUE]; }"),
                "wait policy 'Policy' of out-of-memory.jar: its constructor threw "
                        + "java.lang.OutOfMemoryError: Requested array size exceeds VM limit (Policy.java:14)");
        policy(
                "nasty-message",
                replacing(
                        "Policy() {}",
                        "Policy() { throw new RuntimeException(\"one\\n\\tat two\\u001b[31m\") {\n"
                                + " public String toString() { throw new Error(); } }; }"),
                "wait policy 'Policy' of nasty-message.jar: its constructor threw Policy$1: one at two "
                        + "[31m (Policy.java:14)");
        policy(
                "no-message",
                replacing(
                        "Policy() {}",
                        "Policy() { throw new RuntimeException() { public String getMessage() { throw new Error(); } }; }"),
                "wait policy 'Policy' of no-message.jar: its constructor threw Policy$1: and its message "
                        + "cannot be had (Policy.java:14)");
    }

    // --- classes that do not fit together

    private void linkage() {
        add(
                sound("corrupt").change(files -> {
                    files.computeIfPresent("Policy.class", (path, bytes) -> Arrays.copyOf(bytes, bytes.length - 100));
                    return files;
                }),
                "wait policy 'Policy' of corrupt.jar: has a damaged class file (Truncated class file); "
                        + "build the jar again");
        add(
                sound("newer-java").change(files -> {
                    files.computeIfPresent("Policy.class", (path, bytes) -> {
                        bytes[7] = 99;
                        return bytes;
                    });
                    return files;
                }),
                "wait policy 'Policy' of newer-java.jar: was compiled for Java 55, this is Java " + JAVA + "; run "
                        + "kdump-stop with Java 55 or later, or compile with --release " + JAVA);
        add(
                sound("wrong-folder").service(POLICY, "org.example.Policy").change(files -> {
                    files.put("org/example/Policy.class", files.remove("Policy.class"));
                    return files;
                }),
                "wait policy 'org.example.Policy' of wrong-folder.jar: has another class, Policy, in its "
                        + "file org/example/Policy.class; in a jar the folder must be the package");
        policy(
                "needs-guice",
                replacing("Policy() {}", "Policy() { com.google.inject.Guice.createInjector(); }"),
                "wait policy 'Policy' of needs-guice.jar: its constructor needs "
                        + "com.google.inject.Module, which is this program's own; a plug-in sees only apic-api and "
                        + "the JDK: put that library into the jar");
        policy(
                "needs-core",
                replacing("Policy() {}", "Policy() { dev.kdumpstop.core.builtin.wait.Loops.UNLIMITED.plan(); }"),
                "wait policy 'Policy' of needs-core.jar: its constructor needs "
                        + "dev.kdumpstop.core.builtin.wait.Loops, which is this program's own; a plug-in sees only "
                        + "apic-api and the JDK: use what apic-api has");
        add(
                TestJar.named("needs-base.jar")
                        .onlyToCompile("org.example.Base", "package org.example; public class Base {}")
                        .source(
                                "Policy",
                                PluginSources.policy("Policy", "needs-base")
                                        .replace("implements", "extends org.example.Base implements"))
                        .service(POLICY, "Policy"),
                "wait policy 'Policy' of needs-base.jar: needs org.example.Base, which is not in the "
                        + "jar; put it there, or name its jar in Class-Path of the manifest");
        add(
                TestJar.named("needs-library.jar")
                        .onlyToCompile("org.example.Helper", "package org.example; public class Helper {}")
                        .source(
                                "Policy",
                                PluginSources.policy("Policy", "needs-library")
                                        .replace("Policy() {}", "Policy() { new org.example.Helper(); }"))
                        .service(POLICY, "Policy"),
                "wait policy 'Policy' of needs-library.jar: its constructor needs org.example.Helper, "
                        + "which is not in the jar; put it there, or name its jar in Class-Path of the manifest");
        add(
                "needs-other-jar.jar",
                folder -> {
                    String helper = "package org.example.other; public class Other {}";
                    TestJar.named("other-library.jar")
                            .source("org.example.other.Other", helper)
                            .into(folder);
                    TestJar.named("needs-other-jar.jar")
                            .onlyToCompile("org.example.other.Other", helper)
                            .source(
                                    "Policy",
                                    PluginSources.policy("Policy", "needs-other-jar")
                                            .replace("Policy() {}", "Policy() { new org.example.other.Other(); }"))
                            .service(POLICY, "Policy")
                            .into(folder);
                },
                "wait policy 'Policy' of needs-other-jar.jar: its constructor needs "
                        + "org.example.other.Other, which other-library.jar has; each jar is loaded for itself: "
                        + "name that one in Class-Path of the manifest, or put both into one jar",
                "jar other-library.jar: names no extension: it has no file META-INF/services/NAME, where "
                        + "NAME is one of dev.kdumpstop.api.subarch.SubArchitecture, "
                        + "dev.kdumpstop.api.subarch.SubArchitectureSelector, "
                        + "dev.kdumpstop.api.wait.SolutionProvider, dev.kdumpstop.api.wait.IcrWaitPolicyProvider, "
                        + "dev.kdumpstop.api.stop.StopProcedureProvider, dev.kdumpstop.api.fault.FaultProvider, "
                        + "dev.kdumpstop.api.timing.TimingProfileProvider; if it is a library of another plug-in, "
                        + "name it in Class-Path of that one's manifest");
        add(
                TestJar.named("class-path-gone.jar")
                        .manifest("Class-Path: lib/gone.jar")
                        .onlyToCompile("org.example.Gone", "package org.example; public class Gone {}")
                        .source(
                                "Policy",
                                PluginSources.policy("Policy", "class-path-gone")
                                        .replace("Policy() {}", "Policy() { new org.example.Gone(); }"))
                        .service(POLICY, "Policy"),
                "wait policy 'Policy' of class-path-gone.jar: its constructor needs org.example.Gone, "
                        + "which is not in the jar; Class-Path of its manifest names files that are not there: "
                        + "lib/gone.jar");
    }

    // --- another level of the SPI

    private void levels() {
        policy(
                "older",
                replacing("ApicSpi.LEVEL", "0"),
                "wait policy 'older' of older.jar: written for SPI level 0, this host offers 1; update "
                        + "the plug-in");
        policy(
                "newer",
                replacing("ApicSpi.LEVEL", "2"),
                "wait policy 'newer' of newer.jar: written for SPI level 2, this host offers 1; update the host");
        add(
                TestJar.named("without-level.jar")
                        .onlyToCompile(Extension.class.getName(), extension("String id(); String summary();"))
                        .source(
                                "Policy",
                                PluginSources.policy("Policy", "without-level")
                                        .replaceFirst("public int spiLevel.*", ""))
                        .service(POLICY, "Policy"),
                "wait policy 'Policy' of without-level.jar: has no spiLevel(): it was compiled against "
                        + "an older apic-api; update the plug-in, with 'return ApicSpi.LEVEL;'");
        add(
                TestJar.named("without-summary.jar")
                        .onlyToCompile(Extension.class.getName(), extension("String id(); int spiLevel();"))
                        .source(
                                "Policy",
                                PluginSources.policy("Policy", "without-summary")
                                        .replaceFirst("public String summary.*", ""))
                        .service(POLICY, "Policy"),
                "wait policy 'without-summary' of without-summary.jar: has no summary(); compile it "
                        + "against the apic-api of this host, SPI level 1");
        add(
                TestJar.named("newer-method.jar")
                        .onlyToCompile(
                                "dev.kdumpstop.api.cpu.CpuId",
                                "package dev.kdumpstop.api.cpu; public record CpuId(int number) {"
                                        + " public static CpuId last(java.util.List<CpuId> of) { return of.get(0); } }")
                        .source(
                                "Policy",
                                PluginSources.policy("Policy", "newer-method")
                                        .replace("return \"at", "CpuId.last(List.of()); return \"at"))
                        .service(POLICY, "Policy"),
                "wait policy 'newer-method' of newer-method.jar: summary() uses what the apic-api of "
                        + "this host does not have: 'CpuId CpuId.last(List)'; compile it against the apic-api of "
                        + "this host, SPI level 1, or update the host");
        add(
                TestJar.named("newer-class.jar")
                        .onlyToCompile(
                                "dev.kdumpstop.api.wait.Patient",
                                "package dev.kdumpstop.api.wait; public interface Patient {}")
                        .source(
                                "Policy",
                                PluginSources.policy("Policy", "newer-class")
                                        .replace("implements", "implements Patient,"))
                        .service(POLICY, "Policy"),
                "wait policy 'Policy' of newer-class.jar: needs dev.kdumpstop.api.wait.Patient, which "
                        + "the apic-api of this host, SPI level 1, does not have; compile it against that one, or "
                        + "update the host");
    }

    private static String extension(String methods) {
        return "package dev.kdumpstop.api; public interface Extension { " + methods
                + " default java.util.List<dev.kdumpstop.api.option.OptionSpec> options() { return java.util.List.of(); }"
                + " default java.util.List<String> sources() { return java.util.List.of(); } }";
    }

    // --- what an extension says of itself

    private void descriptions() {
        policy(
                "id-null",
                replacing("return \"id-null\"", "return null"),
                "wait policy 'Policy' of id-null.jar: id() returned null; that is not allowed anywhere");
        policy(
                "id-empty",
                replacing("return \"id-empty\"", "return \"\""),
                "wait policy 'Policy' of id-empty.jar: id() is empty; it is the name that users type");
        policy(
                "id-characters",
                replacing("return \"id-characters\"", "return \"two words\\u001b[31m\""),
                "wait policy 'Policy' of id-characters.jar: id() is 'two words [31m': it has characters "
                        + "other than letters, digits, '-', '.' and '_'");
        policy(
                "id-throws",
                replacing("return \"id-throws\"", "throw new IllegalStateException(\"no name yet\")"),
                "wait policy 'Policy' of id-throws.jar: id() threw java.lang.IllegalStateException: no "
                        + "name yet (Policy.java:15)");
        policy(
                "summary-blank",
                replacing("at most five polls", "  "),
                "wait policy 'summary-blank' of summary-blank.jar: summary() is blank; say in a sentence "
                        + "what it is");
        policy(
                "summary-lines",
                replacing("at most five polls", "at most\\nfive polls"),
                "wait policy 'summary-lines' of summary-lines.jar: summary() is not one line of at most "
                        + "300 characters");
        policy(
                "summary-long",
                replacing("at most five polls", "at most five polls, ".repeat(20)),
                "wait policy 'summary-long' of summary-long.jar: summary() is not one line of at most 300 characters");
        policy(
                "summary-null",
                replacing("return \"at most five polls\"", "return null"),
                "wait policy 'summary-null' of summary-null.jar: summary() returned null; that is not "
                        + "allowed anywhere");
        policy(
                "options-throws",
                replacing(
                        "public int spi",
                        "public List<OptionSpec> options() { return List.of(OptionSpec.integer(\"Polls\", 1, 2, 1, \"\", \"\")); }"
                                + " public int spi"),
                "wait policy 'options-throws' of options-throws.jar: options() threw "
                        + "java.lang.IllegalArgumentException: option name 'Polls' is not lower case with hyphens "
                        + "(Policy.java:17)");
        policy(
                "options-twice",
                replacing(
                        "public int spi",
                        "public List<OptionSpec> options() { var option = OptionSpec.flag(\"loud\", true, \"Loud\");"
                                + " return List.of(option, option); } public int spi"),
                "wait policy 'options-twice' of options-twice.jar: options() has 'loud' twice");
        policy(
                "options-null",
                replacing("public int spi", "public List<OptionSpec> options() { return null; } public int spi"),
                "wait policy 'options-null' of options-null.jar: options() returned null; that is not "
                        + "allowed anywhere");
        policy(
                "sources-null",
                replacing(
                        "public int spi",
                        "public List<String> sources() { return Arrays.asList(\"a book\", null); } public int spi"),
                "wait policy 'sources-null' of sources-null.jar: sources() has null in its list; that is "
                        + "not allowed anywhere");
        subArchitecture(
                "name-form",
                replacing("i386/name-form", "i386/Name_Form"),
                "sub-architecture 'Pairs' of name-form.jar: name() threw "
                        + "java.lang.IllegalArgumentException: sub-architecture name 'Name_Form' is not lower-case "
                        + "letters, digits and hyphens (Pairs.java:15)");
        subArchitecture(
                "name-null",
                replacing("return SubArchitectureName.of(\"i386/name-null\")", "return null"),
                "sub-architecture 'Pairs' of name-null.jar: name() returned null; that is not allowed anywhere");
        subArchitecture(
                "name-and-id",
                replacing("public String summary", "public String id() { return \"pairs\"; } public String summary"),
                "sub-architecture 'Pairs' of name-and-id.jar: id() is 'pairs', but name() is "
                        + "'i386/name-and-id'; leave id() as it is");
        subArchitecture(
                "releases-null",
                replacing("return ReleaseRange.from(\"2.6.21\")", "return null"),
                "sub-architecture 'i386/releases-null' of releases-null.jar: releases() returned null; "
                        + "that is not allowed anywhere");
        add(
                TestJar.named("shipped-in-throws.jar")
                        .source(
                                "Mine",
                                PluginSources.solution("Mine", "shipped-in-throws")
                                        .replace(
                                                "public int spi",
                                                "public Optional<ReleaseRange> shippedIn() { return"
                                                        + " Optional.of(ReleaseRange.from(\"soon\")); } public int spi"))
                        .service(SolutionProvider.class, "Mine"),
                "solution 'shipped-in-throws' of shipped-in-throws.jar: shippedIn() threw "
                        + "java.lang.IllegalArgumentException: 'soon' is not a kernel release such as 2.6.21 or "
                        + "6.1 (Mine.java:17)");
    }

    private void subArchitecture(String name, UnaryOperator<String> spoil, String problem) {
        add(
                TestJar.named(name + ".jar")
                        .source("Pairs", spoil.apply(PluginSources.subArchitecture("Pairs", "i386/" + name)))
                        .service(SubArchitecture.class, "Pairs"),
                problem);
    }

    // --- names that are taken

    private void names() {
        policy(
                "taken",
                replacing("\"taken\"", "\"rfc-loop\""),
                "wait policy 'rfc-loop' of taken.jar: the name is taken by "
                        + "dev.kdumpstop.core.builtin.wait.RfcLoopWait of " + CORE + "; that one "
                        + "is used, Policy of taken.jar is not");
        policy(
                "taken-but-for-case",
                replacing("\"taken-but-for-case\"", "\"RFC-Loop\""),
                "wait policy 'RFC-Loop' of taken-but-for-case.jar: the name, but for upper and lower "
                        + "case, is taken by dev.kdumpstop.core.builtin.wait.RfcLoopWait of " + CORE
                        + "; that one is used, Policy of taken-but-for-case.jar is not");
        add(
                "two-of-a-name.jar",
                folder -> {
                    sound("two").into(folder);
                    TestJar.named("two-of-a-name.jar")
                            .source("Other", PluginSources.policy("Other", "two"))
                            .service(POLICY, "Other")
                            .into(folder);
                },
                "wait policy 'two' of two.jar: the name is taken by Other of two-of-a-name.jar; that one "
                        + "is used, Policy of two.jar is not");
        add(
                TestJar.named("family.jar")
                        .source("Mine", PluginSources.procedure("Mine", "kdump"))
                        .service(StopProcedureProvider.class, "Mine"),
                "stop procedure 'kdump' of family.jar: the name stands for whichever of kdump-2.6.21, "
                        + "kdump-post-notifiers, kdump-today a kernel does; choose another one");
        add(
                shaded(),
                "jar shaded.jar: brings copies of " + builtIn() + " extensions that are installed already (baseline of "
                        + CORE + " and others); these are used, not the copies. Leave them out of the jar");
        add(
                TestJar.named("partly.jar")
                        .source("Good", PluginSources.policy("Good", "partly"))
                        .source(
                                "Bad",
                                PluginSources.policy("Bad", "bad")
                                        .replace("Bad() {}", "Bad() { int[] a = {}; a[1] = 1; }"))
                        .service(POLICY, "Bad", "Good"),
                "wait policy 'Bad' of partly.jar: its constructor threw "
                        + "java.lang.ArrayIndexOutOfBoundsException: Index 1 out of bounds for length 0 "
                        + "(Bad.java:14)");
    }

    private static int builtIn() {
        Installed installed = Installed.discover();
        return ExtensionPoint.ALL.stream()
                .mapToInt(point -> (int) installed.all(point).stream()
                        .filter(plugin -> plugin.origin().equals(CORE))
                        .count())
                .sum();
    }

    /** What a careless build does: all of apic-core in the plug-in's jar. */
    private static TestJar shaded() {
        return TestJar.named("shaded.jar").change(files -> {
            files.putAll(TestJar.content(Path.of(System.getProperty("jar.apic-core"))));
            return files;
        });
    }
}
