package dev.kdumpstop.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.orchestrator.plugin.Installed;
import dev.kdumpstop.orchestrator.plugin.PluginProblem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is wrong with a drop-in jar is said in words, and says what to do. */
class BrokenJarsTest {
    static List<BrokenJars.Case> cases() {
        return BrokenJars.all();
    }

    private static final Map<String, Path> FOLDERS = new HashMap<>();

    @BeforeAll
    static void make(@TempDir Path temporary) throws Exception {
        for (BrokenJars.Case broken : cases()) {
            Path folder =
                    Files.createDirectories(temporary.resolve(broken.jar()).resolve("plugins"));
            broken.maker().into(folder);
            FOLDERS.put(broken.jar(), folder);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void isNamed(BrokenJars.Case broken) {
        Installed installed = Installed.discover().andJarsOf(List.of(FOLDERS.get(broken.jar())));
        assertThat(installed.problems())
                .extracting(PluginProblem::toString)
                .containsExactlyElementsOf(broken.problems());
    }
}
