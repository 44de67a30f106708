package dev.kdumpstop.experiments.config;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.experiments.CellSpec;
import dev.kdumpstop.experiments.dice.Dice;
import dev.kdumpstop.experiments.dice.ScenarioDice;
import dev.kdumpstop.experiments.plan.Experiment;
import dev.kdumpstop.experiments.plan.Settings;
import dev.kdumpstop.experiments.traffic.TrafficSettings;
import dev.kdumpstop.orchestrator.CrashStopBuilder;
import dev.kdumpstop.orchestrator.CrashStops;
import dev.kdumpstop.orchestrator.InvalidStopException;
import dev.kdumpstop.orchestrator.KernelParts;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Whether cells can be run at all: makes the machine and the stop of each, and runs nothing. */
public final class CellCheck {
    /** So many different ones are tried; the others say in their rows what is wrong with them. */
    private static final int MOST = 2000;

    /**
     * Why a cell cannot be run.
     *
     * @param setting the setting that is to blame
     * @param words what is wrong
     */
    public record Finding(String setting, String words) {}

    private final Installed installed;
    private final CrashStops stops;
    private final Map<Map<String, String>, List<Finding>> known = new HashMap<>();
    private boolean isPolicyGiven;
    private boolean isPolicyInForce;
    private boolean isReferencePolicyGiven;
    private boolean isReferencePolicyInForce;

    /** Cells are made of these extensions. */
    public CellCheck(Installed installed) {
        this.installed = installed;
        this.stops = new CrashStops(installed);
    }

    /** The cells that cannot be run, by their number; those that were not tried are not in it. */
    public Map<Integer, List<Finding>> findings(Experiment experiment) {
        Map<Integer, List<Finding>> findings = new LinkedHashMap<>();
        List<CellSpec> cells = experiment.cells();
        for (int i = 0; i < cells.size() && known.size() < MOST; i++) {
            CellSpec cell = cells.get(i);
            Map<String, String> asked = new TreeMap<>(cell.settings());
            asked.keySet()
                    .removeIf(setting -> setting.startsWith(Settings.TIMING)
                            || setting.equals(Settings.KEEP)
                            || (setting.equals(Settings.REFERENCE)
                                    && !cell.settings().containsKey(Settings.REFERENCE_WAIT_POLICY)));
            List<Finding> found = known.computeIfAbsent(asked, key -> findings(cell));
            if (!found.isEmpty()) {
                findings.put(i, found);
            }
        }
        return findings;
    }

    /** Whether a wait policy is given but no wait of any cell that was tried has a limit that it could take the place of. */
    boolean isPolicyIdle() {
        return isPolicyGiven && !isPolicyInForce;
    }

    /** Whether the same holds of the wait policy that is compared with. */
    boolean isReferencePolicyIdle() {
        return isReferencePolicyGiven && !isReferencePolicyInForce;
    }

    private List<Finding> findings(CellSpec cell) {
        CellMachine machine;
        try {
            machine = CellMachine.of(installed, cell);
        } catch (InvalidConfigException e) {
            String problem = e.problems().get(0).replaceFirst("^line \\d+ +", "");
            return List.of(new Finding(Settings.MACHINE + problem.split(" ", 2)[0], Settings.MACHINE + problem));
        } catch (IllegalArgumentException e) {
            String words = String.valueOf(e.getMessage());
            String name = cell.setting(Settings.SUBARCH, "");
            return List.of(new Finding(
                    !name.isEmpty() && words.startsWith(name) ? Settings.SUBARCH : machineSetting(cell, words), words));
        }
        CpuSet online = machine.spec().maps().online();
        if (cell.kind() == CellSpec.Kind.NORMAL_OPERATION) {
            return traffic(cell, machine, online).stream().toList();
        } else if (!online.contains(machine.crashingCpu())) {
            List<Finding> findings = new ArrayList<>(List.of(new Finding(
                    Settings.CRASHING_CPU,
                    "CPU " + machine.crashingCpu() + " cannot crash; online are CPUs " + online)));
            // With another one crashing at least the CPUs that are not there can be told.
            CellMachine other =
                    new CellMachine(machine.spec(), machine.subArchitecture(), online.next(0), machine.changed());
            scenario(cell, other, online)
                    .filter(finding -> finding.words().contains("is not there"))
                    .ifPresent(findings::add);
            return findings;
        }
        List<String> alone = problems(cell, machine, "healthy");
        if (!alone.isEmpty()) {
            return List.of(new Finding(
                    cell.settings().containsKey(Settings.PROCEDURE) ? Settings.PROCEDURE : Settings.SUBARCH,
                    alone.get(0)));
        }
        return scenario(cell, machine, online).stream().toList();
    }

