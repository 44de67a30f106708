package dev.kdumpstop.cli;

import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.KernelRelease;
import dev.kdumpstop.api.machine.LinuxEra;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.subarch.Selection;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.subarch.SubArchitectureName;
import dev.kdumpstop.api.subarch.SubArchitectureSelector;
import dev.kdumpstop.cli.ImportResult.Agreement;
import dev.kdumpstop.cli.ImportResult.Choice;
import dev.kdumpstop.evidence.boot.BootRecord;
import dev.kdumpstop.evidence.boot.BootRecordReader;
import dev.kdumpstop.evidence.boot.Statement;
import dev.kdumpstop.evidence.boot.Topic;
import dev.kdumpstop.experiments.config.MachineFile;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import dev.kdumpstop.orchestrator.plugin.Plugin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a machine of what files say, and asks the selectors which driver its kernel picks. */
final class MachineImporter {
    /** What a 64-bit kernel begins with while it has it; see {@link #initialDriver}. */
    private static final String FLAT = "x86_64/flat";

    private static final String PHYSFLAT = "x86_64/physflat";

    private final Installed installed;

    MachineImporter(Installed installed) {
        this.installed = installed;
    }

    /** A description with its machine and what is picked on it. */
    private record Attempt(Map<String, ImportedKey> keys, MachineSpec machine, List<Choice> choices) {
        Optional<String> driver() {
            return choices.stream().map(Choice::driver).findFirst().filter(name -> !name.isEmpty());
        }
    }

    /** Makes it. What the user says wins. @throws UserError with every contradiction, or if nothing is usable */
    ImportResult run(BootRecord record, @Nullable KernelRelease release, @Nullable Architecture architecture) {
        if (!record.problems().isEmpty()) {
            throw new UserError(record.problems());
        }
        ImportRemarks remarks = new ImportRemarks();
        remarks.notes.addAll(record.notes());
        Map<String, ImportedKey> keys = new LinkedHashMap<>();
        ImportedKernel kernel = new ImportedKernel(record, remarks);
        keys.putAll(kernel.keys(release, architecture));
        Map<String, ImportedKey> cpus = new ImportedCpus(record, kernel.boot(), remarks).keys();
        if (cpus.isEmpty()) {
            Statement last = record.statements().get(record.statements().size() - 1);
            throw new UserError(List.of("no line tells how many CPUs there are; the last line of use is "
                    + ImportedKey.at(last) + ": '" + last.line().text()
                    + "'. The log is cut off there, or before it; expected for example 'smpboot: Allowing 4 CPUs, 0 hotplug"
                    + " CPUs', ACPI's LAPIC lines or 'Brought up 4 CPUs' in " + BootRecordReader.EXPECTED));
        }
        keys.putAll(cpus);
        keys.putAll(new ImportedPlatform(record, remarks).keys());
        hotplug(record, keys, remarks);
        if (!remarks.problems.isEmpty()) {
            throw new UserError(remarks.problems);
        }
        return conclude(record, attempt(keys), remarks);
    }

    /** 2.6.21 to 2.6.23 print the number of hotplug CPUs only if they were built for it; 32-bit ones tell by shorthands. */
    private static void hotplug(BootRecord record, Map<String, ImportedKey> keys, ImportRemarks remarks) {
        ImportedKey release = keys.get("release");
        boolean early = release != null
                && LinuxEra.EARLY
                        .releases()
                        .contains(KernelRelease.of(release.value().replace("\"", "")));
        if (!early || record.has(Topic.HOTPLUG_BUILD)) {
            return;
        }
        Optional<Statement> shorthand = record.last(Topic.SHORTHAND);
        ImportedKey architecture = keys.get("architecture");
        if (shorthand.isPresent()) {
            boolean hotplug = shorthand.get().value().equals("disabled");
            keys.put(
                    "config.hotplug-cpu",
                    new ImportedKey(
                            Boolean.toString(hotplug), "by its shorthands, " + ImportedKey.at(shorthand.get())));
        } else if (architecture != null && architecture.value().equals("x86_64") && record.has(Topic.ONLINE_COUNT)) {
            keys.put("config.hotplug-cpu", new ImportedKey("false", "assumed"));
            remarks.assumed.add("the kernel was built without CPU hotplug, as it does not count hotplug CPUs");
        }
    }

    private Attempt attempt(Map<String, ImportedKey> keys) {
        // The machine is what the file will say: one way to read it.
        MachineSpec machine;
        try {
            machine = MachineFile.parse("the imported machine", ImportHocon.keys(keys))
                    .machine()
                    .spec();
        } catch (IllegalArgumentException e) {
            throw new UserError(List.of("what the files say does not make a machine: " + e.getMessage()));
        }
        List<Choice> choices = new ArrayList<>();
        for (Plugin<SubArchitectureSelector> plugin : installed.all(ExtensionPoint.SELECTOR)) {
            if (plugin.extension().appliesTo(machine)) {
                Selection selection = plugin.extension().select(machine, installed.subArchitectures());
                choices.add(choice(plugin.extension().id(), selection));
            }
        }
        return new Attempt(keys, machine, choices);
    }

