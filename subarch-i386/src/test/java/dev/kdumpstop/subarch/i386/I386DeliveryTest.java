package dev.kdumpstop.subarch.i386;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.cpu.CpuMaps;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.DeliveryPlan;
import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.InterruptScope;
import dev.kdumpstop.api.delivery.IpiRequest;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.delivery.NoSuchRoutine;
import dev.kdumpstop.api.delivery.Send;
import dev.kdumpstop.api.delivery.Targets;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.BootOptions;
import dev.kdumpstop.api.machine.KernelConfig;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.wait.WaitSite;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the i386 drivers write, entry point by entry point. */
class I386DeliveryTest {
    private static final SubArchitecture DEFAULT = new DefaultSubArchitecture();
    private static final SubArchitecture BIGSMP = new BigsmpSubArchitecture();
    private static final IpiVector CALL = new IpiVector(0xFB);
    private static final IpiVector RESCHEDULE = new IpiVector(0xFC);
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
            return source;
        }
    }

    private static MachineSpec.Builder kernel(String release) {
        return MachineSpec.builder(Architecture.I386, release);
    }

    private static MachineSpec m4(String release) {
        return kernel(release).cpus(4).build();
    }

    private static MachineSpec noHotplug(String options) {
        return kernel("2.6.21")
                .cpus(4)
                .config(new KernelConfig(false, true))
                .boot(BootOptions.parse(options))
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

    static Stream<Row> defaultOf2621() {
        MachineSpec m4 = m4("2.6.21");
        MachineSpec broadcast = noHotplug("");
        MachineSpec alone =
                kernel("2.6.21").cpus(1).config(new KernelConfig(false, true)).build();
        return Stream.of(
                row(
                        "kernel-facts 7: M4, CPU 0 crashes",
                        DEFAULT,
                        m4,
                        0,
                        mask("1-3"),
                        IpiVector.NMI,
                        "ICR2=0e000000 ICR=00000c00"),
                row(
                        "kernel-facts 7: M4, CPU 2 crashes",
                        DEFAULT,
                        m4,
                        2,
                        mask("0,1,3"),
                        IpiVector.NMI,
                        "ICR2=0b000000 ICR=00000c00"),
                row(
                        "kernel-facts 7: 8 CPUs, CPU 0 crashes",
                        DEFAULT,
                        kernel("2.6.21").cpus(8).build(),
                        0,
                        mask("1-7"),
                        IpiVector.NMI,
                        "ICR2=fe000000 ICR=00000c00"),
                row(
                        "kernel-facts 7: M12, CPUs 8 to 11 are dropped",
                        DEFAULT,
                        kernel("2.6.21").cpus(12).build(),
                        0,
                        mask("1-11"),
                        IpiVector.NMI,
                        "ICR2=fe000000 ICR=00000c00"),
                row(
                        "kernel-facts 7: M12 quads, ids do not matter",
                        DEFAULT,
                        kernel("2.6.21").apicIds(QUADS).build(),
                        0,
                        mask("1-11"),
                        IpiVector.NMI,
                        "ICR2=fe000000 ICR=00000c00"),
                row(
                        "kernel-facts 7: M4, 2.6.22 writes the same",
                        DEFAULT,
                        m4("2.6.22"),
                        0,
                        mask("1-3"),
                        IpiVector.NMI,
                        "ICR2=0e000000 ICR=00000c00"),
                row(
                        "kernel-facts 2.1: reschedule, one CPU",
                        DEFAULT,
                        m4,
                        0,
                        one(3),
                        RESCHEDULE,
                        "ICR2=08000000 ICR=000008fc"),
                row(
                        "kernel-facts 2.1: call function, mask",
                        DEFAULT,
                        m4,
                        0,
                        mask("1-3"),
                        CALL,
                        "ICR2=0e000000 ICR=000008fb"),
                row(
                        "kernel-facts 2.2: all but self, hotplug means no_broadcast",
                        DEFAULT,
                        m4,
                        0,
                        ALL_BUT_SELF,
                        CALL,
                        "ICR2=0e000000 ICR=000008fb"),
                row(
                        "kernel-facts 2.2: all but self, no_ipi_broadcast=0 wins over hotplug",
                        DEFAULT,
                        m4.toBuilder()
                                .boot(BootOptions.parse("no_ipi_broadcast=0"))
                                .build(),
                        0,
                        ALL_BUT_SELF,
                        CALL,
                        "ICR=000c08fb"),
                row(
                        "kernel-facts 2.1: all but self, shorthand",
                        DEFAULT,
                        broadcast,
                        1,
                        ALL_BUT_SELF,
                        CALL,
                        "ICR=000c08fb"),
                row(
                        "kernel-facts 2.2: all but self, no_ipi_broadcast=1",
                        DEFAULT,
                        noHotplug("no_ipi_broadcast=1"),
                        1,
                        ALL_BUT_SELF,
                        CALL,
                        "ICR2=0d000000 ICR=000008fb"),
                row(
                        "kernel-facts 2.2: all but self, NMI is never a shorthand",
                        DEFAULT,
                        broadcast,
                        1,
                        ALL_BUT_SELF,
                        IpiVector.NMI,
                        "ICR2=0d000000 ICR=00000c00"),
                row("kernel-facts 2.2: all but self, nobody else online", DEFAULT, alone, 0, ALL_BUT_SELF, CALL),
                row("kernel-facts 2.1: all, shorthand", DEFAULT, broadcast, 0, ALL, CALL, "ICR=000808fb"),
                row(
                        "kernel-facts 2.2: all, NMI is never a shorthand",
                        DEFAULT,
                        broadcast,
                        0,
                        ALL,
                        IpiVector.NMI,
                        "ICR2=0f000000 ICR=00000c00"),
                row("kernel-facts 2.2: all, no_broadcast", DEFAULT, m4, 0, ALL, CALL, "ICR2=0f000000 ICR=000008fb"),
                row("kernel-facts 2.1: self, with the destination bit", DEFAULT, m4, 0, SELF, CALL, "ICR=000408fb"),
                row(
                        "kernel-facts 4.1: callers take themselves out of the mask",
                        DEFAULT,
                        m4,
                        0,
                        maskAllButSelf("0-3"),
                        IpiVector.NMI,
                        "ICR2=0e000000 ICR=00000c00"),
                row(
                        "2.6.32.9 ipi.c: all but self, NMI, one by one",
                        DEFAULT,
                        m4("2.6.32"),
                        0,
                        ALL_BUT_SELF,
                        IpiVector.NMI,
                        "ICR2=02000000 ICR=00000c00",
                        "ICR2=04000000 ICR=00000c00",
                        "ICR2=08000000 ICR=00000c00"));
    }

    static Stream<Row> bigsmpOf2621() {
        MachineSpec m4 = m4("2.6.21");
        return Stream.of(
                row(
                        "kernel-facts 7: M4, CPU 0 crashes",
                        BIGSMP,
                        m4,
                        0,
                        mask("1-3"),
                        IpiVector.NMI,
                        "ICR2=01000000 ICR=00000400",
                        "ICR2=02000000 ICR=00000400",
                        "ICR2=03000000 ICR=00000400"),
                row(
                        "kernel-facts 7: M4, 2.6.22, CPU 2 crashes",
                        BIGSMP,
                        m4("2.6.22"),
                        2,
                        mask("0,1,3"),
                        IpiVector.NMI,
                        "ICR2=00000000 ICR=00000400",
                        "ICR2=01000000 ICR=00000400",
                        "ICR2=03000000 ICR=00000400"),
                row(
                        "kernel-facts 7: M12 linear",
                        BIGSMP,
                        kernel("2.6.21").cpus(12).build(),
                        0,
                        mask("1-11"),
                        IpiVector.NMI,
                        physical(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)),
                row(
                        "kernel-facts 7: M12 quads",
                        BIGSMP,
                        kernel("2.6.21").apicIds(QUADS).build(),
                        0,
                        mask("1-11"),
                        IpiVector.NMI,
                        physical(1, 2, 3, 0x10, 0x11, 0x12, 0x13, 0x20, 0x21, 0x22, 0x23)),
                row("kernel-facts 2.1: reschedule", BIGSMP, m4, 0, one(3), RESCHEDULE, "ICR2=03000000 ICR=000000fc"),
                row(
                        "kernel-facts 2.1: call function",
                        BIGSMP,
                        m4,
                        0,
                        mask("2,3"),
                        CALL,
                        "ICR2=02000000 ICR=000000fb",
                        "ICR2=03000000 ICR=000000fb"),
                row(
                        "kernel-facts 2.2: all but self is the mask without self",
                        BIGSMP,
                        noHotplug(""),
                        1,
                        ALL_BUT_SELF,
                        IpiVector.NMI,
                        "ICR2=00000000 ICR=00000400",
                        "ICR2=02000000 ICR=00000400",
                        "ICR2=03000000 ICR=00000400"),
                row(
                        "kernel-facts 2.2: all but self, nobody else online",
                        BIGSMP,
                        kernel("2.6.21").cpus(1).build(),
                        0,
                        ALL_BUT_SELF,
                        IpiVector.NMI),
                row(
                        "kernel-facts 2.2: all",
                        BIGSMP,
                        kernel("2.6.21").cpus(2).build(),
                        0,
                        ALL,
                        CALL,
                        "ICR2=00000000 ICR=000000fb",
                        "ICR2=01000000 ICR=000000fb"),
                row(
                        "kernel-facts 2.1: self, whose destination bit is 0 here",
                        BIGSMP,
                        m4,
                        0,
                        SELF,
                        CALL,
                        "ICR=000400fb"));
    }

    static Stream<Row> today() {
        MachineSpec m4 = m4("6.1");
        MachineSpec m12 = kernel("6.1").cpus(12).build();
        MachineSpec off3 = kernel("6.1").cpus(8).online(CpuSet.parse("0-2,4-7")).build();
        return Stream.of(
                row("recording i61-smp4-cpu0-kdump", DEFAULT, m4, 0, ALL_BUT_SELF, IpiVector.NMI, "ICR=000c0400"),
                row("recording i61-smp4-cpu0-panic", DEFAULT, m4, 0, ALL_BUT_SELF, IpiVector.REBOOT, "ICR=000c00f8"),
                row(
                        "recording i61-smp8-cpu0-kdump-off3",
                        DEFAULT,
                        off3,
                        0,
                        ALL_BUT_SELF,
                        IpiVector.NMI,
                        "ICR=000c0400"),
                row(
                        "recording i61-smp4-cpu0-kdump-noshorthand",
                        DEFAULT,
                        m4,
                        0,
                        maskAllButSelf("0-3"),
                        IpiVector.NMI,
                        "ICR2=02000000 ICR=00000c00",
                        "ICR2=04000000 ICR=00000c00",
                        "ICR2=08000000 ICR=00000c00"),
                row(
                        "recordings' table: default, plain panic, shorthand off",
                        DEFAULT,
                        m4,
                        2,
                        maskAllButSelf("0-3"),
                        IpiVector.REBOOT,
                        "ICR2=01000000 ICR=000008f8",
                        "ICR2=02000000 ICR=000008f8",
                        "ICR2=08000000 ICR=000008f8"),
                row(
                        "kernel-facts 6: default, send_IPI_mask is one mask",
                        DEFAULT,
                        m4,
                        0,
                        mask("1-3"),
                        IpiVector.NMI,
                        "ICR2=0e000000 ICR=00000c00"),
                row("5.10 ipi.c: default, an empty mask", DEFAULT, m4, 0, mask(""), IpiVector.NMI),
                row(
                        "recordings' table: default, second stage",
                        DEFAULT,
                        m4,
                        0,
                        one(2),
                        IpiVector.NMI,
                        "ICR2=04000000 ICR=00000c00"),
                row("5.10 ipi.c: default, all", DEFAULT, m4, 0, ALL, CALL, "ICR=000800fb"),
                row("5.10 ipi.c: default, self", DEFAULT, m4, 0, SELF, CALL, "ICR=000400fb"),
                row(
                        "recording i61-smp12-cpu0-kdump",
                        BIGSMP,
                        m12,
                        0,
                        ALL_BUT_SELF,
                        IpiVector.NMI,
                        physical(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)),
                row(
                        "recording i510-smp12-cpu0-kdump",
                        BIGSMP,
                        kernel("5.10.0-32-686-pae").cpus(12).build(),
                        0,
                        ALL_BUT_SELF,
                        IpiVector.NMI,
                        physical(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)),
                row(
                        "recording i61-smp4-cpu0-kdump-bigsmp",
                        BIGSMP,
                        m4,
                        0,
                        ALL_BUT_SELF,
                        IpiVector.NMI,
                        physical(1, 2, 3)),
                row(
                        "recordings' table: bigsmp, plain panic",
                        BIGSMP,
                        m4,
                        1,
                        ALL_BUT_SELF,
                        IpiVector.REBOOT,
                        "ICR2=00000000 ICR=000000f8",
                        "ICR2=02000000 ICR=000000f8",
                        "ICR2=03000000 ICR=000000f8"),
                row(
                        "recording i61-smp12-cpu0-panic-hangcli5, second stage",
                        BIGSMP,
                        m12,
                        0,
                        one(5),
                        IpiVector.NMI,
                        physical(5)),
                row(
                        "5.10 bigsmp_32.c: all",
                        BIGSMP,
                        kernel("5.10").cpus(2).build(),
                        0,
                        ALL,
                        CALL,
                        "ICR2=00000000 ICR=000000fb",
                        "ICR2=01000000 ICR=000000fb"),
                row("5.10 bigsmp_32.c: self", BIGSMP, m4, 0, SELF, CALL, "ICR=000400fb"));
    }

    private static String[] physical(int... ids) {
        return Arrays.stream(ids)
                .mapToObj(id -> String.format("ICR2=%02x000000 ICR=00000400", id))
                .toArray(String[]::new);
    }

    @ParameterizedTest(name = "default: {0}")
    @MethodSource("defaultOf2621")
    void defaultWrites(Row row) {
        check(row);
    }

    @ParameterizedTest(name = "bigsmp: {0}")
    @MethodSource("bigsmpOf2621")
    void bigsmpWrites(Row row) {
        check(row);
    }

    @ParameterizedTest(name = "today: {0}")
    @MethodSource("today")
    void todayWrites(Row row) {
        check(row);
    }

    /** The words, a wait before each send and none after, everybody asked for is intended or lost, and the same twice. */
    private static void check(Row row) {
        assertThat(row.plan()).isInstanceOf(IcrProgram.class).isEqualTo(row.plan());
        IcrProgram program = (IcrProgram) row.plan();
        assertThat(program.sends())
                .extracting(Send::toString)
                .containsExactlyElementsOf(row.writes().stream()
                        .map(writes -> WaitSite.ICR_IDLE_BEFORE + " " + writes)
                        .toList());
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
    @DisplayName("kernel-facts 7: default on M12 loses CPUs 8 to 11 and says why")
    void lostTargets() {
        Row row = row("", DEFAULT, kernel("2.6.21").cpus(12).build(), 0, mask("1-11"), IpiVector.NMI);
        IcrProgram program = (IcrProgram) row.plan();
        assertThat(program.lost().cpus()).isEqualTo(CpuSet.range(8, 11));
        assertThat(program.lost().reason()).isNotEmpty();
        assertThat(program.sends().get(0).intended()).isEqualTo(CpuSet.range(1, 7));
    }

    @Test
    @DisplayName("kernel-facts 2.1: interrupts are off around a mask, around a whole sequence, not around a shorthand")
    void interruptScope() {
        assertThat(((IcrProgram) row("", DEFAULT, m4("2.6.21"), 0, mask("1-3"), CALL)
                                .plan())
                        .irqsOff())
                .isEqualTo(InterruptScope.EACH_SEND);
        assertThat(((IcrProgram) row("", BIGSMP, m4("2.6.21"), 0, mask("1-3"), CALL)
                                .plan())
                        .irqsOff())
                .isEqualTo(InterruptScope.WHOLE_PROGRAM);
        assertThat(((IcrProgram) row("", DEFAULT, noHotplug(""), 0, ALL_BUT_SELF, CALL)
                                .plan())
                        .irqsOff())
                .isEqualTo(InterruptScope.NONE);
    }

    @Test
    @DisplayName("recording i61-smp12-cpu2-kdump-noshorthand: bigsmp has no send_IPI_mask_allbutself")
    void missingRoutine() {
        MachineSpec m12 = kernel("6.1").cpus(12).build();
        assertThat(row("", BIGSMP, m12, 2, maskAllButSelf("0-11"), IpiVector.NMI)
                        .plan())
                .isInstanceOfSatisfying(
                        NoSuchRoutine.class, plan -> assertThat(plan.routine()).isEqualTo("send_IPI_mask_allbutself"));
    }

    @Test
    @DisplayName("a CPU that is off line is in no mask of the kernel's, but a shorthand does not ask")
    void offlineCpu() {
        MachineSpec m4 = kernel("6.1")
                .cpus(4)
                .maps(CpuMaps.allOnline(4).withOffline(CpuSet.of(2)))
                .build();
        IcrProgram program = (IcrProgram)
                row("", DEFAULT, m4, 0, ALL_BUT_SELF, IpiVector.NMI).plan();
        assertThat(program.sends()).singleElement().satisfies(send -> {
            assertThat(send.intended()).isEqualTo(CpuSet.of(1, 3));
            assertThat(send.usesShorthand()).isTrue();
        });
    }
}