    private Optional<Finding> scenario(CellSpec cell, CellMachine machine, CpuSet online) {
        List<String> problems = new ArrayList<>();
        try {
            problems.addAll(problems(
                    cell,
                    machine,
                    new ScenarioDice(cell.setting(Settings.SCENARIO, "healthy"))
                            .draw(Dice.of(cell.seed()), online.without(machine.crashingCpu()))));
        } catch (IllegalArgumentException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
        return problems.stream().findFirst().map(problem -> new Finding(Settings.SCENARIO, problem));
    }

    /** Of what is said of the machine the key that the problem names, else how many CPUs there are. */
    private static String machineSetting(CellSpec cell, String words) {
        return cell.below(Settings.MACHINE).keySet().stream()
                .filter(key -> List.of(words.split("[^a-z-]+")).contains(key))
                .findFirst()
                .map(key -> Settings.MACHINE + key)
                .orElse(Settings.MACHINE + "cpus");
    }

    private Optional<Finding> traffic(CellSpec cell, CellMachine machine, CpuSet online) {
        if (online.size() < 2) {
            return Optional.of(
                    new Finding(Settings.MACHINE + "cpus", "traffic needs two online CPUs; online are CPUs " + online));
        }
        KernelParts parts = new KernelParts(installed);
        SubArchitecture sends = parts.subArchitecture(
                machine.subArchitecture().orElseGet(() -> parts.select(machine.spec())), machine.spec());
        if (sends.kernelFeatures(machine.spec()).localApic()) {
            TrafficSettings settings = TrafficSettings.of(cell.below(Settings.TRAFFIC));
            return settings.sends()
                    ? Optional.empty()
                    : Optional.of(new Finding(
                            Settings.TRAFFIC + "reschedule-rate",
                            "no CPU sends anything: every rate is 0, or 0 for those that send"));
        }
        return Optional.of(new Finding(Settings.SUBARCH, sends.name() + " sends nothing: it has no local APIC"));
    }

    private List<String> problems(CellSpec cell, CellMachine machine, String scenario) {
        CrashStopBuilder builder = stops.builder()
                .machine(machine.spec())
                .crashingCpu(machine.crashingCpu())
                .scenario(scenario)
                .procedure(cell.setting(Settings.PROCEDURE, "kdump"))
                .solution(cell.setting(Settings.SOLUTION, ""))
                .waitPolicy(cell.setting(Settings.WAIT_POLICY, ""));
        machine.subArchitecture().ifPresent(builder::subArchitecture);
        try {
            builder.build().waitPolicy().ifPresent(use -> {
                isPolicyGiven = true;
                isPolicyInForce |= use.inForce() > 0;
            });
            String policy = cell.setting(Settings.REFERENCE_WAIT_POLICY, "");
            if (!policy.isEmpty() && cell.settings().containsKey(Settings.REFERENCE)) {
                builder.solution(cell.setting(Settings.REFERENCE, "")).waitPolicy(policy);
                builder.build().waitPolicy().ifPresent(use -> {
                    isReferencePolicyGiven = true;
                    isReferencePolicyInForce |= use.inForce() > 0;
                });
            }
            return List.of();
        } catch (InvalidStopException e) {
            return e.problems();
        } catch (IllegalArgumentException e) {
            return new ArrayList<>(List.of(String.valueOf(e.getMessage())));
        }
    }
}
