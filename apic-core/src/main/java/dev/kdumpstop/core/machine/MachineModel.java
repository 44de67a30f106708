package dev.kdumpstop.core.machine;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.icr.ApicBits;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.subarch.ApicSetup;
import dev.kdumpstop.api.timing.TimingProfile;
import dev.kdumpstop.core.apic.ApicProfile;
import dev.kdumpstop.core.apic.Destinations;
import dev.kdumpstop.core.apic.Deviation;
import dev.kdumpstop.core.apic.IcrRules;
import dev.kdumpstop.core.apic.RegisterMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Everything about a run that does not change while it runs: the machine, the options, the costs, the scripts, the
 * schedule of outside changes and the state it starts from. Immutable, so any number of threads may run it.
 */
public final class MachineModel {
    final MachineSpec spec;
    final ModelOptions options;
    final TimingProfile timing;
    final int cpus;
    final boolean x2apic;
    final InterconnectKind interconnect;
    /** By CPU: the node it is on; what a local APIC sends does not leave its node. */
    final int[] node;

    final int subject;
    final CpuScript[] scripts;
    final int stuckHandler;
    final int busyScript;
    /** Scripts on NMI by the order in which they are installed. */
    final int[] nmiHandlers;

    final int returningHandler;
    /** Per vector: the stop handler, or that of an ordinary interrupt. */
    final int[] vectorHandler;

    final CpuSet asked;
    final List<ScheduledChange> schedule;
    final MachineState initial;
    final long[] extraLatencyPs;
    /** What the version register reads on every CPU. */
    final int version;

    final ApicProfile apic;
    final RegisterMap registers;
    final IcrRules icrRules;
    final Destinations destinations;
    final boolean requestsByVector;
    final boolean servesIllegalVectors;
    final boolean keepsIllegalVectors;
    final boolean endsFixedByItself;
    final boolean keepsFixedWhileDisabled;
    final boolean latchesTwoNmis;
    final boolean takesNmiBeforeStartup;
    final boolean logicalNmiSkipsDisabled;
    final boolean firstTakesLowestPriority;
    final boolean sendAcceptOnAnyTransport;
    /** CPUs that logical destinations do not reach, whatever their LDR. */
    final CpuSet logicallyUnreachable;

