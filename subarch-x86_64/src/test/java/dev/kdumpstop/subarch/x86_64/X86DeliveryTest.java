package dev.kdumpstop.subarch.x86_64;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.DeliveryPlan;
import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.InterruptScope;
import dev.kdumpstop.api.delivery.IpiRequest;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.delivery.Send;
import dev.kdumpstop.api.delivery.Targets;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.KernelConfig;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.wait.WaitSite;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the x86_64 drivers write, entry point by entry point. */
class X86DeliveryTest {
    private static final SubArchitecture FLAT = new FlatSubArchitecture();
    private static final SubArchitecture PHYSFLAT = new PhysflatSubArchitecture();
    private static final SubArchitecture CLUSTER = new ClusterSubArchitecture();
    private static final SubArchitecture X2PHYS = new X2apicPhysSubArchitecture();
    private static final SubArchitecture X2CLUSTER = new X2apicClusterSubArchitecture();
    private static final IpiVector NMI = IpiVector.NMI;
    private static final IpiVector CALL = new IpiVector(0xFC);
    private static final IpiVector RESCHEDULE = new IpiVector(0xFD);
    private static final Targets ALL_BUT_SELF = new Targets.AllButSelf();
    private static final Targets ALL = new Targets.All();
    private static final Targets SELF = new Targets.Self();
    private static final int[] QUADS = {0, 1, 2, 3, 0x10, 0x11, 0x12, 0x13, 0x20, 0x21, 0x22, 0x23};

    /** One call and the sends it must come to; {@code writes} has one line per send. */
    record Row(
            String source,
            SubArchitecture driver,
            MachineSpec machine,
            int sender,
            Targets targets,
            IpiVector vector,
            List<String> writes) {
        DeliveryPlan plan() {
            return driver.ipiDelivery(machine)
                    .planFor(new IpiRequest(CpuId.of(sender), targets, vector, machine.maps()));
        }

        @Override
        public String toString() {
            return driver.name().name() + " of " + machine.release() + ", " + source;
        }
    }

    private static MachineSpec cpus(String release, int count) {
        return MachineSpec.builder(Architecture.X86_64, release).cpus(count).build();
    }

    private static MachineSpec quads(String release) {
        return MachineSpec.builder(Architecture.X86_64, release).apicIds(QUADS).build();
    }

    private static MachineSpec noHotplug(int count) {
        return cpus("2.6.21", count).toBuilder()
                .config(new KernelConfig(false, true))
                .build();
    }

    private static MachineSpec x2(int count) {
        return MachineSpec.builder(Architecture.X86_64, "6.1")
                .mode(ApicMode.X2APIC)
                .cpus(count)
                .build();
    }

    private static Targets mask(String cpus) {
        return new Targets.Mask(CpuSet.parse(cpus));
    }

    private static Targets maskAllButSelf(String cpus) {
        return new Targets.MaskAllButSelf(CpuSet.parse(cpus));
    }

    private static Targets one(int cpu) {
        return new Targets.One(CpuId.of(cpu));
    }

    private static Row row(
            String source,
            SubArchitecture driver,
            MachineSpec machine,
            int sender,
            Targets targets,
            IpiVector vector,
            String... writes) {
        return new Row(source, driver, machine, sender, targets, vector, List.of(writes));
    }

    private static String[] physical(int low, int... ids) {
        return Arrays.stream(ids)
                .mapToObj(id -> String.format(Locale.ROOT, "ICR2=%02x000000 ICR=%08x", id, low))
                .toArray(String[]::new);
    }

