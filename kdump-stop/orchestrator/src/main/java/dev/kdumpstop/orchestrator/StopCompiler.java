package dev.kdumpstop.orchestrator;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.cpu.CpuMaps;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.DeliveryPlan;
import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.IpiDelivery;
import dev.kdumpstop.api.delivery.IpiRequest;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.delivery.NoSuchRoutine;
import dev.kdumpstop.api.delivery.Send;
import dev.kdumpstop.api.delivery.Targets;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.stop.RegisterStep;
import dev.kdumpstop.api.stop.StopProcedure;
import dev.kdumpstop.api.stop.StopStep;
import dev.kdumpstop.api.stop.TargetRule;
import dev.kdumpstop.api.subarch.KernelFeatures;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.wait.Purpose;
import dev.kdumpstop.api.wait.Solution;
import dev.kdumpstop.core.machine.CpuScript;
import java.util.ArrayList;
import java.util.List;

/** Turns the steps of a stop procedure into scripts the machine executes. */
final class StopCompiler {
    private final MachineSpec machine;
    private final int crashingCpu;
    private final int ownNumber;
    private final Solution solution;
    private final int maxLvt;
    private final SubArchitecture subArchitecture;
    private final KernelFeatures features;
    private final IpiDelivery delivery;
    private CpuSet lost = CpuSet.empty();
    /** For each NMI handler installed so far, the round of answers it belongs to. */
    private final List<Integer> roundOfHandler = new ArrayList<>();

    private int round;
    private int answersTo = CpuScript.ANY_ROUND;

    /** {@code maxLvt}: bits 23:16 of the version register, by which the kernel knows which LVT entries there are. */
    StopCompiler(MachineSpec machine, int crashingCpu, SubArchitecture subArchitecture, Solution solution, int maxLvt) {
        this.machine = machine;
        this.crashingCpu = crashingCpu;
        this.ownNumber =
                subArchitecture.ownNumber(machine, CpuId.of(crashingCpu)).number();
        this.solution = solution;
        this.maxLvt = maxLvt;
        this.subArchitecture = subArchitecture;
        this.features = subArchitecture.kernelFeatures(machine);
        this.delivery = subArchitecture.ipiDelivery(machine);
    }

    /** The CPUs the procedure asks to stop: none where the kernel has no local APIC to ask with. */
    CpuSet asked() {
        return features.localApic() ? machine.maps().online().without(ownNumber) : CpuSet.empty();
    }

    /** The number the crashing CPU takes itself for. */
    int ownNumber() {
        return ownNumber;
    }

    /** CPUs asked for that no command compiled so far addresses. */
    CpuSet lost() {
        return lost;
    }

    CpuScript crashing(StopProcedure procedure) {
        return compile("the crash path", procedure.steps());
    }

    CpuScript handler(String name, List<StopStep> steps) {
        return compile(name, steps);
    }

    /** The NMI handler with this index, in the order in which the crash path, which is compiled before, installs them. */
    CpuScript nmiHandler(int index, List<StopStep> steps) {
        answersTo = roundOfHandler.get(index);
        CpuScript script = compile("the stop handler for NMIs", steps);
        answersTo = CpuScript.ANY_ROUND;
        return script;
    }

    /** The send that a crash interrupts, as the frame below the crash path. */
    CpuScript interrupted(Targets targets, IpiVector vector) {
        CpuScript.Builder script = CpuScript.builder("the interrupted send");
        addPlan(script, targets, vector, Purpose.NORMAL);
        return script.spin().build();
    }

    DeliveryPlan plan(Targets targets, IpiVector vector) {
        return delivery.planFor(new IpiRequest(CpuId.of(crashingCpu), targets, vector, machine.maps()));
    }

    private CpuScript compile(String name, List<StopStep> steps) {
        CpuScript.Builder script = CpuScript.builder(name);
        steps.forEach(step -> add(script, step));
        return script.build();
    }

