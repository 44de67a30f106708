package dev.kdumpstop.cli;

import java.util.ArrayList;
import java.util.List;

/** What an import has to tell beside the machine. */
final class ImportRemarks {
    /** What no line says and what was taken instead. */
    final List<String> assumed = new ArrayList<>();

    /** What no line says and nothing was taken for. */
    final List<String> unknown = new ArrayList<>();

    /** What a reader of the result should know. */
    final List<String> notes = new ArrayList<>();

    /** Lines that cannot both be so. */
    final List<String> problems = new ArrayList<>();
}
