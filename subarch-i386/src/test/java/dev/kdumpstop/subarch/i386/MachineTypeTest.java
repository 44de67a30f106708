package dev.kdumpstop.subarch.i386;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.cpu.CpuMaps;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.delivery.Targets;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.BootOptions;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.stop.RegisterStep;
import dev.kdumpstop.api.subarch.ApicSetup;
import dev.kdumpstop.api.subarch.KernelFeatures;
import dev.kdumpstop.api.subarch.SubArchitecture;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** kernel-facts 2.2, value by value. */
class MachineTypeTest {

    @ParameterizedTest(name = "kernel-facts 2.2: {0}: {1} is {2}")
    @CsvSource({
        "default, IPI destination mode, logical",
        "default, INT_DELIVERY_MODE, LowestPrio",
        "default, INT_DEST_MODE, 1",
        "default, TARGET_CPUS, online map",
        "default, esr_disable, 0",
        "default, NO_BALANCE_IRQ, 0",
        "default, APIC id mask, 0xF",
        "default, apicid_cluster, -",
        "default, AP wake-up, INIT/STARTUP",
        "default, NR_CPUS default, 8",
        "default, CPU limit, 8",
        "bigsmp, IPI destination mode, physical",
        "bigsmp, INT_DELIVERY_MODE, Fixed",
        "bigsmp, INT_DEST_MODE, 0",
        "bigsmp, TARGET_CPUS, 'round robin, one online CPU'",
        "bigsmp, esr_disable, 1",
        "bigsmp, NO_BALANCE_IRQ, 0",
        "bigsmp, APIC id mask, 0xFF",
        "bigsmp, apicid_cluster, -",
        "bigsmp, AP wake-up, INIT/STARTUP",
        "bigsmp, NR_CPUS default, 32",
        "bigsmp, CPU limit, 255",
        "es7000, IPI destination mode, physical",
        "es7000, INT_DELIVERY_MODE, Fixed",
        "es7000, INT_DEST_MODE, 0",
        "es7000, TARGET_CPUS, the current CPU",
        "es7000, esr_disable, 1",
        "es7000, NO_BALANCE_IRQ, 0",
        "es7000, APIC id mask, 0xFF",
        "es7000, apicid_cluster, id AND 0xF0",
        "es7000, AP wake-up, INIT/STARTUP",
        "es7000, NR_CPUS default, 32",
        "es7000, CPU limit, 255",
        "es7000-clustered, IPI destination mode, logical",
        "es7000-clustered, INT_DELIVERY_MODE, LowestPrio",
        "es7000-clustered, INT_DEST_MODE, 1",
        "es7000-clustered, TARGET_CPUS, all",
        "es7000-clustered, esr_disable, 1",
        "es7000-clustered, NO_BALANCE_IRQ, 1",
        "es7000-clustered, APIC id mask, 0xFF",
        "es7000-clustered, apicid_cluster, id AND 0xF0",
        "es7000-clustered, AP wake-up, MIP mailbox",
        "es7000-clustered, NR_CPUS default, 32",
        "es7000-clustered, CPU limit, BIOS ids",
        "es7000-clustered, UNVERIFIED, which ids the BIOS gives in clustered mode",
        "numaq, IPI destination mode, logical",
        "numaq, INT_DELIVERY_MODE, LowestPrio",
        "numaq, INT_DEST_MODE, 0",
        "numaq, TARGET_CPUS, all",
        "numaq, esr_disable, 1",
        "numaq, NO_BALANCE_IRQ, 1",
        "numaq, APIC id mask, 0xF",
        "numaq, apicid_cluster, id AND 0xF0",
        "numaq, AP wake-up, NMI",
        "numaq, NR_CPUS default, 32",
        "numaq, CPU limit, 60 (cpu_present_to_apicid)",
        "summit, IPI destination mode, logical",
        "summit, INT_DELIVERY_MODE, LowestPrio",
        "summit, INT_DEST_MODE, 1",
        "summit, TARGET_CPUS, CPU 0",
        "summit, esr_disable, 1",
        "summit, NO_BALANCE_IRQ, 0",
        "summit, APIC id mask, 0xFF",
        "summit, apicid_cluster, id AND 0xF0",
        "summit, AP wake-up, INIT/STARTUP",
        "summit, NR_CPUS default, 32",
        "summit, CPU limit, 4 per cluster: a 5th is a BUG",
        "visws, IPI destination mode, logical",
        "visws, INT_DELIVERY_MODE, LowestPrio",
        "visws, INT_DEST_MODE, 1",
        "visws, TARGET_CPUS, online map",
        "visws, esr_disable, 0",
        "visws, APIC id mask, 0xF",
        "visws, CPU limit, 4",
        "voyager, IPI destination mode, -",
        "voyager, INT_DELIVERY_MODE, -",
        "voyager, AP wake-up, boot CPI 0",
        "voyager, CPU limit, 32",
    })
    void facts(String driver, String row, String value) {
        for (String release : List.of("2.6.21", "2.6.22")) {
            MachineSpec machine = Machines.of(release, "M4").build();
            assertThat(Machines.driver(driver).facts(machine).rows().getOrDefault(row, "-"))
                    .as(release)
                    .isEqualTo(value);
        }
    }

