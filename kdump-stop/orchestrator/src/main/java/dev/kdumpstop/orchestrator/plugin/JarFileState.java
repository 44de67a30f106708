package dev.kdumpstop.orchestrator.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is the matter with a file that should be a jar. */
final class JarFileState {
    private static final int FIRST_BYTES = 16;

    private JarFileState() {}

    /** Looks at it from outside. @throws Refusal if it is no file, empty, or may not be read */
    static void refuseUnlessReadable(Path file) {
        if (Files.isDirectory(file)) {
            throw new Refusal("is a folder, not a jar; pack it into one ('jar --create --file x.jar -C FOLDER .')");
        } else if (Files.isSymbolicLink(file) && !Files.exists(file)) {
            throw new Refusal("is a link to nothing; remove it, or put the jar where it points");
        } else if (!Files.isRegularFile(file)) {
            // To open a pipe would mean to wait for somebody who writes.
            throw new Refusal("is neither a file nor a folder; remove it");
        } else if (!Files.isReadable(file)) {
            throw new Refusal("may not be read; change its permissions");
        } else if (file.toFile().length() == 0) {
            throw new Refusal("is empty; build or copy it again");
        }
    }

    /** Why it could not be opened, by its first bytes. */
    static String whyNotJar(Path file, String reason) {
        byte[] bytes;
        try (InputStream stream = Files.newInputStream(file)) {
            bytes = stream.readNBytes(FIRST_BYTES);
        } catch (IOException e) {
            return "cannot be read: " + Failures.message(e);
        }
        String begin = new String(bytes, StandardCharsets.ISO_8859_1);
        if (begin.startsWith("PK")) {
            return "is damaged or cut off (" + reason + "); build or copy it again";
        } else if (begin.strip().matches("\\p{Print}+")) {
            return "is not a jar, it begins with '" + begin.strip() + "'; remove it, or copy the jar again";
        }
        return "is not a jar (" + reason + "); remove it, or copy the jar again";
    }
}
