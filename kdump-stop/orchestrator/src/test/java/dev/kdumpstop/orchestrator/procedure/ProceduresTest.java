package dev.kdumpstop.orchestrator.procedure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kdumpstop.api.cpu.CpuMaps;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.Send;
import dev.kdumpstop.api.machine.ApicGeneration;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.stop.RegisterStep;
import dev.kdumpstop.api.stop.StopProcedure;
import dev.kdumpstop.api.stop.StopProcedureProvider;
import dev.kdumpstop.api.stop.StopStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The steps of each procedure, in the kernel's order. The sources are the providers' own, and named in the tests. */
class ProceduresTest {
    /** CPU 3 was never booted, ids are 0 to 3. */
    private static MachineSpec machine(Architecture architecture, String release) {
        CpuSet up = CpuSet.firstN(3);
        return MachineSpec.builder(architecture, release)
                .cpus(4)
                .generation(ApicGeneration.XAPIC)
                .maps(new CpuMaps(up, CpuSet.firstN(4), up))
                .build();
    }

    private static StopProcedure create(StopProcedureProvider provider, MachineSpec machine, String... options) {
        Map<String, String> given = new TreeMap<>();
        for (String option : options) {
            given.put(option.split("=", 2)[0], option.split("=", 2)[1]);
        }
        return provider.create(machine, OptionValues.of(provider.options(), given));
    }

    /** Every step in words; programs and register accesses written out. */
    private static List<String> words(List<StopStep> steps) {
        List<String> words = new ArrayList<>();
        for (StopStep step : steps) {
            if (step instanceof StopStep.SendProgram send) {
                words.addAll(send.program().sends().stream().map(Send::toString).toList());
            } else if (step instanceof StopStep.AccessLocalApic access
                    && access.accesses().size() < 4) {
                words.add(access.function() + ": "
                        + String.join(
                                ", ",
                                access.accesses().stream()
                                        .map(ProceduresTest::words)
                                        .toList()));
            } else if (step instanceof StopStep.UnlessSendFailed conditional) {
                words.add("unless it failed {");
                words.addAll(words(conditional.steps()));
                words.add("}");
            } else if (step instanceof StopStep.IfNotAllAcknowledged conditional) {
                words.add("if some have not answered {");
                words.addAll(words(conditional.steps()));
                words.add("}");
            } else {
                words.add(step.words());
            }
        }
        return words;
    }

    private static String words(RegisterStep step) {
        return step.getClass().getSimpleName() + " " + step.register();
    }

    @Test
    void wakeUpByInitOfI386() {
        // kernel-facts 5: 2.6.21 arch/i386/kernel/smpboot.c wakeup_secondary_cpu.
        StopProcedure procedure = create(new WakeUpByInit(), machine(Architecture.I386, "2.6.21"), "page=159");
        List<String> startUp = List.of(
                "clear the error status: Read SVR, Write ESR, Read ESR",
                "ICR2=03000000 ICR=0000069f delay 300us ICR_IDLE_AFTER",
                "delay 200us",
                "read the error status: Read SVR, Write ESR, Read ESR");
        List<String> expected = new ArrayList<>(List.of(
                "clear the error status: Read SVR, Write ESR, Read ESR",
                "ICR2=03000000 ICR=0000c500 ICR_IDLE_AFTER",
                "delay 10ms",
                "ICR2=03000000 ICR=00008500 ICR_IDLE_AFTER"));
        expected.addAll(startUp);
        expected.add("unless it failed {");
        expected.addAll(startUp);
        expected.addAll(List.of("}", "done"));
        assertThat(words(procedure.steps())).isEqualTo(expected);
        assertThat(procedure.stopsOthers()).isFalse();
        assertThat(procedure.awaitsAnswers()).isFalse();
    }

    @Test
    void wakeUpByInitOfX86_64() {
        // kernel-facts 5: 2.6.21 arch/x86_64/kernel/smpboot.c wakeup_secondary_via_INIT.
        StopProcedure procedure = create(new WakeUpByInit(), machine(Architecture.X86_64, "2.6.22"), "start-ups=1");
        assertThat(words(procedure.steps()))
                .containsExactly(
                        "ICR2=03000000 ICR=0000c500 ICR_IDLE_AFTER",
                        "delay 10ms",
                        "ICR2=03000000 ICR=00008500 ICR_IDLE_AFTER",
                        "clear the error status: Write ESR, Read ESR",
                        "ICR2=03000000 ICR=00000603 delay 300us ICR_IDLE_AFTER",
                        "delay 200us",
                        "read the error status: Write ESR, Read ESR",
                        "done");
    }

