package dev.kdumpstop.plugin.numachip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.IpiRequest;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.delivery.Send;
import dev.kdumpstop.api.delivery.Targets;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.CpuVendor;
import dev.kdumpstop.api.machine.Firmware;
import dev.kdumpstop.api.machine.FirmwareMarks;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.PlatformFlag;
import dev.kdumpstop.api.subarch.ApicSetup;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.core.machine.EventKind;
import dev.kdumpstop.orchestrator.CrashStop;
import dev.kdumpstop.orchestrator.Headline;
import dev.kdumpstop.orchestrator.StopOutcome;
import dev.kdumpstop.orchestrator.words.EventWords;
import dev.kdumpstop.orchestrator.words.StopEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two nodes of four CPUs: 0 to 3 have ids 0 to 3, 4 to 7 have ids 100H to 103H. */
class NumachipTest {
    private static final NumachipSubArchitecture NUMACHIP = new NumachipSubArchitecture();
    static final int[] TWO_NODES = {0x000, 0x001, 0x002, 0x003, 0x100, 0x101, 0x102, 0x103};

    static MachineSpec.Builder machine(String release, String oemTableId, int... ids) {
        return MachineSpec.builder(Architecture.X86_64, release)
                .vendor(CpuVendor.AMD)
                .firmware(new Firmware(0, false, false, "NUMASC", oemTableId, "", false, "", "")
                        .withMarks(FirmwareMarks.none().with(PlatformFlag.NODE_IDS)))
                .apicIds(ids);
    }

    private static IcrProgram program(MachineSpec machine, int sender, Targets targets, IpiVector vector) {
        assertThat(NUMACHIP.supports(machine).reasons()).isEmpty();
        return (IcrProgram) NUMACHIP.ipiDelivery(machine)
                .planFor(new IpiRequest(CpuId.of(sender), targets, vector, machine.maps()));
    }

    @ParameterizedTest(name = "{0} on {1}: CPU {2} sends {3} to CPUs {4}: {5}")
    @CsvSource(delimiter = '|', textBlock = """
            # the ICR within the node; across nodes the id goes into the word of the chip, with its vector
            6.12 | NCONNECT | 0 | 02 | 1 | ICR_IDLE_BEFORE ICR2=01000000 ICR=00000400
            6.12 | NCONNECT | 0 | 02 | 5 | EXT_IRQ_GEN@0[3030]=1010402
            6.12 | NCONNECT | 4 | 02 | 5 | ICR_IDLE_BEFORE ICR2=01000000 ICR=00000400
            6.12 | NCONNECT | 4 | 02 | 1 | EXT_IRQ_GEN@1[3030]=10402
            6.12 | NCONNECT | 4 | fb | 1 | EXT_IRQ_GEN@1[3030]=100fb
            6.12 | NCONECT2 | 0 | 02 | 5 | APIC_ICR@0[100000]=101402
            6.12 | NCONECT2 | 4 | fb | 1 | APIC_ICR@1[100000]=10fb
            # before 6.6 the driver's empty wait counts for an NMI, and only for an NMI
            6.1  | NCONNECT | 0 | 02 | 1 | ICR2=01000000 ICR=00000400
            6.1  | NCONNECT | 0 | fb | 1 | ICR_IDLE_BEFORE ICR2=01000000 ICR=000000fb
            5.10 | NCONECT2 | 0 | 02 | 5 | APIC_ICR@0[100000]=101402
            6.6  | NCONNECT | 0 | fb | 1 | ICR_IDLE_BEFORE ICR2=01000000 ICR=000000fb
            """)
    void words(String release, String oemTableId, int sender, String vector, int target, String words) {
        IcrProgram program = program(
                machine(release, oemTableId, TWO_NODES).build(),
                sender,
                new Targets.One(CpuId.of(target)),
                new IpiVector(Integer.parseInt(vector, 16)));
        assertThat(program.sends()).extracting(Send::toString).containsExactly(words);
        assertThat(program.sends()).extracting(Send::intended).containsExactly(CpuSet.of(target));
    }

