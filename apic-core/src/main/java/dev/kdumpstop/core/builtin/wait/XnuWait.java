package dev.kdumpstop.core.builtin.wait;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.api.wait.IcrWaitPolicy;
import dev.kdumpstop.api.wait.IcrWaitPolicyProvider;
import dev.kdumpstop.api.wait.Limit;
import dev.kdumpstop.api.wait.OnTimeout;
import dev.kdumpstop.api.wait.PollSegment;
import dev.kdumpstop.api.wait.WaitContext;
import dev.kdumpstop.api.wait.WaitPlan;
import dev.kdumpstop.core.builtin.BuiltIn;
import java.util.List;

/**
 * macOS: an NMI waits 10 ms by the clock and is then sent anyway; everything else waits for ever. {@code lapic_send_nmi} looks
 * once, and only if the bit is set does it read the clock and poll on: one segment of one poll, and one by the clock.
 */
@AutoService(IcrWaitPolicyProvider.class)
public final class XnuWait extends BuiltIn implements IcrWaitPolicyProvider {
    /** For the service loader. */
    public XnuWait() {
        super(
                "xnu",
                "for an NMI polls 10 ms, then writes anyway; otherwise for ever",
                List.of(),
                "XNU osfmk/i386/lapic_native.c lapic_send_nmi, lapic_send_ipi",
                "apic-facts 4.3");
    }

    @Override
    public IcrWaitPolicy create(OptionValues options) {
        return new Policy();
    }

    private record Policy() implements IcrWaitPolicy {
        private static final WaitPlan NMI = new WaitPlan.Segments(
                List.of(
                        PollSegment.polls(1, 0),
                        new PollSegment(0, 0, 0, new Limit.Elapsed(10 * Picoseconds.MILLISECOND))),
                new OnTimeout.WriteAnyway());

        @Override
        public WaitPlan planFor(WaitContext context) {
            return context.mode() == DeliveryMode.NMI ? NMI : Loops.UNLIMITED.plan();
        }
    }
}
