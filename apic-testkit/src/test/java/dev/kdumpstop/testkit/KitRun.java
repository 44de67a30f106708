package dev.kdumpstop.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Map;
import java.util.TreeMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** Runs a kit as JUnit would and tells which of its tests fail and in which words. */
final class KitRun {
    private final Map<String, String> failures = new TreeMap<>();
    private final long succeeded;

    private KitRun(Events tests) {
        tests.failed().stream().forEach(event -> failures.put(name(event), words(event)));
        succeeded = tests.succeeded().count();
    }

    static KitRun of(Class<?> kit) {
        return new KitRun(EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(kit))
                .execute()
                .testEvents());
    }

    private static String name(Event event) {
        return event.getTestDescriptor().getDisplayName().replace("()", "");
    }

    private static String words(Event event) {
        return event.getRequiredPayload(TestExecutionResult.class)
                .getThrowable()
                .map(Throwable::getMessage)
                .orElse("");
    }

    /** Just these tests fail: names with a part of their message each. */
    void failsExactly(Map<String, String> expected) {
        assertThat(failures.keySet()).as("tests that fail: %s", failures).isEqualTo(expected.keySet());
        expected.forEach((test, part) -> assertThat(failures.get(test)).contains(part));
    }

    /** Every test fails, in these words. */
    void failsEverywhere(String part) {
        assertThat(succeeded).isZero();
        assertThat(failures.values()).isNotEmpty().allMatch(words -> words.contains(part), part);
    }

    /** Nothing fails, and something was tested. */
    void passes() {
        failsExactly(Map.of());
        assertThat(succeeded).isGreaterThan(8);
    }
}
