package dev.kdumpstop.subarch.i386;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.cpu.CpuMaps;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.InterruptScope;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.delivery.Targets;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.wait.WaitSite;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table "Crash stop at a glance" and what follows from it for machines that are not in it. */
class CrashStopTableTest {

    @ParameterizedTest(name = "kernel-facts 7: {0} of {1} on {2}, CPU {3} crashes: ICR2 {4}, ICR {5}")
    @CsvSource({
        "default, 2.6.21, M4, 0, 0E, C00",
        "default, 2.6.21, M4, 2, 0B, C00",
        "default, 2.6.21, 8 CPUs, 0, FE, C00",
        "default, 2.6.21, M12 linear, 0, FE, C00",
        "default, 2.6.22, M12 quads, 0, FE, C00",
        "visws, 2.6.21, M4, 0, 0E, C00",
        "visws, 2.6.22, M4, 2, 0B, C00",
        "bigsmp, 2.6.21, M4, 0, 01 02 03, 400",
        "bigsmp, 2.6.21, M12 linear, 0, 01 02 03 04 05 06 07 08 09 0A 0B, 400",
        "es7000, 2.6.21, M4, 0, 01 02 03, 400",
        "es7000, 2.6.21, M12 linear, 0, 01 02 03 04 05 06 07 08 09 0A 0B, 400",
        "es7000, 2.6.22, M12 quads, 0, 01 02 03 10 11 12 13 20 21 22 23, 400",
        "es7000-clustered, 2.6.21, M4, 0, 01 02 03, C00",
        "es7000-clustered, 2.6.21, M12 linear, 0, 01 02 03 04 05 06 07 08 09 0A 0B, C00",
        "es7000-clustered, 2.6.22, M12 quads, 0, 01 02 03 10 11 12 13 20 21 22 23, C00",
        "summit, 2.6.21, M4, 0, 02 04 08, C00",
        "summit, 2.6.21, M4, 2, 01 02 08, C00",
        "summit, 2.6.22, M12 quads, 0, 02 04 08 11 12 14 18 21 22 24 28, C00",
        "numaq, 2.6.21, M4, 0, 02 04 08, C00",
        "numaq, 2.6.21, M12 quads, 0, 02 04 08 11 12 14 18 21 22 24 28, C00",
        "numaq, 2.6.22, M12 quads, 5, 01 02 04 08 11 14 18 21 22 24 28, C00",
        "voyager, 2.6.21, M4, 0, '', ''",
        "voyager, 2.6.22, M12 linear, 0, '', ''",
    })
    void atAGlance(String driver, String release, String machine, int sender, String destinations, String word) {
        IcrProgram program =
                Machines.kdump(driver, Machines.of(release, machine).build(), sender);
        assertThat(Machines.destinations(program)).isEqualTo(destinations);
        assertThat(Machines.words(program)).isEqualTo(word);
        assertThat(program.sends())
                .allSatisfy(send -> assertThat(send.before()).contains(WaitSite.ICR_IDLE_BEFORE))
                .allSatisfy(send -> assertThat(send.after()).isEmpty());
    }

    @ParameterizedTest(name = "kernel-facts 7: {0} on {1}: {2} waits and as many writes, interrupts off: {3}")
    @CsvSource({
        "default, M12 linear, 1, EACH_SEND",
        "visws, M4, 1, EACH_SEND",
        "bigsmp, M12 linear, 11, WHOLE_PROGRAM",
        "es7000, M12 linear, 11, WHOLE_PROGRAM",
        "es7000-clustered, M12 quads, 11, WHOLE_PROGRAM",
        "summit, M12 quads, 11, WHOLE_PROGRAM",
        "numaq, M12 quads, 11, WHOLE_PROGRAM",
        "voyager, M12 linear, 0, NONE",
    })
    void counts(String driver, String machine, int sends, InterruptScope irqsOff) {
        IcrProgram program =
                Machines.kdump(driver, Machines.of("2.6.21", machine).build(), 0);
        assertThat(program.sends()).hasSize(sends);
        assertThat(program.irqsOff()).isEqualTo(irqsOff);
    }

    @ParameterizedTest(name = "kernel-facts 7: {0} on {1} loses {2}")
    @CsvSource({
        "default, M12 linear, 8-11",
        "default, 255 CPUs, 8-254",
        "visws, M4, ''",
        "bigsmp, 255 CPUs, ''",
        "es7000, 255 CPUs, ''",
        "summit, M12 quads, ''",
        "numaq, M12 quads, ''",
        "es7000-clustered (an id without a bit of its cluster), M12 quads, '4,8'",
        "voyager (nobody is stopped), M4, 1-3",
    })
    void lost(String driver, String machine, String cpus) {
        String name = driver.split(" ")[0];
        IcrProgram program = Machines.kdump(name, Machines.of("2.6.21", machine).build(), 0);
        assertThat(program.lost().cpus()).isEqualTo(CpuSet.parse(cpus));
        assertThat(program.lost().reason().isEmpty()).isEqualTo(cpus.isEmpty());
    }

