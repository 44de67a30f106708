package dev.kdumpstop.core.machine;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.fault.FaultContext;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionType;
import dev.kdumpstop.api.option.OptionValues;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Random installed faults with random options; CPU 0 crashes. */
final class RandomFaults {
    private static final List<FaultProvider> INSTALLED = Faulty.installed().stream()
            .sorted(Comparator.comparing(FaultProvider::id))
            .toList();

    private final Gen gen;
    private final FaultContext context;
    private final List<String> words = new ArrayList<>();
    private final List<ScheduledChange> changes = new ArrayList<>();

    RandomFaults(Gen gen, MachineSpec machine) {
        this.gen = gen;
        this.context = new FaultContext(machine, CpuId.of(0));
    }

    /** One more, unless it is none for this machine. */
    RandomFaults add() {
        FaultProvider fault = INSTALLED.get(gen.below(INSTALLED.size()));
        Map<String, String> given = new LinkedHashMap<>();
        for (OptionSpec option : fault.options()) {
            given.put(option.name(), value(option));
        }
        try {
            changes.addAll(fault.schedule(context, OptionValues.of(fault.options(), given)));
            words.add(fault.id() + given);
        } catch (IllegalArgumentException e) {
            words.add("not " + fault.id());
        }
        return this;
    }

    private String value(OptionSpec option) {
        if (option.type() instanceof OptionType.Cpus) {
            int others = context.others().size();
            return others == 0 ? "" : others(gen.between(1, (1 << Math.min(others, 20)) - 1));
        } else if (option.type() instanceof OptionType.Duration) {
            // What happens again and again must not take all the time there is.
            return option.name().endsWith("every") || option.name().equals("pause")
                    ? gen.of("0", "1ms", "50ms")
                    : gen.of("0", "1us", "10us", "1ms", "20ms", "500ms");
        } else if (option.type() instanceof OptionType.Int range) {
            long least = range.min() + gen.below((int) Math.min(range.max() - range.min() + 1, 20));
            return gen.of(option.defaultValue(), Long.toString(least));
        } else if (option.type() instanceof OptionType.Choice choice) {
            return choice.words().get(gen.below(choice.words().size()));
        }
        return gen.of("false", "true");
    }

    private static String others(int mask) {
        return CpuSet.ofMask((long) mask << 1).toString();
    }

    List<ScheduledChange> toList() {
        return List.copyOf(changes);
    }

    @Override
    public String toString() {
        return words.toString();
    }
}
