package dev.kdumpstop.api.option;

import java.util.List;
import org.apiguardian.api.API;

/**
 * Options that were given are not those described; carries every problem, not just the first.
 *
 * <pre>{@code
 * List<OptionSpec> options = List.of(OptionSpec.flag("in-nmi", false, "whether it is in an NMI handler"));
 * try {
 *     OptionValues.of(options, Map.of("in-mni", "yes"));
 * } catch (InvalidOptionsException e) {
 *     e.problems(); // [unknown option 'in-mni'. Did you mean 'in-nmi'? Known: in-nmi]
 * }
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class InvalidOptionsException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    /** One problem a line. */
    public InvalidOptionsException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** Every problem, in the order it was found. */
    public List<String> problems() {
        return problems;
    }
}
