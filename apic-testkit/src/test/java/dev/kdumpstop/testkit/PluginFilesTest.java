package dev.kdumpstop.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.Extension;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.orchestrator.Headline;
import dev.kdumpstop.testkit.plugins.Pairs;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plug-in comes from a jar, from a folder, or from two folders where the build tool keeps resources apart. */
class PluginFilesTest {
    private static final String CLASS_FILE = Pairs.class.getName().replace('.', '/') + ".class";
    private static final String SERVICE_FILE = "META-INF/services/" + SubArchitecture.class.getName();
    private static final byte[] SERVICE =
            ("# ours\n" + Pairs.class.getName() + " # good\n").getBytes(StandardCharsets.UTF_8);

    private static byte[] classFile() throws IOException {
        try (InputStream in = Pairs.class.getClassLoader().getResourceAsStream(CLASS_FILE)) {
            return in.readAllBytes();
        }
    }

    private static Path write(Path root, String name, byte[] content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        return root;
    }

    /** Loads the class from these files alone, as the class path of another build would. */
    private static void runFrom(Path... files) throws Exception {
        URL[] urls = new URL[files.length];
        for (int i = 0; i < files.length; i++) {
            urls[i] = files[i].toUri().toURL();
        }
        ClassLoader api = new OnlyApi();
        try (URLClassLoader loader = new URLClassLoader(urls, api)) {
            Class<?> type = loader.loadClass(Pairs.class.getName());
            assertThat(PluginFiles.jarOf(type, SubArchitecture.class, List.of()))
                    .containsExactly(files);
            MachineTestKit.with((Extension) type.getConstructor().newInstance())
                    .machine(Architecture.I386, "2.6.21", 4)
                    .run()
                    .assertHeadline(Headline.CAPTURED_ALL);
        }
    }

    /** Hides the plug-ins of this module's own tests. */
    private static final class OnlyApi extends ClassLoader {
        OnlyApi() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("dev.kdumpstop.api.")) {
                return Extension.class.getClassLoader().loadClass(name);
            }
            throw new ClassNotFoundException(name);
        }
    }

    @Test
    void jar(@TempDir Path folder) throws Exception {
        Path jar = folder.resolve("pairs-1.0.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry(CLASS_FILE));
            out.write(classFile());
            out.putNextEntry(new JarEntry(SERVICE_FILE));
            out.write(SERVICE);
        }
        runFrom(jar);
    }

    @Test
    void folder(@TempDir Path folder) throws Exception {
        write(folder, CLASS_FILE, classFile());
        runFrom(write(folder, SERVICE_FILE, SERVICE));
    }

    @Test
    void classesAndResourcesApart(@TempDir Path folder) throws Exception {
        runFrom(
                write(folder.resolve("classes"), CLASS_FILE, classFile()),
                write(folder.resolve("resources"), SERVICE_FILE, SERVICE));
    }

    @Test
    void whoIsNotNamedHasNoServiceFile() {
        assertThat(PluginFiles.serviceFileOf(PluginFilesTest.class, SubArchitecture.class))
                .isEmpty();
        assertThat(PluginFiles.of(PluginFilesTest.class)).isPresent();
    }
}