    @Test
    @DisplayName("kernel-facts 0: constants of 2.6.21 are not said of later kernels")
    void laterFacts() {
        for (String driver : List.of("default", "bigsmp")) {
            assertThat(Machines.driver(driver)
                            .facts(Machines.of("6.1", "M4").build())
                            .rows())
                    .containsKeys("IPI destination mode", "CPU limit")
                    .doesNotContainKeys("TARGET_CPUS", "esr_disable");
        }
    }

    @ParameterizedTest(name = "kernel-facts {0}: {1} on {2}: DFR {3}, LDR ids {4}")
    @CsvSource({
        "2.2, es7000, M12 quads, FFFFFFFF, 00 01 02 03 10 11 12 13 20 21 22 23",
        "2.2, es7000-clustered, M12 quads, 0FFFFFFF, 00 01 02 03 10 11 12 13 20 21 22 23",
        "7, summit, M12 quads, 0FFFFFFF, 01 02 04 08 11 12 14 18 21 22 24 28",
        "2.2, numaq, M12 quads, 0FFFFFFF, 01 02 04 08 11 12 14 18 21 22 24 28",
        "2.2, visws, M4, FFFFFFFF, 01 02 04 08",
        "2.2, summit, 13 12 11 10 F3, 0FFFFFFF, 11 12 14 18 F1",
        "2.2 (a fifth CPU gets no bit), summit, 5 CPUs, 0FFFFFFF, 01 02 04 08 00",
        "2.2 (untouched), voyager, M4, FFFFFFFF, 00 00 00 00",
    })
    void setup(String source, String driver, String machine, String dfr, String ids) {
        MachineSpec spec = Machines.of("2.6.21", machine).build();
        String[] expected = ids.split(" ");
        for (int cpu = 0; cpu < expected.length; cpu++) {
            assertThat(Machines.driver(driver).apicSetup(spec, CpuId.of(cpu)))
                    .as("CPU %d", cpu)
                    .isEqualTo(new ApicSetup(
                            OptionalInt.of(Integer.parseUnsignedInt(dfr, 16)),
                            Integer.parseInt(expected[cpu], 16) << 24,
                            ApicSetup.SVR_ENABLED));
        }
    }

    @ParameterizedTest(name = "kernel-facts 2.2: numaq: cpu_present_to_apicid({0}) is {1}")
    @CsvSource({"0, 0x01", "3, 0x08", "4, 0x11", "7, 0x18", "30, 0x74", "58, 0xE4", "59, 0xE8", "60, 0xFF", "254, 0xFF"
    })
    void cpuPresentToApicid(int slot, String id) {
        assertThat(NumaqSubArchitecture.cpuPresentToApicid(slot)).isEqualTo(Integer.decode(id));
    }