    /** Values of kernel-facts 2.1, 2.3 and 7. */
    static Stream<Row> early() {
        MachineSpec m4 = cpus("2.6.21", 4);
        int[] linear = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
        int[] quads = {1, 2, 3, 0x10, 0x11, 0x12, 0x13, 0x20, 0x21, 0x22, 0x23};
        return Stream.of(
                row("7: M4, CPU 0 crashes", FLAT, m4, 0, ALL_BUT_SELF, NMI, "ICR2=0e000000 ICR=00000c00"),
                row("7: M4, CPU 2 crashes", FLAT, m4, 2, ALL_BUT_SELF, NMI, "ICR2=0b000000 ICR=00000c00"),
                row("7: 8 CPUs", FLAT, cpus("2.6.22", 8), 0, ALL_BUT_SELF, NMI, "ICR2=fe000000 ICR=00000c00"),
                row(
                        "2.3: NMI by mask without hotplug too",
                        FLAT,
                        noHotplug(4),
                        0,
                        ALL_BUT_SELF,
                        NMI,
                        "ICR2=0e000000 ICR=00000c00"),
                row("2.3: all but self, hotplug", FLAT, m4, 1, ALL_BUT_SELF, CALL, "ICR2=0d000000 ICR=000008fc"),
                row("2.1: all but self, shorthand", FLAT, noHotplug(4), 1, ALL_BUT_SELF, CALL, "ICR=000c08fc"),
                row("2.3: all but self, hotplug, alone", FLAT, cpus("2.6.21", 1), 0, ALL_BUT_SELF, NMI),
                row("2.3: all but self, shorthand, alone", FLAT, noHotplug(1), 0, ALL_BUT_SELF, CALL),
                row("2.3: all, shorthand even with hotplug", FLAT, m4, 0, ALL, CALL, "ICR=000808fc"),
                row("2.3: all, NMI", FLAT, m4, 0, ALL, NMI, "ICR2=0f000000 ICR=00000c00"),
                row("2.1: self is physical", FLAT, m4, 0, SELF, CALL, "ICR=000400fc"),
                row("2.1: reschedule", FLAT, m4, 0, one(3), RESCHEDULE, "ICR2=08000000 ICR=000008fd"),
                row("2.1: call function", FLAT, m4, 0, mask("1-3"), CALL, "ICR2=0e000000 ICR=000008fc"),
                row(
                        "4.2: 2.6.24 takes the i386 form",
                        FLAT,
                        cpus("2.6.24", 4),
                        0,
                        mask("1-3"),
                        NMI,
                        "ICR2=0e000000 ICR=00000c00"),
                row(
                        "2.3: AMD's highest id 8 is accepted, CPU 8 is lost",
                        FLAT,
                        noHotplug(9),
                        0,
                        ALL_BUT_SELF,
                        NMI,
                        "ICR2=fe000000 ICR=00000c00"),
                row("7: M4", CLUSTER, m4, 0, ALL_BUT_SELF, NMI, physical(0x400, 1, 2, 3)),
                row("7: M12 quads, physical", CLUSTER, quads("2.6.21"), 0, ALL_BUT_SELF, NMI, physical(0x400, quads)),
                row("7: M12 linear", CLUSTER, cpus("2.6.21", 12), 0, ALL_BUT_SELF, NMI, physical(0x400, linear)),
                row("2.3: all but self, alone", CLUSTER, cpus("2.6.21", 1), 0, ALL_BUT_SELF, NMI),
                row("2.3: all", CLUSTER, m4, 0, ALL, CALL, physical(0xFC, 0, 1, 2, 3)),
                row("2.1: reschedule", CLUSTER, m4, 0, one(2), RESCHEDULE, physical(0xFD, 2)),
                row("2.1: self", CLUSTER, m4, 0, SELF, CALL, "ICR=000400fc"),
                row("7: M4", PHYSFLAT, m4, 0, ALL_BUT_SELF, NMI, physical(0x400, 1, 2, 3)),
                row(
                        "7: M4, CPU 2 crashes",
                        PHYSFLAT,
                        cpus("2.6.22", 4),
                        2,
                        ALL_BUT_SELF,
                        NMI,
                        physical(0x400, 0, 1, 3)),
                row("7: M12 linear", PHYSFLAT, cpus("2.6.22", 12), 0, ALL_BUT_SELF, NMI, physical(0x400, linear)),
                row("7: M12 quads", PHYSFLAT, quads("2.6.22"), 0, ALL_BUT_SELF, NMI, physical(0x400, quads)),
                row("2.3: all but self, alone", PHYSFLAT, cpus("2.6.21", 1), 0, ALL_BUT_SELF, NMI),
                row("2.3: all, never a shorthand", PHYSFLAT, noHotplug(4), 0, ALL, CALL, physical(0xFC, 0, 1, 2, 3)),
                row("2.1: reschedule", PHYSFLAT, m4, 0, one(3), RESCHEDULE, physical(0xFD, 3)),
                row("2.1: call function", PHYSFLAT, m4, 0, mask("2,3"), CALL, physical(0xFC, 2, 3)),
                row(
                        "4.2: 2.6.24 takes the i386 form",
                        PHYSFLAT,
                        cpus("2.6.24", 4),
                        0,
                        mask("1-3"),
                        NMI,
                        physical(0x400, 1, 2, 3)),
                row("2.1: self", PHYSFLAT, m4, 0, SELF, CALL, "ICR=000400fc"));
    }

