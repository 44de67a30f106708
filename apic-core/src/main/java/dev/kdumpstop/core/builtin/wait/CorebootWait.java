package dev.kdumpstop.core.builtin.wait;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.api.wait.IcrWaitPolicy;
import dev.kdumpstop.api.wait.IcrWaitPolicyProvider;
import dev.kdumpstop.api.wait.Limit;
import dev.kdumpstop.api.wait.OnTimeout;
import dev.kdumpstop.core.builtin.BuiltIn;
import java.util.List;

/** coreboot's loop when it starts a CPU: the shape of {@link Loops#OPEN_CODED}, but an error ends the request. Its own test for the error, {@code timeout >= 1000}, also takes an APIC for dead that was idle at the very last poll; that is not modelled. */
@AutoService(IcrWaitPolicyProvider.class)
public final class CorebootWait extends BuiltIn implements IcrWaitPolicyProvider {
    /** For the service loader. */
    public CorebootWait() {
        super(
                "coreboot",
                "100 us before each of at most 1001 polls, then gives up",
                List.of(),
                "coreboot src/cpu/x86/lapic/lapic_cpu_init.c",
                "apic-facts 4.3");
    }

    @Override
    public IcrWaitPolicy create(OptionValues options) {
        return Loops.bounded(new Limit.Polls(1001), 100 * Picoseconds.MICROSECOND, 0, new OnTimeout.AbortRequest());
    }
}
