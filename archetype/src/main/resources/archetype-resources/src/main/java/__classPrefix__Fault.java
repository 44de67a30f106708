package ${package};

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.ApicSpi;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.fault.FaultClass;
import dev.kdumpstop.api.fault.FaultContext;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.fault.PrimitiveChange;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionValues;
import java.util.ArrayList;
import java.util.List;

/** CPUs that are in their NMI handler when another CPU crashes, and return from it late. */
@AutoService(FaultProvider.class)
public final class ${classPrefix}Fault implements FaultProvider {
    @Override
    public String id() {
        return "${id}-late";
    }

    @Override
    public String summary() {
        return "CPUs are in the NMI handler and return from it late";
    }

    @Override
    public int spiLevel() {
        return ApicSpi.LEVEL;
    }

    @Override
    public FaultClass faultClass() {
        return FaultClass.MECHANISM;
    }

    @Override
    public List<OptionSpec> options() {
        return List.of(
                OptionSpec.cpus("cpus", "", "3", "which CPUs; if empty all but the crashing one"),
                OptionSpec.duration("returns-after", "50ms", "10us", "when they return, after the crash path began"));
    }

    @Override
    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        CpuSet others = context.others();
        CpuSet chosen = options.cpus("cpus").isEmpty() ? others : options.cpus("cpus");
        if (!others.containsAll(chosen)) {
            throw new IllegalArgumentException(
                    "fault '" + id() + "': cpus=" + chosen + "; the online CPUs that do not crash are " + others);
        }
        List<ScheduledChange> changes = new ArrayList<>();
        chosen.forEachCpu(cpu -> {
            changes.add(ScheduledChange.beforeTheCrash(new PrimitiveChange.EnterNmiHandler(cpu)));
            changes.add(ScheduledChange.at(
                    options.durationPs("returns-after"), new PrimitiveChange.LeaveNmiHandler(cpu)));
        });
        return changes;
    }
}
