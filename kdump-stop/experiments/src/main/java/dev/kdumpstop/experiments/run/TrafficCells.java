package dev.kdumpstop.experiments.run;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.timing.TimingProfile;
import dev.kdumpstop.api.wait.Solution;
import dev.kdumpstop.core.machine.CpuScript;
import dev.kdumpstop.core.machine.MachineModel;
import dev.kdumpstop.core.machine.ModelOptions;
import dev.kdumpstop.core.machine.RunListener;
import dev.kdumpstop.core.machine.RunResult;
import dev.kdumpstop.core.machine.TimedRun;
import dev.kdumpstop.experiments.CellResult;
import dev.kdumpstop.experiments.CellSpec;
import dev.kdumpstop.experiments.config.CellMachine;
import dev.kdumpstop.experiments.dice.Dice;
import dev.kdumpstop.experiments.plan.ResultColumns.Metric;
import dev.kdumpstop.experiments.plan.Settings;
import dev.kdumpstop.experiments.traffic.Arrivals;
import dev.kdumpstop.experiments.traffic.Partners;
import dev.kdumpstop.experiments.traffic.SendScripts;
import dev.kdumpstop.experiments.traffic.TrafficSettings;
import dev.kdumpstop.orchestrator.Headline;
import dev.kdumpstop.orchestrator.KernelParts;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.math.BigInteger;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Cells of normal operation: in each repetition the CPUs serve the same requests under the solution and under the reference
 * solution. Compared are the means of a repetition.
 */
final class TrafficCells {
    /** Every request is over and nothing was lost. */
    static final String DONE = Headline.DONE.name();
    /** Every request is over, but a send was given up or a message written over. */
    static final String LOST = "MESSAGES_LOST";
    /** Nothing was left to do, but some request was not over: CPUs wait for one another for ever. */
    static final String HUNG = Headline.HUNG.name();
    /** Some request was not over at the horizon. */
    static final String UNFINISHED = Headline.UNDECIDED.name();

    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

    private final Installed installed;

    TrafficCells(Installed installed) {
        this.installed = installed;
    }

    CellResult run(CellSpec cell) {
        Cell made = new Cell(cell);
        Tally tally = new Tally();
        for (int repetition = 0; repetition < cell.repeat(); repetition++) {
            Interrupted.stopIfAsked();
            Dice dice = made.place.child(repetition);
            Arrivals arrivals = new Arrivals(made.partners, made.settings, dice);
            TimingProfile costs = made.timing.draw(made.timingDice.child(repetition));
            TrafficMeter own = made.serve(made.own, costs, arrivals, tally);
            tally.outcome(own.outcome());
            if (made.reference != null) {
                TrafficMeter reference = made.serve(made.reference, costs, arrivals, null);
                tally.pair(own.outcome().equals(DONE), reference.outcome().equals(DONE));
                own.addDifferences(reference, tally);
            }
        }
        return new CellResult(
                cell.id(),
                cell.variables(),
                cell.repeat(),
                tally.outcomes(),
                tally.metrics(),
                made.reference == null ? "" : cell.setting(Settings.REFERENCE, ""),
                tally.pairs(),
                tally.differences(),
                List.of(),
                made.facts,
                "");
    }

    /** What the repetitions have in common. */
    private final class Cell {
        private final TrafficSettings settings;
        private final MachineSpec machine;
        private final SubArchitecture subArchitecture;
        private final ModelOptions options;
        private final TimingDice timing;
        private final Dice place;
        private final Dice timingDice;
        private final Partners partners;
        private final CpuScript[] own;
        private final CpuScript @Nullable [] reference;
        private final NavigableMap<String, String> facts = new TreeMap<>();
        private @Nullable TimedRun arena;

        Cell(CellSpec cell) {
            KernelParts parts = new KernelParts(installed);
            settings = TrafficSettings.of(cell.below(Settings.TRAFFIC));
            CellMachine choice = CellMachine.of(installed, cell);
            machine = choice.spec();
            subArchitecture =
                    parts.subArchitecture(choice.subArchitecture().orElseGet(() -> parts.select(machine)), machine);
            options = ModelOptions.of(cell.below(Settings.OPTION));
            timing = new TimingDice(installed, cell);
            place = Place.ofTraffic(cell);
            timingDice = Place.ofTiming(cell);
            partners = new Partners(machine, settings, place);
            SendScripts sends = new SendScripts(machine, subArchitecture, partners);
            Waits waits = Waits.of(cell);
            String solution = waits.solution().isEmpty() ? parts.shipped(machine) : waits.solution();
            own = scripts(sends, parts.solution(solution, waits.policy()));
            Optional<Waits> compared = Waits.reference(cell);
            reference = compared.isEmpty()
                    ? null
                    : scripts(
                            sends,
                            parts.solution(
                                    compared.get().solution(), compared.get().policy()));
            facts.putAll(options.texts());
            settings.texts().forEach((name, text) -> facts.put(Settings.TRAFFIC + name, text));
            facts.put("interconnect", machine.interconnect().id());
            facts.put("solution", solution);
            facts.put("sub-architecture", subArchitecture.name().toString());
            facts.put("timing", cell.setting(Settings.TIMING + "profile", "ideal"));
            if (!waits.policy().isEmpty()) {
                facts.put("wait-policy", waits.policy());
            }
        }

        /** The scripts of all CPUs under one solution. */
        private CpuScript[] scripts(SendScripts sends, Solution solution) {
            CpuScript[] scripts = new CpuScript[machine.cpuCount()];
            for (int cpu : partners.online().toArray()) {
                scripts[cpu] = sends.script(cpu, solution);
            }
            return scripts;
        }

        TrafficMeter serve(CpuScript[] scripts, TimingProfile costs, Arrivals arrivals, @Nullable Tally tally) {
            MachineModel.Builder builder = MachineModel.builder(machine, costs)
                    .options(options)
                    .apicSetup(cpu -> subArchitecture.apicSetup(machine, CpuId.of(cpu)));
            for (int cpu : partners.online().toArray()) {
                builder.task(cpu, scripts[cpu]);
            }
            MachineModel model = builder.build();
            if (arena == null) {
                arena = new TimedRun(model);
            }
            TrafficMeter meter = new TrafficMeter(arrivals, settings, machine.cpuCount(), tally);
            RunResult result = arena.serve(model, meter, RunListener.NONE);
            meter.ended(result.timePs() >= options.horizonPs());
            if (tally != null) {
                tally.add(Metric.UNFINISHED_REQUESTS.column(), meter.left());
                tally.add(Metric.LOST_REQUESTS.column(), meter.lost());
                busLoad(result).ifPresent(load -> tally.add(Metric.BUS_LOAD_PPM.column(), load));
            }
            return meter;
        }
    }

    /** The part of the run's time in which the 3-wire bus carried messages, every try counted. */
    private static OptionalLong busLoad(RunResult result) {
        return result.bus()
                .filter(bus -> bus.untilPs() > 0)
                .map(bus -> share(bus.busyPs(), bus.untilPs()))
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    /** In parts per million. */
    private static long share(long partPs, long wholePs) {
        return BigInteger.valueOf(partPs)
                .multiply(MILLION)
                .divide(BigInteger.valueOf(wholePs))
                .longValueExact();
    }
}
