package dev.kdumpstop.api.option;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Finds the known name nearest to a mistyped one.
 *
 * <pre>{@code
 * List<String> known = List.of("bigsmp", "default");
 * NearestName.of("bigsnp", known); // Optional[bigsmp]
 * "no driver 'numaq'" + NearestName.hint("numaq", known); // no driver 'numaq'. Known: bigsmp, default
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class NearestName {
    private NearestName() {}

    /** The known name with the fewest edits, if that is at most a third of the longer name's length, at least one. */
    public static Optional<String> of(String name, Collection<String> known) {
        String best = null;
        int fewest = Integer.MAX_VALUE;
        for (String candidate : known) {
            int edits = edits(name.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            int allowed = Math.max(1, Math.max(name.length(), candidate.length()) / 3);
            if (edits <= allowed && edits < fewest) {
                fewest = edits;
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }

    /** A half-sentence for error messages: the nearest name, and the list of all. */
    public static String hint(String name, Collection<String> known) {
        return of(name, known).map(near -> ". Did you mean '" + near + "'?").orElse(".")
                + " Known: "
                + (known.isEmpty() ? "none" : String.join(", ", known));
    }

    /** Edit distance in which swapping two neighbours counts once (optimal string alignment). */
    private static int edits(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int best = Math.min(cost[i - 1][j - 1] + same, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    best = Math.min(best, cost[i - 2][j - 2] + 1);
                }
                cost[i][j] = best;
            }
        }
        return cost[a.length()][b.length()];
    }
}
