package dev.kdumpstop.core.builtin.solution;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.wait.Solution;
import dev.kdumpstop.api.wait.SolutionProvider;
import dev.kdumpstop.core.builtin.BuiltIn;
import dev.kdumpstop.core.builtin.wait.WaitOptions;

/**
 * Solution A of the RFC: the time-out goes into {@code apic_wait_icr_idle} itself. The loops that do not use that function are
 * as in {@link Baseline}: bounded already.
 */
@AutoService(SolutionProvider.class)
public final class SolutionA extends BuiltIn implements SolutionProvider {
    /** For the service loader. */
    public SolutionA() {
        super(
                "A",
                "the limit is inside the wait function, so every caller gets it",
                WaitOptions.RFC_LOOP,
                "kexec list, 25 April 2007, patch 0/10, solution A",
                "kernel-facts 1.1");
    }

    @Override
    public Solution create(OptionValues options) {
        return new KernelWaits(Bounded.ALL, WaitOptions.rfcLoop(options), false);
    }
}
