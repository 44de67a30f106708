package dev.kdumpstop.cli;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.icr.Icr;
import dev.kdumpstop.api.icr.IcrWords;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.core.machine.EventKind;
import dev.kdumpstop.evidence.conform.CpuPicture;
import dev.kdumpstop.evidence.conform.ExplainedVector;
import dev.kdumpstop.evidence.conform.FieldResult;
import dev.kdumpstop.evidence.conform.PlayedEvent;
import dev.kdumpstop.evidence.conform.Verdict;
import dev.kdumpstop.evidence.vector.ApicVector;
import dev.kdumpstop.evidence.vector.Standing;
import dev.kdumpstop.evidence.vector.VectorCpu;
import dev.kdumpstop.evidence.vector.VectorWrite;
import dev.kdumpstop.orchestrator.words.EventWords;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** One case as a picture: the machine before, each write with what it leads to, recorded beside model, the model's machine after. */
final class ConformExplanation {
    /** What is worth telling; the accesses themselves are told as writes. */
    private static final Set<EventKind> TOLD = EnumSet.of(
            EventKind.SENT,
            EventKind.NOT_SENT,
            EventKind.WRITE_DROPPED,
            EventKind.COMMAND_LOST,
            EventKind.ACCEPTED,
            EventKind.REFUSED,
            EventKind.UNANSWERED,
            EventKind.NMI_ENTRY,
            EventKind.INTERRUPT_ENTRY,
            EventKind.INIT_RECEIVED,
            EventKind.STARTED,
            EventKind.GENERAL_PROTECTION,
            EventKind.ERROR_LATCHED,
            EventKind.EOI_BROADCAST,
            EventKind.TIMER_EXPIRED);

    private final ExplainedVector explained;
    private final ApicVector vector;
    private final boolean x2apic;
    private final Console console;

    ConformExplanation(ExplainedVector explained, Console console) {
        this.explained = explained;
        this.vector = explained.result().vector();
        this.x2apic = vector.mode() == ApicMode.X2APIC;
        this.console = console;
    }

    void print() {
        head();
        console.line("");
        console.line(Tone.STRONG, "Before");
        before();
        console.line("");
        console.line(Tone.STRONG, "Writes, and what the model does");
        for (int step = 0; step < vector.writes().size(); step++) {
            write(step);
        }
        console.line("");
        console.line(Tone.STRONG, "Recorded and model");
        fields();
        console.line("");
        console.line(Tone.STRONG, "The model's machine when everything has settled");
        after();
        console.line("");
    }

    private void head() {
        console.line(Tone.STRONG, vector.id() + ": " + vector.note());
        console.paragraph("  recorded  ", vector.oracle() + ", " + vector.file() + ":" + vector.line());
        console.paragraph(
                "  model     ",
                "profile " + explained.question().profile().name() + ", "
                        + explained.interconnect().id());
        Standing standing = vector.standing();
        List<String> evidence = new ArrayList<>();
        if (!standing.plainReading().isEmpty()) {
            evidence.add("plain reading of the manual: " + standing.plainReading());
        }
        evidence.add(standing.oraclesAgree() ? "all agree" : "implementations differ");
        evidence.add("played by " + String.join(", ", standing.oracles()));
        if (!standing.why().isEmpty()) {
            evidence.add("implementation-defined: " + String.join(", ", standing.why()));
        }
        console.paragraph("  evidence  ", String.join("; ", evidence));
        explained.result().notModelled().ifPresent(reason -> console.paragraph("  not modelled  ", reason));
    }

    private void before() {
        Table table = new Table(2);
        table.row(Tone.FAINT, List.of("CPU", "APIC id", "LDR", "DFR", "SVR", "TPR", "in service", "state"));
        for (int cpu = 0; cpu < vector.cpus().size(); cpu++) {
            VectorCpu given = vector.cpus().get(cpu);
            boolean reset = given.state().isAsAfterInit();
            table.row(
                    Tone.PLAIN,
                    List.of(
                            Integer.toString(cpu),
                            Integer.toUnsignedString(given.apicId()),
                            word(given.ldr()),
                            word(given.dfr()),
                            reset ? "-" : hex(given.svr(), 3),
                            reset ? "-" : hex(given.tpr(), 2),
                            given.inService().isPresent()
                                    ? hex(given.inService().getAsInt(), 2)
                                    : "-",
                            given.state().words()));
        }
        table.print(console);
    }

    private static String word(OptionalInt value) {
        return value.isPresent() ? hex(value.getAsInt(), 8) : "-";
    }

    private static String hex(int value, int digits) {
        return String.format(Locale.ROOT, "%0" + digits + "x", value);
    }

