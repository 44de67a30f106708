package ${package};

import com.google.auto.service.AutoService;
import dev.kdumpstop.api.ApicSpi;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.LinuxEra;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.subarch.Selection;
import dev.kdumpstop.api.subarch.SelectionTrail;
import dev.kdumpstop.api.subarch.SubArchitectureSelector;
import dev.kdumpstop.api.subarch.SubArchitectures;

/** What a kernel picks on machines whose firmware names this maker. */
@AutoService(SubArchitectureSelector.class)
public final class ${classPrefix}Selector implements SubArchitectureSelector {
    @Override
    public String id() {
        return "${id}";
    }

    @Override
    public String summary() {
        return "machines whose MADT is of OEM ${id}";
    }

    @Override
    public int spiLevel() {
        return ApicSpi.LEVEL;
    }

    /** The first selector by id that says yes decides: say yes only to your own machines. */
    @Override
    public boolean appliesTo(MachineSpec machine) {
        return machine.architecture() == Architecture.X86_64
                && LinuxEra.TODAY.includes(machine)
                && isOurs(machine);
    }

    @Override
    public Selection select(MachineSpec machine, SubArchitectures installed) {
        SelectionTrail trail = new SelectionTrail(installed);
        trail.ask("MADT of OEM ${id}?", isOurs(machine));
        boolean small = trail.ask("at most 8 CPUs?", machine.cpuCount() <= 8);
        return trail.choose(small ? "x86_64/flat" : "x86_64/physflat");
    }

    private static boolean isOurs(MachineSpec machine) {
        return machine.firmware().oemId().equals("${id}");
    }
}