    private MachineModel(Builder builder) {
        spec = builder.spec;
        options = builder.options;
        timing = builder.timing;
        cpus = spec.cpuCount();
        x2apic = spec.mode() == ApicMode.X2APIC;
        interconnect = spec.interconnect();
        node = IntStream.range(0, cpus).map(spec::node).toArray();
        subject = builder.subject;
        version = builder.version >= 0 ? builder.version : spec.generation().maxLvt() << 16 | spec.apicVersion();
        apic = options.apic();
        registers = new RegisterMap(spec.generation(), apic, version);
        icrRules = new IcrRules(spec.generation(), apic);
        destinations = new Destinations(spec.generation(), apic);
        requestsByVector = apic.has(Deviation.REQUESTS_BY_VECTOR);
        servesIllegalVectors = apic.has(Deviation.ILLEGAL_VECTORS_ARE_SERVED);
        keepsIllegalVectors = servesIllegalVectors || apic.has(Deviation.ILLEGAL_VECTORS_STAY);
        endsFixedByItself = apic.has(Deviation.FIXED_ENDS_BY_ITSELF);
        keepsFixedWhileDisabled = apic.has(Deviation.DISABLED_KEEPS_FIXED) || apic.has(Deviation.DISABLED_SERVES_FIXED);
        latchesTwoNmis = apic.has(Deviation.TWO_NMIS_ARE_LATCHED);
        takesNmiBeforeStartup = apic.has(Deviation.NMI_BEFORE_STARTUP_IS_TAKEN);
        logicalNmiSkipsDisabled = apic.has(Deviation.LOGICAL_NMI_SKIPS_DISABLED);
        firstTakesLowestPriority = apic.has(Deviation.LOWEST_PRIORITY_TAKES_FIRST);
        sendAcceptOnAnyTransport = apic.has(Deviation.SEND_ACCEPT_ON_ANY_TRANSPORT);
        logicallyUnreachable = apic.has(Deviation.LOGICAL_STOPS_AT_ID_GAP) ? behindIdGap(spec) : CpuSet.empty();
        stuckHandler = builder.index(CpuScript.STUCK_HANDLER);
        busyScript = builder.index(CpuScript.BUSY);
        returningHandler = builder.index(CpuScript.RETURN);
        nmiHandlers = builder.nmiHandlers.stream().mapToInt(builder::index).toArray();
        vectorHandler = new int[256];
        Arrays.fill(vectorHandler, builder.index(CpuScript.EOI_AND_RETURN));
        builder.vectorHandlers.forEach(handler -> vectorHandler[handler.vector] = builder.index(handler.script));
        asked = builder.asked;
        extraLatencyPs = new long[cpus];
        initial = new MachineState(cpus);
        int[] tasks = new int[cpus];
        for (int cpu = 0; cpu < cpus; cpu++) {
            boolean online = spec.maps().online().contains(cpu);
            boolean booted = spec.maps().bootedOnce().contains(cpu);
            CpuScript given = builder.tasks[cpu];
            // A CPU that was never booted executes nothing until its start-up message, and then its kernel.
            CpuScript unless = online || !booted ? CpuScript.BUSY : CpuScript.PARKED;
            tasks[cpu] = builder.index(given != null ? given : unless);
            initial.flag(cpu, MachineState.ANSWERS, true);
            initial.flag(cpu, MachineState.INTERRUPTS_ON, online);
            initial.flag(cpu, MachineState.OFFLINE, !online);
            initial.flag(cpu, MachineState.WAIT_FOR_SIPI, !booted);
            ApicSetup asReset = x2apic ? builder.setup.apply(cpu) : ApicSetup.xapicUntouched();
            setUpApic(cpu, booted ? builder.setup.apply(cpu) : asReset, online);
        }
        Interrupted interrupted = builder.interrupted;
        int interruptedScript = interrupted == null ? -1 : builder.index(interrupted.script());
        scripts = builder.scripts.toArray(new CpuScript[0]);
        for (int cpu = 0; cpu < cpus; cpu++) {
            if (cpu == subject && interrupted != null) {
                initial.push(cpu, interruptedScript, interrupted.pc(), MachineState.TASK);
                initial.flag(cpu, MachineState.INTERRUPTS_ON, false);
                initial.flag(cpu, MachineState.IN_NMI, true);
                initial.push(cpu, tasks[cpu], 0, MachineState.NMI);
                initial.set(cpu, MachineState.ICR, Integer.toUnsignedLong(interrupted.icrHigh()) << 32);
            } else {
                initial.push(cpu, tasks[cpu], 0, MachineState.TASK);
            }
        }
        builder.registers.forEach(given -> {
            long icr = initial.get(given.cpu(), MachineState.ICR);
            if (given.register() == ApicRegister.ICR) {
                initial.set(given.cpu(), MachineState.ICR, icr >>> 32 << 32 | Integer.toUnsignedLong(given.value()));
            } else if (given.register() == ApicRegister.ICR2) {
                initial.set(given.cpu(), MachineState.ICR, (long) given.value() << 32 | (icr & 0xFFFF_FFFFL));
            } else {
                initial.stored(given.cpu(), given.register().offset(), given.value());
            }
        });
        List<ScheduledChange> later = new ArrayList<>();
        Rules rules = new Rules(this, initial);
        for (ScheduledChange change : builder.changes) {
            if (!change.isBeforeTheCrash()) {
                later.add(change);
            } else if (change.change() instanceof PrimitiveChange.SlowDispatch slow) {
                extraLatencyPs[slow.cpu()] += slow.extraPs();
            } else {
                rules.outside(change.change());
            }
        }
        schedule = List.copyOf(later);
    }

    private static CpuSet behindIdGap(MachineSpec spec) {
        int gap = 0;
        while (spec.apicIds().contains(gap)) {
            gap++;
        }
        CpuSet behind = CpuSet.empty();
        for (int cpu = 0; cpu < spec.cpuCount(); cpu++) {
            behind = spec.apicId(cpu) > gap ? behind.with(cpu) : behind;
        }
        return behind;
    }

    private void setUpApic(int cpu, ApicSetup setup, boolean online) {
        int id = spec.apicId(cpu);
        initial.flag(cpu, MachineState.X2APIC, x2apic);
        initial.set(cpu, MachineState.APIC_PAGE, Integer.toUnsignedLong(ApicBits.DEFAULT_BASE) >>> 12);
        initial.stored(cpu, ApicRegister.ID.offset(), x2apic ? id : id << 24);
        initial.set(cpu, MachineState.ARBITRATION_ID, id & 0xF);
        initial.stored(cpu, ApicRegister.LDR.offset(), setup.ldr());
        initial.stored(cpu, ApicRegister.DFR.offset(), setup.dfr().orElse(ApicSetup.DFR_FLAT));
        initial.stored(cpu, ApicRegister.SVR.offset(), online ? setup.svr() : setup.svr() & ~ApicBits.SVR_ENABLE);
        for (ApicRegister register : RegisterMap.LVT) {
            initial.stored(cpu, register.offset(), registers.reset(register.offset()));
        }
    }