    /** A choice that is not installed is the end of the trail all the same. */
    private static Choice choice(String selector, Selection selection) {
        List<String> trail = selection.trail();
        String end = trail.isEmpty() ? "" : trail.get(trail.size() - 1);
        String driver = selection
                .chosen()
                .map(SubArchitectureName::toString)
                .orElse(end.startsWith("-> ") ? end.substring(3).replaceFirst(":.*", "") : "");
        return new Choice(selector, driver, selection.chosen().isPresent(), trail);
    }

    private ImportResult conclude(BootRecord record, Attempt attempt, ImportRemarks remarks) {
        KernelRelease release = attempt.machine().release();
        if (LinuxEra.of(release).isEmpty()) {
            remarks.notes.add(
                    "how " + release + " sends IPIs is not described, so stop and matrix need another --release;"
                            + " described are " + LinuxEra.EARLY.releases() + ", and " + LinuxEra.TODAY.releases());
        }
        Optional<Statement> line = record.last(Topic.DRIVER);
        Optional<String> printed =
                line.map(said -> PrintedDriver.subArchitecture(attempt.machine().architecture(), said.value()));
        if (attempt.choices().isEmpty()) {
            String words = "no installed selector knows how " + release + " chooses";
            return result(record, attempt, printed, Agreement.UNKNOWN, words, remarks);
        } else if (printed.isEmpty()) {
            return silent(record, attempt, remarks);
        } else if (attempt.driver().equals(printed)) {
            return result(record, attempt, printed, Agreement.AGREES, "the log names the same", remarks);
        }
        for (ImportRepairs.Repair repair : ImportRepairs.candidates(
                record, attempt.keys(), attempt.machine().architecture(), printed.get())) {
            Attempt other = attempt(repair.keys());
            if (other.driver().equals(printed)) {
                remarks.assumed.add(repair.words() + ": nothing else explains the driver that the log names");
                String words = "the log names the same; it follows from an assumption (" + repair.words() + ")";
                return result(record, other, printed, Agreement.AGREES_IF_ASSUMED, words, remarks);
            }
        }
        return result(
                record,
                attempt,
                printed,
                Agreement.DIFFERS,
                "the log names " + printed.get() + "; what the rules ask and the log does not say may be the reason",
                remarks);
    }

    /** A 64-bit kernel of today names a driver only when it leaves the one it begins with. */
    private ImportResult silent(BootRecord record, Attempt attempt, ImportRemarks remarks) {
        boolean speaks =
                attempt.machine().architecture() == Architecture.I386 || !LinuxEra.TODAY.includes(attempt.machine());
        if (!record.has(Topic.DRIVER_SETTLED) || speaks) {
            String words = "the log names none";
            return result(record, attempt, Optional.empty(), Agreement.UNKNOWN, words, remarks);
        }
        String initial = initialDriver(attempt.machine());
        boolean same = attempt.driver().equals(Optional.of(initial));
        return result(
                record,
                attempt,
                Optional.empty(),
                same ? Agreement.AGREES_IN_SILENCE : Agreement.UNKNOWN,
                same
                        ? "the log names none, as a kernel does that keeps the driver it begins with"
                        : "the log names none, though this kernel begins with " + initial
                                + " and names what it changes to: the line may be missing",
                remarks);
    }

    /** Flat while there is one, then physical flat. */
    private String initialDriver(MachineSpec machine) {
        MachineSpec plain = MachineSpec.builder(
                        Architecture.X86_64, machine.release().toString())
                .build();
        Optional<SubArchitecture> flat = installed.subArchitectures().find(SubArchitectureName.of(FLAT));
        return flat.filter(driver -> driver.supports(plain).isSupported()).isPresent() ? FLAT : PHYSFLAT;
    }

    private static ImportResult result(
            BootRecord record,
            Attempt attempt,
            Optional<String> printed,
            Agreement agreement,
            String words,
            ImportRemarks remarks) {
        boolean asksFadt = attempt.machine().architecture() == Architecture.X86_64;
        if (asksFadt && !attempt.keys().containsKey("firmware.fadt-apic-physical")) {
            remarks.unknown.add("whether the FADT asks for physical addressing (kernels say so at debug level only)");
        }
        return new ImportResult(
                record,
                attempt.keys(),
                attempt.machine(),
                attempt.choices(),
                printed,
                record.last(Topic.DRIVER).map(Statement::value).orElse(""),
                agreement,
                words,
                List.copyOf(remarks.assumed),
                List.copyOf(remarks.unknown),
                List.copyOf(remarks.notes));
    }
}
