package dev.kdumpstop.cli;

import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.evidence.boot.BootRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An imported machine.
 *
 * @param record what the files say
 * @param keys the keys of its description
 * @param machine the machine that they describe
 * @param selections what each selector that applies picks
 * @param printed the driver the log names, by the sub-architecture's name; empty if it names none
 * @param printedWords the driver in the log's own words
 * @param agreement whether the two agree
 * @param agreementWords the same in a sentence
 * @param assumed what no line says and what was taken instead
 * @param unknown what no line says
 * @param notes what else is to be known
 */
record ImportResult(
        BootRecord record,
        Map<String, ImportedKey> keys,
        MachineSpec machine,
        List<Choice> selections,
        Optional<String> printed,
        String printedWords,
        Agreement agreement,
        String agreementWords,
        List<String> assumed,
        List<String> unknown,
        List<String> notes) {

    /**
     * What a selector picks.
     *
     * @param selector its name
     * @param driver the sub-architecture that its rules lead to; empty if they lead to none
     * @param installed whether that is installed
     * @param trail the rules it asked
     */
    record Choice(String selector, String driver, boolean installed, List<String> trail) {}

    /** How the log's driver and the selector's compare. */
    enum Agreement {
        /** They are the same. */
        AGREES,
        /** They are the same if something is assumed that no line says. */
        AGREES_IF_ASSUMED,
        /** The log names no driver, as kernels do that keep the one they begin with, and that is the one picked. */
        AGREES_IN_SILENCE,
        /** They are not the same. */
        DIFFERS,
        /** There is nothing to compare. */
        UNKNOWN
    }

    /** The driver: what the first selector's rules lead to; empty if none applies or leads anywhere. */
    Optional<String> driver() {
        return selections.stream()
                .map(Choice::driver)
                .filter(name -> !name.isEmpty())
                .findFirst();
    }
}