    @ParameterizedTest(name = "kernel-facts 2.2: numaq: generate_logical_apicid({0}, {1}) is {2}")
    @CsvSource({"0, 0, 0x01", "0, 1, 0x02", "0, 2, 0x04", "0, 4, 0x08", "0, 3, 0x06", "3, 0, 0x31", "14, 4, 0xE8"})
    void generateLogicalApicid(int quad, int physicalId, String id) {
        assertThat(NumaqSubArchitecture.generateLogicalApicid(quad, physicalId)).isEqualTo(Integer.decode(id));
    }

    @ParameterizedTest(name = "kernel-facts 2.1: {0}, {1} to {2}: {3}")
    @CsvSource({
        "es7000, NMI, mask, 400",
        "es7000, reschedule, mask, FC",
        "es7000, call function, mask, FB",
        "es7000, call function, all but self, FB",
        "es7000, call function, all, FB",
        "es7000, call function, self, 400FB",
        "es7000-clustered, NMI, mask, C00",
        "es7000-clustered, reschedule, mask, 8FC",
        "es7000-clustered, call function, self, 408FB",
        "summit, NMI, all but self, C00",
        "summit, reschedule, mask, 8FC",
        "summit, call function, all, 8FB",
        "summit, call function, self, 408FB",
        "numaq, NMI, all, C00",
        "numaq, reschedule, mask, 8FC",
        "numaq, call function, all but self, 8FB",
        "numaq, call function, self, 408FB",
        "visws, NMI, all but self, C00",
        "visws, NMI, all, C00",
        "visws, reschedule, mask, 8FC",
        "visws, call function, mask, 8FB",
        "visws, call function, all but self, C08FB",
        "visws, call function, all, 808FB",
        "visws, call function, self, 408FB",
    })
    void words(String driver, String what, String whom, String word) {
        IpiVector vector = switch (what) {
            case "NMI" -> IpiVector.NMI;
            case "reschedule" -> new IpiVector(0xFC);
            default -> new IpiVector(0xFB);
        };
        Targets targets = switch (whom) {
            case "mask" -> new Targets.Mask(CpuSet.of(1, 2));
            case "all" -> new Targets.All();
            case "self" -> new Targets.Self();
            default -> new Targets.AllButSelf();
        };
        MachineSpec machine = Machines.of("2.6.21", "M4").build();
        IcrProgram program = (IcrProgram) Machines.plan(driver, machine, 0, targets, vector);
        assertThat(Machines.words(program)).isEqualTo(word);
    }

    @ParameterizedTest(name = "kernel-facts 2.2: visws broadcasts whatever the options are ({0})")
    @CsvSource({"''", "no_ipi_broadcast=1"})
    void viswsHasNoBootOption(String options) {
        MachineSpec machine =
                Machines.of("2.6.21", "M4").boot(BootOptions.parse(options)).build();
        IcrProgram program =
                (IcrProgram) Machines.plan("visws", machine, 0, new Targets.AllButSelf(), new IpiVector(0xFB));
        assertThat(Machines.words(program)).isEqualTo("C08FB");
    }

    @ParameterizedTest(name = "kernel-facts 2.2: {0}: local APIC {1}, I/O APIC {2}, reads its own id from the APIC {3}")
    @CsvSource({
        "es7000, true, true, true",
        "es7000-clustered, true, true, true",
        "numaq, true, true, true",
        "summit, true, true, true",
        "visws, true, false, true",
        "voyager, false, false, false",
    })
    void features(String driver, boolean localApic, boolean ioApic, boolean readsId) {
        SubArchitecture plugin = Machines.driver(driver);
        MachineSpec machine = Machines.of("2.6.21", "M4").build();
        assertThat(plugin.kernelFeatures(machine)).isEqualTo(new KernelFeatures(localApic, ioApic));
        assertThat(plugin.ownIdRead(machine))
                .isEqualTo(readsId ? List.of(new RegisterStep.Read(ApicRegister.ID)) : List.of());
        assertThat(plugin.summary()).isNotEmpty().doesNotEndWith(".");
        assertThat(plugin.sources()).isNotEmpty();
    }

