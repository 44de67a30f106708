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
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import dev.kdumpstop.orchestrator.plugin.Plugin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Everything installed that could have run on a machine, in all its variants. */
final class Candidates {
    private final Installed installed;
    private final int version;

    Candidates(Installed installed, int version) {
        this.installed = installed;
        this.version = version;
    }

    /** All with default options, in an order that depends on names and releases alone. */
    List<Candidate> on(Situation situation) {
        List<Candidate> all = new ArrayList<>();
        for (Architecture architecture : Architecture.values()) {
            for (ApicMode mode : ApicMode.values()) {
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
        for (Plugin<SubArchitecture> subArchitecture : installed.all(ExtensionPoint.SUB_ARCHITECTURE)) {
            if (!subArchitecture.extension().supports(machine).isSupported()) {
                continue;
            }
            for (Plugin<StopProcedureProvider> procedure : installed.all(ExtensionPoint.STOP_PROCEDURE)) {
                if (procedure.extension().supports(machine).isSupported()) {
                    all.add(new Candidate(
                            kernel.architecture(),
                            kernel.mode(),
                            kernel.release(),
                            subArchitecture.extension().id(),
                            procedure.extension().id(),
                            0,
                            kernel.shorthand()));
                }
            }
        }
    }

    /**
     * The same candidate with each of its procedure's choices made otherwise, one at a time.
     *
     * @param exceptLater without those that make no difference before the crashing CPU first waits for answers
     */
    List<Candidate> variants(Candidate candidate, Situation situation, boolean exceptLater) {
        StopProcedureProvider provider = installed.get(ExtensionPoint.STOP_PROCEDURE, candidate.procedure());
        MachineSpec machine = Predictor.machine(candidate, situation, version);
        StopProcedure usual = provider.create(machine, OptionValues.defaults(provider.options()));
        List<Candidate> variants = new ArrayList<>();
        for (OptionSpec option : provider.options()) {
            for (String value : otherValues(option)) {
                OptionValues options = OptionValues.of(provider.options(), Map.of(option.name(), value));
                if (exceptLater && sameUntilFirstWait(usual, provider.create(machine, options))) {
                    continue;
                }
                variants.add(new Candidate(
                        candidate.architecture(),
                        candidate.mode(),
                        candidate.release(),
                        candidate.subArchitecture(),
                        candidate.procedure() + ":" + option.name() + "=" + value,
                        1,
                        candidate.shorthand()));
            }
        }
        return variants;
    }

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