    @ParameterizedTest(name = "kernel-facts 5: APIC version {0}: {1} start-ups")
    @CsvSource({"0x01, 0", "0x10, 2", "0x14, 2"})
    void startUpsByVersion(String version, int startUps) {
        MachineSpec machine = machine(Architecture.I386, "2.6.21").toBuilder()
                .apicVersion(Integer.decode(version))
                .build();
        assertThat(words(create(new WakeUpByInit(), machine).steps()))
                .filteredOn(words -> words.contains("ICR=00000603"))
                .hasSize(startUps);
    }

    @Test
    void wakeUpByNmi() {
        // kernel-facts 5: 2.6.21 arch/i386/kernel/smpboot.c, WAKE_SECONDARY_VIA_NMI; ids in quads, kernel-facts 2.2.
        MachineSpec machine = MachineSpec.builder(Architecture.I386, "2.6.21")
                .apicIds(0x00, 0x01, 0x10, 0x12)
                .online(CpuSet.firstN(3))
                .build();
        assertThat(words(create(new WakeUpByNmi(), machine).steps()))
                .containsExactly(
                        "ICR2=14000000 ICR=00000c00 ICR_IDLE_AFTER",
                        "delay 200us",
                        "read the error status: Read SVR, Write ESR, Read ESR",
                        "done");
        assertThat(words(create(new WakeUpByNmi(), machine, "cpu=1", "logical-id=34")
                        .steps()))
                .contains("ICR2=22000000 ICR=00000c00 ICR_IDLE_AFTER");
        assertThat(new WakeUpByNmi()
                        .supports(machine(Architecture.X86_64, "2.6.21"))
                        .isSupported())
                .isFalse();
    }

