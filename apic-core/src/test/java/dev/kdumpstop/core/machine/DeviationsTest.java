package dev.kdumpstop.core.machine;

import static dev.kdumpstop.api.machine.ApicGeneration.P6;
import static dev.kdumpstop.api.machine.ApicGeneration.XAPIC;
import static dev.kdumpstop.api.machine.ApicGeneration.XAPIC_NEHALEM;
import static dev.kdumpstop.core.apic.Deviation.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.ApicGeneration;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.subarch.ApicSetup;
import dev.kdumpstop.core.apic.ApicProfile;
import dev.kdumpstop.core.apic.Deviation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("each deviation, switched on alone, changes its own rule and no other")
class DeviationsTest {
    private static final int SVR = ApicRegister.SVR.offset();
    private static final int LDR = ApicRegister.LDR.offset();
    private static final int DFR = ApicRegister.DFR.offset();
    private static final int TPR = ApicRegister.TPR.offset();
    private static final int ESR = ApicRegister.ESR.offset();
    private static final int CLUSTER = 0x0FFF_FFFF;

    /** Something done to a machine; what is seen by the manual, and what with the deviation. */
    private record Rule(Function<ApicProfile, Object> observation, Object manual, Object deviating) {}

    /** Of these rules' observations these deviations change something too, because one rule stands before the other. */
    private static final Map<Deviation, Set<Deviation>> ALSO = Map.of(
            // What is served is kept.
            DISABLED_KEEPS_FIXED, Set.of(DISABLED_SERVES_FIXED),
            // What is not sent at all goes to nobody.
            PHYSICAL_LOWEST_PRIORITY_IS_DROPPED, Set.of(LOWEST_PRIORITY_IS_UNSUPPORTED),
            LOWEST_PRIORITY_TAKES_FIRST, Set.of(LOWEST_PRIORITY_IS_UNSUPPORTED),
            // Status bits are among those that are stored.
            LVT_STATUS_IS_WRITABLE, Set.of(RESERVED_BITS_ARE_STORED));

    private static HandDrivenMachine machine(ApicGeneration generation, int cpus, ApicProfile profile) {
        return Hand.of(generation, cpus, builder -> builder.options(Hand.options(profile)));
    }

    private static HandDrivenMachine xapic(ApicProfile profile) {
        return machine(XAPIC, 3, profile);
    }

    private static List<Integer> takers(HandDrivenMachine machine) {
        return IntStream.range(0, 3)
                .filter(cpu -> !machine.vectors(cpu).isEmpty())
                .boxed()
                .toList();
    }

    /** Vectors of CPU 1 after CPU 0 wrote its ICR. */
    private static Object vectorsAfter(ApicProfile profile, int low) {
        HandDrivenMachine machine = xapic(profile);
        Hand.send(machine, 0, 1, low);
        return machine.vectors(1);
    }

    private static Object readBack(ApicGeneration generation, ApicProfile profile, int offset, int value) {
        HandDrivenMachine machine = machine(generation, 2, profile);
        machine.store(1, offset, value);
        return machine.load(1, offset);
    }

