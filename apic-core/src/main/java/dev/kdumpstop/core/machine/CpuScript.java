package dev.kdumpstop.core.machine;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.InterruptScope;
import dev.kdumpstop.api.delivery.Send;
import dev.kdumpstop.api.delivery.SendWrite;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.api.wait.OnTimeout;
import dev.kdumpstop.api.wait.Purpose;
import dev.kdumpstop.api.wait.Solution;
import dev.kdumpstop.api.wait.WaitContext;
import dev.kdumpstop.api.wait.WaitPlan;
import dev.kdumpstop.api.wait.WaitSite;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * What one CPU executes in one frame: a flat list of atomic steps. Immutable; made once, executed many times.
 *
 * <p>Scripts are the machine's only idea of software. Whoever knows a kernel turns its steps into scripts.
 */
public final class CpuScript {
    /** A loop that never ends; for CPUs that do something else than stopping. */
    public static final CpuScript BUSY = builder("other work").spin().build();
    /** A handler that returns at once. */
    public static final CpuScript RETURN =
            builder("a handler that returns").interruptReturn().build();
    /** A handler of a maskable interrupt that acknowledges and returns. */
    static final CpuScript EOI_AND_RETURN = builder("an interrupt handler")
            .write(ApicRegister.EOI, 0)
            .interruptReturn()
            .build();
    /** An NMI handler that does not return by itself; an outside event moves it to its second step. */
    static final CpuScript STUCK_HANDLER = builder("an NMI handler that does not return")
            .spin()
            .interruptReturn()
            .build();
    /** An answer that counts in every round. */
    public static final int ANY_ROUND = -1;
    /** A parked CPU. */
    public static final CpuScript PARKED = builder("parked").halt().build();

    final String name;
    final Op[] ops;
    /** Whether an interrupt return can be reached from each step by steps that end. */
    final boolean[] reachesReturn;
    /** What the steps from each one on may do: {@link #sends(DeliveryMode)}, and the bits below. */
    final int[] ahead;
    /** Where the steps of each request begin. */
    final int[] requests;

    static final int ENDS_THE_RUN = 1 << 8;
    static final int WRITES_SVR = 1 << 9;
    static final int REWRITES = 1 << 10;
    /** A step asks whether a command was sent; only then is that remembered. */
    static final int ASKS_WHETHER_SENT = 1 << 11;

    static final int ANY_SEND = 0xFF;

    /** What a step does that clears the I/O APIC and finds its lock held. */
    static final int TAKES_LOCK = 0;

    static final int FORCES_LOCK = 1;

    private CpuScript(String name, List<Op> ops, List<Integer> requests) {
        this.name = name;
        this.ops = ops.toArray(new Op[0]);
        this.reachesReturn = new boolean[this.ops.length];
        this.ahead = new int[this.ops.length];
        this.requests = requests.stream().mapToInt(Integer::intValue).toArray();
        int mayDo = 0;
        for (int pc = this.ops.length - 1; pc >= 0; pc--) {
            Op op = this.ops[pc];
            boolean next = pc + 1 < this.ops.length && reachesReturn[pc + 1];
            reachesReturn[pc] = switch (op.kind()) {
                case INTERRUPT_RETURN -> true;
                case SPIN, HALT, END, NEXT_REQUEST, REQUEST_SENT -> false;
                default ->
                    next
                            || (op.target() > pc && op.target() < this.ops.length && reachesReturn[op.target()])
                            || (op.abort() > pc && op.abort() < this.ops.length && reachesReturn[op.abort()]);
            };
            mayDo |= mayDo(op);
            ahead[pc] = mayDo;
        }
        if (!requests.isEmpty()) {
            // Every request may come again.
            Arrays.fill(ahead, ahead[0]);
        }
    }

    private static int mayDo(Op op) {
        return switch (op.kind()) {
            case ICR_LOW, X2_ICR -> sends(DeliveryMode.ofCode((int) op.x() >> 8));
            case SELF_IPI -> sends(DeliveryMode.FIXED);
            case OUTSIDE_WRITE -> sends(DeliveryMode.ofCode(op.a()));
            case END -> ENDS_THE_RUN;
            case WAIT -> op.plan() == null ? 0 : mayDo(op.plan().onTimeout());
            case WRITE, WRITE_MODIFIED -> op.a() == ApicRegister.SVR.offset() ? WRITES_SVR : 0;
            case SKIP_IF_SEND_FAILED -> ASKS_WHETHER_SENT;
            default -> 0;
        };
    }

