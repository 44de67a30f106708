package dev.kdumpstop.cli;

import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.icr.DestinationMode;
import dev.kdumpstop.api.icr.Icr;
import dev.kdumpstop.api.icr.RemoteReadStatus;
import dev.kdumpstop.api.icr.Shorthand;
import dev.kdumpstop.api.option.NearestName;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kdump-stop icr encode}. */
@Command(
        name = "encode",
        header = "An ICR value from its fields.",
        description = "The words to write for a command, and what is invalid about them.",
        footer = {
            "",
            "Examples:",
            "  kdump-stop icr encode --mode nmi --dest 3",
            "  kdump-stop icr encode --vector f8 --shorthand all-excluding-self",
            "  kdump-stop icr encode --mode init --dest 1 --trigger level --level assert --generation p6"
        })
final class IcrEncodeCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--vector",
            paramLabel = "HEX",
            description = "Vector in hexadecimal. Default: 0. Example: --vector f8")
    String vector = "0";

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description =
                    "Delivery mode: fixed, lowest-priority, smi, remote-read, nmi, init, startup or reserved-extint."
                            + " Default: fixed. Example: --mode nmi")
    String mode = "fixed";

    @Option(
            names = "--dest",
            paramLabel = "HEX",
            description =
                    "Destination in hexadecimal: an APIC id, or with --logical a pattern. Default: 0. Example: --dest 0e")
    String destination = "0";

    @Option(names = "--logical", description = "The destination is logical. Default: physical. Example: --logical")
    boolean logical;

    @Option(
            names = "--shorthand",
            paramLabel = "WHO",
            description = "Destination shorthand: none, self, all-including-self or all-excluding-self. Default: none."
                    + " Example: --shorthand all-excluding-self")
    String shorthand = "none";

    @Option(
            names = "--level",
            paramLabel = "LEVEL",
            description = "assert or de-assert. Default: de-assert, as Linux writes IPIs. Example: --level assert")
    String level = "de-assert";

    @Option(
            names = "--trigger",
            paramLabel = "TRIGGER",
            description = "edge or level. Default: edge. Example: --trigger level")
    String trigger = "edge";

    @Mixin
    IcrPart part = new IcrPart();

    @Override
    public Integer call() {
        Problems problems = new Problems();
        problems.attempt(part::part);
        long number =
                problems.attempt(() -> Hexadecimal.parse("vector", vector, 8)).orElse(0L);
        DeliveryMode delivery = word(problems, "delivery mode", mode, DeliveryMode.values());
        Shorthand who = word(problems, "shorthand", shorthand, Shorthand.values());
        long target = problems.attempt(() -> Hexadecimal.parse("destination", destination, part.x2apic ? 32 : 8))
                .orElse(0L);
        boolean asserted = either(problems, "level", level, "assert", "de-assert");
        boolean levelTriggered = either(problems, "trigger", trigger, "level", "edge");
        problems.stopIfAny();
        Icr icr = new Icr(
                (int) number,
                delivery,
                logical ? DestinationMode.LOGICAL : DestinationMode.PHYSICAL,
                false,
                asserted,
                levelTriggered,
                RemoteReadStatus.INVALID,
                who,
                (int) target,
                0,
                0);
        part.print(icr, Console.of(Objects.requireNonNull(spec)));
        return ExitCode.OK;
    }

    private static <E extends Enum<E>> E word(Problems problems, String what, String text, E[] values) {
        List<String> known = Stream.of(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
        int index = known.indexOf(text.toLowerCase(Locale.ROOT));
        if (index < 0) {
            problems.add("unknown " + what + " '" + text + "'" + NearestName.hint(text, known));
        }
        return values[Math.max(0, index)];
    }

    private static boolean either(Problems problems, String what, String text, String yes, String no) {
        if (!text.equals(yes) && !text.equals(no)) {
            problems.add("unknown " + what + " '" + text + "'" + NearestName.hint(text, List.of(yes, no)));
        }
        return text.equals(yes);
    }
}
