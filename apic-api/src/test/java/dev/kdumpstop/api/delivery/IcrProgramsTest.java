package dev.kdumpstop.api.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.cpu.CpuMaps;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.icr.DestinationMode;
import dev.kdumpstop.api.icr.Icr;
import dev.kdumpstop.api.wait.WaitSite;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shapes of kernel-facts 2.1, 6 and 7 with their words. */
class IcrProgramsTest {
    private static final CpuSet OTHERS_OF_4 = CpuSet.of(1, 2, 3);
    private static final CpuSet OTHERS_OF_12 = CpuSet.range(1, 11);

    private static List<Integer> highs(IcrProgram program) {
        return program.sends().stream()
                .map(send -> ((SendWrite.IcrHigh) send.writes().get(0)).value())
                .toList();
    }

    private static List<Long> x2icrs(IcrProgram program) {
        return program.sends().stream()
                .map(send -> ((SendWrite.X2Icr) send.writes().get(send.writes().size() - 1)).value())
                .toList();
    }

    @Test
    void logicalMaskIsOneSend() {
        assertThat(IcrPrograms.logicalMask(OTHERS_OF_4, IpiVector.NMI))
                .isEqualTo(new IcrProgram(
                        List.of(new Send(
                                OTHERS_OF_4,
                                Optional.of(WaitSite.ICR_IDLE_BEFORE),
                                List.of(new SendWrite.IcrHigh(0x0E00_0000), new SendWrite.IcrLow(0xC00)),
                                Optional.empty())),
                        InterruptScope.EACH_SEND,
                        LostTargets.NONE));
    }

    @Test
    void logicalMaskLosesCpus8AndUp() {
        IcrProgram program = IcrPrograms.logicalMask(OTHERS_OF_12, IpiVector.NMI);
        assertThat(highs(program)).containsExactly(0xFE00_0000);
        assertThat(program.sends().get(0).intended()).isEqualTo(CpuSet.range(1, 7));
        assertThat(program.lost().cpus()).isEqualTo(CpuSet.range(8, 11));
        assertThat(program.lost().reason()).isNotBlank();
    }

    @Test
    void fullLogicalMaskIsTheBroadcastAndLosesNobody() {
        IcrProgram program = IcrPrograms.logicalMask(CpuSet.firstN(12), IpiVector.NMI);
        assertThat(highs(program)).containsExactly(0xFF00_0000);
        assertThat(program.sends().get(0).intended()).isEqualTo(CpuSet.firstN(12));
        assertThat(program.lost()).isEqualTo(LostTargets.NONE);
    }

    @Test
    void logicalMaskOfCpus32AndUpDoesNotComeBackIn() {
        // 1 << 32 must not turn up as CPU 0, nor 1 << 63 as a sign.
        IcrProgram program = IcrPrograms.logicalMask(CpuSet.of(32, 40, 63, 64, 200), IpiVector.NMI);
        assertThat(highs(program)).containsExactly(0);
        assertThat(program.lost().cpus()).isEqualTo(CpuSet.of(32, 40, 63, 64, 200));
    }

    @Test
    void physicalSequence() {
        IcrProgram program = IcrPrograms.sequence(OTHERS_OF_12, IpiVector.NMI, DestinationMode.PHYSICAL, cpu -> cpu);
        assertThat(highs(program))
                .containsExactly(
                        0x0100_0000,
                        0x0200_0000,
                        0x0300_0000,
                        0x0400_0000,
                        0x0500_0000,
                        0x0600_0000,
                        0x0700_0000,
                        0x0800_0000,
                        0x0900_0000,
                        0x0A00_0000,
                        0x0B00_0000);
        assertThat(program.irqsOff()).isEqualTo(InterruptScope.WHOLE_PROGRAM);
        assertThat(program.lost()).isEqualTo(LostTargets.NONE);
        assertThat(program.sends()).allSatisfy(send -> {
            assertThat(send.before()).contains(WaitSite.ICR_IDLE_BEFORE);
            assertThat(send.after()).isEmpty();
            assertThat(send.writes().get(1)).isEqualTo(new SendWrite.IcrLow(0x400));
        });
    }

    @Test
    void aSequenceCutsWideIdsOffAndCountsThemAsLost() {
        IcrProgram program = IcrPrograms.sequence(
                CpuSet.of(1, 2), IpiVector.NMI, DestinationMode.PHYSICAL, cpu -> cpu == 1 ? 0x01 : 0x102);
        assertThat(program.sends())
                .extracting(Send::toString)
                .containsExactly(
                        "ICR_IDLE_BEFORE ICR2=01000000 ICR=00000400", "ICR_IDLE_BEFORE ICR2=02000000 ICR=00000400");
        assertThat(program.sends()).extracting(Send::intended).containsExactly(CpuSet.of(1), CpuSet.empty());
        assertThat(program.lost()).isEqualTo(new LostTargets(CpuSet.of(2), "their id does not fit in 8 bits"));
    }