    @Test
    @DisplayName("no shorthand: all but self, and all, are one write per CPU")
    void loops() {
        MachineSpec machine = machine("6.12", "NCONNECT", TWO_NODES).build();
        IcrProgram others = program(machine, 2, new Targets.AllButSelf(), IpiVector.NMI);
        assertThat(others.sends())
                .extracting(Send::intended)
                .containsExactlyElementsOf(
                        Stream.of(0, 1, 3, 4, 5, 6, 7).map(CpuSet::of).toList());
        assertThat(others.sends()).noneMatch(Send::usesShorthand);
        assertThat(program(machine, 2, new Targets.All(), IpiVector.NMI).sends())
                .hasSize(8)
                .noneMatch(Send::usesShorthand);
    }

    @Test
    @DisplayName("an interrupt to itself goes to a register that is not there")
    void self() {
        IcrProgram program =
                program(machine("6.12", "NCONNECT", TWO_NODES).build(), 1, new Targets.Self(), new IpiVector(0xF6));
        assertThat(program.sends()).isEmpty();
        assertThat(program.lost().cpus()).isEqualTo(CpuSet.of(1));
        assertThat(program.lost().reason()).contains("self-IPI register");
    }

    @Test
    @DisplayName("LDR and DFR: flat's before 6.6, left alone after")
    void setUp() {
        assertThat(NUMACHIP.apicSetup(machine("6.1", "NCONNECT", TWO_NODES).build(), CpuId.of(3)))
                .isEqualTo(ApicSetup.xapic(ApicSetup.DFR_FLAT, 8));
        assertThat(NUMACHIP.apicSetup(machine("6.6", "NCONNECT", TWO_NODES).build(), CpuId.of(3)))
                .isEqualTo(ApicSetup.xapicUntouched());
    }

