package dev.kdumpstop.evidence.boot;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lines about CPUs: how many, with which ids, which came up. */
final class CpuRules {
    private static final Pattern NUMBER_SIGN = Pattern.compile("#(\\d{1,4})");

    static final List<Rule> ALL = List.of(
            Rule.of("(?:smpboot|SMP): Allowing (\\d{1,4}) CPUs, (\\d{1,4}) hotplug CPUs", (line, says) -> {
                int possible = Rule.decimal(line.group(1));
                says.say(Topic.POSSIBLE, possible);
                says.say(Topic.PRESENT, possible - Rule.decimal(line.group(2)));
                says.say(Topic.HOTPLUG_BUILD, "yes");
                says.say(Topic.WORDING, "..6.9");
            }),
            Rule.of("CPU topo: Allowing (\\d{1,4}) present CPUs(?: plus (\\d{1,4}) hotplug CPUs)?", (line, says) -> {
                int present = Rule.decimal(line.group(1));
                says.say(Topic.PRESENT, present);
                if (line.group(2) != null) {
                    says.say(Topic.POSSIBLE, present + Rule.decimal(line.group(2)));
                }
                says.say(Topic.WORDING, "6.9..");
            }),
            Rule.of("Processors: (\\d{1,4})$", (line, says) -> says.say(Topic.PRESENT, Rule.decimal(line.group(1)))),
            Rule.of(
                    "ACPI: LAPIC \\(acpi_id\\[0x[0-9a-fA-F]+\\] lapic_id\\[0x([0-9a-fA-F]+)\\] enabled\\)",
                    CpuRules::id),
            Rule.of("ACPI: X2APIC \\(apic_id\\[0x([0-9a-fA-F]+)\\] uid\\[0x[0-9a-fA-F]+\\] enabled\\)", CpuRules::id),
            Rule.of(
                    "Processor #(\\d{1,3})(?: (\\d+):(\\d+) APIC version (\\d+)| \\(Bootup-CPU\\))?$",
                    CpuRules::mpTable),
            Rule.of(
                    "(?:ACPI|APIC): NR_CPUS/possible_cpus limit of \\d+ (?:almost )?reached\\..*"
                            + " Processor \\d+/0x([0-9a-fA-F]+) ignored",
                    (line, says) -> says.say(Topic.REFUSED_ID, Rule.hex(line.group(1)))),
            Rule.of(
                    "APIC: Disabling requested cpu\\. Processor \\d+/0x([0-9a-fA-F]+) ignored",
                    (line, says) -> says.say(Topic.REFUSED_ID, Rule.hex(line.group(1)))),
            Rule.of(
                    "Booting processor (\\d{1,4})/\\d+ APIC 0x([0-9a-fA-F]+)",
                    (line, says) -> started(line.group(1), Rule.hex(line.group(2)), says)),
            Rule.of(
                    "Booting processor (\\d{1,4})/(\\d{1,4}) e?ip ",
                    (line, says) -> started(line.group(1), Rule.decimal(line.group(2)), says)),
            Rule.of(
                    "Booting processor (\\d{1,4}) APIC 0x([0-9a-fA-F]+) ip",
                    (line, says) -> started(line.group(1), Rule.hex(line.group(2)), says)),
            Rule.of(
                    "(?:smpboot: )?Booting Node \\d+ Processor (\\d{1,4}) APIC 0x([0-9a-fA-F]+)",
                    (line, says) -> started(line.group(1), Rule.hex(line.group(2)), says)),
            Rule.of(
                    "CPU (\\d{1,4})/0x([0-9a-fA-F]+) -> (?:Node|Core) ",
                    (line, says) -> says.say(Topic.CPU_ID, line.group(1) + "=" + Rule.hex(line.group(2)))),
            Rule.of("(?:smpboot: )?Booting Node +\\d+, Processors +(#.*)", CpuRules::list),
            Rule.of("(?:smp: |smpboot: )?\\.{2,} node +#\\d+, CPUs:(.*)", CpuRules::list),
            // Such a list goes on in a line of its own where another message came between.
            Rule.of("((?:#\\d{1,4} *)+(?:Ok\\.|OK)?)$", CpuRules::list),
            Rule.of("(?:smp: |x86: )?(?:Brought|Booted) up (?:\\d+ nodes?, )?(\\d{1,4}) CPUs?", CpuRules::count),
            Rule.of("(?:smpboot: )?Total of (\\d{1,4}) processors activated", CpuRules::count),
            Rule.of(
                    "(?:smpboot: )?do_boot_cpu failed\\(?-?\\d*\\)? to wakeup CPU#(\\d{1,4})",
                    (line, says) -> says.say(Topic.FAILED, line.group(1))),
            Rule.of(
                    "(?:smpboot: )?CPU *#?(\\d{1,4}):? [Nn]ot responding",
                    (line, says) -> says.say(Topic.FAILED, line.group(1))),
            Rule.of(
                    "(?:smpboot: )?CPU ?(\\d{1,4}) is now offline",
                    (line, says) -> says.say(Topic.WENT_OFFLINE, line.group(1))),
            Rule.of("(?:smpboot: )?CPU0: (.*)", CpuRules::name),
            Rule.of(
                    "((?:Genuine )?Intel.*|(?:(?:Dual|Quad|Six)[- ]Core )?AMD.*) stepping [0-9a-f]{2}$",
                    CpuRules::name),
            Rule.of(
                    "BIOS bug: APIC version is 0 for CPU \\d+/0x[0-9a-fA-F]+, fixing up to 0x10",
                    Topic.APIC_VERSION,
                    "16"));