    /** The compiler asks for one rule for each constant. */
    private static Rule rule(Deviation deviation) {
        return switch (deviation) {
            case LOGICAL_NMI_SKIPS_DISABLED ->
                new Rule(
                        profile -> {
                            HandDrivenMachine machine = xapic(profile);
                            machine.store(1, SVR, 0xFF);
                            Hand.send(machine, 0, 6, 0xC00);
                            int logical = machine.nmis(1);
                            Hand.send(machine, 0, 1, 0x400);
                            Hand.send(machine, 0, 0, 0xC_0400);
                            return List.of(logical, machine.nmis(1) - logical, machine.nmis(2));
                        },
                        List.of(1, 2, 2),
                        List.of(0, 2, 2));
            case DISABLED_KEEPS_FIXED ->
                new Rule(
                        profile -> {
                            HandDrivenMachine machine = xapic(profile);
                            machine.store(1, SVR, 0xFF);
                            Hand.send(machine, 0, 1, 0x41);
                            Object meanwhile = machine.vectors(1);
                            machine.store(1, SVR, 0x1FF);
                            machine.settle();
                            return List.of(meanwhile, machine.vectors(1));
                        },
                        List.of(List.of(), List.of()),
                        List.of(List.of(), List.of(0x41)));
            case DISABLED_SERVES_FIXED ->
                new Rule(
                        profile -> {
                            HandDrivenMachine machine = xapic(profile);
                            machine.store(1, SVR, 0xFF);
                            Hand.send(machine, 0, 1, 0x41);
                            return machine.vectors(1);
                        },
                        List.of(),
                        List.of(0x41));
            case CLUSTER_FF_IS_CLUSTER_15 ->
                new Rule(
                        profile -> {
                            HandDrivenMachine machine = xapic(profile);
                            for (int cpu = 0; cpu < 3; cpu++) {
                                machine.store(cpu, DFR, CLUSTER);
                                machine.store(cpu, LDR, (cpu == 2 ? 0xF1 : 0x11 << cpu) << 24);
                            }
                            Hand.send(machine, 0, 0xFF, 0x841);
                            return takers(machine);
                        },
                        List.of(0, 1, 2),
                        List.of(2));
            case LOGICAL_STOPS_AT_ID_GAP ->
                new Rule(
                        profile -> {
                            HandDrivenMachine machine = withIds(profile, 0, 1, 3);
                            Hand.send(machine, 0, 6, 0x841);
                            Hand.send(machine, 0, 3, 0x400);
                            return List.of(takers(machine), machine.nmis(2));
                        },
                        List.of(List.of(1, 2), 1),
                        List.of(List.of(1), 1));
            case FLAT_FF_NEEDS_LDR_BIT ->
                new Rule(
                        profile -> {
                            HandDrivenMachine machine = xapic(profile);
                            machine.store(1, LDR, 0);
                            Hand.send(machine, 0, 0xFF, 0x841);
                            return takers(machine);
                        },
                        List.of(0, 1, 2),
                        List.of(0, 2));
            case NO_SEND_ILLEGAL_VECTOR ->
                new Rule(
                        profile -> {
                            HandDrivenMachine machine = xapic(profile);
                            Hand.send(machine, 0, 1, 0x07);
                            return Hand.errors(machine, 0);
                        },
                        0x20,
                        0);
            case NO_RECEIVE_ILLEGAL_VECTOR ->
                new Rule(
                        profile -> {
                            HandDrivenMachine machine = xapic(profile);
                            Hand.send(machine, 0, 1, 0x07);
                            return Hand.errors(machine, 1);
                        },
                        0x40,
                        0);
            case NO_ILLEGAL_REGISTER ->
                new Rule(
                        profile -> {
                            HandDrivenMachine machine = xapic(profile);
                            machine.load(1, 0x010);
                            return Hand.errors(machine, 1);
                        },
                        0x80,
                        0);
            case ESR_IS_NOT_LATCHED ->
                new Rule(
                        profile -> {
                            HandDrivenMachine machine = machine(P6, 2, profile);
                            machine.store(1, ApicRegister.LVT_ERROR.offset(), 0x41);
                            for (int i = 0; i < 2; i++) {
                                Hand.write(machine, 0, 9, 0x611);
                                machine.advance(2 * Machines.US);
                            }
                            int before = machine.load(0, ESR);
                            machine.store(0, ESR, 0);
                            int after = machine.load(0, ESR);
                            machine.store(0, ESR, 0);
                            return List.of(before, after, machine.load(0, ESR), machine.vectors(1));
                        },
                        List.of(0, 4, 0, List.of(0x41)),
                        List.of(4, 4, 4, List.of(0x41)));
            case SEND_ACCEPT_ON_ANY_TRANSPORT ->
                new Rule(
                        profile -> {
                            HandDrivenMachine machine = xapic(profile);
                            Hand.send(machine, 0, 1, 0x400);
                            int somebody = Hand.errors(machine, 0);
                            Hand.send(machine, 0, 9, 0x400);
                            return List.of(somebody, Hand.errors(machine, 0), Hand.errors(machine, 1));
                        },
                        List.of(0, 0, 0),
                        List.of(0, 4, 0));
            case ILLEGAL_VECTORS_ARE_SERVED ->
                new Rule(
                        profile -> {
                            HandDrivenMachine machine = xapic(profile);
                            Hand.send(machine, 0, 1, 0x00);
                            Hand.send(machine, 0, 1, 0x07);
                            Hand.send(machine, 0, 1, 0x01);
                            machine.store(1, TPR, 0x10);
                            Hand.send(machine, 0, 1, 0x0F);
                            return machine.vectors(1);
                        },
                        List.of(),
                        List.of(7, 1));
            case ILLEGAL_VECTORS_STAY ->
                new Rule(
                        profile -> {
                            HandDrivenMachine machine = xapic(profile);
                            Hand.send(machine, 0, 1, 0x07);
                            return machine.bits(1, ApicRegister.IRR);
                        },
                        List.of(),
                        List.of(7));
            case NMI_BEFORE_STARTUP_IS_TAKEN ->
                new Rule(
                        profile -> {
                            HandDrivenMachine machine = xapic(profile);
                            Hand.send(machine, 0, 1, 0x500);
                            Hand.send(machine, 0, 1, 0x400);
                            int waiting = machine.nmis(1);
                            Hand.send(machine, 0, 1, 0x611);
                            return List.of(waiting, machine.nmis(1));
                        },
                        List.of(0, 1),
                        List.of(1, 1));
            case TWO_NMIS_ARE_LATCHED ->
                new Rule(
                        profile -> {
                            HandDrivenMachine machine = xapic(profile);
                            for (int i = 0; i < 3; i++) {
                                machine.change(new PrimitiveChange.RaiseNmi(1));
                            }
                            int latched = machine.latchedNmis(1);
                            machine.settle();
                            return List.of(latched, machine.nmis(1), machine.latchedNmis(1));
                        },
                        List.of(1, 1, 0),
                        List.of(2, 2, 0));
            case PHYSICAL_LOWEST_PRIORITY_IS_DROPPED ->
                new Rule(profile -> vectorsAfter(profile, 0x141), List.of(0x41), List.of());
            case LOWEST_PRIORITY_TAKES_FIRST ->
                new Rule(
                        profile -> {
                            HandDrivenMachine machine = xapic(profile);
                            machine.store(1, TPR, 0x30);
                            Hand.send(machine, 0, 6, 0x9F1);
                            return takers(machine);
                        },
                        List.of(2),
                        List.of(1));
            case LOWEST_PRIORITY_IS_UNSUPPORTED ->
                new Rule(
                        profile -> {
                            HandDrivenMachine machine = xapic(profile);
                            Hand.send(machine, 0, 6, 0x941);
                            return Hand.errors(machine, 0);
                        },
                        0,
                        0x10);
            case SELF_IS_ALWAYS_FIXED ->
                new Rule(
                        profile -> {
                            HandDrivenMachine machine = xapic(profile);
                            Hand.send(machine, 0, 0, 0x4_0441);
                            return machine.vectors(0);
                        },
                        List.of(),
                        List.of(0x41));
            case INVALID_SHORTHANDS_ARE_SENT ->
                new Rule(
                        profile -> {
                            HandDrivenMachine machine = xapic(profile);
                            Hand.send(machine, 0, 0, 0x8_0441);
                            return List.of(machine.nmis(0), machine.nmis(1));
                        },
                        List.of(0, 0),
                        List.of(1, 1));
            case EXTINT_IS_A_VECTOR -> new Rule(profile -> vectorsAfter(profile, 0x741), List.of(), List.of(0x41));
            case LEVEL_DEASSERT_IS_DROPPED ->
                new Rule(
                        profile -> List.of(
                                vectorsAfter(profile, 0x8041),
                                vectorsAfter(profile, 0xC041),
                                vectorsAfter(profile, 0x0041)),
                        List.of(List.of(0x41), List.of(0x41), List.of(0x41)),
                        List.of(List.of(), List.of(0x41), List.of(0x41)));
            case TRIGGER_MODE_IS_KEPT ->
                new Rule(
                        profile -> {
                            HandDrivenMachine machine = xapic(profile);
                            machine.interrupts(1, false);
                            Hand.send(machine, 0, 1, 0xC041);
                            Hand.send(machine, 0, 1, 0x4042);
                            return machine.bits(1, ApicRegister.TMR);
                        },
                        List.of(),
                        List.of(0x41));
            case INIT_DEASSERT_IS_IGNORED ->
                new Rule(
                        profile -> {
                            HandDrivenMachine machine = xapic(profile);
                            Hand.send(machine, 0, 1, 0x8500);
                            int deasserts = machine.inits(1);
                            Hand.send(machine, 0, 2, 0xC500);
                            return List.of(deasserts, machine.inits(2));
                        },
                        List.of(1, 1),
                        List.of(0, 1));
            case INIT_LEAVES_X2APIC ->
                new Rule(
                        profile -> {
                            HandDrivenMachine machine =
                                    Hand.x2apic(2, builder -> builder.options(Hand.options(profile)));
                            Hand.send(machine, 0, 1, 0x4500);
                            return List.of(machine.inits(1), Hand.isX2apic(machine, 1));
                        },
                        List.of(1, true),
                        List.of(1, false));
            case DISABLING_LEAVES_LVT_MASKS ->
                new Rule(
                        profile -> {
                            HandDrivenMachine machine = xapic(profile);
                            machine.store(1, ApicRegister.LVT_LINT0.offset(), 0x31);
                            machine.store(1, SVR, 0xFF);
                            int kept = machine.load(1, ApicRegister.LVT_LINT0.offset());
                            machine.store(1, ApicRegister.LVT_LINT1.offset(), 0x31);
                            return List.of(kept, machine.load(1, ApicRegister.LVT_LINT1.offset()));
                        },
                        List.of(0x1_0031, 0x1_0031),
                        List.of(0x31, 0x31));
            case RESERVED_BITS_ARE_STORED ->
                new Rule(
                        profile -> {
                            HandDrivenMachine machine = xapic(profile);
                            machine.store(1, ApicRegister.LVT_TIMER.offset(), 0x4004_0031);
                            machine.store(1, ApicRegister.ICR2.offset(), 0x0912_3456);
                            machine.store(1, ApicRegister.ICR.offset(), 0x1441);
                            machine.settle();
                            machine.writeMsr(1, 0x6E0, 1);
                            machine.advance(Machines.US);
                            return List.of(
                                    machine.load(1, ApicRegister.LVT_TIMER.offset()),
                                    machine.load(1, ApicRegister.ICR2.offset()),
                                    machine.load(1, ApicRegister.ICR.offset()),
                                    machine.isBusy(1),
                                    machine.vectors(1));
                        },
                        List.of(0x31, 0x0900_0000, 0x441, false, List.of()),
                        List.of(0x4004_0031, 0x0912_3456, 0x1441, true, List.of()));
            case LVT_STATUS_IS_WRITABLE ->
                new Rule(
                        profile -> List.of(
                                readBack(XAPIC, profile, ApicRegister.LVT_LINT0.offset(), 0x1_5041),
                                readBack(XAPIC, profile, ApicRegister.LVT_LINT1.offset(), 0x1_5041),
                                readBack(XAPIC, profile, ApicRegister.LVT_TIMER.offset(), 0x1_1041),
                                readBack(XAPIC, profile, ApicRegister.LVT_ERROR.offset(), 0x1_1041),
                                readBack(XAPIC, profile, ApicRegister.LVT_PERF.offset(), 0x1_1041),
                                readBack(XAPIC, profile, ApicRegister.LVT_THERMAL.offset(), 0x1_1041)),
                        List.of(0x1_0041, 0x1_0041, 0x1_0041, 0x1_0041, 0x1_0041, 0x1_0041),
                        List.of(0x1_5041, 0x1_5041, 0x1_1041, 0x1_1041, 0x1_1041, 0x1_1041));
            case FIXED_ENDS_BY_ITSELF ->
                new Rule(
                        profile -> {
                            HandDrivenMachine machine = Hand.of(
                                    XAPIC,
                                    2,
                                    builder -> builder.options(Hand.options(profile))
                                            .onVector(0x41, CpuScript.PARKED));
                            Hand.send(machine, 0, 1, 0x41);
                            return List.of(machine.vectors(1), machine.bits(1, ApicRegister.ISR));
                        },
                        List.of(List.of(0x41), List.of(0x41)),
                        List.of(List.of(0x41), List.of()));
            case TPR_HAS_NO_SUBCLASS -> new Rule(profile -> readBack(XAPIC, profile, TPR, 0x35), 0x35, 0x30);
            case REQUESTS_BY_VECTOR ->
                new Rule(
                        profile -> {
                            HandDrivenMachine machine = xapic(profile);
                            machine.putInService(1, 0x61);
                            Hand.send(machine, 0, 1, 0x60);
                            int lower = machine.spurious(1);
                            Hand.send(machine, 0, 1, 0x62);
                            int higher = machine.spurious(1);
                            machine.store(1, ApicRegister.EOI.offset(), 0);
                            machine.settle();
                            return List.of(lower, higher, machine.vectors(1));
                        },
                        List.of(0, 0, List.of(0x62, 0x60)),
                        List.of(0, 1, List.of(0x62, 0x60)));
            case ID_IS_WRITABLE ->
                new Rule(
                        profile -> readBack(XAPIC_NEHALEM, profile, ApicRegister.ID.offset(), 0x7700_0000),
                        1 << 24,
                        0x7700_0000);
            case FOCUS_BIT_IS_STORED -> new Rule(profile -> readBack(XAPIC, profile, SVR, 0x3FF), 0x1FF, 0x3FF);
            case NO_CMCI ->
                new Rule(profile -> readBack(XAPIC_NEHALEM, profile, ApicRegister.LVT_CMCI.offset(), 0x31), 0x31, 0);
            case X2APIC_MASKS_RESERVED_BITS ->
                new Rule(
                        profile -> {
                            HandDrivenMachine machine =
                                    Hand.x2apic(2, builder -> builder.options(Hand.options(profile)));
                            boolean done = machine.writeMsr(1, ApicRegister.TPR.msr(), 0x120);
                            boolean icr = machine.writeMsr(1, ApicRegister.ICR.msr(), 0x2041);
                            boolean high = machine.writeMsr(1, ApicRegister.TPR.msr(), 1L << 32);
                            return List.of(done, icr, high, Hand.read(machine, 1, ApicRegister.TPR));
                        },
                        List.of(false, false, false, 0),
                        List.of(true, false, false, 0x20));
        };
    }