    /** The bit in {@link #ahead} that stands for a send in this mode. */
    static int sends(DeliveryMode mode) {
        return 1 << mode.code();
    }

    private static int mayDo(OnTimeout action) {
        if (action instanceof OnTimeout.RewriteIcrLow rewrite) {
            return REWRITES | mayDo(rewrite.then());
        }
        return action instanceof OnTimeout.Panic ? ENDS_THE_RUN : 0;
    }

    /** Starts an empty script. */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /** Number of steps. */
    public int length() {
        return ops.length;
    }

    /** How the script fails if it comes to that, in words; empty if it never does by itself. */
    public String failure() {
        for (Op op : ops) {
            if (op.kind() == OpKind.END && op.a() == End.FAILED.ordinal()) {
                return op.words();
            }
        }
        return "";
    }

    /** Index of the step behind the first {@code count} writes of a send. */
    public int afterWrites(int count) {
        int left = count;
        for (int pc = 0; pc < ops.length; pc++) {
            if (left == 0) {
                return pc;
            }
            switch (ops[pc].kind()) {
                case ICR_HIGH, ICR_LOW, X2_ICR, SELF_IPI, OUTSIDE_WRITE, FENCE, DELAY -> left--;
                default -> {}
            }
        }
        throw new IllegalArgumentException(name + " has no " + count + " writes");
    }

    /** The step in words. */
    public String words(int pc) {
        return ops[pc].words();
    }

    @Override
    public String toString() {
        return name;
    }

    /** How a script ends the run. */
    public enum End {
        /** The capture kernel is entered. */
        CAPTURE_KERNEL,
        /** The machine restarts. */
        RESTART,
        /** The crash path itself fails: a call of a routine that is not there, a panic in the panic. */
        FAILED,
        /** A script made for another purpose has come to its end. */
        DONE,
        /** The boot CPU was sent an INIT: firmware starts over. */
        RESET
    }

    /** Collects steps. */
    public static final class Builder {
        private final String name;
        private final List<Op> ops = new ArrayList<>();
        private final List<Integer> requests = new ArrayList<>();

        private Builder(String name) {
            this.name = name;
        }

        /** Index of the next step. */
        public int position() {
            return ops.size();
        }

        private Builder add(Op op) {
            ops.add(op);
            return this;
        }

        /** Maskable interrupts off. */
        public Builder irqsOff() {
            return add(Op.of(OpKind.IRQS_OFF, "interrupts off"));
        }

        /** From here on the CPUs asked execute the model's NMI handler of this index, the first being 0. */
        public Builder installHandler(int index) {
            return add(Op.of(OpKind.INSTALL_HANDLER, index, 0, "install the NMI handler"));
        }

        /** Registers saved. */
        public Builder saveRegisters() {
            return add(Op.of(OpKind.SAVE_REGISTERS, "save registers"));
        }

        /** This CPU has answered, whatever the round. */
        public Builder acknowledge() {
            return acknowledge(ANY_ROUND);
        }

        /** This CPU has answered; it counts only as long as {@code round} is the one that goes on, the first being 0. */
        public Builder acknowledge(int round) {
            return add(Op.of(OpKind.ACKNOWLEDGE, round, 0, "acknowledge"));
        }

        /**
         * A new round: answers given so far no longer count, and who gave one may be asked again. A CPU that has stopped
         * stays what it is: it answered, and will never do so again.
         */
        public Builder beginRound() {
            return add(Op.of(OpKind.BEGIN_ROUND, "a new round of answers"));
        }

        /** Leaves the handler. */
        public Builder interruptReturn() {
            return add(Op.of(OpKind.INTERRUPT_RETURN, "return from the handler"));
        }

        /** Loops for ever. */
        public Builder spin() {
            return add(Op.of(OpKind.SPIN, "loop for ever"));
        }

        /** Halts for ever. */
        public Builder halt() {
            return add(Op.of(OpKind.HALT, "halt"));
        }

        /** Ends the run. */
        public Builder end(End end, String words) {
            return add(Op.of(OpKind.END, end.ordinal(), 0, words));
        }

        /** A register read whose value is dropped. */
        public Builder read(ApicRegister register) {
            return add(Op.of(OpKind.READ, register.offset(), 0, "read " + register));
        }

        /** A register write. */
        public Builder write(ApicRegister register, int value) {
            return add(Op.of(OpKind.WRITE, register.offset(), Integer.toUnsignedLong(value), "write " + register));
        }