    private void write(int step) {
        console.paragraph(
                String.format(Locale.ROOT, "  %2d  ", step),
                words(vector.writes().get(step)));
        Map<String, CpuSet> happenings = new LinkedHashMap<>();
        for (PlayedEvent event : explained.events()) {
            if (event.step() == step && TOLD.contains(event.kind())) {
                String words = EventWords.of(event.kind(), event.a(), event.b(), x2apic, List.of());
                happenings.merge(words, CpuSet.of(event.cpu()), CpuSet::union);
            }
        }
        happenings.forEach((words, cpus) -> console.paragraph("        ", "CPU " + cpus + " " + words));
    }

    private String words(VectorWrite write) {
        String together = write.backToBack() ? ", and goes on at once" : "";
        if (write instanceof VectorWrite.Icr icr) {
            Icr decoded = x2apic
                    ? Icr.ofX2apic((long) icr.high() << 32 | Integer.toUnsignedLong(icr.low()))
                    : Icr.ofXapic(icr.high(), icr.low());
            return cpu(icr.sender()) + " writes the ICR, " + hex(icr.high(), 8) + " " + hex(icr.low(), 8) + ": "
                    + IcrWords.sentence(decoded, x2apic) + together;
        } else if (write instanceof VectorWrite.RegisterWrite store) {
            return cpu(store.sender()) + " writes " + hex(store.value(), 8) + " to " + register(store.offset())
                    + together;
        } else if (write instanceof VectorWrite.RegisterRead load) {
            return cpu(load.sender()) + " reads " + register(load.offset()) + together;
        } else if (write instanceof VectorWrite.EsrRead esr) {
            return cpu(esr.sender()) + " writes 0 to the ESR and reads it" + together;
        } else if (write instanceof VectorWrite.ReleaseNmi release) {
            return cpu(release.cpu()) + " leaves its NMI handler" + together;
        }
        return "time passes";
    }

    private String cpu(int apicId) {
        return "CPU " + vector.indexOf(apicId);
    }

    private String register(int offset) {
        String name = ApicRegister.atOffset(offset)
                .map(known -> known.name().replace('_', ' ') + ", ")
                .orElse("");
        return name + (x2apic ? "MSR " + hex(0x800 + (offset >> 4), 3) + "h" : hex(offset, 3) + "h");
    }

    private void fields() {
        Table table = new Table(2);
        table.row(Tone.FAINT, List.of("field", "recorded", "model", ""));
        int plain = 0;
        for (FieldResult field : explained.result().fields()) {
            String nothing = field.path().field().nothing();
            if (field.verdict() == Verdict.AGREES && field.expected().equals(nothing)) {
                plain++;
                continue;
            }
            Tone tone = field.verdict() == Verdict.DIFFERS ? Tone.BAD : Tone.PLAIN;
            table.row(
                    tone, List.of(field.path().toString(), field.expected(), field.actual(), verdict(field.verdict())));
        }
        table.print(console);
        if (plain > 0) {
            console.line("  " + ConformText.counted(plain, "further field") + " hold nothing in either");
        }
    }

    private static String verdict(Verdict verdict) {
        return switch (verdict) {
            case AGREES -> "agrees";
            case DIFFERS -> "DIFFERS";
            case SKIPPED -> "skipped: implementations differ";
            case FREE_AGREES -> "agrees (implementation-defined)";
            case FREE_DIFFERS -> "other (implementation-defined)";
            case NOT_MODELLED -> "not modelled";
        };
    }

    private void after() {
        Table table = new Table(2);
        table.row(
                Tone.FAINT,
                List.of("CPU", "ID", "LDR", "SVR", "TPR", "PPR", "errors", "NMIs held", "IRR", "ISR", "TMR", "state"));
        for (int cpu = 0; cpu < explained.cpus().size(); cpu++) {
            CpuPicture picture = explained.cpus().get(cpu);
            table.row(
                    Tone.PLAIN,
                    List.of(
                            Integer.toString(cpu),
                            hex(picture.id(), 8),
                            hex(picture.ldr(), 8),
                            hex(picture.svr(), 3),
                            hex(picture.tpr(), 2),
                            hex(picture.ppr(), 2),
                            hex(picture.errors(), 2),
                            Integer.toString(picture.latchedNmis()),
                            vectors(picture.irr()),
                            vectors(picture.isr()),
                            vectors(picture.tmr()),
                            state(picture)));
        }
        table.print(console);
    }

    private static String vectors(List<Integer> vectors) {
        return vectors.isEmpty()
                ? "-"
                : String.join(" ", vectors.stream().map(v -> hex(v, 2)).toList());
    }

    private static String state(CpuPicture picture) {
        if (picture.waitsForStartup()) {
            return "waits for start-up";
        } else if (picture.inNmi()) {
            return "in its NMI handler";
        }
        return picture.interruptsOn() ? "interrupts on" : "interrupts off";
    }
}
