package dev.kdumpstop.cli;

import dev.kdumpstop.api.ApicSpi;
import dev.kdumpstop.api.Extension;
import dev.kdumpstop.api.cpu.CpuMaps;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.fault.FaultClass;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.stop.StopProcedure;
import dev.kdumpstop.api.stop.StopProcedureProvider;
import dev.kdumpstop.api.stop.StopStep;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.timing.TimingParameter;
import dev.kdumpstop.api.timing.TimingProfileProvider;
import dev.kdumpstop.api.timing.TimingValue;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.api.wait.SolutionProvider;
import dev.kdumpstop.core.machine.ModelOptions;
import dev.kdumpstop.experiments.config.MachineDescription;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import dev.kdumpstop.orchestrator.plugin.Plugin;
import dev.kdumpstop.orchestrator.plugin.PluginProblem;
import dev.kdumpstop.orchestrator.words.MachineWords;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is installed, for a terminal. */
final class ListText {
    private static final String UNVERIFIED = "UNVERIFIED";
    private static final String USABLE = "usable";
    private static final String KNOWN = "known";
    private static final int STATUS_WIDTH = 9;

    private final Installed installed;
    private final Console console;

    ListText(Installed installed, Console console) {
        this.installed = installed;
        this.console = console;
    }

    /** Writes one line each, or everything there is to say. */
    void print(List<ExtensionPoint<?>> points, boolean detailed, @Nullable String only) {
        boolean first = true;
        for (ExtensionPoint<?> point : points) {
            if (!first) {
                console.line("");
            }
            first = false;
            console.line(Tone.STRONG, point.plural());
            if (detailed) {
                installed.all(point).stream()
                        .filter(plugin ->
                                only == null || plugin.extension().id().equals(only))
                        .sorted(Comparator.comparing(plugin -> isUsable(plugin.extension()) ? 0 : 1))
                        .forEach(plugin -> detail(plugin, only != null));
            } else {
                brief(point);
            }
            installed.problems().stream()
                    .filter(problem -> problem.kind().equals(point.words()))
                    .forEach(this::refused);
        }
        List<PluginProblem> wholes =
                installed.problems().stream().filter(PluginProblem::isOfWhole).toList();
        if (only == null && !wholes.isEmpty()) {
            console.line("");
            console.line(Tone.STRONG, "plug-ins");
            wholes.forEach(this::refused);
        }
    }

    /** One line each, those of a jar together; what is not modelled comes last. */
    private void brief(ExtensionPoint<?> point) {
        Map<String, List<Extension>> byOrigin = new TreeMap<>();
        int width = 1;
        for (Plugin<?> plugin : installed.all(point)) {
            byOrigin.computeIfAbsent(plugin.origin(), key -> new ArrayList<>()).add(plugin.extension());
            width = Math.max(width, plugin.extension().id().length());
        }
        String form = "  %-" + STATUS_WIDTH + "s%s%-" + width + "s  ";
        byOrigin.forEach((origin, extensions) -> {
            console.line(Tone.FAINT, "  from " + origin);
            extensions.sort(Comparator.comparing(extension -> isUsable(extension) ? 0 : 1));
            for (Extension extension : extensions) {
                String status = isUsable(extension) ? USABLE : KNOWN;
                String letter = extension instanceof FaultProvider fault
                        ? fault.faultClass().letter() + "  "
                        : "";
                String lead = String.format(Locale.ROOT, form, status, letter, extension.id());
                List<String> lines = Console.wrap(extension.summary(), Console.WIDTH - lead.length());
                Tone tone = isUsable(extension) ? Tone.GOOD : Tone.PARTIAL;
                console.line(lead.replaceFirst(status, console.paint(tone, status)) + lines.get(0));
                lines.stream().skip(1).forEach(line -> console.line(" ".repeat(lead.length()) + line));
            }
        });
        if (point.equals(ExtensionPoint.FAULT)) {
            for (FaultClass each : FaultClass.values()) {
                console.line(Tone.FAINT, "  " + each.letter() + "  " + each.words());
            }
        }
    }

    private static boolean isUsable(Extension extension) {
        return !(extension instanceof FaultProvider fault && fault.faultClass() == FaultClass.NOT_MODELLED);
    }

