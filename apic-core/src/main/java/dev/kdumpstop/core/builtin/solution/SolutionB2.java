package dev.kdumpstop.core.builtin.solution;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.wait.Solution;
import dev.kdumpstop.api.wait.SolutionProvider;
import dev.kdumpstop.core.builtin.BuiltIn;
import dev.kdumpstop.core.builtin.wait.WaitOptions;

/**
 * Solution B-2 of the RFC, by patches 9 and 10 alone: the senders all callers share choose the bounded wait when the vector is
 * that of an NMI, by shorthand too. Boot wake-up commands do not go through these senders and keep their own loop, also where the
 * command is an NMI (numaq).
 */
@AutoService(SolutionProvider.class)
public final class SolutionB2 extends BuiltIn implements SolutionProvider {
    /** For the service loader. */
    public SolutionB2() {
        super(
                "B-2",
                "an NMI waits with a limit, whoever sends it",
                WaitOptions.RFC_LOOP,
                "kexec list, 25 April 2007, patches 0, 9, 10/10, solution B-2",
                "kernel-facts 1.1, 1.2");
    }

    @Override
    public Solution create(OptionValues options) {
        return new KernelWaits(Bounded.NMI, WaitOptions.rfcLoop(options), false);
    }
}
