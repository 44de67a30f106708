package dev.kdumpstop.cli;

import com.typesafe.config.ConfigUtil;
import dev.kdumpstop.evidence.boot.Statement;
import java.util.List;

/**
 * A key of an imported machine description.
 *
 * @param value its value in HOCON
 * @param why where it was read, or that it is assumed
 */
record ImportedKey(String value, String why) {

    /** A text. */
    static ImportedKey text(String value, String why) {
        return new ImportedKey(value.matches("[A-Za-z0-9_-]+") ? value : ConfigUtil.quoteString(value), why);
    }

    /** Where a statement was read. */
    static String at(Statement statement) {
        return statement.line().where();
    }

    /** Where statements were read: the first, and how many more. */
    static String at(List<Statement> statements) {
        long lines = statements.stream().map(Statement::line).distinct().count();
        return at(statements.get(0)) + (lines > 1 ? " and " + (lines - 1) + " more" : "");
    }
}
