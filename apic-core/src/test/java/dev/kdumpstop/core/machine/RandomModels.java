package dev.kdumpstop.core.machine;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.IcrPrograms;
import dev.kdumpstop.api.delivery.InterruptScope;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.delivery.LostTargets;
import dev.kdumpstop.api.delivery.Send;
import dev.kdumpstop.api.delivery.SendWrite;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.icr.DestinationMode;
import dev.kdumpstop.api.icr.Icr;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.api.timing.TimingParameter;
import dev.kdumpstop.api.timing.TimingProfile;
import dev.kdumpstop.api.wait.Limit;
import dev.kdumpstop.api.wait.OnTimeout;
import dev.kdumpstop.api.wait.PollSegment;
import dev.kdumpstop.api.wait.Purpose;
import dev.kdumpstop.api.wait.Solution;
import dev.kdumpstop.api.wait.WaitPlan;
import dev.kdumpstop.api.wait.WaitSite;
import dev.kdumpstop.api.wait.WaitStepper;
import dev.kdumpstop.core.apic.ApicProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Random machines with random programs, waits and faults. Times lie on a grid of 10 ns, so that much happens at the same
 * time. A round of polls always takes some time: otherwise the poll-by-poll path would not end.
 */
final class RandomModels {
    static final long GRID = 10 * Machines.NS;
    static final long HORIZON = 30 * Machines.US;

    private final Gen gen;
    private final StringBuilder words = new StringBuilder();
    private final InterconnectKind kind;
    private final int cpus;
    private boolean readsAreFree;

    private RandomModels(Gen gen, InterconnectKind kind, int cpus) {
        this.gen = gen;
        this.kind = kind;
        this.cpus = cpus;
    }

    /** A model and what it is, in words. */
    record Case(MachineModel model, String words) {
        @Override
        public String toString() {
            return words;
        }
    }

    static Case random(Gen gen) {
        return random(gen, 9);
    }

    static Case random(Gen gen, int maxCpus) {
        return gen.show(new RandomModels(gen, gen.of(InterconnectKind.values()), gen.between(1, maxCpus)).make());
    }

    /** A machine with a 3-wire bus, on which more goes wrong than elsewhere. */
    static Case onTheBus(Gen gen, int maxCpus) {
        return gen.show(new RandomModels(gen, InterconnectKind.APIC_BUS, gen.between(2, maxCpus)).make());
    }

    private Case make() {
        ModelOptions options = new ModelOptions(
                gen.of(ModelOptions.NmiAcceptance.values()),
                gen.of(ModelOptions.IcrWriteWhileBusy.values()),
                gen.of(ModelOptions.AbsentDestination.values()),
                gen.of(ModelOptions.DisabledFixed.values()),
                gen.of(ModelOptions.StartUpRetry.values()),
                ApicProfile.SDM,
                HORIZON);
        TimingProfile timing = Machines.timing(this::cost);
        readsAreFree = timing.ps(TimingParameter.REGISTER_READ) == 0;
        note(cpus + " CPUs on " + kind + ", " + options.texts());
        for (TimingParameter parameter : TimingParameter.values()) {
            note(parameter.id() + "=" + timing.ps(parameter) / Machines.NS + "ns");
        }
        MachineModel.Builder builder = Machines.model(kind, cpus, timing).options(options);
        CpuSet asked = CpuSet.firstN(cpus).without(0);
        builder.asked(asked).onNmi(handler("NMI handler")).onVector(0xF8, handler("vector handler"));
        builder.subject(0, task("task 0", true));
        for (int cpu = 1; cpu < cpus; cpu++) {
            if (gen.oneIn(3)) {
                builder.task(cpu, task("task " + cpu, false));
            }
        }
        RandomChanges changes = new RandomChanges(gen, kind, cpus, GRID);
        for (int i = gen.below(7); i > 0; i--) {
            changes.add();
        }
        RandomFaults faults = new RandomFaults(gen, Machines.spec(kind, cpus));
        for (int i = gen.oneIn(2) ? gen.between(1, 2) : 0; i > 0; i--) {
            faults.add();
        }
        note(changes.toList());
        note(faults);
        return new Case(
                builder.changes(changes.toList()).changes(faults.toList()).build(), words.toString());
    }

    private void note(Object what) {
        words.append(words.isEmpty() ? "" : "; ").append(what);
    }

    private long cost(TimingParameter parameter) {
        return switch (parameter) {
            // Not 0: a handler that sends what it handles would never let time go on.
            case NMI_ENTRY, INTERRUPT_ENTRY -> gen.ofLong(GRID, 2 * GRID, 3 * GRID);
            case REGISTER_READ -> gen.ofLong(0, GRID, 3 * GRID, 7 * Machines.NS);
            case SHORT_MESSAGE, LOWEST_PRIORITY_MESSAGE, FOCUS_MESSAGE, REMOTE_READ_MESSAGE, EOI_MESSAGE ->
                // Not 0 on the 3-wire bus: what fails there would be sent again in no time.
                gen.ofLong(
                        kind == InterconnectKind.APIC_BUS ? 3 * GRID : 0,
                        GRID,
                        10 * GRID,
                        63 * GRID,
                        333 * Machines.NS);
            default -> gen.ofLong(0, 0, GRID, 5 * GRID);
        };
    }

    // --- scripts
    // -------------------------------------------------------------------------------------------------------

