package dev.kdumpstop.integration;

import static dev.kdumpstop.api.unit.Picoseconds.MICROSECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.IpiRequest;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.delivery.NoSuchRoutine;
import dev.kdumpstop.api.delivery.Send;
import dev.kdumpstop.api.delivery.SendWrite;
import dev.kdumpstop.api.delivery.Targets;
import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.icr.Icr;
import dev.kdumpstop.api.icr.IcrCheck;
import dev.kdumpstop.api.icr.IcrFinding;
import dev.kdumpstop.api.machine.ApicGeneration;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.BootOptions;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.api.wait.IcrWaitPolicyProvider;
import dev.kdumpstop.api.wait.OnTimeout;
import dev.kdumpstop.api.wait.Purpose;
import dev.kdumpstop.api.wait.Solution;
import dev.kdumpstop.api.wait.SolutionProvider;
import dev.kdumpstop.api.wait.WaitContext;
import dev.kdumpstop.api.wait.WaitPlan;
import dev.kdumpstop.api.wait.WaitSite;
import dev.kdumpstop.integration.ProofPrograms.Proof;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The words, the sites and the bounds of the proof programs. */
class ProofProgramsTest {

    private static List<String> words(IcrProgram program) {
        return program.sends().stream().map(Send::toString).toList();
    }

    private static WaitContext context(Purpose purpose, DeliveryMode mode, WaitSite site) {
        return new WaitContext(purpose, mode, mode == DeliveryMode.NMI ? 2 : 0, false, site);
    }