    private CpuRules() {}

    /** A local APIC's id has 8 bits; FFH there stands for a CPU that its x2APIC entry describes. */
    private static void id(Matcher line, Says says) {
        int id = Rule.hex(line.group(1));
        if (id != 0xFF || line.group().contains("X2APIC")) {
            says.say(Topic.FIRMWARE_ID, id);
        }
    }

    private static void mpTable(Matcher line, Says says) {
        says.say(Topic.FIRMWARE_ID, Rule.decimal(line.group(1)));
        if (line.group(2) != null) {
            says.say(Topic.FAMILY_MODEL, line.group(2) + "/" + line.group(3));
            says.say(Topic.APIC_VERSION, Rule.decimal(line.group(4)));
        }
    }

    private static void started(String cpu, int id, Says says) {
        says.say(Topic.STARTED, cpu);
        says.say(Topic.CPU_ID, cpu + "=" + id);
    }

    /** {@code #1 #2 #3 Ok.} */
    private static void list(Matcher line, Says says) {
        Matcher numbers = NUMBER_SIGN.matcher(line.group(1));
        while (numbers.find()) {
            says.say(Topic.STARTED, numbers.group(1));
        }
    }

    private static void count(Matcher line, Says says) {
        says.say(Topic.ONLINE_COUNT, Rule.decimal(line.group(1)));
    }

    /** {@code Intel(R) Xeon(R) CPU (family: 0x6, model: 0x3f, stepping: 0x2)}, {@code (fam: 06, model: 2d, …)}. */
    private static void name(Matcher line, Says says) {
        String name = line.group(1);
        vendor(name).ifPresentSays(says);
        Matcher numbers = Pattern.compile("\\(fam(?:ily)?: (?:0x)?([0-9a-f]{1,3}), model: (?:0x)?([0-9a-f]{1,3}),")
                .matcher(name);
        if (numbers.find()) {
            says.say(Topic.FAMILY_MODEL, Rule.hex(numbers.group(1)) + "/" + Rule.hex(numbers.group(2)));
        } else if (name.contains("Pentium III") || name.contains("Pentium II ") || name.contains("Pentium Pro")) {
            says.say(Topic.FAMILY_MODEL, "6/7");
        } else if (name.contains("Xeon(TM)") || name.contains("Pentium(R) 4")) {
            says.say(Topic.FAMILY_MODEL, "15/2");
        }
    }

    /** A vendor, if the text names one. */
    record Vendor(String name) {
        void ifPresentSays(Says says) {
            if (!name.isEmpty()) {
                says.say(Topic.VENDOR, name);
            }
        }
    }

    /** The vendor in a CPU's name or in {@code vendor_id}. */
    static Vendor vendor(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.contains("intel") || lower.startsWith("pentium ")) {
            return new Vendor("intel");
        } else if (lower.contains("hygon")) {
            return new Vendor("hygon");
        } else if (lower.contains("amd")) {
            return new Vendor("amd");
        }
        boolean known = lower.contains("centaur") || lower.contains("zhaoxin") || lower.contains("via ");
        return new Vendor(known || lower.contains("shanghai") ? "other" : "");
    }
}