    @ParameterizedTest(name = "not in the facts, by the kernel''s rules: {0} on {1}, CPU {2} crashes: ICR2 {3}")
    @CsvSource({
        // quads half filled
        "numaq, 00 01 10 11, 0, 02 11 12",
        "numaq, 00 02 13 20, 3, 01 04 18",
        "summit, 00 01 10 11, 0, 02 11 12",
        "summit, 02 13 20, 0, 11 21",
        // ids with gaps
        "bigsmp, 00 06 10 16 80 FE, 0, 06 10 16 80 FE",
        "es7000, 00 06 10 16 80 FE, 5, 00 06 10 16 80",
        "summit, 03 06 09 0C, 1, 01 04 08",
        // the boot CPU has not the lowest id: it is CPU 0 all the same and comes first in its cluster
        "summit, 12 00 01 10 11, 0, 01 02 12 14",
        "bigsmp, 06 00 01 02, 0, 00 01 02",
        "numaq, 10 00 01 11, 0, 01 02 12",
        // the last cluster
        "summit, 00 F0 F1 F2 F3, 0, F1 F2 F4 F8",
        "numaq, 00 E0 E1 E2 E3, 0, E1 E2 E4 E8",
    })
    void otherMachines(String driver, String ids, int sender, String destinations) {
        MachineSpec machine = Machines.of("2.6.21", ids).build();
        assertThat(Machines.driver(driver).supports(machine).reasons()).isEmpty();
        IcrProgram program = Machines.kdump(driver, machine, sender);
        assertThat(Machines.destinations(program)).isEqualTo(destinations);
        assertThat(program.lost().cpus().isEmpty()).isTrue();
    }

    @ParameterizedTest(name = "not in the facts: {0} with maxcpus=3 on {1}: ICR2 {2}")
    @CsvSource({
        "default, M4, 06",
        "bigsmp, M4, 01 02",
        "summit, M12 quads, 02 04",
        "summit, 6 CPUs, 02 04",
        "numaq, M12 quads, 02 04",
    })
    void maxcpus(String driver, String machine, String destinations) {
        MachineSpec all = Machines.of("2.6.22", machine).build();
        CpuSet booted = CpuSet.firstN(3);
        MachineSpec three = all.toBuilder()
                .maps(new CpuMaps(booted, CpuSet.firstN(all.cpuCount()), booted))
                .build();
        assertThat(Machines.driver(driver).supports(three).reasons()).isEmpty();
        assertThat(Machines.destinations(Machines.kdump(driver, three, 0))).isEqualTo(destinations);
    }

    @ParameterizedTest(name = "not in the facts: {0} on 255 CPUs: ids 01 to FE, one write each")
    @ValueSource(strings = {"bigsmp", "es7000"})
    void many(String driver) {
        IcrProgram program =
                Machines.kdump(driver, Machines.of("2.6.21", "255 CPUs").build(), 0);
        assertThat(Machines.destinations(program))
                .isEqualTo(IntStream.range(1, 255)
                        .mapToObj(id -> String.format(Locale.ROOT, "%02X", id))
                        .collect(Collectors.joining(" ")));
    }

    @Test
    @DisplayName("kernel-facts 2.2: numaq's 60 CPUs and a full summit of 64")
    void full() {
        for (String driver : new String[] {"numaq", "summit"}) {
            int cpus = driver.equals("numaq") ? 60 : 64;
            MachineSpec machine =
                    Machines.of("2.6.21", "M4").apicIds(Machines.quads(cpus)).build();
            assertThat(Machines.driver(driver).supports(machine).reasons()).isEmpty();
            assertThat(Machines.destinations(Machines.kdump(driver, machine, 0)))
                    .isEqualTo(IntStream.range(1, cpus)
                            .mapToObj(cpu -> String.format(Locale.ROOT, "%02X", (cpu >> 2) << 4 | 1 << (cpu & 3)))
                            .collect(Collectors.joining(" ")));
        }
    }

    @Test
    @DisplayName("2.6.20 smpboot.c: a CPU that is off line has BAD_APICID in cpu_2_logical_apicid")
    void offline() {
        MachineSpec machine =
                Machines.of("2.6.21", "M4").online(CpuSet.of(0, 1, 3)).build();
        assertThat(Machines.destinations(Machines.kdump("summit", machine, 0))).isEqualTo("02 08");
        IcrProgram toOffline =
                (IcrProgram) Machines.plan("summit", machine, 0, new Targets.Mask(CpuSet.of(2)), IpiVector.NMI);
        assertThat(Machines.destinations(toOffline)).isEqualTo("FF");
    }
}
