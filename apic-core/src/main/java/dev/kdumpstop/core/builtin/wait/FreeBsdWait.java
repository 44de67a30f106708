package dev.kdumpstop.core.builtin.wait;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.api.wait.IcrWaitPolicy;
import dev.kdumpstop.api.wait.IcrWaitPolicyProvider;
import dev.kdumpstop.api.wait.Limit;
import dev.kdumpstop.api.wait.OnTimeout;
import dev.kdumpstop.api.wait.PollSegment;
import dev.kdumpstop.api.wait.WaitContext;
import dev.kdumpstop.api.wait.WaitPlan;
import dev.kdumpstop.api.wait.WaitSite;
import dev.kdumpstop.core.builtin.BuiltIn;
import java.util.List;

/**
 * FreeBSD: before a send 50 ms, then panic, or return without sending if the kernel is panicking already. After a send (only
 * kernels built with DETECT_DEADLOCK wait there) 50 us, and then, as built, without limit: the branch that would go on with a
 * message is compiled out. The times are counts of rounds that the kernel calibrates at boot ({@code lapic_ipi_wait_mult}).
 */
@AutoService(IcrWaitPolicyProvider.class)
public final class FreeBsdWait extends BuiltIn implements IcrWaitPolicyProvider {
    /** For the service loader. */
    public FreeBsdWait() {
        super(
                "freebsd",
                "before a send polls 50 ms, then panics; after a send polls 50 us, then for ever",
                List.of(OptionSpec.flag(
                        "panicking",
                        false,
                        "the kernel is marked as panicking: a send that timed out is skipped quietly")),
                "FreeBSD sys/x86/x86/local_apic.c lapic_ipi_wait, native_lapic_ipi_vectored",
                "FreeBSD r280866, FreeBSD-EN-16:07.ipi",
                "apic-facts 4.3");
    }

    @Override
    public IcrWaitPolicy create(OptionValues options) {
        return new Policy(options.flag("panicking"));
    }

    private record Policy(boolean panicking) implements IcrWaitPolicy {
        private static final Limit BEFORE = new Limit.Elapsed(50 * Picoseconds.MILLISECOND);
        private static final Limit AFTER = new Limit.Elapsed(50 * Picoseconds.MICROSECOND);
        private static final FixedPlan OR_PANIC =
                Loops.bounded(BEFORE, 0, 0, new OnTimeout.Panic("APIC: Previous IPI is stuck"));
        private static final FixedPlan OR_RETURN = Loops.bounded(BEFORE, 0, 0, new OnTimeout.SkipThisSend());
        private static final FixedPlan UNTIL_DELIVERED = new FixedPlan(new WaitPlan.Segments(
                List.of(new PollSegment(0, 0, 0, AFTER), PollSegment.unlimited()), new OnTimeout.WriteAnyway()));

        @Override
        public WaitPlan planFor(WaitContext context) {
            if (context.site() == WaitSite.ICR_IDLE_BEFORE) {
                return (panicking ? OR_RETURN : OR_PANIC).plan();
            }
            return UNTIL_DELIVERED.plan();
        }
    }
}
