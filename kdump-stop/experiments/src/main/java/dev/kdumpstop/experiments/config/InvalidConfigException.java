package dev.kdumpstop.experiments.config;

import java.util.Collection;
import java.util.List;

/** A configuration file is not what it should be; carries every problem, each with its line. */
public final class InvalidConfigException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final transient List<String> problems;

    /** Problems of a file; empty for what is not of one file. */
    public InvalidConfigException(String file, Collection<String> problems) {
        super((file.isEmpty() ? "" : file + ": ") + String.join("\n", problems));
        this.file = file;
        this.problems = List.copyOf(problems);
    }

    /** The file; may be empty. */
    public String file() {
        return file;
    }

    /** Every problem, in the order of the lines. */
    public List<String> problems() {
        return problems;
    }
}
