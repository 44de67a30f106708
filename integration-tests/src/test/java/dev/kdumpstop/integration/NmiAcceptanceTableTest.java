package dev.kdumpstop.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.orchestrator.Headline;
import dev.kdumpstop.orchestrator.StopOutcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/**
 * Design section 6: {kdump NMI, plain panic} x NMI acceptance x latch x {mask, sequence with the stuck CPU k &lt; m, k = m} x
 * {replace, ignore}, written down row by row in {@code nmi-acceptance-table.csv}; timing profile {@code ideal}.
 *
 * <p>kdump is that of 2.6.22 on 8 CPUs (i386/default as mask, i386/bigsmp as sequence, CPU 3 or CPU 7 stuck). The plain
 * panic is that of 6.1 (x86_64/physflat by shorthand, i386/bigsmp one by one): its first stage is a fixed vector, which no CPU
 * refuses, so only the NMIs to the stuck CPU can find the ICR busy: in the round that the restart makes.
 */
class NmiAcceptanceTableTest {

    @ParameterizedTest(name = "{0}, {1}, latch {2}, {3}, {4}: baseline {5} {6}, bounded {7} {8} after {9} time-outs")
    @CsvFileSource(resources = "/nmi-acceptance-table.csv", numLinesToSkip = 1)
    void row(
            String procedure,
            String acceptance,
            String latch,
            String form,
            String whileBusy,
            Headline baseline,
            String baselineTime,
            Headline bounded,
            String boundedTime,
            long timeouts) {
        StopOutcome unlimited = run(procedure, acceptance, latch, form, whileBusy, "baseline");
        assertThat(unlimited.headline()).isEqualTo(baseline);
        assertThat(Picoseconds.format(unlimited.timePs())).isEqualTo(baselineTime);
        StopOutcome limited = run(
                procedure,
                acceptance,
                latch,
                form,
                whileBusy,
                procedure.equals("kdump") ? "upstream-2.6.22" : "upstream-6.x");
        assertThat(limited.headline()).isEqualTo(bounded);
        assertThat(Picoseconds.format(limited.timePs())).isEqualTo(boundedTime);
        assertThat(limited.timeouts()).isEqualTo(timeouts);
    }

    private static StopOutcome run(
            String procedure, String acceptance, String latch, String form, String whileBusy, String solution) {
        boolean kdump = procedure.equals("kdump");
        String mask = kdump ? "i386/default" : "x86_64/physflat";
        int stuck = form.equals("k=m") ? 7 : 3;
        return Stops.stop(form.equals("mask") ? mask : "i386/bigsmp", kdump ? "2.6.22" : "6.1", 8)
                .procedure(procedure)
                .solution(solution)
                .option("nmi-acceptance", acceptance)
                .option("icr-write-while-busy", whileBusy)
                .scenario("nmi-lockup:cpus=" + stuck + ",latch=" + latch)
                .build()
                .run();
    }
}
