package dev.kdumpstop.experiments.config;

import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.experiments.CellSpec;
import dev.kdumpstop.experiments.dice.Distribution;
import dev.kdumpstop.experiments.dice.ScenarioDice;
import dev.kdumpstop.experiments.plan.Experiment;
import dev.kdumpstop.experiments.plan.Settings;
import dev.kdumpstop.experiments.plan.Variable;
import dev.kdumpstop.experiments.traffic.TrafficSettings;
import dev.kdumpstop.orchestrator.ExtensionText;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What is no mistake in an experiment, but may not be meant: things that do nothing, or go badly together. */
public final class Remarks {
    private static final Map<String, String> PARTS = new TreeMap<>(Map.of(
            Settings.SCENARIO, "scenarios", Settings.SOLUTION, "solutions", Settings.WAIT_POLICY, "wait-policies"));

    private final Experiment experiment;
    private final List<CellSpec> cells;
    private final Installed installed;
    private final List<String> remarks = new ArrayList<>();

    private Remarks(Experiment experiment, Installed installed) {
        this.experiment = experiment;
        this.cells = experiment.cells();
        this.installed = installed;
    }

    /** One sentence each; nothing is run. */
    public static List<String> of(Experiment experiment, Installed installed) {
        Remarks found = new Remarks(experiment, installed);
        found.repetitions();
        found.unused();
        found.comparison();
        found.bus();
        found.senders();
        return found.remarks;
    }

    private void repetitions() {
        if (experiment.repeat() > 1
                && experiment.kind() == CellSpec.Kind.CRASH_STOP
                && cells.stream().noneMatch(Remarks::hasDice)) {
            remarks.add("repeat = " + experiment.repeat() + " does nothing: no cell has dice, so each is run once");
        }
    }

    private static boolean hasDice(CellSpec cell) {
        return new ScenarioDice(cell.setting(Settings.SCENARIO, "healthy")).isRandom()
                || cell.below(Settings.TIMING).entrySet().stream()
                        .anyMatch(cost -> !cost.getKey().equals("profile")
                                && !Distribution.parse(cost.getValue()).isConstant());
    }

    private void unused() {
        Set<String> used = new HashSet<>(experiment.settings().values());
        for (Variable variable : experiment.variables()) {
            variable.steps().forEach(step -> used.addAll(step.values()));
        }
        experiment
                .named()
                .getOrDefault(Settings.CASE, Map.of())
                .values()
                .forEach(meaning -> used.addAll(meaning.values()));
        // A solution may name a wait policy; then it has its text.
        Collection<Map<String, String>> solutions =
                experiment.named().getOrDefault(Settings.SOLUTION, Map.of()).values();
        solutions.forEach(meaning -> used.add(meaning.getOrDefault(Settings.WAIT_POLICY, "")));
        PARTS.forEach((setting, part) -> experiment
                .named()
                .getOrDefault(setting, Map.of())
                .forEach((name, meaning) -> {
                    if (!used.contains(name) && !used.contains(meaning.getOrDefault(setting, ""))) {
                        remarks.add(part + "." + name + " is used nowhere");
                    }
                }));
    }

    private void comparison() {
        if (all(cell -> !cell.setting(Settings.REFERENCE, "").isEmpty()
                && cell.setting(Settings.REFERENCE, "").equals(cell.setting(Settings.SOLUTION, ""))
                && cell.setting(Settings.REFERENCE_WAIT_POLICY, "").equals(cell.setting(Settings.WAIT_POLICY, "")))) {
            remarks.add("every cell is compared with itself: compare.solution and solution are the same");
        }
    }

    private void bus() {
        Set<String> told = new HashSet<>();
        for (CellSpec cell : cells) {
            String profile = ExtensionText.parse(cell.setting(Settings.TIMING + "profile", "ideal"))
                    .id();
            boolean ofAnother =
                    Set.of("netburst-fsb", "nehalem-x2apic", "kvm-guest").contains(profile);
            if (ofAnother && told.size() < 3 && isOnBus(cell) && told.add(profile)) {
                remarks.add("machine.interconnect = apic-bus with timing.profile = " + profile
                        + ", whose numbers are of another interconnect; p6-apic-bus has those of this bus");
            }
        }
    }

    private static boolean isOnBus(CellSpec cell) {
        return cell.setting(Settings.MACHINE + "interconnect", "").equals(InterconnectKind.APIC_BUS.id());
    }

    private void senders() {
        if (experiment.kind() != CellSpec.Kind.NORMAL_OPERATION) {
            return;
        }
        for (CellSpec cell : cells) {
            if (!cell.settings().containsKey(Settings.TRAFFIC + "senders")) {
                continue;
            }
            int senders = TrafficSettings.of(cell.below(Settings.TRAFFIC)).senders();
            try {
                int online =
                        CellMachine.of(installed, cell).spec().maps().online().size();
                if (senders > online) {
                    remarks.add("traffic.senders is " + senders + ", but " + online
                            + " CPUs are on line: all of them send (" + cell.id() + ")");
                    return;
                }
            } catch (IllegalArgumentException e) {
                // The cell cannot be run, and is told as such.
                continue;
            }
        }
    }

    private boolean all(Predicate<CellSpec> condition) {
        return !cells.isEmpty() && cells.stream().allMatch(condition);
    }
}
