package dev.kdumpstop.cli;

import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.BootOptions;
import dev.kdumpstop.api.machine.KernelRelease;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.evidence.boot.BootRecord;
import dev.kdumpstop.evidence.boot.Statement;
import dev.kdumpstop.evidence.boot.Topic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which kernel it is, and how it was built and started. */
final class ImportedKernel {
    private static final Pattern NUMBERS = Pattern.compile("\\d{1,4}\\.\\d{1,4}(?:\\.\\d{1,5})?");
    /** Options that a driver's choice, the CPUs there are, or a stop depend on. */
    private static final Pattern OPTIONS = Pattern.compile(
            "apic|x2apic_phys|nox2apic|intremap|no_ipi_broadcast|maxcpus|nr_cpus|possible_cpus|additional_cpus|nosmp|nosmt"
                    + "|noapic|nolapic|acpi|nmi_watchdog|crash_kexec_post_notifiers|panic_force_cpu|crashkernel");
    /** Kernels to take where the wording leaves several, likeliest first. */
    private static final List<String> LIKELY = List.of("6.1", "6.12", "2.6.21");

    private final BootRecord record;
    private final ImportRemarks remarks;

    /** The options that matter. */
    private BootOptions boot = BootOptions.none();

    ImportedKernel(BootRecord record, ImportRemarks remarks) {
        this.record = record;
        this.remarks = remarks;
    }

    /** The command line, as far as it matters; to be asked after {@link #keys}. */
    BootOptions boot() {
        return boot;
    }

    /** The keys they come to. What the user says of release and architecture wins over the files. */
    Map<String, ImportedKey> keys(@Nullable KernelRelease saidRelease, @Nullable Architecture saidArchitecture) {
        Map<String, ImportedKey> keys = new LinkedHashMap<>();
        keys.put("release", release(saidRelease));
        keys.put("architecture", architecture(saidArchitecture));
        bootLine().ifPresent(value -> keys.put("boot", value));
        return keys;
    }

    private ImportedKey release(@Nullable KernelRelease said) {
        if (said != null) {
            return new ImportedKey("\"" + said + "\"", "given on the command line");
        }
        List<Statement> all = record.all(Topic.RELEASE);
        for (Statement other : all) {
            if (!other.value().equals(all.get(0).value())) {
                remarks.problems.add("kernel release: " + all.get(0).value() + " (" + ImportedKey.at(all.get(0))
                        + ") or " + other.value() + " (" + ImportedKey.at(other) + ")");
            }
        }
        if (!all.isEmpty()) {
            Matcher numbers = NUMBERS.matcher(all.get(0).value());
            if (numbers.lookingAt()) {
                return new ImportedKey(
                        "\"" + KernelRelease.of(numbers.group()) + "\"",
                        all.get(0).value() + ", " + ImportedKey.at(all.get(0)));
            }
        }
        List<Statement> wordings = record.all(Topic.WORDING);
        String release = LIKELY.stream()
                .filter(candidate -> wordings.stream()
                        .allMatch(wording -> range(wording.value()).contains(KernelRelease.of(candidate))))
                .findFirst()
                .orElse(LIKELY.get(0));
        remarks.assumed.add("kernel release: " + release
                + (wordings.isEmpty()
                        ? ", nothing tells it; --release says another"
                        : ", as the wording of " + ImportedKey.at(wordings) + " allows it; --release says another"));
        return new ImportedKey("\"" + release + "\"", "assumed");
    }

    private static ReleaseRange range(String text) {
        String[] ends = text.split("\\.\\.", -1);
        String from = ends[0].isEmpty() ? "2.6.0" : ends[0];
        return ends[1].isEmpty() ? ReleaseRange.from(from) : ReleaseRange.between(from, ends[1]);
    }

    private ImportedKey architecture(@Nullable Architecture said) {
        if (said != null) {
            return new ImportedKey(said.id(), "given on the command line");
        }
        List<Statement> all = new ArrayList<>(record.all(Topic.ARCHITECTURE));
        if (all.isEmpty()) {
            all.addAll(record.all(Topic.ARCHITECTURE_HINT));
        }
        for (Statement other : all) {
            if (!other.value().equals(all.get(0).value())) {
                remarks.problems.add("architecture: " + all.get(0).value() + " (" + ImportedKey.at(all.get(0)) + ") or "
                        + other.value() + " (" + ImportedKey.at(other) + ")");
            }
        }
        for (Architecture known : Architecture.values()) {
            if (!all.isEmpty() && known.id().equals(all.get(0).value())) {
                return new ImportedKey(known.id(), ImportedKey.at(all));
            }
        }
        if (!all.isEmpty()) {
            remarks.problems.add("architecture " + all.get(0).value() + " (" + ImportedKey.at(all.get(0))
                    + ") has no x86 local APIC; expected i386 or x86_64");
        }
        remarks.assumed.add("architecture: x86_64, as no line is one that only a 32-bit kernel prints");
        return new ImportedKey(Architecture.X86_64.id(), "assumed");
    }

    private Optional<ImportedKey> bootLine() {
        Optional<Statement> line = record.last(Topic.COMMAND_LINE);
        Map<String, String> kept = new LinkedHashMap<>();
        int left = 0;
        if (line.isPresent()) {
            BootOptions all = BootOptions.parse(line.get().value());
            for (Map.Entry<String, String> option : all.values().entrySet()) {
                if (OPTIONS.matcher(option.getKey()).matches()) {
                    kept.put(option.getKey(), option.getValue());
                } else {
                    left++;
                }
            }
        } else {
            remarks.unknown.add("the kernel's command line");
        }
        boot = new BootOptions(kept);
        String left1 = left == 0 ? "" : "; " + left + " words left out that change neither CPUs nor a stop";
        String why = line.map(said -> ImportedKey.at(said) + left1).orElse("");
        Optional<Statement> shorthand = record.last(Topic.SHORTHAND);
        if (line.isEmpty()
                && shorthand.filter(said -> said.value().equals("disabled")).isPresent()) {
            boot = boot.with("no_ipi_broadcast", "1");
            why = "assumed, as IPI shorthands are disabled (" + ImportedKey.at(shorthand.get()) + ")";
            remarks.assumed.add("booted with no_ipi_broadcast=1, as IPI shorthands are disabled");
        }
        return boot.values().isEmpty() ? Optional.empty() : Optional.of(ImportedKey.text(boot.toString(), why));
    }
}
