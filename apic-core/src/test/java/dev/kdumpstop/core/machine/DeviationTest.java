package dev.kdumpstop.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.ApicGeneration;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.subarch.ApicSetup;
import dev.kdumpstop.core.apic.ApicProfile;
import dev.kdumpstop.core.apic.Destinations;
import dev.kdumpstop.core.apic.Deviation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("each deviation alone: what the manual has, and what the deviation makes of it")
class DeviationTest {
    private static final int FIXED = 0x4000;
    private static final int LOWEST = 0x4100;
    private static final int NMI = 0x4400;
    private static final int INIT = 0x4500;
    private static final int LOGICAL = 0x800;
    private static final int SELF = 0x4_0000;
    private static final int OTHERS = 0xC_0000;
    private static final int SOFTWARE_DISABLED = 0xFF;

    /** What is seen by the manual, what with the deviation, and how it is seen. */
    private record Sight(Object manual, Object deviating, Function<ApicProfile, Object> look) {}

    /** Four CPUs, ids 0, 1, 3, 4; flat logical bits 0 to 3. */
    private static final class Box {
        private final HandDrivenMachine machine;

        Box(ApicProfile profile, ApicMode mode, InterconnectKind kind) {
            boolean x2apic = mode == ApicMode.X2APIC;
            List<Integer> ids = List.of(0, 1, 3, 4);
            MachineSpec spec = MachineSpec.builder(Architecture.X86_64, "6.1")
                    .apicIds(ids)
                    .generation(x2apic ? ApicGeneration.X2APIC : ApicGeneration.XAPIC_NEHALEM)
                    .mode(mode)
                    .interconnect(kind)
                    .build();
            machine = new HandDrivenMachine(MachineModel.builder(spec, Machines.ideal())
                    .options(ModelOptions.defaults().with(profile))
                    .apicSetup(cpu -> x2apic
                            ? ApicSetup.x2apic(Destinations.x2apicLdr(ids.get(cpu)))
                            : ApicSetup.xapic(ApicSetup.DFR_FLAT, 1 << cpu))
                    .build());
        }

        static Box of(ApicProfile profile) {
            return new Box(profile, ApicMode.XAPIC, InterconnectKind.INSTANT);
        }

        Box write(int cpu, ApicRegister register, int value) {
            machine.store(cpu, register.offset(), value);
            return this;
        }

        Box everywhere(ApicRegister register, int value) {
            machine.cpus().forEachCpu(cpu -> write(cpu, register, value));
            return this;
        }

        Box send(int destination, int low) {
            write(0, ApicRegister.ICR2, destination << 24).write(0, ApicRegister.ICR, low);
            machine.settle();
            return this;
        }

        int read(int cpu, ApicRegister register) {
            return machine.load(cpu, register.offset());
        }

        int errors(int cpu) {
            return write(cpu, ApicRegister.ESR, 0).read(cpu, ApicRegister.ESR);
        }

        /** The CPUs that have taken the vector, or hold it. */
        List<Integer> takers(int vector) {
            List<Integer> takers = new ArrayList<>();
            machine.cpus().forEachCpu(cpu -> {
                if (machine.vectors(cpu).contains(vector)
                        || machine.bits(cpu, ApicRegister.IRR).contains(vector)) {
                    takers.add(cpu);
                }
            });
            return takers;
        }
    }

    private static Sight seen(Object manual, Object deviating, Function<Box, Object> look) {
        return new Sight(manual, deviating, profile -> look.apply(Box.of(profile)));
    }

