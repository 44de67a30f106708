package dev.kdumpstop.integration;

import static dev.kdumpstop.api.unit.Picoseconds.MICROSECOND;
import static dev.kdumpstop.api.unit.Picoseconds.MILLISECOND;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.DeliveryPlan;
import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.InterruptScope;
import dev.kdumpstop.api.delivery.LostTargets;
import dev.kdumpstop.api.delivery.NoSuchRoutine;
import dev.kdumpstop.api.delivery.Send;
import dev.kdumpstop.api.delivery.SendWrite;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.wait.Limit;
import dev.kdumpstop.api.wait.OnTimeout;
import dev.kdumpstop.api.wait.PollSegment;
import dev.kdumpstop.api.wait.Purpose;
import dev.kdumpstop.api.wait.Solution;
import dev.kdumpstop.api.wait.WaitPlan;
import dev.kdumpstop.api.wait.WaitSite;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What kernels send and how they wait where that is furthest from "wait, ICR2, ICR", written as values of the SPI. They are the
 * proof that the SPI can say it; none of them is a plug-in.
 */
public final class ProofPrograms {
    private static final int NMI = 0x400;
    private static final OnTimeout WRITE_ANYWAY = new OnTimeout.WriteAnyway();

    private static final WaitPlan UNLIMITED = WaitPlan.unlimited();
    private static final WaitPlan TODAY = WaitPlan.of(PollSegment.polls(1000, 100 * MICROSECOND));
    private static final WaitPlan OPEN_CODED =
            WaitPlan.of(new PollSegment(100 * MICROSECOND, 0, 0, new Limit.Polls(1001)));

    private ProofPrograms() {}

