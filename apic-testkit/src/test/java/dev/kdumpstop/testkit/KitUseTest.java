package dev.kdumpstop.testkit;

import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.testkit.plugins.BrokenSubArchitectures;
import dev.kdumpstop.testkit.plugins.Pairs;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.util.Strings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What authors do with a kit besides extending it with one method. */
class KitUseTest {

    /** One object for both plug-ins: the second must not be taken for the first. */
    @ParameterizedClass
    @MethodSource("plugins")
    static class Several extends SubArchitectureKit {
        @Parameter
        SubArchitecture plugin;

        static Stream<SubArchitecture> plugins() {
            return Stream.of(new Pairs(), new BrokenSubArchitectures.BlankSummary());
        }

        @Override
        protected SubArchitecture plugin() {
            return plugin;
        }
    }

    @Test
    void parameterisedClassTestsEveryPlugin() {
        KitRun.of(Several.class).failsExactly(Map.of("describesItself", "the summary is blank"));
    }

    static class WithLibrary extends SubArchitectureKit {
        @Override
        protected SubArchitecture plugin() {
            return new BrokenSubArchitectures.UsesLibrary();
        }

        @Override
        protected List<Path> libraries() {
            return List.of(jarOf(Strings.class));
        }
    }

    @Test
    void libraryThatComesAlongIsSeen() {
        KitRun.of(WithLibrary.class).passes();
    }
}