    private void add(CpuScript.Builder script, StopStep step) {
        if (step instanceof StopStep.InterruptsOff) {
            script.irqsOff();
        } else if (step instanceof StopStep.ReadOwnId) {
            addAccesses(script, subArchitecture.ownIdRead(machine));
        } else if (step instanceof StopStep.InstallNmiHandler) {
            script.installHandler(roundOfHandler.size());
            roundOfHandler.add(round);
        } else if (step instanceof StopStep.BeginRound) {
            script.beginRound();
            round++;
        } else if (step instanceof StopStep.SendIpi send && features.localApic()) {
            addSend(script, send);
        } else if (step instanceof StopStep.SendProgram send && features.localApic()) {
            script.program(send.program(), send.purpose(), 0, solution);
        } else if (step instanceof StopStep.AwaitAcknowledged await) {
            script.awaitAcknowledged(await.stepPs(), await.maxSteps());
        } else if (step instanceof StopStep.AccessLocalApic access) {
            addAccesses(script, access.accesses());
        } else if (step instanceof StopStep.ClearIoApic clear && features.ioApic()) {
            script.clearIoApic(clear.forcesLock());
        } else if (step instanceof StopStep.SaveRegisters) {
            script.saveRegisters();
        } else if (step instanceof StopStep.Acknowledge) {
            script.acknowledge(answersTo);
        } else if (step instanceof StopStep.HaltForever) {
            script.halt();
        } else if (step instanceof StopStep.ReturnFromInterrupt) {
            script.interruptReturn();
        } else if (step instanceof StopStep.IfNotAllAcknowledged conditional) {
            script.unlessAllAcknowledged(then -> conditional.steps().forEach(inner -> add(then, inner)));
        } else if (step instanceof StopStep.UnlessSendFailed conditional) {
            script.unlessSendFailed(
                    conditional.errorMask(), then -> conditional.steps().forEach(inner -> add(then, inner)));
        } else if (step instanceof StopStep.EnterCaptureKernel) {
            script.end(CpuScript.End.CAPTURE_KERNEL, "enter the capture kernel");
        } else if (step instanceof StopStep.Finish) {
            script.end(CpuScript.End.DONE, "done");
        } else if (step instanceof StopStep.Restart) {
            script.end(CpuScript.End.RESTART, "restart the machine");
        }
    }

    private void addAccesses(CpuScript.Builder script, List<RegisterStep> accesses) {
        if (!features.localApic()) {
            return;
        }
        for (RegisterStep access : accesses) {
            if (access.minMaxLvt() > maxLvt) {
                continue;
            }
            if (access instanceof RegisterStep.Read read) {
                script.read(read.register());
            } else if (access instanceof RegisterStep.Write write) {
                script.write(write.register(), write.value());
            } else if (access instanceof RegisterStep.Modify modify) {
                script.modify(modify.register(), modify.and(), modify.or());
            }
        }
    }

    private void addSend(CpuScript.Builder script, StopStep.SendIpi send) {
        CpuMaps maps = machine.maps();
        CpuSet others = maps.online().without(ownNumber);
        if (others.isEmpty() && send.targets() != TargetRule.ALL_BUT_SELF) {
            return;
        }
        switch (send.targets()) {
            case ONLINE_MASK_BUT_SELF -> addPlan(script, new Targets.Mask(others), send.vector(), send.purpose());
            case ALL_BUT_SELF -> addPlan(script, new Targets.AllButSelf(), send.vector(), send.purpose());
            case ALL_BUT_SELF_IF_SHORTHAND_ALLOWED -> addPlan(script, allButSelf(maps), send.vector(), send.purpose());
            case ALL_BUT_SELF_STILL_ONLINE -> {
                Targets targets = allButSelf(maps);
                boolean goesByMask = plan(targets, send.vector()) instanceof IcrProgram program
                        && !program.sends().stream().allMatch(Send::usesShorthand);
                if (goesByMask) {
                    addEachNotStopped(script, others, send);
                } else {
                    addPlan(script, targets, send.vector(), send.purpose());
                }
            }
            case EACH_NOT_STOPPED -> addEachNotStopped(script, others, send);
        }
    }

    private void addEachNotStopped(CpuScript.Builder script, CpuSet others, StopStep.SendIpi send) {
        for (CpuId cpu : others) {
            script.unlessAcknowledged(
                    cpu.number(), then -> addPlan(then, new Targets.One(cpu), send.vector(), send.purpose()));
        }
    }

    private Targets allButSelf(CpuMaps maps) {
        return KernelParts.shorthandAllowed(machine)
                ? new Targets.AllButSelf()
                : new Targets.MaskAllButSelf(maps.online());
    }

    private void addPlan(CpuScript.Builder script, Targets targets, IpiVector vector, Purpose purpose) {
        DeliveryPlan plan = plan(targets, vector);
        if (plan instanceof NoSuchRoutine missing) {
            script.end(
                    CpuScript.End.FAILED,
                    "calls " + missing.routine() + ", which is not there (" + missing.reason() + ")");
        } else if (plan instanceof IcrProgram program) {
            lost = lost.union(program.lost().cpus());
            script.program(program, purpose, vector.number(), solution);
        }
    }
}
