package dev.kdumpstop.core.builtin.fault;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.fault.FaultProvider;

/**
 * Not modelled: the rendezvous of all CPUs in the handler of a machine check.
 */
@AutoService(FaultProvider.class)
public final class MceRendezvous extends NotModelled {
    /** For the service loader. */
    public MceRendezvous() {
        super(
                "mce-rendezvous",
                "the handler of a machine check waits for CPUs that the crash has halted",
                "the kernels' machine check handlers, in which CPUs wait for each other, are not among the scripts; mce-broadcast-parked shows a machine check that no handler takes",
                "apic-facts 5: I-11 mce-after-shootdown",
                "apic-facts 6: MCE_RENDEZVOUS");
    }
}
