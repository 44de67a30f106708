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
 * As {@link Upstream54} with the loop rewritten as a counted one, which lost a round. In x2APIC mode there is no wait site at all;
 * that is the delivery's doing.
 */
@AutoService(SolutionProvider.class)
public final class Upstream6 extends BuiltIn implements SolutionProvider {
    /** For the service loader. */
    public Upstream6() {
        super(
                "upstream-6.x",
                "an NMI waits at most 1000 x 100 us, by shorthand too; 6.6 and later",
                List.of(),
                "Linux 6.19 arch/x86/kernel/apic/ipi.c",
                "commit 97b9d715efd4, August 2023",
                "kernel-facts 1.3, 6");
    }

    @Override
    public Solution create(OptionValues options) {
        return new KernelWaits(Bounded.NMI, Loops.SAFE_6_X, true);
    }

    @Override
    public Optional<ReleaseRange> shippedIn() {
        return Optional.of(ReleaseRange.from("6.6"));
    }
}