    /**
     * One program.
     *
     * @param name for messages
     * @param plan what is written
     * @param purpose why
     * @param vector the kernel's vector number; 0 where there is none
     * @param waits how long the kernel waits at each site that the plan has
     * @param source where this is from
     */
    public record Proof(
            String name, DeliveryPlan plan, Purpose purpose, int vector, Map<WaitSite, WaitPlan> waits, String source) {

        /** The program; fails for a plan that has none. */
        public IcrProgram program() {
            return (IcrProgram) plan;
        }

        /** The waits as a solution. */
        public Solution solution() {
            return choosing -> asked -> Optional.ofNullable(waits.get(asked.site()))
                    .orElseThrow(() -> new IllegalStateException(name + " does not wait at " + asked.site()));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** All of them. */
    public static List<Proof> all() {
        return List.of(
                numachip(1),
                numachip(2),
                uv(),
                voyagerCallFunction(),
                voyagerCrashStop(),
                freeBsd(),
                xnu(),
                smpbootWakeUp(),
                remoteRead(),
                bigsmpWithoutShorthand());
    }

    /**
     * NumaChip: CPUs whose id has the same high bits are reached by the local ICR, with a wait; the others by one store to a
     * register of the node, without. CPU 0 stops three others, ids 0, 1, 100H, 101H.
     */
    public static Proof numachip(int version) {
        int[] ids = {0x000, 0x001, 0x100, 0x101};
        List<Send> sends = new ArrayList<>();
        for (int cpu = 1; cpu < ids.length; cpu++) {
            if ((ids[cpu] ^ ids[0]) >> 8 == 0) {
                sends.add(Send.icrPair(CpuSet.of(cpu), ids[cpu] << 24, NMI));
            } else {
                SendWrite store = new SendWrite.NodeRegister(
                        version == 1 ? "EXT_IRQ_GEN" : "APIC_ICR",
                        0,
                        version == 1 ? 0x3030 : 0x10_0000,
                        (long) ids[cpu] << (version == 1 ? 16 : 12) | NMI | 2,
                        new SendWrite.Delivers(DeliveryMode.NMI, 2, CpuSet.of(cpu)));
                sends.add(new Send(CpuSet.of(cpu), Optional.empty(), List.of(store), Optional.empty()));
            }
        }
        return new Proof(
                "numachip " + version,
                new IcrProgram(sends, InterruptScope.EACH_SEND, LostTargets.NONE),
                Purpose.CRASH_STOP,
                2,
                Map.of(WaitSite.ICR_IDLE_BEFORE, TODAY),
                "Linux 6.19 arch/x86/kernel/apic/apic_numachip.c; kernel-facts 6");
    }

    /** SGI UV: one 64-bit store to a register of the target's node per CPU; it never waits. Two nodes of two CPUs. */
    public static Proof uv() {
        int[] ids = {0x00, 0x02, 0x40, 0x42};
        List<Send> sends = new ArrayList<>();
        for (int cpu = 1; cpu < ids.length; cpu++) {
            SendWrite store = new SendWrite.NodeRegister(
                    "IPI_INT",
                    cpu / 2,
                    0x60500,
                    1L << 63 | (long) ids[cpu] << 16 | 4 << 8 | 2,
                    new SendWrite.Delivers(DeliveryMode.NMI, 2, CpuSet.of(cpu)));
            sends.add(new Send(CpuSet.of(cpu), Optional.empty(), List.of(store), Optional.empty()));
        }
        return new Proof(
                "UV",
                new IcrProgram(sends, InterruptScope.NONE, LostTargets.NONE),
                Purpose.CRASH_STOP,
                2,
                Map.of(),
                "Linux 6.19 arch/x86/kernel/apic/x2apic_uv_x.c; kernel-facts 6");
    }

    /**
     * Voyager, call function to all but CPU 2 of ten: quad CPUs 4-7 and 9 by one store to a line of each; then mailbox bits and
     * one port write for the rest of the first eight. CPU 8 is neither and is lost.
     */
    public static Proof voyagerCallFunction() {
        int sender = 2;
        int level = 6;
        CpuSet targets = CpuSet.firstN(10).without(sender);
        CpuSet quads = CpuSet.of(4, 5, 6, 7, 9);
        List<Send> sends = new ArrayList<>();
        quads.intersect(targets)
                .forEachCpu(cpu -> sends.add(new Send(
                        CpuSet.of(cpu),
                        Optional.empty(),
                        List.of(new SendWrite.NodeRegister(
                                "QIC line",
                                cpu,
                                level - 1,
                                (sender << 16) + (level - 1),
                                new SendWrite.Delivers(DeliveryMode.FIXED, 0xD0 + (level - 1), CpuSet.of(cpu)))),
                        Optional.empty())));
        CpuSet others = targets.minus(quads);
        CpuSet byPort = others.intersect(CpuSet.firstN(8));
        sends.add(new Send(
                byPort,
                Optional.empty(),
                // The mailbox bits of these CPUs, in memory; then level 0.
                List.of(
                        new SendWrite.Fence(),
                        new SendWrite.Port(
                                0xFC00,
                                (int) byPort.lowMask(),
                                new SendWrite.Delivers(DeliveryMode.FIXED, 0xC0, byPort))),
                Optional.empty()));
        return new Proof(
                "Voyager, call function",
                new IcrProgram(
                        sends,
                        InterruptScope.NONE,
                        new LostTargets(others.minus(byPort), "the port takes the first eight CPUs only")),
                Purpose.NORMAL,
                level,
                Map.of(),
                "Linux 2.6.21 arch/i386/mach-voyager/voyager_smp.c, include/asm-i386/vic.h; kernel-facts 2.2");
    }

    /** Voyager in a crash: no local APIC, an empty {@code nmi_shootdown_cpus}; the others keep running. */
    public static Proof voyagerCrashStop() {
        return new Proof(
                "Voyager, crash stop",
                IcrProgram.empty(),
                Purpose.CRASH_STOP,
                2,
                Map.of(),
                "Linux 2.6.21 arch/i386/kernel/crash.c; kernel-facts 2.2");
    }

    /** FreeBSD with DETECT_DEADLOCK: waits before and after; before by the clock, with a panic; after at first by the clock. */
    public static Proof freeBsd() {
        List<Send> sends = new ArrayList<>();
        for (int id = 1; id < 4; id++) {
            sends.add(Send.icrPair(CpuSet.of(id), id << 24, 0x4000 | NMI)
                    .withAfter(Optional.of(WaitSite.ICR_IDLE_AFTER)));
        }
        WaitPlan before = new WaitPlan.Segments(
                List.of(new PollSegment(0, 0, 0, new Limit.Elapsed(50_000 * MICROSECOND))),
                new OnTimeout.Panic("APIC: Previous IPI is stuck"));
        WaitPlan after = new WaitPlan.Segments(
                List.of(new PollSegment(0, 0, 0, new Limit.Elapsed(50 * MICROSECOND)), PollSegment.unlimited()),
                WRITE_ANYWAY);
        return new Proof(
                "FreeBSD",
                new IcrProgram(sends, InterruptScope.WRITES_OF_EACH_SEND, LostTargets.NONE),
                Purpose.CRASH_STOP,
                2,
                Map.of(WaitSite.ICR_IDLE_BEFORE, before, WaitSite.ICR_IDLE_AFTER, after),
                "FreeBSD sys/x86/x86/local_apic.c; apic-facts 4.3");
    }

    /** macOS: a look, and if it must, 10 ms by the clock; then it sends. The vector of another interrupt stays in the word and is ignored. */
    public static Proof xnu() {
        List<Send> sends = new ArrayList<>();
        for (int id = 1; id < 4; id++) {
            sends.add(Send.icrPair(CpuSet.of(id), id << 24, NMI | 0xDE));
        }
        return new Proof(
                "XNU",
                new IcrProgram(sends, InterruptScope.NONE, LostTargets.NONE),
                Purpose.CRASH_STOP,
                2,
                Map.of(
                        WaitSite.ICR_IDLE_BEFORE,
                        new WaitPlan.Segments(
                                List.of(
                                        PollSegment.polls(1, 0),
                                        new PollSegment(0, 0, 0, new Limit.Elapsed(10 * MILLISECOND))),
                                WRITE_ANYWAY)),
                "XNU osfmk/i386/lapic_native.c lapic_send_nmi; apic-facts 4.3");
    }

    /** Linux 2.6.21 wakes CPU 1, id 1, start page 9FH: waits after each command, and the wait begins with its delay. */
    public static Proof smpbootWakeUp() {
        SendWrite high = new SendWrite.IcrHigh(0x0100_0000);
        SendWrite startUp = new SendWrite.IcrLow(0x600 | 0x9F);
        SendWrite settle = new SendWrite.Delay(300 * MICROSECOND);
        List<Send> sends = List.of(
                commandThenWait(high, new SendWrite.IcrLow(0xC500)),
                commandThenWait(new SendWrite.Delay(10 * MILLISECOND), high, new SendWrite.IcrLow(0x8500)),
                commandThenWait(high, startUp, settle),
                commandThenWait(new SendWrite.Delay(200 * MICROSECOND), high, startUp, settle));
        return new Proof(
                "smpboot",
                new IcrProgram(sends, InterruptScope.NONE, LostTargets.NONE),
                Purpose.CPU_WAKE_UP,
                0,
                Map.of(WaitSite.ICR_IDLE_AFTER, OPEN_CODED),
                "Linux 2.6.21 arch/i386/kernel/smpboot.c wakeup_secondary_cpu; kernel-facts 1.3, 5");
    }

    private static Send commandThenWait(SendWrite... writes) {
        return new Send(CpuSet.of(1), Optional.empty(), List.of(writes), Optional.of(WaitSite.ICR_IDLE_AFTER));
    }

    /** Linux 2.6.21 reads three registers of CPU 1's APIC: the usual wait before, the remote-read status after. */
    public static Proof remoteRead() {
        List<Send> sends = new ArrayList<>();
        for (ApicRegister register : List.of(ApicRegister.ID, ApicRegister.VERSION, ApicRegister.SVR)) {
            sends.add(Send.icrPair(CpuSet.of(1), 0x0100_0000, 0x300 | register.offset() >> 4)
                    .withAfter(Optional.of(WaitSite.REMOTE_READ_DONE)));
        }
        return new Proof(
                "remote read",
                new IcrProgram(sends, InterruptScope.NONE, LostTargets.NONE),
                Purpose.REMOTE_READ,
                0,
                Map.of(WaitSite.ICR_IDLE_BEFORE, UNLIMITED, WaitSite.REMOTE_READ_DONE, OPEN_CODED),
                "Linux 2.6.21 arch/i386/kernel/smpboot.c __inquire_remote_apic; kernel-facts 5");
    }

    /** bigsmp has no {@code send_IPI_mask_allbutself}; without shorthands the kernel calls it all the same. */
    public static Proof bigsmpWithoutShorthand() {
        return new Proof(
                "bigsmp without shorthand",
                new NoSuchRoutine("send_IPI_mask_allbutself", "shorthands are not allowed"),
                Purpose.CRASH_STOP,
                2,
                Map.of(),
                "Linux 6.1 arch/x86/kernel/apic/bigsmp_32.c, ipi.c apic_send_IPI_allbutself");
    }
}
