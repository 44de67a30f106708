package dev.kdumpstop.core.builtin.solution;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.wait.Solution;
import dev.kdumpstop.api.wait.SolutionProvider;
import dev.kdumpstop.core.builtin.BuiltIn;
import dev.kdumpstop.core.builtin.wait.Loops;
import java.util.List;
import java.util.Optional;

/**
 * What Linux 2.6.21 does at each place: {@code apic_wait_icr_idle} has no limit, whoever calls it. The two loops that do not
 * use it, after boot wake-up commands and after a remote read, have one there too and keep it: 1001 polls, 100 us before each.
 */
@AutoService(SolutionProvider.class)
public final class Baseline extends BuiltIn implements SolutionProvider {
    /** For the service loader. */
    public Baseline() {
        super(
                "baseline",
                "every wait of the wait function is unlimited, as in Linux 2.6.21",
                List.of(),
                "Linux 2.6.21 include/asm-i386/apic.h, arch/i386/kernel/smpboot.c",
                "kernel-facts 1.3, 5");
    }

    @Override
    public Solution create(OptionValues options) {
        return new KernelWaits(Bounded.NONE, Loops.UNLIMITED, false);
    }

    @Override
    public Optional<ReleaseRange> shippedIn() {
        return Optional.of(ReleaseRange.between("2.6.20", "2.6.22"));
    }
}