    private static HandDrivenMachine withIds(ApicProfile profile, int... ids) {
        MachineSpec spec = MachineSpec.builder(Architecture.X86_64, "2.6.21")
                .apicIds(ids)
                .mode(ApicMode.XAPIC)
                .build();
        return new HandDrivenMachine(MachineModel.builder(spec, Machines.simple())
                .options(Hand.options(profile))
                .apicSetup(cpu -> ApicSetup.xapic(ApicSetup.DFR_FLAT, 1 << cpu))
                .build());
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("by the manual, and with the deviation")
    void changesItsRule(Deviation deviation) {
        Rule rule = rule(deviation);
        assertThat(rule.observation.apply(ApicProfile.SDM)).as("manual").isEqualTo(rule.manual);
        assertThat(rule.observation.apply(ApicProfile.SDM.with(deviation, true)))
                .as("%s", deviation.id())
                .isEqualTo(rule.deviating);
        assertThat(rule.manual).as("they differ").isNotEqualTo(rule.deviating);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("the rules of all others are as they were")
    void changesNoOther(Deviation deviation) {
        ApicProfile profile = ApicProfile.SDM.with(deviation, true);
        for (Deviation other : Deviation.values()) {
            if (other != deviation) {
                Rule rule = rule(other);
                boolean also = ALSO.getOrDefault(other, Set.of()).contains(deviation);
                assertThat(rule.observation.apply(profile).equals(rule.manual))
                        .as("what %s is about", other.id())
                        .isEqualTo(!also);
            }
        }
    }
}