    @Test
    void logicalSequenceOfSummitOnQuads() {
        int[] ldr = {1, 2, 4, 8, 0x11, 0x12, 0x14, 0x18, 0x21, 0x22, 0x24, 0x28};
        IcrProgram program =
                IcrPrograms.sequence(OTHERS_OF_12, IpiVector.NMI, DestinationMode.LOGICAL, cpu -> ldr[cpu]);
        assertThat(highs(program).stream().map(high -> high >>> 24))
                .containsExactly(2, 4, 8, 0x11, 0x12, 0x14, 0x18, 0x21, 0x22, 0x24, 0x28);
        assertThat(program.sends().get(0).writes().get(1)).isEqualTo(new SendWrite.IcrLow(0xC00));
    }

    @Test
    void logicalSequenceOfBitsLosesCpus8AndUp() {
        IcrProgram program =
                IcrPrograms.sequence(CpuSet.of(1, 8), new IpiVector(0xFC), DestinationMode.LOGICAL, cpu -> 1 << cpu);
        assertThat(highs(program)).containsExactly(0x0200_0000, 0);
        assertThat(program.sends().get(1).intended()).isEqualTo(CpuSet.empty());
        assertThat(program.lost().cpus()).isEqualTo(CpuSet.of(8));
        assertThat(program.sends().get(0).writes().get(1)).isEqualTo(new SendWrite.IcrLow(0x8FC));
    }

    @ParameterizedTest(name = "vector {0}, shorthand {1}, dest bit {2} -> {3}")
    @CsvSource({
        "251, 0xC0000, 0x800, 0x000C08FB",
        "251, 0x80000, 0x800, 0x000808FB",
        "252, 0x40000, 0x800, 0x000408FC",
        "252, 0x40000, 0, 0x000400FC",
        "2, 0xC0000, 0, 0x000C0400"
    })
    void shorthandIsOneWrite(int vector, String shorthand, String destinationBit, String low) {
        IcrProgram program = IcrPrograms.shorthand(
                OTHERS_OF_4, new IpiVector(vector), Integer.decode(shorthand), Integer.decode(destinationBit));
        assertThat(program.sends()).hasSize(1);
        Send send = program.sends().get(0);
        assertThat(send.writes()).containsExactly(new SendWrite.IcrLow(Integer.decode(low)));
        assertThat(send.before()).contains(WaitSite.ICR_IDLE_BEFORE);
        assertThat(send.usesShorthand()).isTrue();
        assertThat(program.irqsOff()).isEqualTo(InterruptScope.NONE);
    }

    @Test
    void x2apicShapes() {
        assertThat(x2icrs(IcrPrograms.x2apicShorthand(OTHERS_OF_4, IpiVector.NMI, Icr.ALL_EXCLUDING_SELF)))
                .containsExactly(0x0000_0000_000C_0400L);
        assertThat(x2icrs(IcrPrograms.x2apicSequence(CpuSet.of(1, 2), IpiVector.NMI, cpu -> cpu == 1 ? 0x123 : -2)))
                .containsExactly(0x0000_0123_0000_0400L, 0xFFFF_FFFE_0000_0400L);
        IcrProgram program = IcrPrograms.x2apicSequence(CpuSet.of(1), IpiVector.NMI, cpu -> cpu);
        assertThat(program.sends().get(0).before()).isEmpty();
        assertThat(program.sends().get(0).after()).isEmpty();
        assertThat(program.sends().get(0).writes().get(0)).isEqualTo(new SendWrite.Fence());
        // The kernels fence once, before the loop.
        assertThat(IcrPrograms.x2apicSequence(OTHERS_OF_4, IpiVector.NMI, cpu -> cpu)
                        .sends())
                .extracting(send -> send.writes().size())
                .containsExactly(2, 1, 1);
    }

    @Test
    void oneWritePerCluster() {
        int[] ids = {0x00, 0x10, 0x01, 0x11, 0x20};
        IcrProgram program = IcrPrograms.x2apicPerCluster(
                CpuSet.of(1, 2, 3, 4), IpiVector.NMI, cpu -> IcrPrograms.x2apicLogicalId(ids[cpu]));
        assertThat(x2icrs(program))
                .containsExactly(0x0001_0003_0000_0C00L, 0x0000_0002_0000_0C00L, 0x0002_0001_0000_0C00L);
        assertThat(program.sends())
                .extracting(Send::intended)
                .containsExactly(CpuSet.of(1, 3), CpuSet.of(2), CpuSet.of(4));
    }

    /** apic-facts 1.6, worked values. */
    @ParameterizedTest(name = "id {0} -> {1}")
    @CsvSource({"0x00, 0x00000001", "0x0F, 0x00008000", "0x10, 0x00010001", "0x1A, 0x00010400", "0x123, 0x00120008"})
    void x2apicLogicalIds(String id, String ldr) {
        assertThat(IcrPrograms.x2apicLogicalId(Integer.decode(id))).isEqualTo(Integer.decode(ldr));
    }

