package dev.kdumpstop.cli;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.timing.Provenance;
import dev.kdumpstop.api.timing.TimingParameter;
import dev.kdumpstop.api.timing.TimingValue;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.core.machine.BusRecord;
import dev.kdumpstop.core.machine.CpuRecord;
import dev.kdumpstop.core.machine.HangProof;
import dev.kdumpstop.orchestrator.CpuOutcome;
import dev.kdumpstop.orchestrator.Headline;
import dev.kdumpstop.orchestrator.StopOutcome;
import dev.kdumpstop.orchestrator.words.MachineWords;
import dev.kdumpstop.orchestrator.words.ShortTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One stop for a terminal. */
final class StopText {
    private final StopReport report;
    private final StopOutcome outcome;
    private final Console console;

    StopText(StopReport report, Console console) {
        this.report = report;
        this.outcome = report.outcome();
        this.console = console;
    }

    /** Writes it. */
    void print(boolean timeline) {
        Tone tone = MatrixCell.of(outcome).tone();
        console.line(console.paint(tone, outcome.headline().name()) + ": "
                + HeadlineWords.of(
                        outcome.headline(),
                        report.stop().procedure(),
                        outcome.crashing().cpu()));
        console.line("");
        question();
        choice();
        why();
        cpus();
        counters();
        assumed();
        others();
        if (timeline) {
            heading("What happened");
            Timeline.print(report, console);
        }
    }

    private void heading(String text) {
        console.line("");
        console.line(Tone.STRONG, text);
    }

    private void question() {
        console.paragraph(
                "machine   ",
                MachineWords.of(report.stop().machine()) + "; Linux "
                        + report.stop().machine().release()
                        + (report.otherwise().isEmpty() ? "" : " (chosen " + report.otherwise() + ")"));
        MatrixColumn solution = report.solution();
        String shipped = solution.whatIf()
                ? solution.shipped().isEmpty()
                        ? " (what if: it was only proposed)"
                        : " (what if: it was in " + solution.shipped() + ")"
                : solution.shipped().isEmpty() ? " (what this system does)" : " (what this release shipped)";
        console.paragraph(
                "stop      ",
                report.stop().subArchitecture() + (report.trail().isEmpty() ? "" : " (the kernel's own choice)") + ", "
                        + report.stop().procedure().name() + ", solution " + solution.solution() + shipped);
        waitPolicy();
        console.paragraph(
                "scenario  ",
                outcome.assumptions().get("scenario") + "; CPU "
                        + outcome.crashing().cpu() + " crashes");
    }

    /** Where the wait policy that was given is in force; if nowhere, what would help. */
    private void waitPolicy() {
        report.stop().waitPolicy().ifPresent(use -> {
            boolean nowhere = use.inForce() == 0;
            String helps = report.others().stream()
                    .filter(other -> other.waitPolicy()
                            .filter(there -> there.inForce() > 0)
                            .isPresent())
                    .map(other -> "; try --solution " + other.solution().solution())
                    .findFirst()
                    .orElse("");
            console.paragraph(
                    console.paint(nowhere ? Tone.BAD : Tone.PLAIN, "waits") + "     ",
                    "wait policy " + use.policy() + " is " + use.where() + (nowhere ? helps : ""),
                    "waits     ".length());
        });
    }

    /** The rules by which the kernel chose its sub-architecture. */
    private void choice() {
        if (!report.trail().isEmpty()) {
            heading("The kernel's own choice");
            report.trail().forEach(rule -> hanging("  ", rule));
        }
    }

    /** A line; what does not fit goes on under it, two blanks further in. */
    private void hanging(String indent, String text) {
        String lead = indent;
        for (String line : Console.wrap(text, Console.WIDTH - indent.length() - 2)) {
            console.line(lead + line);
            lead = indent + "  ";
        }
    }

    /** The proof, each link under the one it explains; then what kept CPUs from being stopped. */
    private void why() {
        heading("Why");
        String indent = "  ";
        for (HangProof.Link link : outcome.proof().map(HangProof::links).orElse(List.of())) {
            String text = link.couldEnd().isEmpty() ? link.what() : link.what() + ": " + link.couldEnd();
            console.paragraph(indent, text);
            indent += "  ";
        }
        int links = outcome.proof().map(proof -> proof.links().size()).orElse(0);
        outcome.why().stream().skip(links).forEach(line -> console.paragraph("  ", line));
    }