    private void refused(PluginProblem problem) {
        console.line("  " + console.paint(Tone.BAD, "refused") + "  " + problem.what());
        console.paragraph("           ", problem.message());
    }

    /** One line for each jar, with what was refused under it. */
    void plugins(List<PluginRow> rows) {
        console.line(Tone.STRONG, "plug-ins; this host offers level " + ApicSpi.LEVEL + " of the SPI");
        int width = rows.stream().mapToInt(row -> row.origin().length()).max().orElse(0);
        String before = "";
        for (PluginRow row : rows) {
            if (!row.place().equals(before)) {
                console.line(Tone.FAINT, "  " + row.place());
            }
            before = row.place();
            String levels = row.spiLevels().isEmpty()
                    ? "?"
                    : String.join(
                            ",", row.spiLevels().stream().map(String::valueOf).toList());
            String lead =
                    String.format(Locale.ROOT, "  %-7s  %-" + width + "s  SPI %s  ", row.state(), row.origin(), levels);
            console.paragraph(
                    lead.replaceFirst(row.state(), console.paint(row.tone(), row.state())), row.words(), lead.length());
            for (PluginProblem problem : row.problems()) {
                console.paragraph("           ", (problem.isOfWhole() ? "" : problem.id() + ": ") + problem.message());
            }
        }
        installed.remarks().forEach(remark -> console.paragraph("  note     ", remark));
    }

    private void detail(Plugin<?> plugin, boolean steps) {
        Extension extension = plugin.extension();
        console.line("");
        console.line(console.paint(Tone.STRONG, extension.id()) + "  (" + plugin.origin() + ")");
        console.paragraph("  ", extension.summary());
        fact(extension);
        options(extension.options());
        for (String source : extension.sources()) {
            console.paragraph("  source   ", source);
        }
        if (steps && extension instanceof SubArchitecture subArchitecture) {
            facts(subArchitecture);
        } else if (steps && extension instanceof StopProcedureProvider procedure) {
            steps(procedure);
        } else if (steps && extension instanceof TimingProfileProvider timing) {
            numbers(timing);
        }
    }

    private void fact(Extension extension) {
        if (extension instanceof SubArchitecture subArchitecture) {
            console.line("  releases " + subArchitecture.releases());
        } else if (extension instanceof StopProcedureProvider procedure) {
            if (procedure.system().equals(StopProcedureProvider.LINUX)) {
                console.line("  releases " + procedure.releases());
            } else {
                console.line("  system   " + procedure.system() + "; the machine's release may be any");
                console.line("  sends as " + procedure.subArchitectures());
            }
            if (procedure.isOnRequest()) {
                console.line("  used     only if the kernel is told to");
            }
        } else if (extension instanceof SolutionProvider solution) {
            boolean linux = solution.system().equals(StopProcedureProvider.LINUX);
            String otherwise = linux ? "none: it was only proposed" : "none: it is what " + solution.system() + " does";
            console.line(
                    "  releases " + solution.shippedIn().map(Object::toString).orElse(otherwise));
        } else if (extension instanceof FaultProvider fault) {
            console.line("  class    " + fault.faultClass().letter() + ": "
                    + fault.faultClass().words());
        }
    }

    /** What else is known of a kernel of this sub-architecture, on a machine that it supports. */
    private void facts(SubArchitecture subArchitecture) {
        MachineDescription description = new MachineDescription();
        MachineDescription.Fit fit = description.fit(subArchitecture, description.releaseFor(subArchitecture));
        int cpus = MachineDescription.DEFAULT_CPUS;
        while (!fit.compatibility().isSupported() && cpus > 1) {
            cpus /= 2;
            description.cpus(cpus);
            fit = description.fit(subArchitecture, description.releaseFor(subArchitecture));
        }
        Map<String, String> rows = subArchitecture.facts(fit.machine()).rows();
        if (!fit.compatibility().isSupported() || rows.isEmpty()) {
            return;
        }
        console.line("");
        console.paragraph(
                "  ",
                "on " + MachineWords.of(fit.machine()) + "; Linux "
                        + fit.machine().release());
        int width = rows.keySet().stream().mapToInt(String::length).max().orElse(0);
        rows.forEach((name, value) -> console.paragraph(
                "  " + console.paint(name.equals(UNVERIFIED) ? Tone.PARTIAL : Tone.PLAIN, name)
                        + " ".repeat(width - name.length() + 2),
                value,
                width + 4));
    }

