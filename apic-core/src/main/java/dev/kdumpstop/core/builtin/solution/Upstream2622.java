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
 * The series as merged: patches 9 and 10 with the loop that delays, and patches 3 to 6, so boot wake-up and the wait before a
 * remote read use it too. {@code __send_IPI_shortcut} kept the unlimited wait, also for an NMI, which never came that way until 5.4.
 */
@AutoService(SolutionProvider.class)
public final class Upstream2622 extends BuiltIn implements SolutionProvider {
    /** For the service loader. */
    public Upstream2622() {
        super(
                "upstream-2.6.22",
                "an NMI that names its CPUs waits at most 1001 x 100 us; 2.6.22 to 5.3",
                List.of(),
                "Linux 2.6.22 arch/i386/kernel/{apic,smp,smpboot}.c, include/asm-x86_64/ipi.h",
                "kernel-facts 1.2, 1.3, 5");
    }

    @Override
    public Solution create(OptionValues options) {
        return new KernelWaits(Bounded.NMI_WITHOUT_SHORTHAND, Loops.SAFE_2_6_22, true);
    }

    @Override
    public Optional<ReleaseRange> shippedIn() {
        return Optional.of(ReleaseRange.between("2.6.22", "5.4"));
    }
}