    private static WaitPlan policy(String id, WaitContext context) {
        IcrWaitPolicyProvider provider = ServiceLoader.load(IcrWaitPolicyProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(candidate -> candidate.id().equals(id))
                .findFirst()
                .orElseThrow();
        return provider.create(OptionValues.defaults(provider.options())).planFor(context);
    }

    private static Solution solution(String id) {
        SolutionProvider provider = ServiceLoader.load(SolutionProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(candidate -> candidate.id().equals(id))
                .findFirst()
                .orElseThrow();
        return provider.create(OptionValues.defaults(provider.options()));
    }

    static List<Proof> all() {
        return ProofPrograms.all();
    }

    static List<Proof> programs() {
        return all().stream()
                .filter(proof -> proof.plan() instanceof IcrProgram)
                .toList();
    }

    @Test
    void numachip1() {
        Proof proof = ProofPrograms.numachip(1);
        assertThat(words(proof.program()))
                .containsExactly(
                        "ICR_IDLE_BEFORE ICR2=01000000 ICR=00000400",
                        "EXT_IRQ_GEN@0[3030]=1000402",
                        "EXT_IRQ_GEN@0[3030]=1010402");
        assertThat(proof.program().sends()).extracting(Send::deliveryMode).containsOnly(DeliveryMode.NMI);
        assertThat(proof.waits().get(WaitSite.ICR_IDLE_BEFORE).longestPs(0)).isEqualTo(100_000 * MICROSECOND);
        WaitContext nmi = context(Purpose.CRASH_STOP, DeliveryMode.NMI, WaitSite.ICR_IDLE_BEFORE);
        assertThat(solution("upstream-6.x").planFor(nmi))
                .isEqualTo(proof.solution().planFor(nmi));
    }

    @Test
    void numachip2() {
        assertThat(words(ProofPrograms.numachip(2).program()))
                .containsExactly(
                        "ICR_IDLE_BEFORE ICR2=01000000 ICR=00000400",
                        "APIC_ICR@0[100000]=100402",
                        "APIC_ICR@0[100000]=101402");
    }

    @Test
    void uv() {
        IcrProgram program = ProofPrograms.uv().program();
        assertThat(words(program))
                .containsExactly(
                        "IPI_INT@0[60500]=8000000000020402",
                        "IPI_INT@1[60500]=8000000000400402",
                        "IPI_INT@1[60500]=8000000000420402");
        assertThat(program.sends()).allSatisfy(send -> {
            assertThat(send.before()).isEmpty();
            assertThat(send.deliveryMode()).isEqualTo(DeliveryMode.NMI);
            assertThat(((SendWrite.NodeRegister) send.writes().get(0))
                            .delivers()
                            .cpus())
                    .isEqualTo(send.intended());
        });
    }

    @Test
    void voyager() {
        IcrProgram program = ProofPrograms.voyagerCallFunction().program();
        assertThat(words(program))
                .containsExactly(
                        "QIC line@4[5]=20005",
                        "QIC line@5[5]=20005",
                        "QIC line@6[5]=20005",
                        "QIC line@7[5]=20005",
                        "QIC line@9[5]=20005",
                        "fence portfc00=0b");
        assertThat(program.lost().cpus()).isEqualTo(CpuSet.of(8));
        Send port = program.sends().get(5);
        assertThat(port.intended()).isEqualTo(CpuSet.of(0, 1, 3));
        assertThat(((SendWrite.Port) port.writes().get(1)).delivers())
                .isEqualTo(new SendWrite.Delivers(DeliveryMode.FIXED, 0xC0, CpuSet.of(0, 1, 3)));
        assertThat(((SendWrite.NodeRegister) program.sends().get(4).writes().get(0)).delivers())
                .isEqualTo(new SendWrite.Delivers(DeliveryMode.FIXED, 0xD5, CpuSet.of(9)));
        assertThat(ProofPrograms.voyagerCrashStop().program().sends()).isEmpty();
    }

    @Test
    void freeBsd() {
        Proof proof = ProofPrograms.freeBsd();
        assertThat(words(proof.program()))
                .containsExactly(
                        "ICR_IDLE_BEFORE ICR2=01000000 ICR=00004400 ICR_IDLE_AFTER",
                        "ICR_IDLE_BEFORE ICR2=02000000 ICR=00004400 ICR_IDLE_AFTER",
                        "ICR_IDLE_BEFORE ICR2=03000000 ICR=00004400 ICR_IDLE_AFTER");
        WaitPlan before = proof.waits().get(WaitSite.ICR_IDLE_BEFORE);
        assertThat(before.longestPs(0)).isEqualTo(50_000 * MICROSECOND);
        assertThat(before.onTimeout()).isInstanceOf(OnTimeout.Panic.class);
        WaitPlan after = proof.waits().get(WaitSite.ICR_IDLE_AFTER);
        assertThat(after.isBounded()).isFalse();
        assertThat(((WaitPlan.Segments) after).segments().get(0).longestPs(0)).isEqualTo(50 * MICROSECOND);
        for (WaitSite site : proof.waits().keySet()) {
            assertThat(policy("freebsd", context(Purpose.CRASH_STOP, DeliveryMode.NMI, site)))
                    .isEqualTo(proof.waits().get(site));
        }
    }

    @Test
    void xnu() {
        Proof proof = ProofPrograms.xnu();
        assertThat(words(proof.program()).get(0)).isEqualTo("ICR_IDLE_BEFORE ICR2=01000000 ICR=000004de");
        assertThat(proof.program().sends().get(0).deliveryMode()).isEqualTo(DeliveryMode.NMI);
        WaitContext nmi = context(Purpose.CRASH_STOP, DeliveryMode.NMI, WaitSite.ICR_IDLE_BEFORE);
        WaitPlan plan = proof.solution().planFor(nmi);
        assertThat(plan.longestPs(0)).isEqualTo(10_000 * MICROSECOND);
        assertThat(plan.onTimeout()).isEqualTo(new OnTimeout.WriteAnyway());
        assertThat(policy("xnu", nmi)).isEqualTo(plan);
    }

    @Test
    void smpboot() {
        Proof proof = ProofPrograms.smpbootWakeUp();
        assertThat(words(proof.program()))
                .containsExactly(
                        "ICR2=01000000 ICR=0000c500 ICR_IDLE_AFTER",
                        "delay 10ms ICR2=01000000 ICR=00008500 ICR_IDLE_AFTER",
                        "ICR2=01000000 ICR=0000069f delay 300us ICR_IDLE_AFTER",
                        "delay 200us ICR2=01000000 ICR=0000069f delay 300us ICR_IDLE_AFTER");
        assertThat(proof.program().sends())
                .extracting(Send::deliveryMode)
                .containsExactly(DeliveryMode.INIT, DeliveryMode.INIT, DeliveryMode.STARTUP, DeliveryMode.STARTUP);
        WaitPlan.Segments wait = (WaitPlan.Segments) proof.waits().get(WaitSite.ICR_IDLE_AFTER);
        assertThat(wait.segments().get(0).delayBeforePollPs()).isEqualTo(100 * MICROSECOND);
        assertThat(wait.segments().get(0).pollsToLimit(0)).isEqualTo(1001);
        assertThat(wait.longestPs(0)).isEqualTo(100_100 * MICROSECOND);
        WaitContext init = context(Purpose.CPU_WAKE_UP, DeliveryMode.INIT, WaitSite.ICR_IDLE_AFTER);
        assertThat(solution("baseline").planFor(init)).isEqualTo(wait);
        assertThat(policy("smpboot-open-coded", init)).isEqualTo(wait);
    }

    @Test
    void remoteRead() {
        Proof proof = ProofPrograms.remoteRead();
        assertThat(words(proof.program()))
                .containsExactly(
                        "ICR_IDLE_BEFORE ICR2=01000000 ICR=00000302 REMOTE_READ_DONE",
                        "ICR_IDLE_BEFORE ICR2=01000000 ICR=00000303 REMOTE_READ_DONE",
                        "ICR_IDLE_BEFORE ICR2=01000000 ICR=0000030f REMOTE_READ_DONE");
        assertThat(proof.waits().get(WaitSite.ICR_IDLE_BEFORE).longestPs(0)).isEqualTo(Picoseconds.NEVER);
        assertThat(proof.waits().get(WaitSite.REMOTE_READ_DONE).longestPs(0)).isEqualTo(100_100 * MICROSECOND);
        for (WaitSite site : proof.waits().keySet()) {
            assertThat(solution("baseline").planFor(context(Purpose.REMOTE_READ, DeliveryMode.REMOTE_READ, site)))
                    .isEqualTo(proof.waits().get(site));
        }
    }

    @Test
    void bigsmpsMissingRoutineIsWhatThePlugInSays() {
        Proof proof = ProofPrograms.bigsmpWithoutShorthand();
        MachineSpec machine = MachineSpec.builder(Architecture.I386, "6.1")
                .cpus(12)
                .boot(BootOptions.parse("no_ipi_broadcast=1"))
                .build();
        SubArchitecture bigsmp = ServiceLoader.load(SubArchitecture.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(candidate -> candidate.id().equals("i386/bigsmp"))
                .findFirst()
                .orElseThrow();
        IpiRequest request = new IpiRequest(
                CpuId.of(0), new Targets.MaskAllButSelf(machine.maps().online()), IpiVector.NMI, machine.maps());
        assertThat(bigsmp.ipiDelivery(machine).planFor(request))
                .isInstanceOfSatisfying(
                        NoSuchRoutine.class,
                        plan -> assertThat(plan.routine()).isEqualTo(((NoSuchRoutine) proof.plan()).routine()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("programs")
    void waitsExactlyWhereItSaysHow(Proof proof) {
        Set<WaitSite> sites = new HashSet<>();
        for (Send send : proof.program().sends()) {
            send.before().ifPresent(sites::add);
            send.after().ifPresent(sites::add);
        }
        assertThat(sites).isEqualTo(proof.waits().keySet());
        assertThatThrownBy(() -> {
                    for (WaitSite site : WaitSite.values()) {
                        proof.solution().planFor(context(proof.purpose(), DeliveryMode.NMI, site));
                    }
                })
                .isInstanceOf(IllegalStateException.class);
    }

    /** No program commands what its part does not have. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("programs")
    void itsIcrWordsAreValid(Proof proof) {
        boolean old = proof.purpose() == Purpose.CPU_WAKE_UP || proof.purpose() == Purpose.REMOTE_READ;
        int high = 0;
        for (Send send : proof.program().sends()) {
            for (SendWrite write : send.writes()) {
                if (write instanceof SendWrite.IcrHigh icr2) {
                    high = icr2.value();
                } else if (write instanceof SendWrite.IcrLow icr) {
                    assertThat(IcrCheck.check(
                                    Icr.ofXapic(high, icr.value()),
                                    old ? ApicGeneration.PENTIUM : ApicGeneration.XAPIC,
                                    false))
                            .extracting(IcrFinding::severity)
                            .doesNotContain(IcrFinding.Severity.INVALID);
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void namesItsSource(Proof proof) {
        assertThat(proof.source()).isNotBlank();
    }
}
