package dev.kdumpstop.evidence.vector;

import dev.kdumpstop.api.option.NearestName;
import dev.kdumpstop.evidence.vector.VectorField.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A set of fields as vectors write it: {@code cpus[*].nmi}, {@code cpus[3].afterRelease} with all below it, {@code cpus[*]}.
 *
 * @param text as it was written
 * @param list {@code writes} or {@code cpus}
 * @param index one access or CPU; -1 = any
 * @param tail what follows the index; empty = everything
 */
public record FieldPattern(String text, String list, int index, String tail) {
    private static final Pattern FORM = Pattern.compile("(writes|cpus)\\[(\\*|\\d{1,9})](?:\\.([\\w.]+))?");
    private static final String RELEASE = "afterRelease";

    /** Reads one; empty if it is none, see {@link #problem}. */
    public static Optional<FieldPattern> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches() || !problem(text).isEmpty()) {
            return Optional.empty();
        }
        int index = matcher.group(2).equals("*") ? -1 : Integer.parseInt(matcher.group(2));
        String tail = matcher.group(3) == null ? "" : matcher.group(3);
        return Optional.of(new FieldPattern(text, matcher.group(1), index, tail));
    }

    /** What was expected instead of this text; empty if it is a pattern. */
    public static String problem(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return "a path such as cpus[*].nmi or writes[0].value";
        }
        List<String> known = new ArrayList<>();
        if (matcher.group(1).equals("writes")) {
            VectorField.at(Place.WRITE).forEach(field -> known.add(field.key()));
        } else {
            known.add(RELEASE);
            VectorField.at(Place.CPU).forEach(field -> known.add(field.key()));
            VectorField.at(Place.RELEASE).forEach(field -> known.add(RELEASE + "." + field.key()));
        }
        String tail = matcher.group(3);
        return tail == null || known.contains(tail) ? "" : "a field that exists" + NearestName.hint(tail, known);
    }

    /** Whether the field is one of the set. */
    public boolean matches(FieldPath path) {
        if ((index >= 0 && index != path.index()) || !list.equals(path.list())) {
            return false;
        }
        return tail.isEmpty() || path.tail().equals(tail) || path.tail().startsWith(tail + ".");
    }
}
