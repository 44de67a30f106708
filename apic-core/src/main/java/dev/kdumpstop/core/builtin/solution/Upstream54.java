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
 * As {@link Upstream2622}, but an NMI by shorthand has the limit as well: since then Linux sends NMIs by shorthand again. The loop
 * is still that of 2.6.22.
 */
@AutoService(SolutionProvider.class)
public final class Upstream54 extends BuiltIn implements SolutionProvider {
    /** For the service loader. */
    public Upstream54() {
        super(
                "upstream-5.4",
                "an NMI waits at most 1001 x 100 us, by shorthand too; 5.4 to 6.5",
                List.of(),
                "commit bd82dba2fa6a, July 2019 (x86/apic: Add NMI_VECTOR wait to IPI shorthand)",
                "Linux before commit 97b9d715efd4: native_safe_apic_wait_icr_idle");
    }

    @Override
    public Solution create(OptionValues options) {
        return new KernelWaits(Bounded.NMI, Loops.SAFE_2_6_22, true);
    }

    @Override
    public Optional<ReleaseRange> shippedIn() {
        return Optional.of(ReleaseRange.between("5.4", "6.6"));
    }
}
