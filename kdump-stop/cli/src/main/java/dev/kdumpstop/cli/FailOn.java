package dev.kdumpstop.cli;

import dev.kdumpstop.api.option.NearestName;
import dev.kdumpstop.orchestrator.Headline;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The option that makes a result an exit code. */
final class FailOn {
    @Option(
            names = "--fail-on",
            split = ",",
            paramLabel = "HEADLINE",
            description =
                    "Exit with 1 if a result has one of these headlines: CAPTURED_ALL, CAPTURED_PARTIAL, STOPPED_ALL,"
                            + " STOPPED_PARTIAL, DONE, HUNG, CRASH_PATH_FAILED, MACHINE_RESET, UNDECIDED. Default: none."
                            + " Example: --fail-on HUNG,UNDECIDED")
    List<String> words = new ArrayList<>();

    /** The headlines named. */
    Set<Headline> headlines(Problems problems) {
        Set<Headline> headlines = EnumSet.noneOf(Headline.class);
        List<String> known = Stream.of(Headline.values()).map(Enum::name).toList();
        for (String word : words) {
            String name = word.strip().toUpperCase(Locale.ROOT).replace('-', '_');
            if (known.contains(name)) {
                headlines.add(Headline.valueOf(name));
            } else {
                problems.add("--fail-on: unknown headline '" + word + "'" + NearestName.hint(word, known));
            }
        }
        return headlines;
    }
}