    private static Sight sight(Deviation deviation) {
        return switch (deviation) {
            case LOGICAL_NMI_SKIPS_DISABLED ->
                seen(
                        1,
                        0,
                        box -> box.write(1, ApicRegister.SVR, SOFTWARE_DISABLED)
                                .send(0x02, NMI | LOGICAL)
                                .machine
                                .nmis(1));
            case DISABLED_KEEPS_FIXED ->
                seen(List.of(), List.of(0x40), box -> {
                    box.write(1, ApicRegister.SVR, SOFTWARE_DISABLED).send(1, FIXED | 0x40);
                    assertThat(box.machine.vectors(1)).as("not while disabled").isEmpty();
                    box.write(1, ApicRegister.SVR, 0x1FF).machine.settle();
                    return box.machine.vectors(1);
                });
            case DISABLED_SERVES_FIXED ->
                seen(
                        List.of(),
                        List.of(0x40),
                        box -> box.write(1, ApicRegister.SVR, SOFTWARE_DISABLED)
                                .send(1, FIXED | 0x40)
                                .machine
                                .vectors(1));
            case CLUSTER_FF_IS_CLUSTER_15 ->
                seen(
                        List.of(0, 1, 2, 3),
                        List.of(3),
                        box -> box.everywhere(ApicRegister.DFR, ApicSetup.DFR_CLUSTER)
                                .write(3, ApicRegister.LDR, 0xF100_0000)
                                .send(0xFF, FIXED | LOGICAL | 0x40)
                                .takers(0x40));
            case OTHER_MODELS_ARE_CLUSTER ->
                seen(
                        List.of(),
                        List.of(2),
                        box -> box.everywhere(ApicRegister.DFR, 0x1FFF_FFFF)
                                .write(2, ApicRegister.LDR, 0x1200_0000)
                                .send(0x1A, FIXED | LOGICAL | 0x40)
                                .takers(0x40));
            case LOGICAL_STOPS_AT_ID_GAP ->
                seen(
                        List.of(0, 2),
                        List.of(0),
                        box -> box.send(0x05, FIXED | LOGICAL | 0x40).takers(0x40));
            case FLAT_FF_NEEDS_LDR_BIT ->
                seen(
                        List.of(0, 1, 2, 3),
                        List.of(0, 1, 3),
                        box -> box.write(2, ApicRegister.LDR, 0)
                                .send(0xFF, FIXED | LOGICAL | 0x40)
                                .takers(0x40));
            case NO_SEND_ILLEGAL_VECTOR ->
                seen(0x20, 0, box -> box.send(1, FIXED | 5).errors(0));
            case NO_RECEIVE_ILLEGAL_VECTOR ->
                seen(0x40, 0, box -> box.send(1, FIXED | 5).errors(1));
            case NO_ILLEGAL_REGISTER ->
                seen(0x80, 0, box -> {
                    box.machine.load(1, 0);
                    return box.errors(1);
                });
            case ESR_IS_NOT_LATCHED ->
                seen(List.of(0, 0x80, 0), List.of(0x80, 0x80, 0x80), box -> {
                    box.machine.load(1, 0);
                    return List.of(box.read(1, ApicRegister.ESR), box.errors(1), box.errors(1));
                });
            case NO_ERROR_INTERRUPT ->
                seen(List.of(0xE0), List.of(), box -> {
                    box.write(1, ApicRegister.LVT_ERROR, 0xE0).machine.load(1, 0);
                    box.machine.settle();
                    return box.machine.vectors(1);
                });
            case SEND_ACCEPT_ON_ANY_TRANSPORT ->
                seen(0, 4, box -> box.send(2, FIXED | 0x40).errors(0));
            case ILLEGAL_VECTORS_ARE_SERVED ->
                seen(
                        List.of(),
                        List.of(5),
                        box -> box.send(1, FIXED | 5).machine.vectors(1));
            case ILLEGAL_VECTORS_STAY ->
                seen(
                        List.of(),
                        List.of(5),
                        box -> box.send(1, FIXED | 5).machine.bits(1, ApicRegister.IRR));
            case NMI_BEFORE_STARTUP_IS_TAKEN ->
                seen(0, 1, box -> box.send(1, INIT).send(1, NMI).machine.nmisWhileWaiting(1));
            case TWO_NMIS_ARE_LATCHED ->
                seen(
                        1,
                        2,
                        box -> box.write(0, ApicRegister.ICR2, 1 << 24)
                                .write(0, ApicRegister.ICR, NMI)
                                .send(1, NMI)
                                .machine
                                .nmis(1));
            case PHYSICAL_LOWEST_PRIORITY_IS_DROPPED ->
                seen(List.of(1), List.of(), box -> box.send(1, LOWEST | 0x40).takers(0x40));
            case LOWEST_PRIORITY_TAKES_FIRST ->
                seen(
                        List.of(2),
                        List.of(1),
                        box -> box.write(1, ApicRegister.TPR, 0x20)
                                .send(0x06, LOWEST | LOGICAL | 0x40)
                                .takers(0x40));
            case LOWEST_PRIORITY_MAY_RETURN ->
                seen(
                        List.of(1),
                        List.of(0),
                        box -> box.send(0, LOWEST | OTHERS | 0x40).takers(0x40));
            case LOWEST_PRIORITY_BROADCAST_IS_FIXED ->
                seen(
                        List.of(0),
                        List.of(0, 1, 2, 3),
                        box -> box.send(0xFF, LOWEST | 0x40).takers(0x40));
            case LOWEST_PRIORITY_IS_UNSUPPORTED ->
                seen(0, 0x10, box -> box.send(0x06, LOWEST | LOGICAL | 0x40).errors(0));
            case SELF_IS_ALWAYS_FIXED ->
                seen(
                        List.of(),
                        List.of(0x55),
                        box -> box.send(0, NMI | SELF | 0x55).machine.vectors(0));
            case INVALID_SELF_IS_SENT ->
                seen(0, 1, box -> box.send(0, NMI | SELF).machine.nmis(0));
            case EXTINT_IS_A_VECTOR ->
                seen(List.of(), List.of(1), box -> box.send(1, 0x4700 | 0x40).takers(0x40));
            case LEVEL_DEASSERT_IS_DROPPED ->
                seen(List.of(1), List.of(), box -> box.send(1, 0x8000 | 0x40).takers(0x40));
            case TRIGGER_MODE_IS_KEPT ->
                seen(
                        List.of(),
                        List.of(0x40),
                        box -> box.send(1, 0xC000 | 0x40).machine.bits(1, ApicRegister.TMR));
            case INIT_DEASSERT_IS_IGNORED ->
                new Sight(
                        1,
                        0,
                        profile -> new Box(profile, ApicMode.XAPIC, InterconnectKind.FRONT_SIDE_BUS)
                                .send(1, 0x8500)
                                .machine
                                .inits(1));
            case DISABLING_LEAVES_LVT_MASKS ->
                seen(
                        0x1_0700,
                        0x700,
                        box -> box.write(1, ApicRegister.LVT_LINT0, 0x700)
                                .write(1, ApicRegister.SVR, SOFTWARE_DISABLED)
                                .read(1, ApicRegister.LVT_LINT0));
            case RESERVED_BITS_ARE_STORED ->
                seen(
                        0x1200_0000,
                        0x1234_5678,
                        box -> box.write(1, ApicRegister.ICR2, 0x1234_5678).read(1, ApicRegister.ICR2));
            case LVT_STATUS_IS_WRITABLE ->
                seen(
                        0x1_00FF,
                        0x1_10FF,
                        box -> box.write(1, ApicRegister.LVT_ERROR, -1).read(1, ApicRegister.LVT_ERROR));
            case FIXED_ENDS_BY_ITSELF -> new Sight(true, false, DeviationTest::inServiceWhileHandled);
            case TPR_LOSES_SUBCLASS ->
                seen(
                        List.of(0x55, 0x55),
                        List.of(0x50, 0x50),
                        box -> List.of(
                                box.write(0, ApicRegister.TPR, 0x55).read(0, ApicRegister.TPR),
                                box.write(1, ApicRegister.TPR, 0x55).read(1, ApicRegister.TPR)));
            case REQUESTS_BY_VECTOR ->
                seen(0, 1, box -> {
                    box.machine.putInService(1, 0x45);
                    return box.send(1, FIXED | 0x46).machine.spurious(1);
                });
            case ID_IS_WRITABLE ->
                seen(
                        0x0100_0000,
                        0x0500_0000,
                        box -> box.write(1, ApicRegister.ID, 0x0500_0000).read(1, ApicRegister.ID));
            case FOCUS_BIT_IS_STORED ->
                seen(0x1FF, 0x3FF, box -> box.write(1, ApicRegister.SVR, 0x3FF).read(1, ApicRegister.SVR));
            case NO_CMCI ->
                seen(
                        List.of(0x1_0000, 0x0006_0014),
                        List.of(0, 0x0005_0014),
                        box -> List.of(box.read(1, ApicRegister.LVT_CMCI), box.read(1, ApicRegister.VERSION)));
            case VERSION_LEAVES_OUT_CMCI ->
                seen(
                        List.of(0x1_0000, 0x0006_0014),
                        List.of(0x1_0000, 0x0005_0014),
                        box -> List.of(box.read(1, ApicRegister.LVT_CMCI), box.read(1, ApicRegister.VERSION)));
            case INIT_LEAVES_X2APIC ->
                new Sight(List.of(1, true), List.of(1, false), profile -> {
                    HandDrivenMachine machine = new Box(profile, ApicMode.X2APIC, InterconnectKind.INSTANT).machine;
                    machine.writeMsr(0, ApicRegister.ICR.msr(), 1L << 32 | 0x4500);
                    machine.settle();
                    return List.of(machine.inits(1), Hand.isX2apic(machine, 1));
                });
            case NO_TSC_DEADLINE ->
                new Sight(
                        true,
                        false,
                        profile -> new Box(profile, ApicMode.X2APIC, InterconnectKind.INSTANT)
                                .machine.writeMsr(1, ApicRegister.LVT_TIMER.msr(), 0x4_00E0));
            case APR_IS_COMPUTED ->
                seen(0, 0x60, box -> {
                    box.machine.interrupts(1, false);
                    return box.send(1, FIXED | 0x65).read(1, ApicRegister.APR);
                });
            case REMOTE_READ_IS_RESERVED ->
                seen(0, 0x80, box -> {
                    box.read(1, ApicRegister.REMOTE_READ);
                    return box.errors(1);
                });
            case X2APIC_MASKS_RESERVED_BITS ->
                new Sight(
                        false,
                        true,
                        profile -> new Box(profile, ApicMode.X2APIC, InterconnectKind.INSTANT)
                                .machine.writeMsr(1, ApicRegister.TPR.msr(), 0x1F0));
        };
    }

    /** Whether the ISR has the vector between the entry of its handler and the EOI. */
    private static boolean inServiceWhileHandled(ApicProfile profile) {
        Bench bench = Bench.of(InterconnectKind.INSTANT, 2, options -> options.with(profile));
        bench.send(0, 1, FIXED | 0x40).rules.enter(1);
        return bench.state.bit(1, MachineState.ISR, 0x40);
    }

    @ParameterizedTest
    @EnumSource
    void canBeSeen(Deviation deviation) {
        Sight sight = sight(deviation);
        assertThat(sight.look.apply(ApicProfile.SDM)).as("by the manual").isEqualTo(sight.manual);
        assertThat(sight.look.apply(ApicProfile.SDM.with(deviation, true)))
                .as("with %s", deviation.id())
                .isEqualTo(sight.deviating);
    }
}
