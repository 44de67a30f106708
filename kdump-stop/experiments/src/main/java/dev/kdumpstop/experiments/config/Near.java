package dev.kdumpstop.experiments.config;

import dev.kdumpstop.api.option.NearestName;
import java.util.Collection;
import java.util.Optional;

/** What somebody may have meant: the nearest name, and all names only where there is none near, or few. */
final class Near {
    private static final int FEW = 8;
    private static final int MANY = 40;

    private Near() {}

    /** A half-sentence. */
    static String hint(String name, Collection<String> known) {
        Optional<String> near = of(name, known);
        String all = known.size() > MANY
                ? " 'kdump-stop experiment reference' has all keys, 'kdump-stop list' all names."
                : " Known: " + (known.isEmpty() ? "none" : String.join(", ", known));
        return near.map(found -> ". Did you mean '" + found + "'?" + (known.size() <= FEW ? all : ""))
                .orElse("." + all);
    }

    /** The nearest, or one that ends or begins with the name. */
    static Optional<String> of(String name, Collection<String> known) {
        return NearestName.of(name, known)
                .or(() -> known.stream()
                        .filter(each -> each.endsWith("/" + name) || each.endsWith("." + name))
                        .findFirst())
                .or(() -> known.stream()
                        .filter(each -> each.startsWith(name + "-"))
                        .findFirst());
    }
}
