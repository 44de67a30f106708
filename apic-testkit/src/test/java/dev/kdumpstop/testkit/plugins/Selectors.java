package dev.kdumpstop.testkit.plugins;

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.ApicSpi;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.subarch.Selection;
import dev.kdumpstop.api.subarch.SelectionTrail;
import dev.kdumpstop.api.subarch.SubArchitectureName;
import dev.kdumpstop.api.subarch.SubArchitectureSelector;
import dev.kdumpstop.api.subarch.SubArchitectures;
import java.util.List;
import java.util.Optional;

/** Selectors: {@link ByCount} is good, the others are it but for one thing. */
public final class Selectors {
    private static final String PAIRS = "i386/pairs";

    private Selectors() {}

    /** Takes pairs for up to eight CPUs. */
    @AutoService(SubArchitectureSelector.class)
    public static class ByCount implements SubArchitectureSelector {
        @Override
        public String id() {
            return "by-count";
        }

        @Override
        public String summary() {
            return "pairs up to eight CPUs, else triples";
        }

        @Override
        public List<String> sources() {
            return List.of("made up for a test");
        }

        @Override
        public int spiLevel() {
            return ApicSpi.LEVEL;
        }

        @Override
        public boolean appliesTo(MachineSpec machine) {
            return machine.architecture() == Architecture.I386;
        }

        @Override
        public Selection select(MachineSpec machine, SubArchitectures installed) {
            SelectionTrail trail = new SelectionTrail(installed);
            return trail.choose(
                    trail.ask("at most 8 CPUs (" + machine.cpuCount() + ")?", machine.cpuCount() <= 8)
                            ? PAIRS
                            : "i386/triples");
        }
    }

    @AutoService(SubArchitectureSelector.class)
    public static final class NeverApplies extends ByCount {
        @Override
        public boolean appliesTo(MachineSpec machine) {
            return false;
        }
    }

    @AutoService(SubArchitectureSelector.class)
    public static final class Silent extends ByCount {
        @Override
        public Selection select(MachineSpec machine, SubArchitectures installed) {
            return new Selection(super.select(machine, installed).chosen(), List.of());
        }
    }

    @AutoService(SubArchitectureSelector.class)
    public static final class ChoosesWhatIsNotThere extends ByCount {
        @Override
        public Selection select(MachineSpec machine, SubArchitectures installed) {
            Selection right = super.select(machine, installed);
            return right.chosen().isPresent() || machine.cpuCount() > 8
                    ? right
                    : new Selection(Optional.of(SubArchitectureName.of(PAIRS)), List.of("-> " + PAIRS + " if there"));
        }
    }

    @AutoService(SubArchitectureSelector.class)
    public static final class TrailLeadsElsewhere extends ByCount {
        @Override
        public Selection select(MachineSpec machine, SubArchitectures installed) {
            Selection right = super.select(machine, installed);
            return right.chosen().isPresent() ? new Selection(right.chosen(), List.of("the usual one")) : right;
        }
    }

    @AutoService(SubArchitectureSelector.class)
    public static final class SaysNotThatItIsMissing extends ByCount {
        @Override
        public Selection select(MachineSpec machine, SubArchitectures installed) {
            Selection right = super.select(machine, installed);
            return machine.cpuCount() <= 8 ? new Selection(right.chosen(), List.of("-> " + PAIRS)) : right;
        }
    }

    @AutoService(SubArchitectureSelector.class)
    public static final class WantsTriples extends ByCount {
        @Override
        public Selection select(MachineSpec machine, SubArchitectures installed) {
            return new SelectionTrail(installed).choose("i386/triples");
        }
    }

    @AutoService(SubArchitectureSelector.class)
    public static final class ThrowsWhenNothingFits extends ByCount {
        @Override
        public Selection select(MachineSpec machine, SubArchitectures installed) {
            Selection right = super.select(machine, installed);
            return new Selection(Optional.of(right.chosen().orElseThrow()), right.trail());
        }
    }
}
