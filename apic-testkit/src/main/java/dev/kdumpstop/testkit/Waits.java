package dev.kdumpstop.testkit;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.InterruptScope;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.delivery.Send;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.timing.TimingParameter;
import dev.kdumpstop.api.timing.TimingProfile;
import dev.kdumpstop.api.wait.OnTimeout;
import dev.kdumpstop.api.wait.Purpose;
import dev.kdumpstop.api.wait.WaitContext;
import dev.kdumpstop.api.wait.WaitPlan;
import dev.kdumpstop.api.wait.WaitSite;
import dev.kdumpstop.core.builtin.timing.NetburstFsbProfile;
import dev.kdumpstop.core.machine.CpuScript;
import dev.kdumpstop.core.machine.MachineModel;
import dev.kdumpstop.core.machine.ModelOptions;
import dev.kdumpstop.core.machine.RunListener;
import dev.kdumpstop.core.machine.RunResult;
import dev.kdumpstop.core.machine.TimedRun;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Wait plans: every context one can be asked for, plans as values, and what the machine makes of them. */
final class Waits {
    /** A machine with real costs, so that polls take time. */
    private static final TimingProfile TIMING = new NetburstFsbProfile().create(OptionValues.defaults(List.of()));

    /** 1000 hours: no run of a kit is given up before. */
    static final String LONGEST_HORIZON = "60000min";

    static final ModelOptions PATIENT = ModelOptions.of(Map.of("horizon", LONGEST_HORIZON));

    /** Longer waits, decided poll by poll, are not executed. */
    static final int MOST_POLLS = 1_000_000;

    private Waits() {}

    /** Every context a solution or a policy can be asked for. */
    static List<WaitContext> contexts() {
        List<WaitContext> contexts = new ArrayList<>();
        for (Purpose purpose : Purpose.values()) {
            for (DeliveryMode mode : DeliveryMode.values()) {
                for (int vector : vectors(mode)) {
                    for (WaitSite site : WaitSite.values()) {
                        contexts.add(new WaitContext(purpose, mode, vector, false, site));
                        contexts.add(new WaitContext(purpose, mode, vector, true, site));
                    }
                }
            }
        }
        return contexts;
    }

    private static int[] vectors(DeliveryMode mode) {
        return switch (mode) {
            case NMI -> new int[] {IpiVector.NMI.number()};
            case FIXED, LOWEST_PRIORITY -> new int[] {0xFC, IpiVector.REBOOT.number()};
            default -> new int[] {0};
        };
    }

    /**
     * A plan as a value. A stepper is code; what it decides at a number of places stands for it.
     *
     * @param plan the plan, without its stepper
     * @param decisions what the stepper decides, in the order in which a wait comes to these places
     * @param repeatable whether it decides the same when it comes to them the other way round
     */
    record Shape(Object plan, List<Long> decisions, boolean repeatable) {
        private static final int PLACES = 64;
        private static final long APART_PS = 100_000;

        static Shape of(WaitPlan plan) {
            if (!(plan instanceof WaitPlan.Stepped stepped)) {
                return new Shape(plan, List.of(), true);
            }
            int places = Math.min(stepped.maxPolls(), PLACES);
            List<Long> forwards = new ArrayList<>();
            for (int polls = 1; polls <= places; polls++) {
                forwards.add(stepped.stepper().delayAfterBusyPollPs(polls, polls * APART_PS));
            }
            List<Long> backwards = new ArrayList<>();
            for (int polls = places; polls >= 1; polls--) {
                backwards.add(stepped.stepper().delayAfterBusyPollPs(polls, polls * APART_PS));
            }
            Collections.reverse(backwards);
            return new Shape(List.of(stepped.maxPolls(), stepped.onTimeout()), forwards, forwards.equals(backwards));
        }
    }

    /** How long one wait can last by the plan, on the machine of {@link #measure}. */
    static long longestPs(WaitPlan plan) {
        return plan.longestPs(TIMING.ps(TimingParameter.REGISTER_READ));
    }

    /** How long {@link #measure} must find it to last: every rewrite of the stuck command is a write and one more wait. */
    static long expectedPs(WaitPlan plan) {
        int rewrites = rewrites(plan);
        return (1 + rewrites) * longestPs(plan) + rewrites * TIMING.ps(TimingParameter.ICR_WRITE);
    }

    private static int rewrites(WaitPlan plan) {
        return plan.onTimeout() instanceof OnTimeout.RewriteIcrLow rewrite ? rewrite.attempts() : 0;
    }

    /** What a sender did who waited by this plan, its own APIC being busy for ever, or idle. */
    static RunResult measure(WaitPlan plan, boolean busy) {
        MachineSpec machine =
                MachineSpec.builder(Architecture.X86_64, "2.6.21").cpus(2).build();
        Send send = Send.icrPair(CpuSet.of(1), 1 << 24, IpiVector.NMI.icrBits());
        CpuScript script = CpuScript.builder("one send")
                .program(
                        IcrProgram.of(send, InterruptScope.NONE),
                        Purpose.CRASH_STOP,
                        IpiVector.NMI.number(),
                        context -> same -> plan)
                .end(CpuScript.End.DONE, "done")
                .build();
        MachineModel.Builder model =
                MachineModel.builder(machine, TIMING).options(PATIENT).subject(0, script);
        if (busy) {
            model.changes(List.of(ScheduledChange.beforeTheCrash(new PrimitiveChange.WedgeSender(0))));
        }
        MachineModel built = model.build();
        return new TimedRun(built).run(built, RunListener.NONE);
    }

    /** Whether {@link #measure} can see the end of it. */
    static boolean isMeasurable(WaitPlan plan) {
        if (plan instanceof WaitPlan.Stepped stepped && stepped.maxPolls() > MOST_POLLS) {
            return false;
        }
        return longestPs(plan) < PATIENT.horizonPs() / (1 + rewrites(plan));
    }
}
