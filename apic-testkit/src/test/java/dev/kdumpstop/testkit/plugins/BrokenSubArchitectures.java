package dev.kdumpstop.testkit.plugins;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.DeliveryPlan;
import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.IcrPrograms;
import dev.kdumpstop.api.delivery.InterruptScope;
import dev.kdumpstop.api.delivery.IpiDelivery;
import dev.kdumpstop.api.delivery.IpiRequest;
import dev.kdumpstop.api.delivery.IpiRoutines;
import dev.kdumpstop.api.delivery.LostTargets;
import dev.kdumpstop.api.delivery.NoSuchRoutine;
import dev.kdumpstop.api.delivery.Send;
import dev.kdumpstop.api.delivery.SendWrite;
import dev.kdumpstop.api.icr.DestinationMode;
import dev.kdumpstop.api.machine.ApicGeneration;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.subarch.ApicSetup;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.unit.Picoseconds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.assertj.core.util.Strings;

/** Sub-architectures that are {@link Pairs} but for one thing. */
public final class BrokenSubArchitectures {
    private BrokenSubArchitectures() {}

    /** Pairs with a delivery made of its own. */
    private abstract static class OtherDelivery extends Pairs {
        abstract DeliveryPlan plan(IcrProgram right, IpiRequest request, MachineSpec machine);

        @Override
        public IpiDelivery ipiDelivery(MachineSpec machine) {
            IpiDelivery right = super.ipiDelivery(machine);
            return request -> plan((IcrProgram) right.planFor(request), request, machine);
        }

        static IcrProgram with(IcrProgram program, UnaryOperator<Send> change) {
            return new IcrProgram(program.sends().stream().map(change).toList(), program.irqsOff(), program.lost());
        }
    }

    // --- what it says of itself

    @AutoService(SubArchitecture.class)
    public static final class BlankSummary extends Pairs {
        @Override
        public String summary() {
            return " ";
        }
    }

    @AutoService(SubArchitecture.class)
    public static final class FullStop extends Pairs {
        @Override
        public String summary() {
            return "physical ids, one by one.";
        }
    }

    @AutoService(SubArchitecture.class)
    public static final class TwoSentences extends Pairs {
        @Override
        public String summary() {
            return "physical ids. One by one";
        }
    }

    @AutoService(SubArchitecture.class)
    public static final class SameOptionTwice extends Pairs {
        @Override
        public List<OptionSpec> options() {
            return List.of(OptionSpec.flag("wide", false, "wide ids"), OptionSpec.flag("wide", true, "wide ids"));
        }
    }

    @AutoService(SubArchitecture.class)
    public static final class NoOptions extends Pairs {
        @Override
        public List<OptionSpec> options() {
            throw new IllegalStateException("not yet");
        }
    }

    @AutoService(SubArchitecture.class)
    public static final class OldLevel extends Pairs {
        @Override
        public int spiLevel() {
            return 0;
        }
    }

    /** Not annotated. */
    public static final class NoServiceFile extends Pairs {}

    @SuppressWarnings("AutoServiceConstructor")
    public static final class NoConstructor extends Pairs {
        public NoConstructor(int width) {
            if (width < 0) {
                throw new IllegalArgumentException();
            }
        }
    }

    @AutoService(SubArchitecture.class)
    public static final class UsesLibrary extends Pairs {
        @Override
        public Compatibility supports(MachineSpec machine) {
            return Strings.isNullOrEmpty(summary()) ? Compatibility.yes() : super.supports(machine);
        }
    }

    // --- what it answers

    @AutoService(SubArchitecture.class)
    public static final class Guessing extends OtherDelivery {
        private static final AtomicInteger CREATED = new AtomicInteger();
        private final int number = CREATED.incrementAndGet();

        @Override
        DeliveryPlan plan(IcrProgram right, IpiRequest request, MachineSpec machine) {
            return with(right, send -> delayed(send, number));
        }
    }

