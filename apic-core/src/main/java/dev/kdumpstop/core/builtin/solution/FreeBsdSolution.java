package dev.kdumpstop.core.builtin.solution;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.wait.SolutionProvider;
import dev.kdumpstop.core.builtin.wait.FreeBsdWait;

/**
 * FreeBSD: 50 ms before a send, then panic. {@code stop_cpus_hard} of a first panic runs before the kernel is marked as panicking,
 * so a stuck command makes it panic again instead of going on quietly.
 */
@AutoService(SolutionProvider.class)
public final class FreeBsdSolution extends OtherSystem {
    /** For the service loader. */
    public FreeBsdSolution() {
        super(
                "freebsd",
                "FreeBSD: 50 ms before each send, then panic",
                new FreeBsdWait(),
                "FreeBSD sys/x86/x86/local_apic.c, sys/kern/kern_shutdown.c",
                "apic-facts 4.3");
    }
}
