package dev.kdumpstop.cli;

import dev.kdumpstop.api.icr.Icr;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kdump-stop icr decode}. */
@Command(
        name = "decode",
        header = "An ICR value in words.",
        description = "Every field of a value in words, and what is invalid about it.",
        footer = {
            "",
            "Examples:",
            "  kdump-stop icr decode 00000c00 0e000000",
            "  kdump-stop icr decode 000c0400",
            "  kdump-stop icr decode --x2apic 0000000200000400"
        })
final class IcrDecodeCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "VALUE",
            description =
                    "The low word 0x300, or with --x2apic all 64 bits, in hexadecimal. Default: none, it is needed."
                            + " Example: 00000c00")
    String value = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "HIGH",
            description = "The high word 0x310 in hexadecimal. Default: 0. Example: 0e000000")
    @Nullable
    String high;

    @Mixin
    IcrPart part = new IcrPart();

    @Override
    public Integer call() {
        Problems problems = new Problems();
        problems.attempt(part::part);
        if (part.x2apic && high != null) {
            problems.add("in x2APIC mode the ICR is one register; give one value of 64 bits");
        }
        long low = problems.attempt(() -> Hexadecimal.parse("value", value, part.x2apic ? 64 : 32))
                .orElse(0L);
        String text = high == null ? "0" : high;
        long top =
                problems.attempt(() -> Hexadecimal.parse("high word", text, 32)).orElse(0L);
        if (!part.x2apic && high == null && isLong(value)) {
            problems.add("VALUE is the low word; the high word comes second, and a value of 64 bits needs --x2apic");
        }
        problems.stopIfAny();
        Icr icr = part.x2apic ? Icr.ofX2apic(low) : Icr.ofXapic((int) top, (int) low);
        part.print(icr, Console.of(Objects.requireNonNull(spec)));
        return ExitCode.OK;
    }

    /** Whether it is a number, but too long for the low word. */
    private static boolean isLong(String text) {
        try {
            return Hexadecimal.parse("value", text, 64) >>> 32 != 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
