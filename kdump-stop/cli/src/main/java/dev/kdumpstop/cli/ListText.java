package dev.kdumpstop.cli;

import dev.kdumpstop.api.Extension;
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
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import dev.kdumpstop.orchestrator.plugin.Plugin;
import dev.kdumpstop.orchestrator.plugin.PluginProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is installed, for a terminal. */
final class ListText {
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
                for (Plugin<?> plugin : installed.all(point)) {
                    if (only == null || plugin.extension().id().equals(only)) {
                        detail(plugin, only != null);
                    }
                }
            } else {
                brief(point);
            }
            refused(point);
        }
    }

    /** One line each, those of a jar together. */
    private void brief(ExtensionPoint<?> point) {
        Map<String, List<Extension>> byOrigin = new TreeMap<>();
        int width = 0;
        for (Plugin<?> plugin : installed.all(point)) {
            byOrigin.computeIfAbsent(plugin.origin(), key -> new ArrayList<>()).add(plugin.extension());
            width = Math.max(width, plugin.extension().id().length());
        }
        String form = "%s  %-" + Math.max(1, width) + "s  ";
        byOrigin.forEach((origin, extensions) -> {
            console.line(Tone.FAINT, "  from " + origin);
            for (Extension extension : extensions) {
                String lead = String.format(Locale.ROOT, form, "  usable ", extension.id());
                List<String> lines = Console.wrap(extension.summary(), Console.WIDTH - lead.length());
                console.line(lead.replace("usable", console.paint(Tone.GOOD, "usable")) + lines.get(0));
                lines.stream().skip(1).forEach(line -> console.line(" ".repeat(lead.length()) + line));
            }
        });
    }

    private void refused(ExtensionPoint<?> point) {
        for (PluginProblem problem : installed.problems()) {
            if (problem.kind().equals(point.words())) {
                console.line(
                        "  " + console.paint(Tone.BAD, "refused") + " " + problem.id() + " of " + problem.origin());
                console.paragraph("           ", problem.message());
            }
        }
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
        if (steps && extension instanceof StopProcedureProvider procedure) {
            steps(procedure);
        } else if (steps && extension instanceof TimingProfileProvider timing) {
            numbers(timing);
        }
    }

    private void fact(Extension extension) {
        if (extension instanceof SubArchitecture subArchitecture) {
            console.line("  releases " + subArchitecture.releases());
        } else if (extension instanceof StopProcedureProvider procedure) {
            console.line("  releases " + procedure.releases());
        } else if (extension instanceof SolutionProvider solution) {
            console.line(
                    "  releases " + solution.shippedIn().map(Object::toString).orElse("none: it was only proposed"));
        } else if (extension instanceof FaultProvider fault) {
            console.line("  class    " + fault.faultClass().name().toLowerCase(Locale.ROOT));
        }
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
            MachineSpec machine = MachineSpec.builder(
                            architecture, provider.releases().from().toString())
                    .cpus(MachineDescription.DEFAULT_CPUS)
                    .build();
            StopProcedure procedure = provider.create(machine, OptionValues.defaults(provider.options()));
            if (!procedure.equals(previous)) {
                String where = architecture.id() + " " + machine.release();
                steps("the CPU that crashes, " + where, procedure.steps());
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
            if (step instanceof StopStep.IfNotAllAcknowledged conditional) {
                console.line(String.format(Locale.ROOT, "  %3d  if some CPU has not answered:", number));
                conditional.steps().forEach(inner -> console.line("         - " + inner.words()));
            } else {
                console.line(String.format(Locale.ROOT, "  %3d  %s", number, step.words()));
            }
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
