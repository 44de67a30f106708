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
    private static final String PROGRAM = "kdump-stop/bin/kdump-stop";
    private static final String SETTINGS = "settings.xml";

    private final Path folder;
    private final Path checkout;

    Reader(Path folder) {
        this.folder = folder;
        checkout = folder.resolve("checkout");
    }

    static String property(String name) {
        return Objects.requireNonNull(System.getProperty(name), () -> "system property " + name + ", set by the build");
    }

    /** A checkout with nothing in it but the program, as this build made it. */
    void checkOutProgram(Path root) throws IOException {
        program(checkout.resolve(PROGRAM), "'" + root.resolve(PROGRAM) + "' \"$@\"");
    }

    /** A checkout of which nothing was built yet. */
    void checkOut(Path root) throws IOException {
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
     * Runs a script in the checkout, up to the first command that fails.
     *
     * @param repository Maven's local repository
     * @param offline whether all that Maven needs is there
     * @return nothing if all went well, else the commands and what they said
     */
    String run(String script, Path repository, boolean offline) throws IOException, InterruptedException {
        program(folder.resolve("bin/mvn"), mvn(repository, offline));
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
        String java = System.getProperty("java.home");
        environment.put("JAVA_HOME", java);
        environment.put("PATH", folder.resolve("bin") + ":" + java + "/bin:" + environment.get("PATH"));
        environment.put("KDUMP_STOP_BUILD", "never");
        return shell.start().waitFor() == 0 ? "" : Files.readString(log);
    }

    private String mvn(Path repository, boolean offline) {
        Path userSettings = Path.of(property("user.settings"));
        return "'" + Path.of(property("maven.home"), "bin/mvn") + "' -B -ntp"
                + (offline ? " -o" : "")
                + (Files.exists(userSettings) ? " -gs '" + userSettings + "'" : "")
                + " -s '" + folder.resolve(SETTINGS) + "'"
                + " -Dmaven.repo.local='" + repository + "' -Daether.offline.protocols=file"
                // One word of many is replaced.
                + " \"${@/#archetype:generate/" + property("archetype.generate") + "}\"";
    }

    private static void program(Path file, String command) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/usr/bin/env bash\nexec " + command + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