    /** Values of the recordings and of kernel-facts 6. */
    static Stream<Row> today() {
        IpiVector reboot = IpiVector.REBOOT;
        MachineSpec m4 = cpus("6.1", 4);
        MachineSpec m12 = cpus("6.1", 12);
        MachineSpec sparse = MachineSpec.builder(Architecture.X86_64, "6.1")
                .apicIds(0, 1, 2, 3, 4, 8)
                .possibleCpus(10)
                .build();
        return Stream.of(
                row("a61-smp4-cpu0-kdump", FLAT, m4, 0, ALL_BUT_SELF, NMI, "ICR=000c0400"),
                row("a510-smp4-cpu0-panic", FLAT, cpus("5.10", 4), 0, ALL_BUT_SELF, reboot, "ICR=000c00f8"),
                row(
                        "a61-smp4-cpu0-kdump-noshorthand",
                        FLAT,
                        m4,
                        0,
                        maskAllButSelf("0-3"),
                        NMI,
                        "ICR2=0e000000 ICR=00000c00"),
                row(
                        "a61-smp4-cpu0-kdump-maxcpus3",
                        FLAT,
                        m4,
                        0,
                        maskAllButSelf("0-2"),
                        NMI,
                        "ICR2=06000000 ICR=00000c00"),
                row(
                        "plain panic, shorthand off",
                        FLAT,
                        m4,
                        2,
                        maskAllButSelf("0-3"),
                        reboot,
                        "ICR2=0b000000 ICR=000008f8"),
                row(
                        "a61-smp4-cpu0-panic-hangcli2, second stage",
                        FLAT,
                        m4,
                        0,
                        one(2),
                        NMI,
                        "ICR2=04000000 ICR=00000c00"),
                row(
                        "single-destination IPI of a recording",
                        FLAT,
                        m4,
                        0,
                        one(1),
                        new IpiVector(0xFB),
                        "ICR2=02000000 ICR=000008fb"),
                row("5.10 ipi.c: all", FLAT, m4, 0, ALL, CALL, "ICR=000800fc"),
                row("5.10 ipi.c: self", FLAT, m4, 0, SELF, CALL, "ICR=000400fc"),
                row("a61-smp12-cpu0-kdump", PHYSFLAT, m12, 0, ALL_BUT_SELF, NMI, "ICR=000c0400"),
                row("a61-smp6sparse-cpu0-kdump", PHYSFLAT, sparse, 0, ALL_BUT_SELF, NMI, "ICR=000c0400"),
                row(
                        "sparse ids, shorthand off",
                        PHYSFLAT,
                        sparse,
                        0,
                        maskAllButSelf("0-5"),
                        NMI,
                        physical(0x400, 1, 2, 3, 4, 8)),
                row(
                        "a612-smp4-cpu0-kdump",
                        PHYSFLAT,
                        cpus("6.12.107+deb13-amd64", 4),
                        0,
                        ALL_BUT_SELF,
                        NMI,
                        "ICR=000c0400"),
                row(
                        "a72-smp12-cpu0-panic",
                        PHYSFLAT,
                        cpus("7.2.13+deb14-amd64", 12),
                        0,
                        ALL_BUT_SELF,
                        reboot,
                        "ICR=000c00f8"),
                row(
                        "a61-smp12-cpu3-kdump-noshorthand",
                        PHYSFLAT,
                        m12,
                        3,
                        maskAllButSelf("0-11"),
                        NMI,
                        physical(0x400, 0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11)),
                row(
                        "plain panic, shorthand off",
                        PHYSFLAT,
                        cpus("7.2", 4),
                        0,
                        maskAllButSelf("0-3"),
                        reboot,
                        physical(0xF8, 1, 2, 3)),
                row("a61-smp12-cpu0-panic-hangcli5, second stage", PHYSFLAT, m12, 0, one(5), NMI, physical(0x400, 5)),
                row("kernel-facts 6: send_IPI_mask", PHYSFLAT, m4, 0, mask("1-3"), NMI, physical(0x400, 1, 2, 3)),
                row("5.10 ipi.c: all", PHYSFLAT, m4, 0, ALL, CALL, "ICR=000800fc"),
                row("5.10 ipi.c: self", PHYSFLAT, m4, 0, SELF, CALL, "ICR=000400fc"));
    }

