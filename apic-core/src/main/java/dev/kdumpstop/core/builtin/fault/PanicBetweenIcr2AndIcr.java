package dev.kdumpstop.core.builtin.fault;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.delivery.Targets;
import dev.kdumpstop.api.fault.FaultClass;
import dev.kdumpstop.api.fault.FaultContext;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.core.builtin.BuiltIn;
import java.util.List;

/**
 * An NMI panics while the CPU has written ICR-high but not yet ICR-low. The crash path's own commands replace ICR-high; nobody goes
 * back to the frame underneath, so its command is never sent.
 */
@AutoService(FaultProvider.class)
public final class PanicBetweenIcr2AndIcr extends BuiltIn implements FaultProvider {
    /** For the service loader. */
    public PanicBetweenIcr2AndIcr() {
        super(
                "panic-between-icr2-and-icr",
                "the crash interrupts a send of its own CPU between its two ICR writes",
                List.of(
                        FaultCpus.OPTION,
                        OptionSpec.integer(
                                "vector",
                                16,
                                255,
                                0xFD,
                                0xFC,
                                "",
                                "what was being sent; 253 = 0xfd is x86_64's reschedule vector"),
                        OptionSpec.integer(
                                "writes-done", 0, 2, 1, 2, "writes", "how many writes of that send were made")),
                "apic-facts 1.5: I8",
                "apic-facts 6: ICR2_RACE");
    }

    @Override
    public FaultClass faultClass() {
        return FaultClass.MECHANISM;
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        return new Schedule()
                .before(new PrimitiveChange.InterruptSend(
                        context.crashingCpu().number(),
                        new Targets.Mask(FaultCpus.chosen(id(), context, options)),
                        new IpiVector((int) options.integer("vector")),
                        (int) options.integer("writes-done")))
                .toList();
    }
}