    @AutoService(SubArchitecture.class)
    public static final class ReadsTheClock extends OtherDelivery {
        @Override
        DeliveryPlan plan(IcrProgram right, IpiRequest request, MachineSpec machine) {
            return with(right, send -> delayed(send, 1 + System.nanoTime() % Picoseconds.MILLISECOND));
        }
    }

    @AutoService(SubArchitecture.class)
    public static final class Remembering extends OtherDelivery {
        private CpuSet seen = CpuSet.empty();

        @Override
        DeliveryPlan plan(IcrProgram right, IpiRequest request, MachineSpec machine) {
            seen = seen.union(request.maps().present());
            return new IcrProgram(right.sends(), InterruptScope.values()[seen.size() % 4], right.lost());
        }
    }

    @AutoService(SubArchitecture.class)
    public static final class OfOneThread extends OtherDelivery {
        private final Thread owner = Thread.currentThread();

        @Override
        DeliveryPlan plan(IcrProgram right, IpiRequest request, MachineSpec machine) {
            return Thread.currentThread().equals(owner) ? right : IcrProgram.empty();
        }
    }

    @AutoService(SubArchitecture.class)
    public static final class ThrowsOnLargeMachines extends OtherDelivery {
        @Override
        DeliveryPlan plan(IcrProgram right, IpiRequest request, MachineSpec machine) {
            if (machine.cpuCount() > 8) {
                throw new ArrayIndexOutOfBoundsException(machine.cpuCount());
            }
            return right;
        }
    }

    @AutoService(SubArchitecture.class)
    public static final class ReturnsNull extends Pairs {
        @Override
        public ApicSetup apicSetup(MachineSpec machine, CpuId cpu) {
            return machine.cpuCount() == 1 ? null : super.apicSetup(machine, cpu);
        }
    }

    @AutoService(SubArchitecture.class)
    public static final class NamelessRoutine extends OtherDelivery {
        @Override
        DeliveryPlan plan(IcrProgram right, IpiRequest request, MachineSpec machine) {
            return right.sends().isEmpty() ? new NoSuchRoutine("", "nobody to send to") : right;
        }
    }

    @AutoService(SubArchitecture.class)
    public static final class SupportsNothing extends Pairs {
        @Override
        public Compatibility supports(MachineSpec machine) {
            return Compatibility.no("it was never built");
        }
    }

    @AutoService(SubArchitecture.class)
    public static final class ThrowsInsteadOfDeclining extends Pairs {
        @Override
        public Compatibility supports(MachineSpec machine) {
            if (machine.cpuCount() > 64) {
                throw new IllegalArgumentException("it has 64 sockets at most");
            }
            return super.supports(machine);
        }
    }

    @AutoService(SubArchitecture.class)
    public static final class DeclinesWithoutReason extends Pairs {
        @Override
        public Compatibility supports(MachineSpec machine) {
            return super.supports(machine).isSupported() ? Compatibility.yes() : Compatibility.no("no");
        }
    }

    @AutoService(SubArchitecture.class)
    public static final class AnyArchitecture extends Pairs {
        @Override
        public Compatibility supports(MachineSpec machine) {
            boolean small = machine.cpuCount() == 2 && machine.mode() == ApicMode.XAPIC;
            return small && releases().contains(machine.release()) ? Compatibility.yes() : super.supports(machine);
        }
    }

    @AutoService(SubArchitecture.class)
    public static final class AnyRelease extends Pairs {
        @Override
        public Compatibility supports(MachineSpec machine) {
            boolean ours = machine.architecture() == Architecture.I386 && machine.mode() == ApicMode.XAPIC;
            return ours && machine.cpuCount() <= 64 ? Compatibility.yes() : super.supports(machine);
        }
    }

    // --- what it programs

    @AutoService(SubArchitecture.class)
    public static final class LdrNotShifted extends Pairs {
        @Override
        public ApicSetup apicSetup(MachineSpec machine, CpuId cpu) {
            return new ApicSetup(OptionalInt.of(ApicSetup.DFR_FLAT), 1 << cpu.number() % 8, ApicSetup.SVR_ENABLED);
        }
    }

