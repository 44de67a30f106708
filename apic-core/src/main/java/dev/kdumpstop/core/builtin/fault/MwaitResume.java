package dev.kdumpstop.core.builtin.fault;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.fault.FaultProvider;

/**
 * Not modelled: a parked CPU that wakes up in memory which is something else by now.
 */
@AutoService(FaultProvider.class)
public final class MwaitResume extends NotModelled {
    /** For the service loader. */
    public MwaitResume() {
        super(
                "mwait-resume",
                "a CPU parked in MWAIT wakes up because the next kernel writes to the line it watches",
                "there is no memory and there are no instructions in this machine, so a CPU cannot run what another one has overwritten",
                "apic-facts 5: I-9 mwait-play-dead-resume",
                "apic-facts 6: MWAIT_RESUME");
    }
}