    /** CPUs of which the same is to be said share a line. */
    private void cpus() {
        console.line("");
        Table table = new Table(0);
        table.row(
                Tone.STRONG,
                List.of("CPU", "APIC id", "role", "stopped", "saved", "handler at", "saved at", "halted at"));
        Map<List<String>, List<CpuOutcome>> alike = new LinkedHashMap<>();
        for (CpuOutcome cpu : outcome.cpus()) {
            alike.computeIfAbsent(values(cpu), key -> new ArrayList<>()).add(cpu);
        }
        alike.forEach((values, cpus) -> {
            CpuSet set = CpuSet.empty();
            List<Integer> ids = new ArrayList<>();
            for (CpuOutcome cpu : cpus) {
                set = set.with(cpu.cpu());
                ids.add(cpu.apicId());
            }
            List<Table.Cell> cells =
                    new ArrayList<>(List.of(Table.Cell.of(set.toString()), Table.Cell.of(MachineWords.ids(ids))));
            Tone tone = cpus.get(0).why().isEmpty() ? Tone.PLAIN : Tone.BAD;
            values.forEach(value -> cells.add(new Table.Cell(value, value.equals("no") ? tone : Tone.PLAIN)));
            table.row(cells);
        });
        table.print(console);
    }

    private static List<String> values(CpuOutcome cpu) {
        CpuRecord record = cpu.record();
        boolean asked = cpu.role() == CpuOutcome.Role.ONLINE;
        return List.of(
                cpu.role().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                asked ? yes(cpu.stopped()) : "",
                asked || cpu.registersSaved() ? yes(cpu.registersSaved()) : "",
                at(record.nmiAtPs() == CpuRecord.NEVER ? record.vectorAtPs() : record.nmiAtPs()),
                at(record.savedAtPs()),
                at(record.haltedAtPs()));
    }

    private static String yes(boolean value) {
        return value ? "yes" : "no";
    }

    private static String at(long ps) {
        return ps == CpuRecord.NEVER ? "-" : Picoseconds.format(ps);
    }

    private void counters() {
        CpuRecord record = outcome.crashing().record();
        heading("Counters of CPU " + outcome.crashing().cpu());
        Table table = new Table(2);
        row(table, "ICR writes", record.icrWrites() + ", " + record.sends() + " of them sent");
        row(table, "polls of the ICR", record.polls() + ", " + record.busyPolls() + " of them found it busy");
        row(table, "waits ended by the limit", Long.toString(record.timeouts()));
        row(table, "time spent at wait sites", waited(record));
        row(table, "retries by the interconnect", Long.toString(record.retries()));
        outcome.run().bus().ifPresent(bus -> row(table, "time on the 3-wire bus", onBus(bus)));
        row(
                table,
                "time to the next kernel",
                outcome.timeToNextKernelPs().isPresent()
                        ? Picoseconds.format(outcome.timeToNextKernelPs().getAsLong())
                        : "never (" + ending() + ")");
        table.print(console);
    }

    private String onBus(BusRecord bus) {
        BusRecord.Share own = bus.shares().get(outcome.crashing().cpu());
        String text = Picoseconds.format(own.busyPs()) + ", others " + Picoseconds.format(bus.busyPs() - own.busyPs())
                + ", of " + Picoseconds.format(bus.untilPs());
        text += own.acceptErrors() == 0 ? "" : "; accepted by nobody " + own.acceptErrors();
        return own.checksumErrors() == 0 ? text : text + "; wrong checksum " + own.checksumErrors();
    }

    /** Who is proved to wait for ever has not waited a certain time. */
    private String waited(CpuRecord record) {
        boolean forEver = outcome.proof()
                .filter(proof -> proof.waiter() == outcome.crashing().cpu())
                .isPresent();
        return forEver ? "without end" : Picoseconds.format(record.waitedPs());
    }

