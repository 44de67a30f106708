package dev.kdumpstop.archetype;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Somebody with a checkout of this repository and a shell. Two things of theirs a test must not depend on: their local
 * repository, and which archetype plug-in is the newest. The {@code mvn} in their {@code PATH} sees to that.
 */
final class Reader {
    private static final String SETTINGS = "settings.xml";

    private final Path folder;
    private final Path checkout;

    Reader(Path folder) throws IOException {
        this.folder = folder;
        checkout = Files.createDirectory(folder.resolve("checkout"));
    }

    static String property(String name) {
        return Objects.requireNonNull(System.getProperty(name), () -> "system property " + name + ", set by the build");
    }

    /** A checkout with nothing in it but the program, as this build made it. */
    void link(Path root) throws IOException {
        Files.createSymbolicLink(checkout.resolve("kdump-stop"), root.resolve("kdump-stop"));
    }

    /** A checkout that was not built yet. */
    void copy(Path root) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path source, BasicFileAttributes attributes) throws IOException {
                if (Set.of("target", ".git").contains(String.valueOf(source.getFileName()))) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(checkout.resolve(root.relativize(source).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path source, BasicFileAttributes attributes) throws IOException {
                Files.copy(source, checkout.resolve(root.relativize(source).toString()));
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /**
     * Runs a script in the checkout.
     *
     * @param repository Maven's local repository
     * @return nothing if all went well, else the commands and what they said
     */
    String run(String script, Path repository) throws IOException, InterruptedException {
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Path mvn = Files.writeString(bin.resolve("mvn"), mvn(repository));
        Files.setPosixFilePermissions(mvn, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(
                folder.resolve(SETTINGS),
                Files.readString(Path.of("src/it", SETTINGS))
                        .replace(
                                "@localRepositoryUrl@",
                                Path.of(property("local.repository")).toUri().toString()));
        Path log = folder.resolve("log");
        ProcessBuilder shell = new ProcessBuilder("bash", "-euxo", "pipefail", "-c", script)
                .directory(checkout.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(log.toFile())
                .redirectErrorStream(true);
        Map<String, String> environment = shell.environment();
        environment.keySet().removeIf(name -> name.startsWith("KDUMP_STOP_") || name.startsWith("MAVEN_"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("PATH", bin + ":" + environment.get("PATH"));
        environment.put("KDUMP_STOP_BUILD", "never");
        return shell.start().waitFor() == 0 ? "" : Files.readString(log);
    }

    private String mvn(Path repository) {
        return String.join(
                "\n",
                "#!/usr/bin/env bash",
                "exec '" + Path.of(property("maven.home"), "bin", "mvn") + "' -B -ntp"
                        + (Boolean.getBoolean("offline") ? " -o" : "")
                        + " -gs '" + property("user.settings") + "'"
                        + " -s '" + folder.resolve(SETTINGS) + "'"
                        + " -Dmaven.repo.local='" + repository + "'"
                        + " -Daether.offline.protocols=file"
                        + " \"${@/#archetype:generate/" + property("archetype.generate") + "}\"",
                "");
    }
}
