package dev.kdumpstop.orchestrator.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginPathTest {
    @Test
    @DisplayName("places are joined as those of a class path; what is empty does not count")
    void parse() {
        String text = String.join(File.pathSeparator, "", "plugins", "", "more/x.jar", "");
        assertThat(PluginPath.parse(text).places()).containsExactly(Path.of("plugins"), Path.of("more/x.jar"));
        assertThat(PluginPath.parse("").places()).isEmpty();
        assertThatThrownBy(() -> PluginPath.parse("a\0b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'a b' cannot be the name of a folder");
    }

    @Test
    @DisplayName("of a folder its jars by name, each once; a file counts itself, whatever it is called")
    void jars(@TempDir Path folder) throws IOException {
        for (String name : List.of("b.jar", "a.JAR", ".hidden.jar", "c.zip", "notes.txt")) {
            Files.createFile(folder.resolve(name));
        }
        Files.createSymbolicLink(folder.resolve("z.jar"), folder.resolve("b.jar"));
        Path zip = folder.resolve("c.zip");
        assertThat(new PluginPath(List.of(zip, folder, folder.resolve("b.jar"))).jars())
                .containsExactly(zip, folder.resolve("a.JAR"), folder.resolve("b.jar"));
    }
}