    @ParameterizedTest(name = "table {0}, ids to {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            NCONNECT | 0xfffe   | supported
            NCONNECT | 0x100fe  | id 0x100fe does not fit into the word that the chip takes: 0xffff at most
            NCONECT2 | 0x100fe  | supported
            NCONECT2 | 0x1000fe | id 0x1000fe does not fit into the word that the chip takes: 0xfffff at most
            OTHER    | 0x100    | its ids name nodes, and no MADT of NUMASC with table NCONNECT or NCONECT2 says which NumaChip joins them
            """)
    void highestIds(String oemTableId, String highest, String answer) {
        MachineSpec machine =
                machine("6.12", oemTableId, 0, Integer.decode(highest)).build();
        assertThat(NUMACHIP.supports(machine)).hasToString(answer);
    }

    @Test
    @DisplayName("one node needs no chip; x2APIC mode and old kernels are refused, with every reason")
    void supports() {
        assertThat(NUMACHIP.supports(MachineSpec.builder(Architecture.X86_64, "6.12")
                                .cpus(255)
                                .build())
                        .isSupported())
                .isTrue();
        assertThat(NUMACHIP.supports(MachineSpec.builder(Architecture.X86_64, "3.6")
                                .mode(ApicMode.X2APIC)
                                .build())
                        .reasons())
                .containsExactly(
                        "needs xAPIC mode, this machine's APICs are in x2APIC mode",
                        "is of kernels 5.10 and later, not of 3.6: how older kernels stop on NumaConnect systems is not"
                                + " described");
    }

    /**
     * A stuck CPU on the sender's own node holds its ICR until the limit, once: the next command takes its place. One on the
     * other node holds nothing. Before 6.6 nothing waits, so nothing hangs either.
     */
    @ParameterizedTest(name = "{0} {1}, {2}, {3}: {4} in {5}, saved {6}, {7} time-outs")
    @CsvSource(delimiter = '|', textBlock = """
            6.12 | NCONNECT |              | healthy           | CAPTURED_ALL     | 0    | 1-7     | 0
            6.12 | NCONECT2 |              | healthy           | CAPTURED_ALL     | 0    | 1-7     | 0
            6.12 | NCONNECT |              | nmi-lockup:cpus=2 | CAPTURED_PARTIAL | 1.1s | 1,3-7   | 1
            6.12 | NCONNECT |              | nmi-lockup:cpus=3 | CAPTURED_PARTIAL | 1s   | 1,2,4-7 | 0
            6.12 | NCONNECT |              | nmi-lockup:cpus=5 | CAPTURED_PARTIAL | 1s   | 1-4,6,7 | 0
            6.12 | NCONECT2 |              | nmi-lockup:cpus=5 | CAPTURED_PARTIAL | 1s   | 1-4,6,7 | 0
            6.12 | NCONNECT |              | icr-busy-at-entry | CAPTURED_ALL     | 100ms | 1-7    | 1
            6.12 | NCONNECT | baseline     | nmi-lockup:cpus=2 | HUNG             | 0    | 1       | 0
            6.12 | NCONNECT | baseline     | nmi-lockup:cpus=5 | CAPTURED_PARTIAL | 1s   | 1-4,6,7 | 0
            6.12 | NCONNECT | upstream-6.x | nmi-lockup:cpus=2 | CAPTURED_PARTIAL | 1.1s | 1,3-7   | 1
            6.1  | NCONNECT |              | nmi-lockup:cpus=2 | CAPTURED_PARTIAL | 1s   | 1,3-7   | 0
            6.1  | NCONNECT | baseline     | nmi-lockup:cpus=2 | CAPTURED_PARTIAL | 1s   | 1,3-7   | 0
            6.1  | NCONNECT | baseline     | icr-busy-at-entry | CAPTURED_ALL     | 0    | 1-7     | 0
            """)
    void stops(
            String release,
            String oemTableId,
            String solution,
            String scenario,
            Headline headline,
            String time,
            String saved,
            long timeouts) {
        CrashStop stop = CrashStop.builder()
                .machine(machine(release, oemTableId, TWO_NODES).build())
                .solution(solution == null ? "" : solution)
                .scenario(scenario)
                .build();
        assertThat(stop.subArchitecture()).as("the kernel's own choice").isEqualTo(NUMACHIP.name());
        StopOutcome outcome = stop.run();
        assertThat(outcome.headline()).isEqualTo(headline);
        assertThat(Picoseconds.format(outcome.timePs())).isEqualTo(time);
        assertThat(outcome.saved()).isEqualTo(CpuSet.parse(saved));
        assertThat(outcome.timeouts()).isEqualTo(timeouts);
    }

    @ParameterizedTest(
            name = "a plain panic of {0} begins with a vector, which waits without limit: {1} at an ICR that is busy")
    @CsvSource({"6.1, HUNG", "6.12, HUNG"})
    void panics(String release, Headline headline) {
        assertThat(CrashStop.builder()
                        .machine(machine(release, "NCONNECT", TWO_NODES).build())
                        .procedure("panic")
                        .scenario("icr-busy-at-entry")
                        .build()
                        .run()
                        .headline())
                .isEqualTo(headline);
    }

    @Test
    @DisplayName("the time-line tells what went by the ICR and what did not")
    void timeline() {
        CrashStop stop = CrashStop.builder()
                .machine(machine("6.12", "NCONNECT", TWO_NODES).build())
                .build();
        List<String> sent = new ArrayList<>();
        stop.run((timePs, kind, cpu, a, b) -> {
            if (kind == EventKind.SENT) {
                sent.add(EventWords.of(new StopEvent(timePs, kind, cpu, a, b), stop));
            }
        });
        assertThat(sent)
                .hasSize(7)
                .startsWith("sends NMI to APIC id 0x01")
                .endsWith("sends the NMI to CPU 7, not by its local APIC");
    }
}