    @ParameterizedTest(name = "kernel-facts {0}: {1} of {2} on {3}: {4}")
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "2.2, es7000, 2.6.21, 255 CPUs, supported",
                "2.2, es7000-clustered, 2.6.22, 01 02 04 08 11 12, supported",
                "2.2, es7000-clustered, 2.6.21, M4, 0x00 is none (which ids the BIOS gives: UNVERIFIED)",
                "2.2, es7000-clustered, 2.6.21, 11 13, 0x13 is none",
                "2.2, summit, 2.6.21, M12 quads, supported",
                "7, summit, 2.6.21, M12 linear, CPU 4 is the fifth of cluster 0x00",
                "2.2, summit, 2.6.22, 00 10 11 12 13 14, CPU 5 is the fifth of cluster 0x10",
                "7, numaq, 2.6.21, M12 quads, supported",
                "2.2, numaq, 2.6.21, 00 F0, APIC id 0xf0 is beyond slot 59",
                "2.2, numaq, 2.6.21, M12 linear, APIC id 0x05 is not (quad << 4) | number",
                "2.2, numaq, 2.6.21, 03 04, two CPUs have the same place in a quad",
                "2.2 (physical id), numaq, 2.6.21, 00 01 02 04, supported",
                "2.2, visws, 2.6.21, M4, supported",
                "2.2, visws, 2.6.22, 5 CPUs, an SGI Visual Workstation has at most 4 CPUs",
                "2.2 (4-bit ids), visws, 2.6.21, 00 14, 0x14 of CPU 1 reads as 0x4",
                "2.2 (4-bit ids), default, 2.6.21, 00 14, 0x14 of CPU 1 reads as 0x4",
                "2.2 (another CPU's id), default, 2.6.21, 00 04 14, supported",
                "2.6.32.9 asks the version, default, 2.6.32, 00 14, supported",
                "6, default, 6.1, 00 14, supported",
                "7, voyager, 2.6.21, 32 CPUs, supported",
                "7, voyager, 2.6.21, 33 CPUs, a Voyager has at most 32 CPUs",
                "2.6.23 is taken to be the same, summit, 2.6.23, M4, supported",
                "0, summit, 2.6.24, M4, what summit writes there is not described",
                "0, voyager, 6.1, M4, what voyager writes there is not described",
                "0, numaq, 2.6.20, M4, not of 2.6.20",
            })
    void supports(String source, String driver, String release, String machine, String answer) {
        MachineSpec spec = Machines.of(release, machine).build();
        assertThat(Machines.driver(driver).supports(spec).toString()).contains(answer);
    }

    @Test
    @DisplayName(
            "kernel-facts 2.2: a fifth CPU of a summit cluster that never boots is no BUG; asked all the same, it is lost")
    void fifthOfACluster() {
        MachineSpec five = Machines.of("2.6.21", "5 CPUs").build();
        CpuSet four = CpuSet.firstN(4);
        MachineSpec oneNotBooted =
                five.toBuilder().maps(new CpuMaps(four, CpuSet.firstN(5), four)).build();
        assertThat(Machines.driver("summit").supports(oneNotBooted).isSupported())
                .isTrue();
        IcrProgram program = Machines.kdump("summit", five, 0);
        assertThat(Machines.destinations(program)).isEqualTo("02 04 08 00");
        assertThat(program.lost().cpus()).isEqualTo(CpuSet.of(4));
    }
}
