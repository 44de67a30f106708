package dev.kdumpstop.evidence.compare;

import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.KernelRelease;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionType;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.stop.StopProcedure;
import dev.kdumpstop.api.stop.StopProcedureProvider;
import dev.kdumpstop.api.stop.StopStep;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.orchestrator.ExtensionText;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import dev.kdumpstop.orchestrator.plugin.Plugin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Everything installed that could have run on a machine, in all its variants. */
final class Candidates {
    private final Installed installed;
    private final int version;

    Candidates(Installed installed, int version) {
        this.installed = installed;
        this.version = version;
    }

    /** All with default options and APICs in one of these modes, in an order that depends on names and releases alone. */
    List<Candidate> on(Situation situation, Set<ApicMode> modes) {
        List<Candidate> all = new ArrayList<>();
        for (Architecture architecture : Architecture.values()) {
            for (ApicMode mode : modes) {
                for (KernelRelease release : Releases.ALL) {
                    for (boolean shorthand : new boolean[] {true, false}) {
                        add(all, situation, new Candidate(architecture, mode, release, "", "", 0, shorthand));
                    }
                }
            }
        }
        return all;
    }

    private void add(List<Candidate> all, Situation situation, Candidate kernel) {
        MachineSpec machine;
        try {
            machine = Predictor.machine(kernel, situation, version);
        } catch (IllegalArgumentException e) {
            // Ids that do not fit into this mode: no such machine.
            return;
        }
        List<String> procedures = procedures(machine);
        for (Plugin<SubArchitecture> subArchitecture : installed.all(ExtensionPoint.SUB_ARCHITECTURE)) {
            if (subArchitecture.extension().supports(machine).isSupported()) {
                for (String procedure : procedures) {
                    all.add(new Candidate(
                            kernel.architecture(),
                            kernel.mode(),
                            kernel.release(),
                            subArchitecture.extension().id(),
                            procedure,
                            0,
                            kernel.shorthand()));
                }
            }
        }
    }

    /** Those that a crash ends in: waking a CPU up, or asking it for a backtrace, stops nobody for good. */
    private List<String> procedures(MachineSpec machine) {
        List<String> ids = new ArrayList<>();
        for (Plugin<StopProcedureProvider> plugin : installed.all(ExtensionPoint.STOP_PROCEDURE)) {
            StopProcedureProvider provider = plugin.extension();
            if (!provider.supports(machine).isSupported()) {
                continue;
            }
            try {
                List<StopStep> steps = provider.create(machine, OptionValues.defaults(provider.options()))
                        .steps();
                if (!(steps.get(steps.size() - 1) instanceof StopStep.Finish)) {
                    ids.add(provider.id());
                }
            } catch (IllegalArgumentException e) {
                // Not on this machine, for a reason of its own.
                continue;
            }
        }
        return ids;
    }

    /**
     * The same candidate with each of its procedure's choices made otherwise, one at a time.
     *
     * @param exceptLater without those that make no difference before the crashing CPU first waits for answers
     */
    List<Candidate> variants(Candidate candidate, Situation situation, boolean exceptLater) {
        StopProcedureProvider provider = installed.get(ExtensionPoint.STOP_PROCEDURE, candidate.procedure());
        MachineSpec machine = Predictor.machine(candidate, situation, version);
        StopProcedure usual = procedure(candidate, machine);
        List<Candidate> variants = new ArrayList<>();
        for (OptionSpec option : provider.options()) {
            for (String value : otherValues(option)) {
                Candidate variant = new Candidate(
                        candidate.architecture(),
                        candidate.mode(),
                        candidate.release(),
                        candidate.subArchitecture(),
                        candidate.procedure() + ":" + option.name() + "=" + value,
                        1,
                        candidate.shorthand());
                if (!exceptLater || !sameUntilFirstWait(usual, procedure(variant, machine))) {
                    variants.add(variant);
                }
            }
        }
        return variants;
    }

    /**
     * What a candidate comes down to: candidates with equal work make the same accesses, whatever their procedures are
     * called and whatever else they do that no recording shows.
     */
    Work work(Candidate candidate, Situation situation) {
        StopProcedure procedure = procedure(candidate, Predictor.machine(candidate, situation, version));
        List<StopStep> shown = procedure.steps().stream()
                .filter(step -> !(step instanceof StopStep.Note))
                .toList();
        return new Work(candidate.kernel(), shown, procedure.onVector());
    }

    private StopProcedure procedure(Candidate candidate, MachineSpec machine) {
        ExtensionText text = ExtensionText.parse(candidate.procedure());
        StopProcedureProvider provider = installed.get(ExtensionPoint.STOP_PROCEDURE, text.id());
        return provider.create(machine, OptionValues.of(provider.options(), text.options()));
    }

    /** Of a candidate all that its accesses follow from: the kernel, and the steps without those that are only listed. */
    record Work(Candidate kernel, List<StopStep> steps, Map<Integer, List<StopStep>> onVector) {}

    /** Numbers have too many other values to try; how long a wait may take shows in no access anyway. */
    private static List<String> otherValues(OptionSpec option) {
        if (option.type() instanceof OptionType.Flag) {
            return List.of(option.defaultValue().equals("true") ? "false" : "true");
        } else if (option.type() instanceof OptionType.Choice choice) {
            return choice.words().stream()
                    .filter(word -> !word.equals(option.defaultValue()))
                    .toList();
        }
        return List.of();
    }

    private static boolean sameUntilFirstWait(StopProcedure a, StopProcedure b) {
        for (int i = 0; i < a.steps().size() && i < b.steps().size(); i++) {
            if (!a.steps().get(i).equals(b.steps().get(i))) {
                return false;
            } else if (a.steps().get(i) instanceof StopStep.AwaitAcknowledged) {
                return a.onVector().equals(b.onVector());
            }
        }
        return true;
    }
}
