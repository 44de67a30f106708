package dev.kdumpstop.api.machine;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apiguardian.api.API;

/**
 * Kernel command-line options, as given. Options without a value map to the empty text.
 *
 * <pre>{@code
 * BootOptions boot = BootOptions.parse("quiet maxcpus=2 no_ipi_broadcast=1");
 * boot.has("quiet"); // true
 * boot.maxCpus(); // OptionalInt[2]
 * boot.noIpiBroadcast(); // true
 * }</pre>
 *
 * @param values option name to value, sorted by name
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record BootOptions(Map<String, String> values) {

    private static final Pattern INTEGER = Pattern.compile("-?(0[xX][0-9a-fA-F]+|[0-9]+)");

    /** Copies the map. */
    public BootOptions {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    /** No options. */
    public static BootOptions none() {
        return new BootOptions(Map.of());
    }

    /** Reads a command line; words are separated by blanks, a later word replaces an earlier one of the same name. */
    public static BootOptions parse(String commandLine) {
        TreeMap<String, String> values = new TreeMap<>();
        for (String word : List.of(commandLine.strip().split("\\s+"))) {
            if (!word.isEmpty()) {
                int equals = word.indexOf('=');
                values.put(equals < 0 ? word : word.substring(0, equals), equals < 0 ? "" : word.substring(equals + 1));
            }
        }
        return new BootOptions(values);
    }

    /** The value of {@code name}, if it was given. */
    public Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** Whether {@code name} was given, with or without a value. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /**
     * {@code no_ipi_broadcast=N}: true if N is an integer other than 0, in decimal, octal or hexadecimal as the kernel's
     * {@code get_option} reads it. Without a number the option changes nothing (apic/ipi.c: {@code apic_ipi_shorthand}).
     */
    public boolean noIpiBroadcast() {
        Matcher number = INTEGER.matcher(get("no_ipi_broadcast").orElse(""));
        return number.lookingAt() && !number.group(1).matches("0[xX]?0*");
    }

    /** {@code maxcpus=N}, at least 1; {@code nosmp} and {@code maxcpus=0} leave one CPU. Empty if none is a number. */
    public OptionalInt maxCpus() {
        if (has("nosmp")) {
            return OptionalInt.of(1);
        }
        String text = get("maxcpus").orElse("");
        return text.matches("\\d{1,5}") ? OptionalInt.of(Math.max(1, Integer.parseInt(text))) : OptionalInt.empty();
    }

    /** {@code apic=NAME}, in lower case. */
    public Optional<String> apic() {
        return get("apic").map(value -> value.toLowerCase(Locale.ROOT));
    }

    /** These options and one more. */
    public BootOptions with(String name, String value) {
        TreeMap<String, String> copy = new TreeMap<>(values);
        copy.put(name, value);
        return new BootOptions(copy);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        values.forEach((name, value) ->
                text.append(text.isEmpty() ? "" : " ").append(name).append(value.isEmpty() ? "" : "=" + value));
        return text.toString();
    }
}