    @Test
    void nobodyToAddress() {
        assertThat(IcrPrograms.sequence(CpuSet.empty(), IpiVector.NMI, DestinationMode.PHYSICAL, cpu -> cpu)
                        .sends())
                .isEmpty();
        assertThat(IcrProgram.empty().sends()).isEmpty();
        assertThat(IcrPrograms.x2apicPerCluster(CpuSet.empty(), IpiVector.NMI, cpu -> 1)
                        .sends())
                .isEmpty();
    }

    @Test
    void vectors() {
        assertThat(IpiVector.NMI.deliveryMode()).isEqualTo(DeliveryMode.NMI);
        assertThat(IpiVector.NMI.icrBits()).isEqualTo(0x400);
        assertThat(IpiVector.NMI).hasToString("NMI");
        assertThat(IpiVector.REBOOT.icrBits()).isEqualTo(0xF8);
        assertThat(IpiVector.REBOOT).hasToString("vector 0xf8");
        assertThatThrownBy(() -> new IpiVector(256)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new IpiVector(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void modeOfASend() {
        SendWrite.Delivers nmi = new SendWrite.Delivers(DeliveryMode.NMI, 2, CpuSet.of(1));
        assertThat(send(new SendWrite.IcrHigh(0x400), new SendWrite.IcrLow(0xC500))
                        .deliveryMode())
                .isEqualTo(DeliveryMode.INIT);
        assertThat(send(new SendWrite.Fence(), new SendWrite.X2Icr(0x7_0000_0400L))
                        .deliveryMode())
                .isEqualTo(DeliveryMode.NMI);
        assertThat(send(new SendWrite.NodeRegister("mmr", 0, 0, 0, nmi)).deliveryMode())
                .isEqualTo(DeliveryMode.NMI);
        assertThat(send(new SendWrite.Port(0xFC00, 1, nmi)).deliveryMode()).isEqualTo(DeliveryMode.NMI);
        assertThat(send(new SendWrite.SelfIpi(0xF6)).deliveryMode()).isEqualTo(DeliveryMode.FIXED);
        assertThat(send(new SendWrite.IcrLow(0xC0400)).usesShorthand()).isTrue();
        // An x2APIC destination must not be taken for a shorthand.
        assertThat(send(new SendWrite.X2Icr(0x000C_0000_0000_0400L)).usesShorthand())
                .isFalse();
        assertThat(send(new SendWrite.NodeRegister("mmr", 0, 0, 0xC0000, nmi)).usesShorthand())
                .isFalse();
    }

    private static Send send(SendWrite... writes) {
        return new Send(CpuSet.of(1), Optional.empty(), List.of(writes), Optional.empty());
    }

    @Test
    void sendsCanBeGivenOtherWaits() {
        Send send = Send.icrPair(CpuSet.of(1), 0x0100_0000, 0x400)
                .withBefore(Optional.empty())
                .withAfter(Optional.of(WaitSite.ICR_IDLE_AFTER));
        assertThat(send.before()).isEmpty();
        assertThat(send.after()).contains(WaitSite.ICR_IDLE_AFTER);
        assertThatThrownBy(() -> send(new SendWrite[0])).hasMessageContaining("at least one write");
    }

    @Test
    void stepsInWords() {
        assertThat(new SendWrite.Delay(10_000_000_000L)).hasToString("delay 10ms");
        assertThatThrownBy(() -> new SendWrite.Delay(0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(Send.icrPair(CpuSet.of(1), 0x0100_0000, 0x400))
                .hasToString("ICR_IDLE_BEFORE ICR2=01000000 ICR=00000400");
    }

    @Test
    void requestKnowsTheOthers() {
        IpiRequest request = new IpiRequest(
                CpuId.of(2),
                new Targets.AllButSelf(),
                IpiVector.NMI,
                CpuMaps.allOnline(4).withOffline(CpuSet.of(1)));
        assertThat(request.onlineButSelf()).isEqualTo(CpuSet.of(0, 3));
    }

    @Test
    void clusterSequenceLosesCpusWithoutABitOfTheirCluster() {
        IcrProgram program = IcrPrograms.clusterSequence(CpuSet.of(1, 2, 3), IpiVector.NMI, cpu -> 0x10 | cpu >> 1);
        assertThat(program.sends())
                .extracting(Send::toString)
                .containsExactly(
                        "ICR_IDLE_BEFORE ICR2=10000000 ICR=00000c00",
                        "ICR_IDLE_BEFORE ICR2=11000000 ICR=00000c00",
                        "ICR_IDLE_BEFORE ICR2=11000000 ICR=00000c00");
        assertThat(program.sends().get(0).intended()).isEqualTo(CpuSet.empty());
        assertThat(program.lost().cpus()).isEqualTo(CpuSet.of(1));
        assertThat(program.lost().reason()).contains("four bits of a cluster");
    }
}
