package dev.kdumpstop.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.machine.ApicGeneration;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.core.machine.EventKind;
import dev.kdumpstop.orchestrator.CrashStopBuilder;
import dev.kdumpstop.orchestrator.Headline;
import dev.kdumpstop.orchestrator.InvalidStopException;
import dev.kdumpstop.orchestrator.StopOutcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName(
        "faults of apic-facts 6 in whole crash stops: the observables that a single machine cannot show (docs/faults.md)")
class FaultsInStopsTest {
    private static final int CPUS = 4;

    private static StopOutcome run(CrashStopBuilder stop) {
        return stop.build().run();
    }

    private static CrashStopBuilder stop(String subArchitecture, String release, String scenario) {
        return Stops.stop(subArchitecture, release, CPUS).scenario(scenario);
    }

    private static List<Integer> notAnswered(StopOutcome outcome) {
        List<Integer> missing = new ArrayList<>();
        for (int cpu = 1; cpu < CPUS; cpu++) {
            if (!outcome.cpus().get(cpu).record().acknowledged()) {
                missing.add(cpu);
            }
        }
        return missing;
    }

    // --- NMIs

    @Test
    @DisplayName("NMI_LATCH_FULL_RETRY: the crash path ends within 100 ms + 1 s")
    void nmiLatchFullRetry() {
        StopOutcome outcome = run(stop("i386/bigsmp", "6.1", "nmi-lockup:cpus=1,latch=full")
                .solution("upstream-6.x")
                .option("nmi-acceptance", "retry-when-latch-full"));
        assertThat(outcome.timeouts()).isEqualTo(1);
        assertThat(Picoseconds.format(outcome.timePs())).isEqualTo("1.1s");
        assertThat(outcome.saved()).isEqualTo(CpuSet.of(2, 3));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"always-accept, CAPTURED_PARTIAL", "retry-while-in-nmi, HUNG"})
    @DisplayName(
            "NMI_HANDLER_LIVELOCK: fewer than N - 1 answers after 1000 ms, no note; BUSY 0 by the SDM, 1 by the RFC")
    void nmiHandlerLivelock(String acceptance, Headline headline) {
        StopOutcome outcome = run(stop("i386/bigsmp", "2.6.21", "nmi-lockup:cpus=2")
                .solution("baseline")
                .option("nmi-acceptance", acceptance));
        assertThat(outcome.headline()).isEqualTo(headline);
        assertThat(notAnswered(outcome)).contains(2);
        assertThat(outcome.saved().contains(2)).isFalse();
        if (headline != Headline.HUNG) {
            assertThat(Picoseconds.format(outcome.timePs())).isEqualTo("1s");
            assertThat(notAnswered(outcome)).containsExactly(2);
        }
    }

    @Test
    @DisplayName("NMI_ON_CRASHING_CPU: the sender is not halted")
    void nmiOnCrashingCpu() {
        StopOutcome outcome = run(stop("x86_64/physflat", "2.6.21", "nmi-on-crashing-cpu:every=10us+in-smm:cpus=2"));
        assertThat(outcome.headline()).isEqualTo(Headline.CAPTURED_ALL);
        assertThat(outcome.crashing().record().nmis()).isGreaterThan(100);
        assertThat(outcome.crashing().record().halted()).isFalse();
    }

    // --- start-up

    @ParameterizedTest(name = "{0}, {1} start-up messages: CPU 3 starts {2} times, waits: {3}")
    @CsvSource(delimiter = '|', textBlock = """
                    healthy                                        | 1 | 1 | false
                    in-smm:cpus=3,duration=10100us                 | 1 | 0 | true
                    in-smm:cpus=3,duration=10100us                 | 2 | 1 | false
                    sipi-too-soon:cpus=3,init-at=10100us           | 1 | 1 | true
                    sipi-too-soon:cpus=3,init-at=10100us           | 2 | 2 | false
                    vmx-root-init-blocked:cpus=3                   | 2 | 0 | false
                    vmx-root-init-blocked:cpus=3,vmxoff-after=5ms  | 2 | 1 | false
                    """)
    @DisplayName(
            "SIPI_LOST_IN_SMM, SIPI_TOO_SOON, VMX_ROOT_INIT_BLOCKED: the flag of the CPU that is woken up, and what cures it")
    void startUpFaults(String scenario, int startUps, int started, boolean waits) {
        List<Integer> startedAt = new ArrayList<>();
        StopOutcome outcome = stop("i386/default", "2.6.22", scenario)
                .procedure("wakeup-secondary-init:cpu=3,start-ups=" + startUps)
                .build()
                .run((timePs, kind, cpu, a, b) -> {
                    if (kind == EventKind.STARTED && cpu == 3) {
                        startedAt.add((int) a);
                    }
                });
        assertThat(outcome.headline()).isEqualTo(Headline.DONE);
        assertThat(startedAt).hasSize(started);
        assertThat(outcome.cpus().get(3).record().waitsForStartUp()).isEqualTo(waits);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"init-to-bsp:at=0s", "'mce-broadcast-parked:cpus=2,at=0s'"})
    @DisplayName("INIT_TO_BSP, MCE_BROADCAST_PARKED: the machine goes down, the dump is lost")
    void machineResets(String scenario) {
        StopOutcome outcome = run(stop("x86_64/physflat", "6.1", scenario).crashingCpu(1));
        assertThat(outcome.headline()).isEqualTo(Headline.MACHINE_RESET);
        assertThat(run(stop("x86_64/physflat", "6.1", "healthy").crashingCpu(1)).headline())
                .isEqualTo(Headline.CAPTURED_ALL);
    }

    // --- the ICR

    @Test
    @DisplayName("ICR2_RACE: an NMI handler's send between the two writes, and the stop's NMI goes to the wrong CPU")
    void icr2Race() {
        List<Long> high = new ArrayList<>();
        List<Long> low = new ArrayList<>();
        stop("i386/bigsmp", "2.6.21", "healthy").timing("netburst-fsb").build().run((timePs, kind, cpu, a, b) -> {
            if (kind == EventKind.REGISTER_WRITE && cpu == 0) {
                (a == ApicRegister.ICR2.offset() ? high : low).add(timePs);
            }
        });
        assertThat(low.get(0)).isGreaterThan(high.get(0) + 1);
        StopOutcome outcome =
                run(stop("i386/bigsmp", "2.6.21", "icr2-race:cpus=3,at=" + Picoseconds.format(high.get(0) + 1))
                        .timing("netburst-fsb")
                        .option("nmi-acceptance", "always-accept"));
        assertThat(notAnswered(outcome)).containsExactly(1);
        assertThat(outcome.cpus().get(1).record().accepted()).isZero();
        assertThat(outcome.cpus().get(3).record().accepted())
                .as("its own NMI, and the one of CPU 1")
                .isEqualTo(2);
    }

    @Test
    @DisplayName("X2APIC_MODE_MISMATCH: #GP at the sender, or a dead page on which delivery status reads 1 for ever")
    void x2apicModeMismatch() {
        StopOutcome x2apic = run(stop("x86_64/x2apic-phys", "6.1", "x2apic-mode-mismatch"));
        assertThat(x2apic.headline()).isEqualTo(Headline.CRASH_PATH_FAILED);
        assertThat(x2apic.why()).contains("an access of the local APIC raised #GP on CPU 0");
        StopOutcome xapic = run(stop("x86_64/physflat", "2.6.21", "x2apic-mode-mismatch")
                .machine(Stops.machine("x86_64/physflat", "2.6.21", CPUS).toBuilder()
                        .generation(ApicGeneration.X2APIC)
                        .build())
                .solution("baseline"));
        assertThat(xapic.headline()).isEqualTo(Headline.HUNG);
        assertThat(xapic.why()).anyMatch(why -> why.contains("there are no APIC registers in memory"));
        assertThatThrownBy(() -> run(stop("x86_64/physflat", "2.6.21", "x2apic-mode-mismatch")))
                .isInstanceOf(InvalidStopException.class)
                .hasMessageContaining("needs a local APIC that knows x2APIC mode");
    }

    // --- the rest

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "dest-wait-sipi:cpus=2 | CPU 2 is not stopped: waits for a start-up message, until which the NMI is held",
                "ioapic-rirr-stuck | the line that the I/O APIC routes to CPU 0 is dead in the next kernel: its interrupt"
                        + " was not ended, remote IRR is 1",
                "dest-globally-disabled:cpus=2 | CPU 2 is not stopped: the local APIC does not answer",
            })
    @DisplayName("a result says what became of it")
    void saysWhy(String scenario, String why) {
        assertThat(run(stop("x86_64/physflat", "6.1", scenario)).why()).contains(why);
    }

    @ParameterizedTest(name = "without time for {0}: {1}")
    @CsvSource({"10ms, CAPTURED_ALL", "2s, CAPTURED_PARTIAL"})
    @DisplayName("VCPU_DESCHEDULED: the answer comes after the steal time; the limit of 1 s trips")
    void vcpuDescheduled(String duration, Headline headline) {
        StopOutcome outcome = run(stop("x86_64/physflat", "6.1", "vcpu-descheduled:cpus=2,duration=" + duration));
        assertThat(outcome.headline()).isEqualTo(headline);
        if (headline == Headline.CAPTURED_ALL) {
            assertThat(outcome.cpus().get(2).record().acknowledgedAtPs()).isEqualTo(Picoseconds.parse(duration));
        } else {
            assertThat(outcome.cpus().get(2).why()).isEqualTo("the virtual CPU gets no CPU time");
        }
    }

    @Test
    @DisplayName(
            "LAPIC_DISABLE_HANG: the crashing CPU hangs between the local APIC's end and the I/O APIC's; not on other parts")
    void lapicDisableHang() {
        StopOutcome outcome =
                run(stop("x86_64/physflat", "2.6.21", "lapic-disable-hang").timing("netburst-fsb"));
        assertThat(outcome.headline()).isEqualTo(Headline.HUNG);
        assertThat(outcome.why()).anyMatch(why -> why.contains("hangs: the I/O APIC sent an interrupt"));
        assertThat(outcome.saved()).isEqualTo(CpuSet.range(1, 3));
        assertThat(run(stop("x86_64/physflat", "2.6.21", "ioapic-rirr-stuck").timing("netburst-fsb"))
                        .headline())
                .isEqualTo(Headline.CAPTURED_ALL);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"2.6.21, HUNG", "6.1, CAPTURED_ALL"})
    @DisplayName("LOCK_HELD_BY_STOPPED: a crash path that waits for the lock never gets it, one that forces locks does")
    void lockHeldByStopped(String release, Headline headline) {
        StopOutcome outcome = run(stop("x86_64/physflat", release, "lock-held-by-stopped:cpus=2,release-after=1ms"));
        assertThat(outcome.headline()).isEqualTo(headline);
        if (headline == Headline.HUNG) {
            assertThat(outcome.why())
                    .contains(
                            "CPU 0 spins for the lock of the I/O APIC, which CPU 2 holds",
                            "CPU 2 was stopped before it came to release it: nothing still to come ends that");
        }
    }

    @Test
    @DisplayName("MULTI_CPU_PANIC: both send, exactly one runs the crash path")
    void multiCpuPanic() {
        List<Integer> ended = new ArrayList<>();
        List<Integer> sent = new ArrayList<>();
        StopOutcome outcome = stop("x86_64/physflat", "6.1", "multi-cpu-panic:cpus=2")
                .build()
                .run((timePs, kind, cpu, a, b) -> {
                    if (kind == EventKind.ENDED) {
                        ended.add(cpu);
                    } else if (kind == EventKind.SENT) {
                        sent.add(cpu);
                    }
                });
        assertThat(sent).containsExactlyInAnyOrder(0, 2);
        assertThat(ended).containsExactly(0);
        assertThat(outcome.headline()).isEqualTo(Headline.CAPTURED_ALL);
        assertThat(outcome.crashing().record().halted()).isFalse();
        assertThat(outcome.stopped()).isEqualTo(CpuSet.range(1, 3));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "mwait-resume | fault 'mwait-resume' is not modelled: there is no memory and there are no instructions",
                "mce-rendezvous | fault 'mce-rendezvous' is not modelled: the kernels' machine check handlers",
                "dest-hot-removed | unknown fault 'dest-hot-removed'; it is asked for as dest-absent, with its options",
                "init-leaves-x2apic | unknown fault 'init-leaves-x2apic'; it is an option of the machine",
                "bus-checksum | fault 'bus-checksum' needs the interconnect apic-bus; the machine has front-side-bus",
                "dest-wait-sipi:cpus=0 | CPU 0 is the boot CPU",
                "mwait-resum | unknown fault 'mwait-resum'. Did you mean 'mwait-resume'?",
            })
    @DisplayName("what is not modelled, or not for this machine, is refused with the reason; other names lead on")
    void notModelled(String scenario, String message) {
        assertThatThrownBy(() ->
                        stop("i386/default", "2.6.21", scenario).crashingCpu(1).build())
                .isInstanceOf(InvalidStopException.class)
                .hasMessageContaining(message);
    }
}
