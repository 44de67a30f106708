package ${package};

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.ApicSpi;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.subarch.Selection;
import dev.kdumpstop.api.subarch.SelectionTrail;
import dev.kdumpstop.api.subarch.SubArchitectureSelector;
import dev.kdumpstop.api.subarch.SubArchitectures;

/** What x86_64 kernels pick that no shipped selector knows. */
@AutoService(SubArchitectureSelector.class)
public final class ${classPrefix}Selector implements SubArchitectureSelector {
    private static final ReleaseRange RELEASES = ReleaseRange.between("2.6.24", "2.6.39");

    @Override
    public String id() {
        return "${id}";
    }

    @Override
    public String summary() {
        return "x86_64 kernels of 2.6.24 to 2.6.38";
    }

    @Override
    public int spiLevel() {
        return ApicSpi.LEVEL;
    }

    @Override
    public boolean appliesTo(MachineSpec machine) {
        return machine.architecture() == Architecture.X86_64 && RELEASES.contains(machine.release());
    }

    @Override
    public Selection select(MachineSpec machine, SubArchitectures installed) {
        SelectionTrail trail = new SelectionTrail(installed);
        boolean few = trail.ask("at most 8 possible CPUs (" + machine.possibleCpus() + ")?", machine.possibleCpus() <= 8);
        return trail.choose(few ? "x86_64/flat" : "x86_64/physflat");
    }
}
