package dev.kdumpstop.experiments.run;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.timing.TimingParameter;
import dev.kdumpstop.api.timing.TimingProfile;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.api.wait.Purpose;
import dev.kdumpstop.api.wait.WaitContext;
import dev.kdumpstop.api.wait.WaitSite;
import dev.kdumpstop.core.machine.EventKind;
import dev.kdumpstop.core.machine.TimedRun;
import dev.kdumpstop.experiments.CellResult;
import dev.kdumpstop.experiments.CellSpec;
import dev.kdumpstop.experiments.config.CellMachine;
import dev.kdumpstop.experiments.dice.Dice;
import dev.kdumpstop.experiments.dice.ScenarioDice;
import dev.kdumpstop.experiments.plan.ResultColumns.Difference;
import dev.kdumpstop.experiments.plan.Settings;
import dev.kdumpstop.orchestrator.CrashStop;
import dev.kdumpstop.orchestrator.CrashStopBuilder;
import dev.kdumpstop.orchestrator.CrashStops;
import dev.kdumpstop.orchestrator.Headline;
import dev.kdumpstop.orchestrator.KernelParts;
import dev.kdumpstop.orchestrator.StopOutcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Cells of crash stops: one stop a repetition, and the same under the reference solution with the same dice. */
final class CrashStopCells {
    /** Outcomes in which the crash path did what it is for. */
    static final Set<Headline> GOOD = Set.of(
            Headline.CAPTURED_ALL,
            Headline.CAPTURED_PARTIAL,
            Headline.STOPPED_ALL,
            Headline.STOPPED_PARTIAL,
            Headline.DONE);
    /** Few scenarios come again and again; a stop is planned once for each. */
    private static final int CACHED_STOPS = 64;

    static final String TIME_TO_CAPTURE = "time_to_capture_ps";

    private final CrashStops stops;

    CrashStopCells(CrashStops stops) {
        this.stops = stops;
    }

    /** The crash stop of one repetition, for whoever wants to look at it closely. */
    CrashStop stop(CellSpec cell, int repetition) {
        Draw draw = new Draw(cell);
        return draw.stop(draw.own, repetition);
    }

    CellResult run(CellSpec cell) {
        Draw draw = new Draw(cell);
        Tally tally = new Tally();
        int runs = draw.isRandom() ? cell.repeat() : 1;
        Map<String, String> facts = new TreeMap<>();
        for (int repetition = 0; repetition < runs; repetition++) {
            Interrupted.stopIfAsked();
            CrashStop stop = draw.stop(draw.own, repetition);
            StopOutcome own = draw.run(stop);
            if (repetition == 0) {
                stop.assumptions().forEach(facts::put);
                if (draw.isRandom()) {
                    // What was drawn is that of one repetition; the scenario is told as the file has it.
                    facts.put("scenario", cell.setting(Settings.SCENARIO, "healthy"));
                } else {
                    facts.put("why", String.join("; ", own.why()));
                }
                facts.put("nmi-wait-limit", draw.nmiWaitLimit(stop));
            }
            boolean good = GOOD.contains(own.headline());
            tally.outcome(own.headline().name());
            add(tally, own, good);
            tally.add("cpus_started", draw.started);
            if (draw.reference != null) {
                StopOutcome reference = draw.run(draw.stop(draw.reference, repetition));
                boolean goodThere = GOOD.contains(reference.headline());
                tally.pair(good, goodThere);
                if (good && goodThere) {
                    tally.difference(Difference.STOP_TIME_PS.id(), own.timePs(), reference.timePs());
                    tally.difference(
                            Difference.CPUS_SAVED.id(),
                            own.saved().size(),
                            reference.saved().size());
                }
            }
        }
        if (!draw.isRandom()) {
            facts.put(CellResult.NO_DICE, "true");
        }
        List<Integer> kept = new ArrayList<>();
        CpuSet.parse(cell.setting(Settings.KEEP, "")).forEachCpu(repetition -> {
            if (repetition < runs) {
                kept.add(repetition);
            }
        });
        return new CellResult(
                cell.id(),
                cell.variables(),
                runs,
                tally.outcomes(),
                tally.metrics(),
                draw.reference == null ? "" : cell.setting(Settings.REFERENCE, ""),
                tally.pairs(),
                tally.differences(),
                kept,
                new TreeMap<>(facts),
                "");
    }