    /** x2APIC: values of the recordings and of kernel-facts 6; no wait, one fence. */
    static Stream<Row> x2apic() {
        IpiVector reboot = IpiVector.REBOOT;
        return Stream.of(
                row("a61-x2phys-smp4-cpu1-kdump", X2PHYS, x2(4), 1, ALL_BUT_SELF, NMI, "fence MSR830=00000000000c0400"),
                row("plain panic", X2PHYS, x2(4), 1, ALL_BUT_SELF, reboot, "fence MSR830=00000000000c00f8"),
                row(
                        "shorthand off",
                        X2PHYS,
                        x2(4),
                        1,
                        maskAllButSelf("0-3"),
                        NMI,
                        "fence MSR830=0000000000000400",
                        "MSR830=0000000200000400",
                        "MSR830=0000000300000400"),
                row(
                        "32-bit ids",
                        X2PHYS,
                        MachineSpec.builder(Architecture.X86_64, "6.1")
                                .mode(ApicMode.X2APIC)
                                .apicIds(0, 0x100, 0x80000001)
                                .build(),
                        0,
                        mask("1,2"),
                        NMI,
                        "fence MSR830=0000010000000400",
                        "MSR830=8000000100000400"),
                row("second stage", X2PHYS, x2(4), 1, one(3), NMI, "fence MSR830=0000000300000400"),
                row("5.10 x2apic_phys.c: all", X2PHYS, x2(4), 0, ALL, CALL, "fence MSR830=00000000000800fc"),
                row("5.10 x2apic_phys.c: self", X2PHYS, x2(4), 0, SELF, CALL, "MSR83F=fc"),
                row(
                        "a61-x2cluster-smp4-cpu0-kdump",
                        X2CLUSTER,
                        x2(4),
                        0,
                        ALL_BUT_SELF,
                        NMI,
                        "fence MSR830=00000000000c0400"),
                row(
                        "a61-x2cluster-smp4-cpu0-panic-hangcli3",
                        X2CLUSTER,
                        x2(4),
                        0,
                        ALL_BUT_SELF,
                        reboot,
                        "fence MSR830=00000000000c00f8"),
                row(
                        "a61-x2cluster-smp4-cpu0-panic-hangcli3, second stage",
                        X2CLUSTER,
                        x2(4),
                        0,
                        one(3),
                        NMI,
                        "fence MSR830=0000000800000c00"),
                row(
                        "a61-x2cluster-smp20-cpu3-kdump-noshorthand",
                        X2CLUSTER,
                        x2(20),
                        3,
                        maskAllButSelf("0-19"),
                        NMI,
                        "fence MSR830=0000fff700000c00",
                        "MSR830=0001000f00000c00"),
                row(
                        "plain panic, shorthand off",
                        X2CLUSTER,
                        x2(20),
                        3,
                        maskAllButSelf("0-19"),
                        reboot,
                        "fence MSR830=0000fff7000008f8",
                        "MSR830=0001000f000008f8"),
                row("single CPU of cluster 1", X2CLUSTER, x2(20), 3, one(17), NMI, "fence MSR830=0001000200000c00"),
                row("5.10 x2apic_cluster.c: all", X2CLUSTER, x2(4), 0, ALL, CALL, "fence MSR830=00000000000800fc"),
                row("5.10 x2apic_cluster.c: self", X2CLUSTER, x2(4), 0, SELF, CALL, "MSR83F=fc"));
    }