    @AutoService(SubArchitecture.class)
    public static final class OddDfr extends Pairs {
        @Override
        public ApicSetup apicSetup(MachineSpec machine, CpuId cpu) {
            return ApicSetup.xapic(0xF000_0000, 1);
        }
    }

    @AutoService(SubArchitecture.class)
    public static final class NoDfr extends Pairs {
        @Override
        public ApicSetup apicSetup(MachineSpec machine, CpuId cpu) {
            return ApicSetup.x2apic(0);
        }
    }

    // --- what it writes

    @AutoService(SubArchitecture.class)
    public static final class WritesTheMsr extends OtherDelivery {
        @Override
        DeliveryPlan plan(IcrProgram right, IpiRequest request, MachineSpec machine) {
            CpuSet cpus = CpuSet.empty();
            for (Send send : right.sends()) {
                cpus = cpus.union(send.intended());
            }
            return IcrPrograms.x2apicSequence(cpus, request.vector(), machine::apicId);
        }
    }

    @AutoService(SubArchitecture.class)
    public static final class IdOutOfRange extends OtherDelivery {
        @Override
        DeliveryPlan plan(IcrProgram right, IpiRequest request, MachineSpec machine) {
            boolean narrow = machine.generation() == ApicGeneration.P6;
            return narrow
                    ? with(
                            right,
                            send -> withWrites(
                                    send,
                                    write -> write instanceof SendWrite.IcrHigh icr
                                            ? new SendWrite.IcrHigh(icr.value() | 0x1000_0000)
                                            : write))
                    : right;
        }
    }

    private static Send delayed(Send send, long ps) {
        List<SendWrite> writes = new ArrayList<>(send.writes());
        writes.add(0, new SendWrite.Delay(ps));
        return new Send(send.intended(), send.before(), writes, send.after());
    }

    private static Send withWrites(Send send, UnaryOperator<SendWrite> change) {
        return new Send(
                send.intended(),
                send.before(),
                send.writes().stream().map(change).toList(),
                send.after());
    }

    @AutoService(SubArchitecture.class)
    public static final class DropsTheMode extends OtherDelivery {
        @Override
        DeliveryPlan plan(IcrProgram right, IpiRequest request, MachineSpec machine) {
            return with(
                    right,
                    send -> withWrites(
                            send,
                            write -> write instanceof SendWrite.IcrLow icr && icr.value() == 0x400
                                    ? new SendWrite.IcrLow(0xF0)
                                    : write));
        }
    }

    // --- whom it reaches

    @AutoService(SubArchitecture.class)
    public static final class HitsSelf extends Pairs {
        @Override
        public IpiDelivery ipiDelivery(MachineSpec machine) {
            return new IpiRoutines() {
                @Override
                public DeliveryPlan sendMask(CpuSet cpus, IpiRequest request) {
                    return IcrPrograms.sequence(cpus, request.vector(), DestinationMode.PHYSICAL, machine::apicId);
                }

                @Override
                public DeliveryPlan sendMaskAllButSelf(CpuSet cpus, IpiRequest request) {
                    IcrProgram program = (IcrProgram) IpiRoutines.super.sendMaskAllButSelf(cpus, request);
                    List<Send> sends = new ArrayList<>(program.sends());
                    sends.add(Send.icrPair(
                            CpuSet.empty(),
                            machine.apicId(request.sender().number()) << 24,
                            request.vector().icrBits()));
                    return new IcrProgram(sends, program.irqsOff(), program.lost());
                }
            };
        }
    }

    @AutoService(SubArchitecture.class)
    public static final class ForgetsTheLast extends OtherDelivery {
        @Override
        DeliveryPlan plan(IcrProgram right, IpiRequest request, MachineSpec machine) {
            List<Send> sends = right.sends();
            return sends.size() < 3
                    ? right
                    : new IcrProgram(sends.subList(0, sends.size() - 1), right.irqsOff(), right.lost());
        }
    }

