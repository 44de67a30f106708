package dev.kdumpstop.core.builtin.fault;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.fault.FaultClass;
import dev.kdumpstop.api.fault.FaultContext;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.icr.Icr;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.unit.Picoseconds;
import java.util.List;

/**
 * A wake-up written without ICR bit 14. With trigger "level" the INIT is a level de-assert: the 3-wire bus only loads arbitration
 * ids, hypervisors ignore it, and the start-up message finds a CPU that does not wait.
 */
@AutoService(FaultProvider.class)
public final class LevelBitMissing extends BuiltInFault {
    /** For the service loader. */
    public LevelBitMissing() {
        super(
                "level-bit-missing",
                FaultClass.MECHANISM,
                "the crashing CPU sends INIT and start-up to CPUs with ICR bit 14 at 0",
                List.of(
                        FaultCpus.OPTION,
                        OptionSpec.integer("page", 0, 255, 3, "pages of 4 KiB", "where the CPU is to start")),
                "SDM 10.6.1",
                "apic-facts 1.5: I5",
                "apic-facts 5: I-19 missing-assert-bit",
                "apic-facts 6: LEVEL_BIT_MISSING");
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        Schedule schedule = new Schedule();
        int sender = context.crashingCpu().number();
        int page = (int) options.integer("page");
        for (CpuId cpu : FaultCpus.chosenPresent(id(), context, options)) {
            int id = context.machine().apicId(cpu.number());
            schedule.at(0, new PrimitiveChange.SendIpi(sender, id, word(DeliveryMode.INIT)))
                    .at(
                            10 * Picoseconds.MILLISECOND,
                            new PrimitiveChange.SendIpi(sender, id, word(DeliveryMode.STARTUP) | page));
        }
        return schedule.toList();
    }

    private static int word(DeliveryMode mode) {
        return mode.code() << 8 | Icr.LEVEL_TRIGGERED;
    }
}
