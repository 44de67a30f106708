package dev.kdumpstop.api.signature;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What to do about changes of the signature, in words.
 *
 * @param changes at least one
 * @param level the level the sources have now
 * @param released the highest level that was in a release, 0 if there was none
 */
record SignatureReport(List<SignatureChange> changes, int level, int released) {

    private static final String UPDATE = "mvn verify -pl apic-api -am -Dsignature.update=true";

    @Override
    public String toString() {
        return "apic-api is not what src/test/resources/api-signature.txt says it is:\n"
                + changes.stream().map(SignatureChange::toString).collect(Collectors.joining("\n"))
                + "\n"
                + (changes.stream().anyMatch(SignatureChange::isBreak) ? aboutBreaks() : "Nothing breaks a plug-in.\n")
                + "If this is meant, write the file anew (" + UPDATE + ") and look at the difference.";
    }

    private String aboutBreaks() {
        long breaks = changes.stream().filter(SignatureChange::isBreak).count();
        String counted = breaks + " of " + changes.size() + " changes " + (breaks == 1 ? "breaks" : "break")
                + " plug-ins that were compiled before.\n";
        if (level <= released) {
            return counted + "SPI level " + released + " has been released: ApicSpi.LEVEL must be raised to "
                    + (released + 1)
                    + ", and CHANGELOG.md say what plug-ins have to change. Until then the file is not written.\n";
        }
        return counted + "SPI level " + level
                + " has not been released, so ApicSpi.LEVEL can stay; once it has, such a change" + " must raise it.\n";
    }
}
