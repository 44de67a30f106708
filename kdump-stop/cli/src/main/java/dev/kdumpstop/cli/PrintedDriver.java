package dev.kdumpstop.cli;

import dev.kdumpstop.api.machine.Architecture;
import java.util.Locale;
import java.util.Map;

/** The names that kernels print for their APIC drivers, and the sub-architectures they are here. */
final class PrintedDriver {
    private static final Map<String, String> X86_64 = Map.of(
            "clustered", "cluster",
            "physical flat", "physflat",
            "cluster x2apic", "x2apic-cluster",
            "physical x2apic", "x2apic-phys",
            "uv large system", "x2apic-uv",
            "numaconnect system", "numachip",
            "secure avic x2apic", "x2apic-savic");
    private static final Map<String, String> I386 = Map.of(
            "flat", "default",
            "physflat", "bigsmp",
            "physical cluster", "es7000",
            "logical cluster", "es7000-clustered",
            "numa-q", "numaq");

    private PrintedDriver() {}

    /** The full name of the sub-architecture; a word that is in no list is taken for its name. */
    static String subArchitecture(Architecture architecture, String printed) {
        String words = printed.toLowerCase(Locale.ROOT).strip();
        Map<String, String> names = architecture == Architecture.I386 ? I386 : X86_64;
        return architecture.id() + "/" + names.getOrDefault(words, words.replace(' ', '-'));
    }
}
