package dev.kdumpstop.core.builtin.solution;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.wait.Solution;
import dev.kdumpstop.api.wait.SolutionProvider;
import dev.kdumpstop.core.builtin.BuiltIn;
import dev.kdumpstop.core.builtin.wait.WaitOptions;

/**
 * Solution B-1 of the RFC: replacements of {@code send_IPI_mask} and {@code send_IPI_allbutself} that only the crash stop calls.
 * Bounded whatever the vector; nothing else is, not a plain panic and not the backtrace of all CPUs before it.
 */
@AutoService(SolutionProvider.class)
public final class SolutionB1 extends BuiltIn implements SolutionProvider {
    /** For the service loader. */
    public SolutionB1() {
        super(
                "B-1",
                "the crash stop has its own senders, and these have the limit",
                WaitOptions.RFC_LOOP,
                "kexec list, 25 April 2007, patch 0/10, solution B-1",
                "kernel-facts 1.1");
    }

    @Override
    public Solution create(OptionValues options) {
        return new KernelWaits(Bounded.CRASH_STOP, WaitOptions.rfcLoop(options), false);
    }
}