    @AutoService(SubArchitecture.class)
    public static final class ForgetsAndMeansToReach extends OtherDelivery {
        @Override
        DeliveryPlan plan(IcrProgram right, IpiRequest request, MachineSpec machine) {
            List<Send> sends = new ArrayList<>(right.sends());
            if (sends.size() >= 3) {
                Send last = sends.remove(sends.size() - 1);
                Send before = sends.remove(sends.size() - 1);
                sends.add(new Send(
                        before.intended().union(last.intended()), before.before(), before.writes(), before.after()));
            }
            return new IcrProgram(sends, right.irqsOff(), right.lost());
        }
    }

    @AutoService(SubArchitecture.class)
    public static final class SendsTwice extends OtherDelivery {
        @Override
        DeliveryPlan plan(IcrProgram right, IpiRequest request, MachineSpec machine) {
            List<Send> sends = new ArrayList<>(right.sends());
            right.sends().stream()
                    .findFirst()
                    .ifPresent(first ->
                            sends.add(new Send(CpuSet.empty(), first.before(), first.writes(), Optional.empty())));
            return new IcrProgram(sends, right.irqsOff(), right.lost());
        }
    }

    @AutoService(SubArchitecture.class)
    public static final class DeclaresLost extends OtherDelivery {
        @Override
        DeliveryPlan plan(IcrProgram right, IpiRequest request, MachineSpec machine) {
            List<Send> sends = right.sends();
            if (sends.size() < 3) {
                return right;
            }
            CpuSet lost = sends.get(0).intended();
            return new IcrProgram(
                    with(
                                    right,
                                    send -> send.intended().equals(lost)
                                            ? new Send(CpuSet.empty(), send.before(), send.writes(), send.after())
                                            : send)
                            .sends(),
                    right.irqsOff(),
                    new LostTargets(lost, "so it was thought"));
        }
    }

    @AutoService(SubArchitecture.class)
    public static final class LosesWithoutReason extends OtherDelivery {
        @Override
        DeliveryPlan plan(IcrProgram right, IpiRequest request, MachineSpec machine) {
            List<Send> sends = right.sends();
            return sends.size() < 3
                    ? right
                    : new IcrProgram(
                            sends.subList(1, sends.size()),
                            right.irqsOff(),
                            new LostTargets(sends.get(0).intended(), ""));
        }
    }

    @AutoService(SubArchitecture.class)
    public static final class MixesUp extends OtherDelivery {
        @Override
        DeliveryPlan plan(IcrProgram right, IpiRequest request, MachineSpec machine) {
            List<Send> sends = right.sends();
            List<Send> mixed = new ArrayList<>();
            for (int i = 0; i < sends.size(); i++) {
                Send one = sends.get(i);
                mixed.add(
                        new Send(sends.get(sends.size() - 1 - i).intended(), one.before(), one.writes(), one.after()));
            }
            return new IcrProgram(mixed, right.irqsOff(), right.lost());
        }
    }

    @AutoService(SubArchitecture.class)
    public static final class HitsStrangers extends OtherDelivery {
        @Override
        DeliveryPlan plan(IcrProgram right, IpiRequest request, MachineSpec machine) {
            boolean broadcast = right.sends().size() == 1
                    && machine.cpuCount() > 2
                    && !machine.generation().hasApicBus();
            return broadcast && !right.sends().get(0).usesShorthand()
                    ? with(
                            right,
                            send -> Send.icrPair(
                                    send.intended(),
                                    0xFF00_0000,
                                    request.vector().icrBits()))
                    : right;
        }
    }

    /** Right in every word, but so slow that nobody answers in time. */
    @AutoService(SubArchitecture.class)
    public static final class Slow extends OtherDelivery {
        @Override
        DeliveryPlan plan(IcrProgram right, IpiRequest request, MachineSpec machine) {
            return with(right, send -> delayed(send, 4000 * Picoseconds.SECOND));
        }
    }
}
