package dev.kdumpstop.evidence.boot;

import java.util.List;
import java.util.Optional;

/**
 * What some files say of one machine.
 *
 * @param statements what they say, in their order
 * @param notes what was left out and why
 * @param problems why a file says nothing usable; if there is one, {@code statements} is not to be relied on
 */
public record BootRecord(List<Statement> statements, List<String> notes, List<String> problems) {

    /** Copies the lists. */
    public BootRecord {
        statements = List.copyOf(statements);
        notes = List.copyOf(notes);
        problems = List.copyOf(problems);
    }

    /** Everything said about this, in order. */
    public List<Statement> all(Topic topic) {
        return statements.stream()
                .filter(statement -> statement.topic() == topic)
                .toList();
    }

    /** What was said last. */
    public Optional<Statement> last(Topic topic) {
        List<Statement> all = all(topic);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /** Whether anything was said. */
    public boolean has(Topic topic) {
        return statements.stream().anyMatch(statement -> statement.topic() == topic);
    }
}
