package dev.kdumpstop.api.subarch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Writes down a selector's rules while it asks them, so that the trail is the code's own path and not a second text.
 *
 * <pre>{@code
 * SelectionTrail trail = new SelectionTrail(new SubArchitectures(List.of()));
 * String driver = trail.ask("more than 8 CPUs?", machine.cpuCount() > 8) ? "bigsmp" : "default";
 * trail.choose("i386/" + driver).trail(); // [more than 8 CPUs? no, -> i386/default: not installed]
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class SelectionTrail {
    private final SubArchitectures installed;
    private final List<String> trail = new ArrayList<>();

    /** An empty trail. */
    public SelectionTrail(SubArchitectures installed) {
        this.installed = installed;
    }

    /** Writes down a rule and its answer, and gives the answer back. */
    public boolean ask(String rule, boolean answer) {
        trail.add(rule + " " + (answer ? "yes" : "no"));
        return answer;
    }

    /** Writes down a step that is no question. */
    public SelectionTrail note(String text) {
        trail.add(text);
        return this;
    }

    /** Ends with a choice; one that is not installed is named in the trail and leaves the selection empty. */
    public Selection choose(String name) {
        SubArchitectureName wanted = SubArchitectureName.of(name);
        boolean found = installed.find(wanted).isPresent();
        trail.add("-> " + wanted + (found ? "" : ": not installed"));
        return new Selection(found ? Optional.of(wanted) : Optional.empty(), trail);
    }
}
