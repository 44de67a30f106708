package dev.kdumpstop.integration;

import static dev.kdumpstop.api.unit.Picoseconds.MICROSECOND;
import static dev.kdumpstop.api.unit.Picoseconds.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.machine.ApicGeneration;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.stop.RegisterStep;
import dev.kdumpstop.api.stop.StopStep;
import dev.kdumpstop.api.timing.TimingParameter;
import dev.kdumpstop.api.timing.TimingProfile;
import dev.kdumpstop.orchestrator.CrashStop;
import dev.kdumpstop.orchestrator.StopOutcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The figures of kernel-facts section 7 under real timing profiles, by formula: i386/bigsmp of 2.6.22 with
 * upstream-2.6.22 and one stuck target, nmi-acceptance=retry-while-in-nmi, icr-write-while-busy=replace.
 */
class RealProfilesTest {

    @ParameterizedTest(name = "{0}, {1}: m = {2} targets, CPU {3} stuck")
    @CsvSource({
        "netburst-fsb, XAPIC, 7, 3",
        "netburst-fsb, XAPIC, 7, 7",
        "netburst-fsb, XAPIC, 31, 1",
        "netburst-fsb, XAPIC, 1, 1",
        "p6-apic-bus, P6, 7, 3",
        "p6-apic-bus, P6, 7, 7",
        "p6-apic-bus, P6, 13, 12",
    })
    void timeOfTheStop(String profile, ApicGeneration generation, int targets, int stuck) {
        MachineSpec machine = MachineSpec.builder(Architecture.I386, "2.6.22")
                .cpus(targets + 1)
                .generation(generation)
                .build();
        CrashStop stop = CrashStop.builder()
                .machine(machine)
                .subArchitecture("i386/bigsmp")
                .solution("upstream-2.6.22")
                .timing(profile)
                .scenario("nmi-lockup:cpus=" + stuck)
                .build();
        StopOutcome outcome = stop.run();

        TimingProfile costs = stop.timing();
        long read = costs.ps(TimingParameter.REGISTER_READ);
        long write = costs.ps(TimingParameter.REGISTER_WRITE);
        long send = write + costs.ps(TimingParameter.ICR_WRITE);
        long message = costs.ps(TimingParameter.SHORT_MESSAGE);
        // After a healthy send the poll loop reads until the message is out; the 100 us delay stands between its polls.
        long healthyWait = read >= message ? read : 2 * read + 100 * MICROSECOND;
        long timedOutWait = 1001 * (read + 100 * MICROSECOND);
        boolean timesOut = stuck < targets;
        long waits = read + (targets - 1 - (timesOut ? 1 : 0)) * healthyWait + (timesOut ? timedOutWait : 0);
        long round = accesses(stop, machine, true, read, write) + waits + targets * send;
        long expected =
                round + SECOND + accesses(stop, machine, false, read, write) + costs.ps(TimingParameter.SAVE_REGISTERS);

        assertThat(outcome.timePs()).isEqualTo(expected);
        assertThat(outcome.timeouts()).isEqualTo(timesOut ? 1 : 0);
    }

    /** Cost of the local APIC accesses before the stop IPIs (the own id), or after them. */
    private static long accesses(CrashStop stop, MachineSpec machine, boolean before, long read, long write) {
        long sum = 0;
        boolean sent = false;
        for (StopStep step : stop.procedure().steps()) {
            sent |= step instanceof StopStep.SendIpi;
            if (step instanceof StopStep.ReadOwnId && before != sent) {
                sum += read;
            } else if (step instanceof StopStep.AccessLocalApic access && before != sent) {
                for (RegisterStep single : access.accesses()) {
                    boolean made = single.minMaxLvt() <= machine.generation().maxLvt();
                    sum += !made
                            ? 0
                            : single instanceof RegisterStep.Read
                                    ? read
                                    : single instanceof RegisterStep.Write ? write : read + write;
                }
            }
        }
        return sum;
    }
}