    /** Starts a model of the given machine. */
    public static Builder builder(MachineSpec spec, TimingProfile timing) {
        return new Builder(spec, timing);
    }

    /** The machine. */
    public MachineSpec spec() {
        return spec;
    }

    /** The options. */
    public ModelOptions options() {
        return options;
    }

    /** The costs. */
    public TimingProfile timing() {
        return timing;
    }

    /** The CPU whose script the run is about. */
    public int subject() {
        return subject;
    }

    /** The CPUs that are asked to acknowledge. */
    public CpuSet asked() {
        return asked;
    }

    /** A copy of the state the run starts from. */
    public MachineState initialState() {
        return initial.copy();
    }

    /** What happens from outside while it runs. */
    public List<ScheduledChange> schedule() {
        return schedule;
    }

    private record VectorHandler(int vector, CpuScript script) {}

    private record RegisterValue(int cpu, ApicRegister register, int value) {}

    private record Interrupted(CpuScript script, int pc, int icrHigh) {}

    /** Collects the parts of a model. */
    public static final class Builder {
        private final MachineSpec spec;
        private final TimingProfile timing;
        private final @Nullable CpuScript[] tasks;
        private final List<CpuScript> scripts = new ArrayList<>();
        private final List<CpuScript> nmiHandlers = new ArrayList<>();
        private final List<VectorHandler> vectorHandlers = new ArrayList<>();
        private final List<RegisterValue> registers = new ArrayList<>();
        private final List<ScheduledChange> changes = new ArrayList<>();
        private ModelOptions options = ModelOptions.defaults();
        private @Nullable Interrupted interrupted;
        private int subject;
        private int version = -1;
        private CpuSet asked = CpuSet.empty();
        private IntFunction<ApicSetup> setup = cpu -> ApicSetup.xapic(ApicSetup.DFR_FLAT, 0);

        private Builder(MachineSpec spec, TimingProfile timing) {
            this.spec = spec;
            this.timing = timing;
            this.tasks = new @Nullable CpuScript[spec.cpuCount()];
        }

        private int index(CpuScript script) {
            int index = scripts.indexOf(script);
            if (index < 0) {
                scripts.add(script);
                index = scripts.size() - 1;
            }
            return index;
        }

        /** The options; defaults unless given. */
        public Builder options(ModelOptions value) {
            options = value;
            return this;
        }

        /** How each CPU's APIC is set up when the run begins. */
        public Builder apicSetup(IntFunction<ApicSetup> value) {
            setup = value;
            return this;
        }

        /** What {@code cpu} executes when the run begins. CPUs that are not given one do other work, or are parked. */
        public Builder task(int cpu, CpuScript script) {
            tasks[cpu] = script;
            return this;
        }

        /** The CPU the run is about, and its script. */
        public Builder subject(int cpu, CpuScript script) {
            subject = cpu;
            return task(cpu, script);
        }

        /** The subject's script runs in an NMI on top of this one, of which the steps before {@code pc} are done. */
        public Builder interrupted(CpuScript script, int pc, int icrHigh) {
            interrupted = new Interrupted(script, pc, icrHigh);
            return this;
        }

        /** The CPUs that are asked to answer. */
        public Builder asked(CpuSet cpus) {
            asked = cpus;
            return this;
        }

        /** One more NMI handler for the CPUs asked; scripts install it by its index. Until then an NMI only returns. */
        public Builder onNmi(CpuScript script) {
            nmiHandlers.add(script);
            return this;
        }

        /** What CPUs execute on a vector. */
        public Builder onVector(int vector, CpuScript script) {
            vectorHandlers.add(new VectorHandler(vector, script));
            return this;
        }

        /** What the version register reads on every CPU; what the generation has unless given. Bit 31 is 0. */
        public Builder version(int value) {
            version = value;
            return this;
        }

        /**
         * The value of a register when the run begins; later values win.
         *
         * @throws IllegalArgumentException if the register has no value of its own: read-only, or 256 bits wide
         */
        public Builder register(int cpu, ApicRegister register, int value) {
            if (!MachineState.isStored(register.offset())
                    && register != ApicRegister.ICR
                    && register != ApicRegister.ICR2) {
                throw new IllegalArgumentException("register " + register + " cannot be given a value");
            }
            registers.add(new RegisterValue(cpu, register, value));
            return this;
        }

        /** Changes from outside, before the crash or later. */
        public Builder changes(List<ScheduledChange> value) {
            changes.addAll(value);
            return this;
        }

        /** The model. */
        public MachineModel build() {
            return new MachineModel(this);
        }
    }
}
