package dev.kdumpstop.experiments.report;

/**
 * A cell of a table.
 *
 * @param text what it says
 * @param sub smaller, below it; empty if nothing
 * @param tone name of the class that colours it; the colour never says more than the text
 * @param title in full, for whoever points at it
 */
public record TableCell(String text, String sub, String tone, String title) {
    /** Where there is no cell. */
    static final TableCell NONE = new TableCell("", "", "none", "no such combination");

    /** The same, as the first of a group of columns. */
    TableCell first() {
        return new TableCell(text, sub, tone + " first", title);
    }

    static TableCell plain(String text) {
        return new TableCell(text, "", "", "");
    }

    static TableCell of(String text, String sub) {
        return new TableCell(text, sub, "", "");
    }
}
