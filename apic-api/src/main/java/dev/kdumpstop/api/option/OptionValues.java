package dev.kdumpstop.api.option;

import dev.kdumpstop.api.cpu.CpuSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * The values of a list of options: every option has one, given or default.
 *
 * <pre>{@code
 * List<OptionSpec> specs = List.of(OptionSpec.duration("delay", "100us", "1ms", "time between two polls"));
 * OptionValues.defaults(specs).durationPs("delay"); // 100000000
 * OptionValues.of(specs, Map.of("delay", "1ms")).texts(); // {delay=1ms}
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class OptionValues {
    private final Map<String, Object> values;
    private final Map<String, String> texts;

    private OptionValues(Map<String, Object> values, Map<String, String> texts) {
        this.values = values;
        this.texts = Collections.unmodifiableMap(texts);
    }

    /** Every option at its default. */
    public static OptionValues defaults(List<OptionSpec> specs) {
        return of(specs, Map.of());
    }

    /**
     * Reads the given texts; options not given get their default.
     *
     * @throws InvalidOptionsException listing every unknown name, with the nearest known one, and every bad value
     */
    public static OptionValues of(List<OptionSpec> specs, Map<String, String> given) {
        List<String> problems = new ArrayList<>();
        List<String> known = specs.stream().map(OptionSpec::name).toList();
        for (String name : given.keySet()) {
            if (!known.contains(name)) {
                problems.add("unknown option '" + name + "'" + NearestName.hint(name, known));
            }
        }
        Map<String, Object> values = new LinkedHashMap<>();
        Map<String, String> texts = new LinkedHashMap<>();
        for (OptionSpec spec : specs) {
            String text = given.getOrDefault(spec.name(), spec.defaultValue());
            try {
                values.put(spec.name(), spec.parse(text));
                texts.put(spec.name(), text);
            } catch (IllegalArgumentException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidOptionsException(problems);
        }
        return new OptionValues(values, texts);
    }

    /** A whole number. */
    public long integer(String name) {
        return get(name, Long.class);
    }

    /** A duration in picoseconds. */
    public long durationPs(String name) {
        return get(name, Long.class);
    }

    /** True or false. */
    public boolean flag(String name) {
        return get(name, Boolean.class);
    }

    /** One of the option's words. */
    public String choice(String name) {
        return get(name, String.class);
    }

    /** CPU numbers. */
    public CpuSet cpus(String name) {
        return get(name, CpuSet.class);
    }

    /** Every option's text, in the order of the specifications. */
    public Map<String, String> texts() {
        return texts;
    }

    private <T> T get(String name, Class<T> type) {
        Object value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no option '" + name + "' was described; there are " + values.keySet());
        }
        return type.cast(value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OptionValues options && values.equals(options.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return texts.toString();
    }
}
