package dev.kdumpstop.orchestrator.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kdumpstop.orchestrator.FakeSubArchitecture;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstalledTest {
    private static final String SERVICE = "META-INF/services/dev.kdumpstop.api.subarch.SubArchitecture";

    /** A provider that cannot be made. */
    public static final class Throwing extends FakeSubArchitecture {
        public Throwing() {
            super("throwing");
            throw new IllegalStateException("no licence file");
        }
    }

    /** A provider that can be made but not described. */
    public static final class Nameless extends FakeSubArchitecture {
        public Nameless() {
            super("x");
        }

        @Override
        public String id() {
            throw new IllegalStateException("no name yet");
        }
    }

    /** Written for the next level of the interface. */
    public static final class FromTheFuture extends FakeSubArchitecture {
        public FromTheFuture() {
            super("future");
        }

        @Override
        public int spiLevel() {
            return 99;
        }
    }

    /** A good one. */
    public static final class Good extends FakeSubArchitecture {
        public Good() {
            super("good");
        }
    }

    /** Another of the same name. */
    public static final class AlsoGood extends FakeSubArchitecture {
        public AlsoGood() {
            super("good");
        }
    }

    private static Installed discover(Path folder, String... providers) throws IOException {
        Path services = folder.resolve(SERVICE);
        Files.createDirectories(services.getParent());
        Files.writeString(services, String.join("\n", providers));
        // Only this folder's service files count, not those of the class path.
        ClassLoader classes = InstalledTest.class.getClassLoader();
        ClassLoader onlyClasses = new ClassLoader(classes) {
            @Override
            public java.util.Enumeration<URL> getResources(String name) {
                return java.util.Collections.emptyEnumeration();
            }
        };
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, onlyClasses)) {
            return Installed.discover(loader);
        }
    }

    @Test
    @DisplayName("a broken provider is a problem with its name, and the others are used")
    void brokenProvidersDoNotStopTheOthers(@TempDir Path folder) throws IOException {
        Installed installed = discover(
                folder,
                "no.such.Provider",
                Throwing.class.getName(),
                Nameless.class.getName(),
                FromTheFuture.class.getName(),
                InstalledTest.class.getName(),
                Good.class.getName());
        assertThat(installed.ids(ExtensionPoint.SUB_ARCHITECTURE)).containsExactly("i386/good");
        assertThat(installed.problems())
                .extracting(PluginProblem::id)
                .containsExactlyInAnyOrder(
                        "no.such.Provider",
                        Throwing.class.getName(),
                        Nameless.class.getName(),
                        "i386/future",
                        InstalledTest.class.getName());
        assertThat(installed.problems())
                .extracting(PluginProblem::message)
                .anyMatch(message -> message.contains("no licence file"))
                .anyMatch(message -> message.contains("written for SPI level 99, this host offers 1; update the host"));
    }

    @Test
    @DisplayName("two of one name: the first is used, and the problem names both jars")
    void clashNamesBoth() {
        Installed installed = Installed.of(List.of(new Good(), new AlsoGood()));
        assertThat(installed.all(ExtensionPoint.SUB_ARCHITECTURE))
                .singleElement()
                .extracting(Plugin::type)
                .isEqualTo(Good.class);
        assertThat(installed.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.message())
                    .contains(Good.class.getName() + " of test-classes")
                    .contains(AlsoGood.class.getName() + " of test-classes");
        });
    }

    @Test
    @DisplayName("an unknown name gets the nearest one and the list")
    void unknownName() {
        Installed installed = Installed.of(List.of(new Good()));
        assertThatThrownBy(() -> installed.get(ExtensionPoint.SUB_ARCHITECTURE, "i386/goood"))
                .isInstanceOf(UnknownNameException.class)
                .hasMessage("unknown sub-architecture 'i386/goood'. Did you mean 'i386/good'? Known: i386/good");
    }
}
