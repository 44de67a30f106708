package dev.kdumpstop.evidence.boot;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;

/** Lines about the kernel itself. */
final class KernelRules {
    /** What begins a boot. */
    static final String BEGINNING = "Linux version (\\d+\\.\\d+\\S*)(.*)";

    static final List<Rule> ALL = List.of(
            Rule.of(BEGINNING, KernelRules::version),
            Rule.of("Command line: ?(.*)", (line, says) -> {
                says.say(Topic.COMMAND_LINE, line.group(1).strip());
                // 32-bit kernels print only "Kernel command line".
                says.say(Topic.ARCHITECTURE_HINT, "x86_64");
            }),
            Rule.of(
                    "Kernel command line: ?(.*)",
                    (line, says) -> says.say(Topic.COMMAND_LINE, line.group(1).strip())),
            Rule.of("\\d+MB (?:HIGHMEM|LOWMEM) available", Topic.ARCHITECTURE, "i386"),
            Rule.of("(?:Initializing HighMem for node|HighMem +(?:empty|\\[|0x|\\d+ ->))", Topic.ARCHITECTURE, "i386"),
            Rule.of("DMA32 +(?:empty|\\[|0x|\\d+ ->)", Topic.ARCHITECTURE, "x86_64"),
            Rule.of("Using APIC driver (\\S+)", (line, says) -> i386Driver(line.group(1), says)),
            Rule.of(
                    "Switched to APIC driver [`']?(\\w[-\\w ]*?)'?\\.?$",
                    (line, says) -> says.say(Topic.DRIVER, line.group(1))),
            Rule.of("Overriding APIC driver with (\\S+)", (line, says) -> i386Driver(line.group(1), says)),
            Rule.of(
                    "Enabling APIC mode: +([\\w -]+?)\\. +Using \\d+ I/O APIC",
                    (line, says) -> i386Driver(line.group(1), says)),
            Rule.of("(?:APIC: )?(?:Setting|Switched) APIC routing to:? (.+?)\\.?$", KernelRules::routing),
            Rule.of("APIC: Switch to symmetric I/O mode setup", Topic.DRIVER_SETTLED, "symmetric I/O"),
            Rule.of("IPI shorthand broadcast: (enabled|disabled)", (line, says) -> {
                says.say(Topic.SHORTHAND, line.group(1));
                says.say(Topic.DRIVER_SETTLED, "shorthands");
                says.say(Topic.WORDING, "5.4..");
            }),
            Rule.of("Using IPI (No-)?Shortcut mode", (line, says) -> {
                says.say(Topic.SHORTHAND, line.group(1) == null ? "enabled" : "disabled");
                says.say(Topic.ARCHITECTURE, "i386");
                says.say(Topic.WORDING, "..5.4");
            }),
            Rule.of(".{1,60} detected: force use of apic=bigsmp", (line, says) -> knownBios(line.group(), says)));

    private KernelRules() {}

    private static void version(Matcher line, Says says) {
        String release = line.group(1);
        says.say(Topic.RELEASE, release);
        if (release.matches(".*[-._](?:x86_64|amd64)\\b.*")) {
            says.say(Topic.ARCHITECTURE, "x86_64");
        } else if (release.matches(".*[-._](?:i[3-6]86|[3-6]86)\\b.*")) {
            says.say(Topic.ARCHITECTURE, "i386");
        } else if (line.group(2).contains("(x86_64-")) {
            says.say(Topic.ARCHITECTURE_HINT, "x86_64");
        } else if (line.group(2).matches(".*\\(i[3-6]86-.*")) {
            says.say(Topic.ARCHITECTURE_HINT, "i386");
        }
    }

    private static void i386Driver(String name, Says says) {
        says.say(Topic.DRIVER, name);
        says.say(Topic.ARCHITECTURE, "i386");
        says.say(Topic.DRIVER_SETTLED, "driver printed");
    }

    /** The line is of 64-bit kernels; since the drivers are installed by one function, 32-bit ones print it too. */
    private static void routing(Matcher line, Says says) {
        String name = line.group(1);
        says.say(Topic.DRIVER, name);
        says.say(Topic.DRIVER_SETTLED, "driver printed");
        boolean of32Bits = name.equals("default") || name.equals("bigsmp");
        says.say(Topic.ARCHITECTURE, of32Bits ? "i386" : "x86_64");
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.contains("x2apic")) {
            says.say(Topic.X2APIC, "on");
        }
    }

    /** The machines of the kernel's list, by the BIOS it looks for. */
    private static void knownBios(String line, Says says) {
        says.say(Topic.BIOS_VENDOR, "HP");
        says.say(Topic.BIOS_VERSION, line.contains("740") ? "P47-" : "P44-");
    }
}