    private void options(List<OptionSpec> options) {
        for (OptionSpec option : options) {
            console.paragraph(
                    "  option   ",
                    option.name() + "=" + option.defaultValue() + (option.unit().isEmpty() ? "" : " " + option.unit())
                            + "  " + option.summary());
            console.paragraph(
                    "             ",
                    option.type().expected() + "; for example " + option.name() + "=" + option.example());
        }
    }

    /** The steps of a procedure in the kernel's order, where they differ for each architecture. */
    private void steps(StopProcedureProvider provider) {
        StopProcedure previous = null;
        for (Architecture architecture : Architecture.values()) {
            // The last CPU is still to be booted, so that there is somebody for a wake-up.
            CpuSet present = CpuSet.firstN(MachineDescription.DEFAULT_CPUS);
            CpuSet up = present.without(MachineDescription.DEFAULT_CPUS - 1);
            MachineSpec machine = MachineSpec.builder(
                            architecture, provider.releases().from().toString())
                    .cpus(MachineDescription.DEFAULT_CPUS)
                    .maps(new CpuMaps(up, present, up))
                    .build();
            if (!provider.supports(machine).isSupported()) {
                continue;
            }
            StopProcedure procedure = provider.create(machine, OptionValues.defaults(provider.options()));
            if (!procedure.equals(previous)) {
                boolean linux = provider.system().equals(StopProcedureProvider.LINUX);
                String where = architecture.id() + " " + (linux ? machine.release() : provider.system());
                steps(
                        (procedure.stopsOthers() ? "the CPU that crashes, " : "the CPU that sends, ") + where,
                        procedure.steps());
                int number = 0;
                for (List<StopStep> handler : procedure.nmiHandlers()) {
                    number++;
                    steps(
                            "NMI handler" + (procedure.nmiHandlers().size() > 1 ? " " + number : "")
                                    + " of the others, " + where,
                            handler);
                }
                procedure
                        .onVector()
                        .forEach((vector, handler) -> steps(
                                String.format(Locale.ROOT, "handler of vector 0x%02x, %s", vector, where), handler));
            }
            previous = procedure;
        }
    }

    private void steps(String title, List<StopStep> steps) {
        console.line("");
        console.line(Tone.STRONG, "  " + title);
        int number = 0;
        for (StopStep step : steps) {
            number++;
            step(String.format(Locale.ROOT, "  %3d  ", number), step);
        }
    }

    private void step(String lead, StopStep step) {
        String inner = " ".repeat(lead.length()) + "  - ";
        if (step instanceof StopStep.IfNotAllAcknowledged conditional) {
            console.line(lead + "if some CPU has not answered:");
            conditional.steps().forEach(then -> step(inner, then));
        } else if (step instanceof StopStep.UnlessSendFailed conditional) {
            console.line(lead + "unless the command failed:");
            conditional.steps().forEach(then -> step(inner, then));
        } else if (step instanceof StopStep.SendProgram send) {
            console.line(lead + step.words() + ":");
            send.program().sends().forEach(command -> console.line(inner + command));
        } else {
            console.line(lead + step.words());
        }
    }

    private void numbers(TimingProfileProvider provider) {
        console.line("");
        Table table = new Table(2).right(1);
        for (Map.Entry<TimingParameter, TimingValue> entry : provider.create(OptionValues.defaults(provider.options()))
                .values()
                .entrySet()) {
            TimingValue value = entry.getValue();
            table.row(
                    Tone.PLAIN,
                    List.of(
                            entry.getKey().id(),
                            Picoseconds.format(value.ps()),
                            value.provenance().name(),
                            value.source()));
        }
        table.print(console);
    }

    /** The options of the machine model. */
    void modelOptions(@Nullable String only, boolean json) {
        List<OptionSpec> specs = ModelOptions.specs().stream()
                .filter(option -> only == null || option.name().equals(only))
                .toList();
        if (json) {
            console.line(Json.indented(specs.stream().map(ListJson::option).toList()));
            return;
        }
        console.line(Tone.STRONG, "options of the machine model, given with --option NAME=VALUE");
        options(specs);
    }
}