    @Test
    void inquireRemoteApic() {
        // kernel-facts 5: 0x300 OR register >> 4; ID, LVR, SPIV.
        assertThat(words(create(new InquireRemoteApic(), machine(Architecture.I386, "2.6.22"))
                        .steps()))
                .containsExactly(
                        "ICR_IDLE_BEFORE ICR2=03000000 ICR=00000302 REMOTE_READ_DONE",
                        "ICR_IDLE_BEFORE ICR2=03000000 ICR=00000303 REMOTE_READ_DONE",
                        "ICR_IDLE_BEFORE ICR2=03000000 ICR=0000030f REMOTE_READ_DONE",
                        "done");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "4, cpu=4 is not one CPU of the machine; present are 0-3",
        "'1,2', 'cpu=1,2 is not one CPU of the machine; present are 0-3'"
    })
    void oneCpuThatIsThere(String cpu, String message) {
        assertThatThrownBy(() -> create(new WakeUpByInit(), machine(Architecture.I386, "2.6.21"), "cpu=" + cpu))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("wakeup-secondary-init: " + message);
    }

    @Test
    void nmiBacktrace() {
        // kernel-facts 4.3: lib/nmi_backtrace.c, 10,000 x mdelay(1).
        StopProcedure procedure = create(new NmiBacktrace(), machine(Architecture.X86_64, "6.19"));
        assertThat(words(procedure.steps()))
                .containsExactly(
                        "install the NMI handler",
                        "send NMI to mask of the online CPUs but self",
                        "wait for all to answer, at most 10000 x 1ms",
                        "done");
        assertThat(words(procedure.nmiHandlers().get(0)))
                .containsExactly("nmi_cpu_backtrace (not modelled)", "acknowledge", "return from the interrupt");
        assertThat(procedure.stopsOthers()).isFalse();
        assertThat(procedure.awaitsAnswers()).isTrue();
    }

    @Test
    void kdumpTodayAfterABacktrace() {
        StopProcedure procedure =
                create(new KdumpToday(), machine(Architecture.X86_64, "6.19"), "backtrace-first=true");
        assertThat(words(procedure.steps()).subList(0, 8))
                .containsExactly(
                        "install the NMI handler",
                        "send NMI to mask of the online CPUs but self",
                        "wait for all to answer, at most 10000 x 1ms",
                        "from here on only new answers count",
                        "local interrupts off",
                        "find out the own CPU number (some read the APIC id)",
                        "install the NMI handler",
                        "send NMI to all but self; a mask unless shorthands are allowed");
        assertThat(procedure.nmiHandlers()).hasSize(2);
    }

    @Test
    void kdumpPostNotifiers() {
        // kernel-facts 4.3: the notifiers come after crash_smp_send_stop, which runs once.
        MachineSpec machine = machine(Architecture.X86_64, "6.19");
        List<String> without = words(create(new KdumpToday(), machine).steps());
        List<String> with = words(create(new KdumpPostNotifiers(), machine).steps());
        int notifiers = with.indexOf("the panic notifiers, kmsg_dump (not modelled)");
        assertThat(with.get(notifiers - 1)).isEqualTo("disable_local_APIC (local APIC)");
        List<String> rest = new ArrayList<>(with);
        rest.remove(notifiers);
        assertThat(rest).isEqualTo(without);
        assertThat(words(create(new PostNotifiersToday(), machine).steps()).subList(0, notifiers))
                .as("without an image the beginning is the same")
                .isEqualTo(with.subList(0, notifiers));
    }

    @Test
    void xen() {
        // xen/arch/x86/crash.c nmi_shootdown_cpus, xen/common/kexec.c.
        StopProcedure procedure = create(new XenCrashStop(), machine(Architecture.X86_64, "6.1"));
        assertThat(words(procedure.steps()))
                .containsExactly(
                        "save registers",
                        "local interrupts off",
                        "install the NMI handler",
                        "send NMI to mask of the online CPUs but self",
                        "wait for all to answer, at most 1000 x 1ms",
                        "iommu_crash_shutdown (not modelled)",
                        "__stop_this_cpu (local APIC)",
                        "disable_IO_APIC (I/O APIC)",
                        "enter the capture kernel");
        assertThat(words(procedure.nmiHandlers().get(0)))
                .containsExactly(
                        "local interrupts off",
                        "save registers",
                        "__stop_this_cpu (local APIC)",
                        "acknowledge",
                        "halt for ever");
    }

    @Test
    void freeBsd() {
        // FreeBSD sys/kern/subr_smp.c generic_stop_cpus: 100000000 rounds.
        StopProcedure hard = create(new FreeBsdStopCpus(), machine(Architecture.X86_64, "6.1"), "spin=20ns");
        assertThat(words(hard.steps()))
                .containsExactly(
                        "local interrupts off",
                        "install the NMI handler",
                        "send NMI to mask of the online CPUs but self",
                        "wait for all to answer, at most 100000000 x 20ns",
                        "doadump (not modelled)",
                        "restart the machine");
        StopProcedure soft = create(new FreeBsdStopCpus(), machine(Architecture.X86_64, "6.1"), "hard=false");
        assertThat(words(soft.steps())).contains("send vector 0xf9 to mask of the online CPUs but self");
        assertThat(words(soft.onVector().get(0xF9)))
                .containsExactly("lapic_eoi: Write EOI", "save registers", "acknowledge", "halt for ever");
    }

    @Test
    void xnu() {
        // XNU osfmk/i386/mp.c mp_kdp_enter; ml_init_lock_timeout.
        assertThat(words(create(new XnuNmiStop(), machine(Architecture.X86_64, "6.1"))
                        .steps()))
                .containsExactly(
                        "local interrupts off",
                        "install the NMI handler",
                        "send NMI to each CPU that has not stopped, one by one",
                        "wait for all to answer, at most 500000 x 1us",
                        "the panic log, a core file (not modelled)",
                        "restart the machine");
        assertThat(words(create(
                                new XnuNmiStop(),
                                machine(Architecture.X86_64, "6.1"),
                                "ordinary-first=true",
                                "lock-timeout=250ms")
                        .steps()))
                .containsExactly(
                        "local interrupts off",
                        "send vector 0xde to mask of the online CPUs but self",
                        "wait for all to answer, at most 250000 x 1us",
                        "if some have not answered {",
                        "install the NMI handler",
                        "send NMI to each CPU that has not stopped, one by one",
                        "wait for all to answer, at most 250000 x 1us",
                        "}",
                        "the panic log, a core file (not modelled)",
                        "restart the machine");
    }

    static Stream<StopProcedureProvider> providers() {
        return ServiceLoader.load(StopProcedureProvider.class).stream().map(ServiceLoader.Provider::get);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("providers")
    void saysWhatItIsAndForWhom(StopProcedureProvider provider) {
        assertThat(provider.summary()).isNotBlank().doesNotEndWith(".");
        assertThat(provider.sources())
                .isNotEmpty()
                .allSatisfy(source -> assertThat(source).isNotBlank());
        assertThat(provider.options())
                .allSatisfy(option -> assertThat(option.summary()).isNotBlank().doesNotEndWith("."));
        boolean linux = provider.system().equals(StopProcedureProvider.LINUX);
        assertThat(provider.subArchitectures().isEmpty())
                .as("Linux chooses by itself; of others one has to know how they address CPUs")
                .isEqualTo(linux);
        MachineSpec machine =
                machine(Architecture.X86_64, provider.releases().from().toString());
        if (provider.supports(machine).isSupported()) {
            assertThat(create(provider, machine).name()).isEqualTo(provider.id());
        } else {
            assertThat(provider.supports(machine).reasons()).isNotEmpty();
        }
    }
}