        /** A read, then a write of {@code (value AND and) OR or}. */
        public Builder modify(ApicRegister register, int and, int or) {
            read(register);
            long masks = Integer.toUnsignedLong(and) << 32 | Integer.toUnsignedLong(or);
            return add(Op.of(OpKind.WRITE_MODIFIED, register.offset(), masks, "write " + register));
        }

        /** Masks and zeroes the I/O APIC's entries, under the kernel's lock; or takes the lock away from whoever holds it. */
        public Builder clearIoApic(boolean forcesLock) {
            return add(Op.of(OpKind.CLEAR_IO_APIC, forcesLock ? FORCES_LOCK : TAKES_LOCK, 0, "clear the I/O APIC"));
        }

        /** Waits until all CPUs asked have acknowledged. */
        public Builder awaitAcknowledged(long stepPs, long maxSteps) {
            return add(Op.of(
                    OpKind.AWAIT_ACKNOWLEDGED,
                    Math.toIntExact(maxSteps),
                    stepPs,
                    "wait for all to answer, at most " + maxSteps + " x " + Picoseconds.format(stepPs)));
        }

        /**
         * The sends of a program, each with the waits a solution gives it.
         *
         * @param vector the kernel's vector number, for the wait contexts
         */
        public Builder program(IcrProgram program, Purpose purpose, int vector, Solution solution) {
            int first = ops.size();
            InterruptScope scope = program.irqsOff();
            boolean eachSend = scope == InterruptScope.EACH_SEND;
            boolean onlyWrites = scope == InterruptScope.WRITES_OF_EACH_SEND;
            if (scope == InterruptScope.WHOLE_PROGRAM) {
                add(Op.of(OpKind.IRQS_SAVE, "interrupts off"));
            }
            for (Send send : program.sends()) {
                DeliveryMode mode = send.deliveryMode();
                int start = ops.size();
                if (eachSend) {
                    add(Op.of(OpKind.IRQS_SAVE, "interrupts off"));
                }
                send.before().ifPresent(site -> addWait(send, site, purpose, mode, vector, solution));
                if (onlyWrites) {
                    add(Op.of(OpKind.IRQS_SAVE, "interrupts off"));
                }
                for (SendWrite write : send.writes()) {
                    add(write(write, send.intended()));
                }
                if (onlyWrites) {
                    add(Op.of(OpKind.IRQS_RESTORE, "interrupts as before"));
                }
                send.after().ifPresent(site -> addWait(send, site, purpose, mode, vector, solution));
                patchSkips(start);
                if (eachSend) {
                    add(Op.of(OpKind.IRQS_RESTORE, "interrupts as before"));
                }
            }
            patchAborts(first);
            if (scope != InterruptScope.NONE) {
                add(Op.of(OpKind.IRQS_RESTORE, "interrupts as before"));
            }
            return this;
        }

        private void addWait(
                Send send, WaitSite site, Purpose purpose, DeliveryMode mode, int vector, Solution solution) {
            WaitContext context = new WaitContext(purpose, mode, vector, send.usesShorthand(), site);
            WaitPlan plan = solution.planFor(context);
            String what = site == WaitSite.REMOTE_READ_DONE ? "the remote-read status" : "ICR bit 12 (delivery status)";
            String where = site == WaitSite.ICR_IDLE_BEFORE ? " before the send to " : " after the send to ";
            String whom = send.usesShorthand()
                    ? "all but itself"
                    : (send.intended().size() == 1 ? "CPU " : "CPUs ") + send.intended();
            add(new Op(
                    OpKind.WAIT,
                    site.ordinal(),
                    0,
                    0,
                    UNPATCHED,
                    UNPATCHED,
                    plan,
                    context,
                    send.intended(),
                    what + where + whom));
        }

        private static final int UNPATCHED = -2;

        /** A skipped send goes on behind all that belongs to it. */
        private void patchSkips(int from) {
            for (int i = from; i < ops.size(); i++) {
                Op op = ops.get(i);
                if (op.kind() == OpKind.WAIT && op.target() == UNPATCHED) {
                    ops.set(i, retarget(op, ops.size(), op.abort()));
                }
            }
        }

        /** An aborted request goes on behind the program. */
        private void patchAborts(int from) {
            for (int i = from; i < ops.size(); i++) {
                Op op = ops.get(i);
                if (op.kind() == OpKind.WAIT && op.abort() == UNPATCHED) {
                    ops.set(i, retarget(op, op.target(), ops.size()));
                }
            }
        }