    private static void add(Tally tally, StopOutcome outcome, boolean good) {
        outcome.timeToNextKernelPs().ifPresent(ps -> tally.add(TIME_TO_CAPTURE, ps));
        if (good) {
            tally.add("stop_time_ps", outcome.timePs());
        }
        tally.add("cpus_stopped", outcome.stopped().size());
        tally.add("cpus_saved", outcome.saved().size());
        tally.add(
                "cpus_not_started",
                outcome.cpus().stream()
                        .filter(cpu -> cpu.record().waitsForStartUp())
                        .count());
        tally.add("timeouts", outcome.timeouts());
        tally.add("polls", outcome.polls());
        tally.add("icr_writes", outcome.icrWrites());
        tally.add("retries", outcome.retries());
        if (good) {
            tally.add("wait_ps", outcome.crashing().record().waitedPs());
        }
    }

    /** What a cell's repetitions have in common, and what the dice make of each. */
    private final class Draw {
        private final CellSpec cell;
        private final CellMachine machine;
        private final ScenarioDice scenario;
        private final TimingDice timing;
        private final Dice faultDice;
        private final Dice timingDice;
        private final CpuSet others;
        private final Waits own;
        private final @Nullable Waits reference;
        private final Map<String, CrashStop> planned = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, CrashStop> eldest) {
                return size() > CACHED_STOPS;
            }
        };
        private @Nullable TimedRun arena;
        private int started;

        Draw(CellSpec cell) {
            this.cell = cell;
            machine = CellMachine.of(stops.installed(), cell);
            scenario = new ScenarioDice(cell.setting(Settings.SCENARIO, "healthy"));
            timing = new TimingDice(stops.installed(), cell);
            faultDice = Place.ofFaults(cell);
            timingDice = Place.ofTiming(cell);
            others = machine.spec().maps().online().without(machine.crashingCpu());
            own = Waits.of(cell);
            reference = Waits.reference(cell).orElse(null);
        }

        boolean isRandom() {
            return scenario.isRandom() || timing.isRandom();
        }

        CrashStop stop(Waits waits, int repetition) {
            String faults = scenario.draw(faultDice.child(repetition), others);
            TimingProfile drawn = timing.draw(timingDice.child(repetition));
            String key = waits + faults + timing.key(drawn);
            CrashStop known = planned.get(key);
            if (known == null) {
                known = build(waits, faults, drawn);
                planned.put(key, known);
            }
            return known;
        }

        private CrashStop build(Waits waits, String faults, TimingProfile drawn) {
            MachineSpec spec = machine.spec();
            CrashStopBuilder builder = stops.builder()
                    .machine(spec)
                    .crashingCpu(machine.crashingCpu())
                    .scenario(faults)
                    .procedure(cell.setting(Settings.PROCEDURE, "kdump"))
                    .solution(waits.solution())
                    .timing(drawn);
            if (!waits.policy().isEmpty()) {
                builder.waitPolicy(waits.policy());
            }
            machine.subArchitecture().ifPresent(builder::subArchitecture);
            cell.below(Settings.OPTION).forEach(builder::option);
            return builder.build();
        }

        /** How long the crash stop waits before an NMI at most, with what a read of the ICR costs here. */
        String nmiWaitLimit(CrashStop stop) {
            KernelParts parts = new KernelParts(stops.installed());
            String solution = own.solution().isEmpty() ? parts.shipped(machine.spec()) : own.solution();
            WaitContext context =
                    new WaitContext(Purpose.CRASH_STOP, DeliveryMode.NMI, 2, false, WaitSite.ICR_IDLE_BEFORE);
            long ps = parts.solution(solution, own.policy())
                    .policyFor(context)
                    .planFor(context)
                    .longestPs(stop.timing().ps(TimingParameter.REGISTER_READ));
            return ps == Picoseconds.NEVER ? "none" : Picoseconds.format(ps);
        }

        StopOutcome run(CrashStop stop) {
            if (arena == null) {
                arena = new TimedRun(stop.model());
            }
            started = 0;
            return stop.run(arena, (timePs, kind, cpu, a, b) -> started += kind == EventKind.STARTED ? 1 : 0);
        }
    }
}
