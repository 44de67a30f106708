package dev.kdumpstop.cli;

import dev.kdumpstop.api.icr.Icr;
import dev.kdumpstop.api.icr.IcrCheck;
import dev.kdumpstop.api.icr.IcrField;
import dev.kdumpstop.api.icr.IcrFinding;
import dev.kdumpstop.api.icr.IcrWords;
import dev.kdumpstop.api.machine.ApicGeneration;
import dev.kdumpstop.api.option.NearestName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The part that an ICR value is for, and how a value is shown. */
final class IcrPart {
    @Option(
            names = "--x2apic",
            description = "The value is that of x2APIC mode: one 64-bit register. Default: the xAPIC pair."
                    + " Example: --x2apic")
    boolean x2apic;

    @Option(
            names = "--generation",
            paramLabel = "PART",
            description =
                    "Whose rules hold: pentium, p6, xapic, xapic-nehalem or x2apic. Default: xapic, or x2apic with"
                            + " --x2apic. Example: --generation p6")
    @Nullable
    String generation;

    @Option(names = "--json", description = "Write JSON. Default: text. Example: --json")
    boolean json;

    /** The part. @throws UserError if there is no such part, or it has no x2APIC mode */
    ApicGeneration part() {
        if (generation == null) {
            return x2apic ? ApicGeneration.X2APIC : ApicGeneration.XAPIC;
        }
        List<String> known =
                Stream.of(ApicGeneration.values()).map(IcrPart::name).toList();
        String wanted = generation.toLowerCase(Locale.ROOT);
        if (!known.contains(wanted)) {
            throw new UserError(List.of("unknown generation '" + generation + "'" + NearestName.hint(wanted, known)));
        }
        ApicGeneration part = ApicGeneration.values()[known.indexOf(wanted)];
        if (x2apic && part != ApicGeneration.X2APIC) {
            throw new UserError(List.of("generation " + wanted + " has no x2APIC mode; leave out --x2apic"));
        }
        return part;
    }

    private static String name(ApicGeneration part) {
        return part.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Writes a value, every field of it, and what the manuals say against it. */
    void print(Icr icr, Console console) {
        ApicGeneration part = part();
        List<IcrFinding> findings = IcrCheck.check(icr, part, x2apic);
        if (json) {
            console.line(Json.indented(json(icr, part, findings)));
            return;
        }
        console.line(Tone.STRONG, IcrWords.sentence(icr, x2apic));
        console.line(registers(icr) + "  on " + name(part));
        console.line("");
        Table table = new Table(2).right(0);
        for (IcrField field : IcrWords.fields(icr, x2apic)) {
            Tone tone = field.field().equals("reserved") && field.value() == 0 ? Tone.FAINT : Tone.PLAIN;
            table.row(tone, List.of(field.bits(), field.field(), field.text(), field.meaning()));
        }
        table.print(console);
        console.line("");
        if (findings.isEmpty()) {
            console.line(Tone.GOOD, "valid: the manuals have nothing against it");
        }
        for (IcrFinding finding : findings) {
            boolean invalid = finding.severity() == IcrFinding.Severity.INVALID;
            console.paragraph(
                    console.paint(invalid ? Tone.BAD : Tone.PARTIAL, invalid ? "INVALID" : "note")
                            + (invalid ? "  " : "     "),
                    finding.message() + " (" + finding.source() + ")");
        }
    }

    private String registers(Icr icr) {
        if (x2apic) {
            return String.format(Locale.ROOT, "MSR 0x830 = %016x", icr.x2apic());
        }
        return String.format(Locale.ROOT, "ICR2 (0x310) = %08x  ICR (0x300) = %08x", icr.xapicHigh(), icr.low());
    }

    private Map<String, Object> json(Icr icr, ApicGeneration part, List<IcrFinding> findings) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("sentence", IcrWords.sentence(icr, x2apic));
        document.put("generation", name(part));
        document.put("x2apic", x2apic);
        if (x2apic) {
            document.put("msr", String.format(Locale.ROOT, "%016x", icr.x2apic()));
        } else {
            document.put("high", String.format(Locale.ROOT, "%08x", icr.xapicHigh()));
            document.put("low", String.format(Locale.ROOT, "%08x", icr.low()));
        }
        document.put(
                "fields",
                IcrWords.fields(icr, x2apic).stream()
                        .map(field -> {
                            Map<String, Object> entry = new LinkedHashMap<>();
                            entry.put("bits", field.bits());
                            entry.put("field", field.field());
                            entry.put("value", field.text());
                            entry.put("meaning", field.meaning());
                            return entry;
                        })
                        .toList());
        document.put(
                "findings",
                findings.stream()
                        .map(finding -> {
                            Map<String, Object> entry = new LinkedHashMap<>();
                            entry.put("severity", finding.severity().name());
                            entry.put("message", finding.message());
                            entry.put("source", finding.source());
                            return entry;
                        })
                        .toList());
        return document;
    }
}