        private static Op retarget(Op op, int target, int abort) {
            return new Op(
                    op.kind(), op.a(), op.b(), op.x(), target, abort, op.plan(), op.context(), op.cpus(), op.words());
        }

        private static Op write(SendWrite write, CpuSet intended) {
            if (write instanceof SendWrite.IcrHigh high) {
                return write(OpKind.ICR_HIGH, Integer.toUnsignedLong(high.value()), intended, "write ICR2");
            } else if (write instanceof SendWrite.IcrLow low) {
                return write(OpKind.ICR_LOW, Integer.toUnsignedLong(low.value()), intended, "write ICR");
            } else if (write instanceof SendWrite.X2Icr icr) {
                return write(OpKind.X2_ICR, icr.value(), intended, "write MSR 830H");
            } else if (write instanceof SendWrite.SelfIpi self) {
                return write(OpKind.SELF_IPI, self.vector(), intended, "write MSR 83FH");
            } else if (write instanceof SendWrite.NodeRegister node) {
                return outside(node.delivers(), node.value(), "write " + node.name());
            } else if (write instanceof SendWrite.Port port) {
                return outside(port.delivers(), port.value(), "write port " + port.port());
            } else if (write instanceof SendWrite.Delay delay) {
                return write(OpKind.DELAY, delay.ps(), intended, "delay " + Picoseconds.format(delay.ps()));
            }
            return write(OpKind.FENCE, 0, intended, "fence");
        }

        private static Op write(OpKind kind, long value, CpuSet intended, String words) {
            return new Op(kind, 0, 0, value, -1, -1, null, null, intended, words);
        }

        private static Op outside(SendWrite.Delivers delivers, long value, String words) {
            return new Op(
                    OpKind.OUTSIDE_WRITE,
                    delivers.mode().code(),
                    delivers.vector(),
                    value,
                    -1,
                    -1,
                    null,
                    null,
                    delivers.cpus(),
                    words);
        }

        /** Skips the given steps if {@code cpu} has acknowledged. */
        public Builder unlessAcknowledged(int cpu, Consumer<Builder> steps) {
            return skipping(OpKind.SKIP_IF_ACKNOWLEDGED, cpu, "has CPU " + cpu + " stopped?", steps);
        }

        /** Skips the given steps if all CPUs asked have acknowledged. */
        public Builder unlessAllAcknowledged(Consumer<Builder> steps) {
            return skipping(OpKind.SKIP_IF_ALL_ACKNOWLEDGED, 0, "have all CPUs stopped?", steps);
        }

        private Builder skipping(OpKind kind, int cpu, String words, Consumer<Builder> steps) {
            int at = ops.size();
            add(Op.of(kind, cpu, 0, words));
            steps.accept(this);
            Op skip = ops.get(at);
            ops.set(at, retarget(skip, ops.size(), -1));
            return this;
        }

        /**
         * Skips the given steps if the wait after the last command ended by its limit, or if the register value read last
         * has one of the bits of {@code errorMask}.
         */
        public Builder unlessSendFailed(int errorMask, Consumer<Builder> steps) {
            return skipping(OpKind.SKIP_IF_SEND_FAILED, errorMask, "was the command sent without an error?", steps);
        }

        /**
         * Serves requests one after another, for ever: waits for the next one of the run's {@link RequestSource}, then
         * takes the steps given for it. Nothing can follow.
         *
         * @param steps by the number the source gives a request
         */
        public Builder serve(List<Consumer<Builder>> steps) {
            int next = ops.size();
            add(Op.of(OpKind.NEXT_REQUEST, "wait for a request"));
            for (Consumer<Builder> request : steps) {
                requests.add(ops.size());
                request.accept(this);
                add(retarget(Op.of(OpKind.REQUEST_SENT, "done with the request"), next, -1));
            }
            return this;
        }

        /** The script. @throws IllegalStateException if it has no last step, so that it would run off its end */
        public CpuScript build() {
            OpKind last = ops.isEmpty() ? OpKind.FENCE : ops.get(ops.size() - 1).kind();
            boolean ends = switch (last) {
                case END, HALT, SPIN, INTERRUPT_RETURN, NEXT_REQUEST, REQUEST_SENT -> true;
                default -> false;
            };
            if (!ends || ops.stream().anyMatch(op -> Math.max(op.target(), op.abort()) >= ops.size())) {
                throw new IllegalStateException(
                        "script '" + name + "' runs off its end; it must return, halt, loop or end the run");
            }
            return new CpuScript(name, ops, requests);
        }
    }
}
