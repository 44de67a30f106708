package dev.kdumpstop.testkit;

import dev.kdumpstop.api.Extension;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.api.wait.WaitContext;
import dev.kdumpstop.api.wait.WaitPlan;
import dev.kdumpstop.core.machine.CpuRecord;
import dev.kdumpstop.core.machine.RunEnd;
import dev.kdumpstop.core.machine.RunResult;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What wait policies and solutions are asked alike: their plans. */
abstract class WaitingKit<T extends Extension> extends ExtensionKit<T> {
    private static final List<WaitContext> CONTEXTS = Waits.contexts();

    WaitingKit(ExtensionPoint<T> point) {
        super(point);
    }

    /** Something that gives out plans. */
    interface Planner {
        WaitPlan planFor(WaitContext context);
    }

    /** The policy or solution with these options. */
    abstract Planner planner(T plugin, OptionValues options);

    /** A plan and where it was first met. */
    private record Planned(WaitPlan plan, String where) {}

    @Override
    void ask(Interview<T> into, Variant.Reading options) {
        for (Variant variant : variants()) {
            for (WaitContext context : CONTEXTS) {
                into.add(
                        "planFor " + context + " with " + variant,
                        (plugin, made) -> shape(
                                made.get(variant, Planner.class, () -> planner(plugin, options.of(plugin, variant))),
                                context));
            }
        }
    }

    private static Waits.@Nullable Shape shape(Planner planner, WaitContext context) {
        WaitPlan plan = planner.planFor(context);
        return plan == null ? null : Waits.Shape.of(plan);
    }

    /** The plan for a context; empty if there is none, which another test reports. */
    final Optional<WaitPlan> plan(Variant variant, WaitContext context) {
        try {
            OptionValues options = OptionValues.of(subject().options(), variant.texts());
            return Optional.ofNullable(planner(subject(), options).planFor(context));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /** Every plan there is, once. */
    private Collection<Planned> plans() {
        return once("plans", () -> {
            Map<Object, Planned> all = new LinkedHashMap<>();
            for (Variant variant : variants()) {
                for (WaitContext context : CONTEXTS) {
                    plan(variant, context)
                            .ifPresent(plan ->
                                    all.putIfAbsent(key(plan), new Planned(plan, context + " with " + variant)));
                }
            }
            return all.values();
        });
    }

    private static Object key(WaitPlan plan) {
        try {
            return Waits.Shape.of(plan);
        } catch (RuntimeException e) {
            return plan; // answersEveryQuestion has said it
        }
    }

    /** A bounded plan says how long it can last, and a stepper decides by its arguments alone and comes to an end. */
    @Test
    final void everyPlanEndsOrIsUnlimited() {
        Problems problems = new Problems();
        for (Planned planned : plans()) {
            if (planned.plan() instanceof WaitPlan.Stepped stepped) {
                steps(stepped, planned.where(), problems);
            }
            longest(planned.plan(), planned.where(), problems);
        }
        assertNone(problems);
    }

    private static void steps(WaitPlan.Stepped plan, String where, Problems problems) {
        if (plan.maxPolls() > Waits.MOST_POLLS) {
            problems.add(
                    "a stepped plan of at most " + plan.maxPolls()
                            + " polls cannot be looked through: every poll is executed." + " Allow at most "
                            + Waits.MOST_POLLS + ", or say it in segments, which cost nothing",
                    where);
        }
        if (key(plan) instanceof Waits.Shape shape && !shape.repeatable()) {
            problems.add(
                    "a stepper decides otherwise when asked again: work the delay out from polls and elapsedPs, count nothing",
                    where);
        }
    }

    private static void longest(WaitPlan plan, String where, Problems problems) {
        if (plan instanceof WaitPlan.Stepped stepped && stepped.maxPolls() > Waits.MOST_POLLS) {
            return;
        }
        try {
            long longest = Waits.longestPs(plan);
            if (plan.isBounded() == (longest == Picoseconds.NEVER)) {
                problems.add(
                        "a plan that " + (plan.isBounded() ? "is" : "is not") + " bounded lasts "
                                + Picoseconds.format(longest),
                        where);
            }
        } catch (ArithmeticException e) {
            problems.add(
                    "a wait adds up to more than " + Picoseconds.format(Picoseconds.NEVER - 1)
                            + ": lower the limit, or stop the delay from growing",
                    where);
        } catch (IllegalStateException e) {
            problems.add(
                    "a stepper answers a negative delay: return the delay in picoseconds, or WaitStepper.GIVE_UP ("
                            + e.getMessage() + ")",
                    where);
        }
    }

    /** With an APIC that is busy for ever the machine waits exactly as long as the plan says; with an idle one it polls once. */
    @Test
    final void waitsAsLongAsItSays() {
        Problems problems = new Problems();
        for (Planned planned : plans()) {
            if (isSound(planned.plan()) && Waits.isMeasurable(planned.plan())) {
                busy(planned, problems);
                idle(planned, problems);
            }
        }
        assertNone(problems);
    }

    private static boolean isSound(WaitPlan plan) {
        Problems problems = new Problems();
        if (plan instanceof WaitPlan.Stepped stepped) {
            steps(stepped, "", problems);
        }
        longest(plan, "", problems);
        return problems.isEmpty();
    }

    private static void busy(Planned planned, Problems problems) {
        RunResult result = Waits.measure(planned.plan(), true);
        if (!planned.plan().isBounded()) {
            if (result.end() != RunEnd.HUNG) {
                problems.add(
                        "a wait without limit on an APIC that is busy for ever ended as " + result.end(),
                        planned.where());
            }
            return;
        }
        long expected = Waits.expectedPs(planned.plan());
        long waited = result.cpus().get(0).waitedPs();
        if (result.end() != RunEnd.ENDED || waited != expected) {
            problems.add(
                    "on an APIC that is busy for ever the machine waits otherwise than the plan says: it must follow from the"
                            + " plan alone",
                    "says " + Picoseconds.format(expected) + ", waits " + Picoseconds.format(waited) + ", "
                            + result.end() + "; " + planned.where());
        }
    }

    private static void idle(Planned planned, Problems problems) {
        CpuRecord sender = Waits.measure(planned.plan(), false).cpus().get(0);
        if (sender.polls() != 1 || sender.timeouts() != 0) {
            problems.add("an idle APIC is polled " + sender.polls() + " times", planned.where());
        }
    }
}