    private String ending() {
        return outcome.proof()
                .map(proof -> "CPU " + proof.waiter() + " waits since " + Picoseconds.format(proof.sincePs()))
                .orElseGet(() -> (outcome.headline().isFinished() && outcome.headline() != Headline.DONE
                                ? "it restarts after "
                                : "it ends at ")
                        + Picoseconds.format(outcome.timePs()));
    }

    private static void row(Table table, String name, String value) {
        table.row(Tone.PLAIN, List.of(name, value));
    }

    private void assumed() {
        heading("Computed under");
        Map<String, String> options = new LinkedHashMap<>();
        options.put("nmi-acceptance", String.valueOf(report.modelOptions().get("nmi-acceptance")));
        options.putAll(report.modelOptions());
        List<String> parts = new ArrayList<>();
        options.forEach((name, value) -> parts.add(name + " " + value));
        console.paragraph("  ", String.join(", ", parts));
        report.stop()
                .waitPolicy()
                .ifPresent(use -> console.paragraph(
                        "  ", "wait policy " + use.policy() + " wherever the solution bounds a wait, " + use.where()));
        console.paragraph("  timing ", report.timingText() + ". " + provenance());
    }

    /** The numbers by how far they can be trusted. */
    private String provenance() {
        Map<Provenance, List<String>> byTrust = new EnumMap<>(Provenance.class);
        boolean allZero = true;
        for (Map.Entry<TimingParameter, TimingValue> entry :
                report.timing().values().entrySet()) {
            TimingValue value = entry.getValue();
            boolean free = value.ps() == 0 || entry.getKey() == TimingParameter.APIC_TIMER_TICK;
            allZero &= free && value.provenance() == Provenance.DEFINED;
            byTrust.computeIfAbsent(value.provenance(), key -> new ArrayList<>())
                    .add(entry.getKey().id() + " " + Picoseconds.format(value.ps()));
        }
        if (allZero) {
            return "All costs are 0 by definition, delays are exact.";
        }
        List<String> parts = new ArrayList<>();
        byTrust.forEach((trust, values) -> parts.add((trust == Provenance.ASSUMED
                        ? "ASSUMED, never measured"
                        : trust.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                + ": "
                + String.join(", ", values)));
        return String.join("; ", parts) + ".";
    }

    private void others() {
        if (report.others().isEmpty()) {
            return;
        }
        heading("What the other solutions would have done here"
                + report.stop()
                        .waitPolicy()
                        .map(use -> ", with wait policy " + use.policy())
                        .orElse(""));
        Table table = new Table(2);
        boolean whatIf = false;
        for (StopReport.Other other : report.others()) {
            MatrixCell cell = other.cell();
            whatIf |= other.solution().whatIf();
            String time = cell.finishedAfterPs().isPresent()
                    ? ShortTime.of(cell.finishedAfterPs().getAsLong())
                    : "";
            table.row(List.of(
                    Table.Cell.of(other.solution().title()),
                    new Table.Cell((cell.word() + " " + cell.count()).strip(), cell.tone()),
                    new Table.Cell(time, cell.tone()),
                    Table.Cell.of(cell.headline().isEmpty() ? "" : effort(cell) + without(other))));
        }
        table.right(2).print(console);
        for (StopReport.Other other : report.others()) {
            other.cell()
                    .reasons()
                    .forEach(reason -> hanging("  ", other.solution().solution() + ": " + reason));
        }
        if (whatIf) {
            console.line(Tone.FAINT, "  * what if: " + report.stop().machine().release() + " never had it");
        }
    }

    private static String without(StopReport.Other other) {
        return other.waitPolicy().filter(use -> use.inForce() == 0).isPresent() ? ", policy not in force" : "";
    }

    private static String effort(MatrixCell cell) {
        return cell.polls()
                + (cell.polls() == 1 ? " poll, " : " polls, ")
                + cell.timeouts()
                + (cell.timeouts() == 1 ? " time-out, " : " time-outs, ")
                + cell.icrWrites()
                + (cell.icrWrites() == 1 ? " ICR write" : " ICR writes");
    }
}
