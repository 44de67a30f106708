package dev.kdumpstop.subarch.i386;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.DeliveryPlan;
import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.InterruptScope;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.delivery.NoSuchRoutine;
import dev.kdumpstop.api.delivery.Send;
import dev.kdumpstop.api.delivery.SendWrite;
import dev.kdumpstop.api.delivery.Targets;
import dev.kdumpstop.api.machine.Firmware;
import dev.kdumpstop.api.machine.FirmwareMarks;
import dev.kdumpstop.api.machine.MachineSpec;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Voyager's everyday interrupts: kernel-facts 2.2; 2.6.20 arch/i386/mach-voyager/voyager_smp.c. */
class VoyagerCpisTest {

    private static MachineSpec voyager(int cpus, String quads) {
        return Machines.of("2.6.21", cpus + " CPUs")
                .firmware(Firmware.plain().withMarks(FirmwareMarks.none().withQuadCpus(CpuSet.parse(quads))))
                .build();
    }

    @ParameterizedTest(name = "kernel-facts 2.2: quads [{1}], CPU {2} sends vector {3} to {4}: {5}; lost [{6}]")
    @CsvSource({
        "4, '', 0, 6, 1-3, fence portfc00=0e, ''",
        "4, '', 2, 4, 0, fence portfc00=01, ''",
        "4, '', 0, 0xFB, 1-3, fence portfc00=0e, ''",
        "10, '4-7,9', 2, 6, '0,1,3-9', QIC line@4[5]=20005 | QIC line@5[5]=20005 | QIC line@6[5]=20005 | "
                + "QIC line@7[5]=20005 | QIC line@9[5]=20005 | fence portfc00=0b, 8",
        "8, 0-7, 1, 4, 0, QIC line@0[3]=10003, ''",
        "8, 0-7, 0, 0xEF, 3, QIC line@3[1]=1, ''",
        "8, 0-7, 0, 3, 3, QIC line@3[2]=2, ''",
        "8, 0-7, 0, 0xFD, 3, QIC line@3[2]=2, ''",
        "8, 0-7, 0, 5, 3, QIC line@3[4]=4, ''",
        "8, 0-7, 0, 0xFC, 3, QIC line@3[3]=3, ''",
        "12, '', 0, 6, 8-11, '', 8-11",
        "8, 4-7, 0, 0, 5, portfc00=20, ''",
        "8, 4-7, 0, 1, 5, portfc01=20, ''",
    })
    void writes(int cpus, String quads, int sender, String vector, String targets, String writes, String lost) {
        MachineSpec machine = voyager(cpus, quads);
        IcrProgram program = (IcrProgram) Machines.plan(
                "voyager",
                machine,
                sender,
                new Targets.Mask(CpuSet.parse(targets)),
                new IpiVector(Integer.decode(vector)));
        assertThat(program.sends().stream().map(Send::toString).collect(Collectors.joining(" | ")))
                .isEqualTo(writes);
        assertThat(program.lost().cpus()).isEqualTo(CpuSet.parse(lost));
        assertThat(program.irqsOff()).isEqualTo(InterruptScope.NONE);
        assertThat(program.sends()).allSatisfy(send -> {
            assertThat(send.before()).isEmpty();
            assertThat(send.after()).isEmpty();
        });
    }

    @Test
    @DisplayName("kernel-facts 2.2: base vectors: QIC D0H and the level less one, VIC C0H")
    void vectors() {
        MachineSpec machine = voyager(6, "4,5");
        IcrProgram program =
                (IcrProgram) Machines.plan("voyager", machine, 0, new Targets.AllButSelf(), new IpiVector(6));
        List<SendWrite> last = program.sends().stream()
                .map(send -> send.writes().get(send.writes().size() - 1))
                .toList();
        assertThat(last).hasSize(3);
        assertThat(((SendWrite.NodeRegister) last.get(0)).delivers().vector()).isEqualTo(0xD5);
        SendWrite.Delivers port = ((SendWrite.Port) last.get(2)).delivers();
        assertThat(port.vector()).isEqualTo(0xC0);
        assertThat(port.cpus()).isEqualTo(CpuSet.of(1, 2, 3));
    }

    @Test
    @DisplayName("kernel-facts 2.2, 7: an NMI reaches nobody, and says why")
    void nmi() {
        IcrProgram program = Machines.kdump("voyager", voyager(4, "2,3"), 0);
        assertThat(program.sends()).isEmpty();
        assertThat(program.lost().cpus()).isEqualTo(CpuSet.of(1, 2, 3));
        assertThat(program.lost().reason()).contains("nmi_shootdown_cpus is the empty version");
        IcrProgram none = (IcrProgram)
                Machines.plan("voyager", voyager(1, ""), 0, new Targets.Mask(CpuSet.empty()), IpiVector.NMI);
        assertThat(none).isEqualTo(IcrProgram.empty());
    }

    @Test
    @DisplayName(
            "2.6.20 voyager_smp.c: only on-line CPUs get a QIC line; there is nothing for all, for self, or above level 6")
    void whatThereIsNot() {
        MachineSpec machine =
                voyager(4, "0-3").toBuilder().online(CpuSet.of(0, 1, 2)).build();
        IcrProgram program =
                (IcrProgram) Machines.plan("voyager", machine, 0, new Targets.Mask(CpuSet.of(2, 3)), new IpiVector(6));
        assertThat(program.sends()).singleElement().hasToString("QIC line@2[5]=5");
        assertThat(program.lost().cpus()).isEqualTo(CpuSet.of(3));
        IpiVector call = new IpiVector(6);
        for (DeliveryPlan plan : List.of(
                Machines.plan("voyager", machine, 0, new Targets.All(), call),
                Machines.plan("voyager", machine, 0, new Targets.Self(), call),
                Machines.plan("voyager", machine, 0, new Targets.Mask(CpuSet.of(1)), new IpiVector(0x30)))) {
            assertThat(plan).isInstanceOf(NoSuchRoutine.class);
        }
    }
}
