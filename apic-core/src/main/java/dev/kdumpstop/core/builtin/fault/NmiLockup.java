package dev.kdumpstop.core.builtin.fault;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.fault.FaultClass;
import dev.kdumpstop.api.fault.FaultContext;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionValues;
import java.util.List;

/**
 * The fault of the RFC: CPUs are inside an NMI handler that does not end. With the latch full, one more NMI waits behind it. Whether
 * a further NMI is then refused, and keeps the sender busy, is the machine's choice of NMI acceptance.
 */
@AutoService(FaultProvider.class)
public final class NmiLockup extends BuiltInFault {
    /** For the service loader. */
    public NmiLockup() {
        super(
                "nmi-lockup",
                FaultClass.MECHANISM,
                "CPUs are locked up inside the NMI handler",
                List.of(
                        FaultCpus.OPTION,
                        OptionSpec.choice(
                                "latch", List.of("empty", "full"), "whether one more NMI waits behind the handler"),
                        OptionSpec.duration(
                                "since",
                                "0s",
                                "5us",
                                "when the lock-up begins, after the crash path began; 0 = before the crash"),
                        OptionSpec.duration(
                                "release-after",
                                "0s",
                                "50ms",
                                "when the handler returns, after the crash path began; 0 = never"),
                        OptionSpec.duration(
                                "poke-every",
                                "0s",
                                "1ms",
                                "an NMI from outside again and again, which does not end the handler; 0 = none")),
                "apic-facts 5: I-1 rfc2007-icr-spin, I-2 nmi-button-broadcast, I-3 extnmi-lock-spin",
                "apic-facts 6: NMI_LATCH_FULL_RETRY, NMI_HANDLER_LIVELOCK",
                "kexec list, 25 April 2007, patch 0/10");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        long sincePs = options.durationPs("since");
        long releasePs = options.durationPs("release-after");
        long pokePs = options.durationPs("poke-every");
        if (releasePs > 0 && releasePs <= sincePs) {
            throw new IllegalArgumentException("fault 'nmi-lockup' ends (release-after="
                    + options.texts().get("release-after") + ") before it begins (since="
                    + options.texts().get("since") + ")");
        }
        Schedule schedule = new Schedule();
        for (CpuId cpu : FaultCpus.chosen(id(), context, options)) {
            schedule.since(sincePs, new PrimitiveChange.EnterNmiHandler(cpu.number()));
            if (options.choice("latch").equals("full")) {
                schedule.since(sincePs, new PrimitiveChange.RaiseNmi(cpu.number()));
            }
            schedule.unlessNever(releasePs, new PrimitiveChange.LeaveNmiHandler(cpu.number()));
            if (pokePs > 0) {
                schedule.every(sincePs + pokePs, pokePs, new PrimitiveChange.RaiseNmi(cpu.number()));
            }
        }
        return schedule.toList();
    }
}