    private CpuScript task(String name, boolean ends) {
        note(name);
        CpuScript.Builder script = CpuScript.builder(name);
        if (ends) {
            script.installHandler(0);
        }
        if (gen.oneIn(2)) {
            script.irqsOff();
        }
        for (int i = gen.between(1, 3); i > 0; i--) {
            addProgram(script);
        }
        if (gen.oneIn(3)) {
            script.awaitAcknowledged(gen.ofLong(GRID, 10 * GRID), gen.between(0, 50));
        }
        if (gen.oneIn(4)) {
            script.write(ApicRegister.ESR, 0).read(ApicRegister.ESR);
        }
        if (gen.oneIn(6)) {
            script.clearIoApic(gen.oneIn(3));
        }
        return (ends ? script.end(CpuScript.End.DONE, "done") : script.spin()).build();
    }

    private CpuScript handler(String name) {
        note(name);
        CpuScript.Builder script = CpuScript.builder(name);
        if (gen.oneIn(4)) {
            addProgram(script);
        }
        if (gen.oneIn(4)) {
            script.modify(ApicRegister.SVR, ~0x100, 0);
        }
        if (gen.oneIn(2)) {
            return script.saveRegisters().acknowledge().halt().build();
        }
        return script.write(ApicRegister.EOI, 0).acknowledge().interruptReturn().build();
    }

    private void addProgram(CpuScript.Builder script) {
        List<Send> sends = new ArrayList<>();
        for (Send send : program().sends()) {
            boolean after = gen.oneIn(4);
            boolean remoteRead = send.deliveryMode() == DeliveryMode.REMOTE_READ;
            sends.add(send.withAfter(
                    remoteRead
                            ? Optional.of(WaitSite.REMOTE_READ_DONE)
                            : after ? Optional.of(WaitSite.ICR_IDLE_AFTER) : Optional.empty()));
        }
        Solution solution = Machines.always(plan());
        InterruptScope scope = gen.of(InterruptScope.values());
        note("sends " + sends + " with " + solution.planFor(null) + " " + scope);
        script.program(new IcrProgram(sends, scope, LostTargets.NONE), Purpose.CRASH_STOP, 2, solution);
    }

    private IcrProgram program() {
        CpuSet targets = CpuSet.ofMask(gen.bits() & ((1 << cpus) - 1));
        IpiVector vector =
                gen.of(IpiVector.NMI, IpiVector.NMI, IpiVector.REBOOT, new IpiVector(0x31), new IpiVector(7));
        if (kind == InterconnectKind.X2APIC_FABRIC) {
            return switch (gen.below(4)) {
                case 0 -> IcrPrograms.x2apicSequence(targets, vector, id -> id);
                case 1 -> IcrPrograms.x2apicPerCluster(targets, vector, IcrPrograms::x2apicLogicalId);
                case 2 -> IcrPrograms.x2apicShorthand(targets, vector, Icr.ALL_EXCLUDING_SELF);
                default -> IcrPrograms.x2apicSelf(CpuId.of(0), new IpiVector(0x31));
            };
        }
        return switch (gen.below(7)) {
            case 0 -> IcrPrograms.logicalMask(targets, vector);
            case 1, 2 -> IcrPrograms.sequence(targets, vector, DestinationMode.PHYSICAL, id -> id);
            case 3 -> IcrPrograms.sequence(targets, vector, DestinationMode.LOGICAL, IcrPrograms::flatLogicalId);
            case 4 -> IcrPrograms.shorthand(targets, vector, gen.of(Icr.ALL_EXCLUDING_SELF, Icr.ALL_INCLUDING_SELF), 0);
            // Lowest priority, SMI, remote read, INIT, start-up, INIT level de-assert; to one CPU, or to nobody.
            case 5 ->
                IcrProgram.of(
                        Send.icrPair(
                                targets, gen.below(cpus + 1) << 24, gen.of(0x1F8, 0x200, 0x302, 0x500, 0x610, 0x8500)),
                        InterruptScope.NONE);
            default ->
                IcrProgram.of(
                        new Send(
                                targets,
                                Optional.empty(),
                                List.of(new SendWrite.NodeRegister(
                                        "node", 0, 0, 0, new SendWrite.Delivers(vector.deliveryMode(), 0x31, targets))),
                                Optional.empty()),
                        InterruptScope.NONE);
        };
    }

    private WaitPlan plan() {
        if (gen.oneIn(8)) {
            long delay = gen.ofLong(0, GRID, 4 * GRID);
            int enough = gen.between(1, 9);
            return new WaitPlan.Stepped(
                    (polls, elapsedPs) -> polls > enough ? WaitStepper.GIVE_UP : delay * (polls % 3),
                    gen.between(1, 9),
                    onTimeout());
        }
        List<PollSegment> segments = new ArrayList<>();
        for (int i = gen.between(1, 3); i > 0; i--) {
            boolean last = i == 1;
            Limit limit = last && gen.oneIn(2)
                    ? new Limit.Unlimited()
                    : gen.oneIn(2)
                            ? new Limit.Polls(gen.between(1, 12))
                            : new Limit.Elapsed(gen.ofLong(0, GRID, 7 * GRID, 55 * Machines.NS, 50 * GRID));
            segments.add(new PollSegment(
                    gen.ofLong(0, 0, GRID, 3 * GRID),
                    gen.ofLong(readsAreFree ? GRID : 0, readsAreFree ? 3 * GRID : 0, GRID, 10 * GRID),
                    gen.ofLong(0, 0, GRID),
                    limit));
        }
        return new WaitPlan.Segments(segments, onTimeout());
    }

    private OnTimeout onTimeout() {
        OnTimeout simple = gen.of(
                new OnTimeout.WriteAnyway(),
                new OnTimeout.WriteAnyway(),
                new OnTimeout.SkipThisSend(),
                new OnTimeout.AbortRequest(),
                new OnTimeout.Panic("stuck"));
        return gen.oneIn(4) ? new OnTimeout.RewriteIcrLow(gen.between(1, 3), simple) : simple;
    }
}