    @ParameterizedTest(name = "kernel-facts {0}")
    @MethodSource("early")
    void earlyWrites(Row row) {
        check(row, WaitSite.ICR_IDLE_BEFORE + " ");
    }

    @ParameterizedTest(name = "recording or source: {0}")
    @MethodSource("today")
    void todayWrites(Row row) {
        check(row, WaitSite.ICR_IDLE_BEFORE + " ");
    }

    @ParameterizedTest(name = "recording or source: {0}")
    @MethodSource("x2apic")
    void x2apicWrites(Row row) {
        check(row, "");
    }

    /** The words, the wait before each send, everybody asked for is intended or lost, and the same twice. */
    private static void check(Row row, String wait) {
        assertThat(row.plan()).isInstanceOf(IcrProgram.class).isEqualTo(row.plan());
        IcrProgram program = (IcrProgram) row.plan();
        assertThat(program.sends())
                .extracting(Send::toString)
                .containsExactlyElementsOf(
                        row.writes().stream().map(writes -> wait + writes).toList());
        CpuSet reached = program.lost().cpus();
        for (Send send : program.sends()) {
            reached = reached.union(send.intended());
        }
        assertThat(reached).isEqualTo(asked(row));
    }

    private static CpuSet asked(Row row) {
        CpuSet online = row.machine().maps().online();
        if (row.targets() instanceof Targets.One one) {
            return CpuSet.of(one.cpu().number());
        } else if (row.targets() instanceof Targets.Mask mask) {
            return mask.cpus();
        } else if (row.targets() instanceof Targets.MaskAllButSelf mask) {
            return mask.cpus().without(row.sender());
        } else if (row.targets() instanceof Targets.AllButSelf) {
            return online.without(row.sender());
        }
        return row.targets() instanceof Targets.All ? online : CpuSet.of(row.sender());
    }

    @Test
    @DisplayName("kernel-facts 2.3: interrupts are off around flat's one send, around a whole sequence")
    void interruptScope() {
        assertThat(((IcrProgram) row("", FLAT, cpus("2.6.21", 4), 0, ALL_BUT_SELF, NMI)
                                .plan())
                        .irqsOff())
                .isEqualTo(InterruptScope.EACH_SEND);
        assertThat(((IcrProgram) row("", CLUSTER, cpus("2.6.21", 4), 0, ALL_BUT_SELF, NMI)
                                .plan())
                        .irqsOff())
                .isEqualTo(InterruptScope.WHOLE_PROGRAM);
        assertThat(((IcrProgram) row("", PHYSFLAT, cpus("6.1", 4), 0, ALL_BUT_SELF, NMI)
                                .plan())
                        .irqsOff())
                .isEqualTo(InterruptScope.NONE);
    }
}
