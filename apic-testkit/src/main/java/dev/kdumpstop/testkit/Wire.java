package dev.kdumpstop.testkit;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.InterruptScope;
import dev.kdumpstop.api.delivery.LostTargets;
import dev.kdumpstop.api.delivery.Send;
import dev.kdumpstop.api.delivery.SendWrite;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.subarch.ApicSetup;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.api.wait.Purpose;
import dev.kdumpstop.api.wait.WaitPlan;
import dev.kdumpstop.core.builtin.timing.IdealProfile;
import dev.kdumpstop.core.machine.CpuScript;
import dev.kdumpstop.core.machine.EventKind;
import dev.kdumpstop.core.machine.MachineModel;
import dev.kdumpstop.core.machine.ModelOptions;
import dev.kdumpstop.core.machine.RunEnd;
import dev.kdumpstop.core.machine.RunResult;
import dev.kdumpstop.core.machine.TimedRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Lets the machine execute programs, one send at a time, and tells who accepts what: destinations matched by the machine. */
final class Wire {
    /** Between two sends, so that one is over when the next begins. */
    private static final Send PAUSE = new Send(
            CpuSet.empty(), Optional.empty(), List.of(new SendWrite.Delay(Picoseconds.MICROSECOND)), Optional.empty());

    /** The sender reads this register after each send; nothing else here does. */
    private static final ApicRegister MARK = ApicRegister.TPR;

    private Wire() {}

    /**
     * A message that was accepted.
     *
     * @param send index of the send in its program
     * @param cpu where
     */
    record Arrival(int send, int cpu, DeliveryMode mode, int vector) {}

    /** For each program what arrives. The APICs are set up as given; nobody refuses anything. */
    static List<List<Arrival>> arrivals(
            MachineSpec machine, Function<CpuId, ApicSetup> setup, CpuId sender, List<IcrProgram> programs) {
        CpuScript.Builder script = CpuScript.builder("the sends of a plug-in");
        for (IcrProgram program : programs) {
            for (Send send : program.sends()) {
                script.program(
                                alone(send.withBefore(Optional.empty()).withAfter(Optional.empty()), program.irqsOff()),
                                Purpose.NORMAL,
                                0,
                                context -> site -> WaitPlan.unlimited())
                        .program(
                                alone(PAUSE, InterruptScope.NONE),
                                Purpose.NORMAL,
                                0,
                                context -> site -> WaitPlan.unlimited())
                        .read(MARK);
            }
        }
        MachineModel model = MachineModel.builder(machine, new IdealProfile().create(OptionValues.defaults(List.of())))
                .options(Waits.PATIENT.with(ModelOptions.NmiAcceptance.ALWAYS_ACCEPT))
                .apicSetup(cpu -> setup.apply(CpuId.of(cpu)))
                .subject(sender.number(), script.end(CpuScript.End.DONE, "done").build())
                .build();
        List<List<Arrival>> arrivals = new ArrayList<>();
        Position position = new Position(programs, arrivals);
        RunResult result = new TimedRun(model).run(model, (time, kind, cpu, a, b) -> {
            if (kind == EventKind.ACCEPTED) {
                position.accepted(cpu, b);
            } else if (kind == EventKind.REGISTER_WRITE && a == ApicRegister.SELF_IPI.offset()) {
                position.accepted(cpu, b); // no message: it is there at once
            } else if (kind == EventKind.REGISTER_READ && a == MARK.offset()) {
                position.next();
            }
        });
        if (result.end() != RunEnd.ENDED) {
            throw new IllegalStateException("the sends do not end: " + result.end());
        }
        return arrivals;
    }

    private static IcrProgram alone(Send send, InterruptScope irqsOff) {
        return new IcrProgram(List.of(send), irqsOff, LostTargets.NONE);
    }

    /** Which send of which program is being executed. */
    private static final class Position {
        private final List<IcrProgram> programs;
        private final List<List<Arrival>> arrivals;
        private int program;
        private int send;

        Position(List<IcrProgram> programs, List<List<Arrival>> arrivals) {
            this.programs = programs;
            this.arrivals = arrivals;
            programs.forEach(each -> arrivals.add(new ArrayList<>()));
            skipEmpty();
        }

        void accepted(int cpu, long modeAndVector) {
            arrivals.get(program)
                    .add(new Arrival(
                            send, cpu, DeliveryMode.ofCode((int) modeAndVector >> 8), (int) modeAndVector & 0xFF));
        }

        void next() {
            send++;
            skipEmpty();
        }

        private void skipEmpty() {
            while (program < programs.size()
                    && send >= programs.get(program).sends().size()) {
                program++;
                send = 0;
            }
        }
    }
}
