package dev.kdumpstop.cli;

import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.orchestrator.ExtensionText;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import dev.kdumpstop.orchestrator.plugin.UnknownNameException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds what users name. */
final class Names {
    private final Installed installed;

    Names(Installed installed) {
        this.installed = installed;
    }

    /** By its full name, or by the part after the slash if that is unique in the architecture. */
    SubArchitecture subArchitecture(String name, @Nullable Architecture architecture) {
        List<String> ids = installed.ids(ExtensionPoint.SUB_ARCHITECTURE);
        if (ids.contains(name)) {
            SubArchitecture found = installed.get(ExtensionPoint.SUB_ARCHITECTURE, name);
            if (architecture != null && found.name().architecture() != architecture) {
                throw new IllegalArgumentException(
                        "sub-architecture '" + name + "' is not of the architecture given, " + architecture.id());
            }
            return found;
        }
        List<String> matches = ids.stream()
                .filter(id -> id.endsWith("/" + name))
                .filter(id -> architecture == null || id.startsWith(architecture.id() + "/"))
                .toList();
        if (matches.size() == 1) {
            return installed.get(ExtensionPoint.SUB_ARCHITECTURE, matches.get(0));
        } else if (matches.size() > 1) {
            throw new IllegalArgumentException(
                    "sub-architecture '" + name + "' is several: " + String.join(", ", matches));
        }
        throw new UnknownNameException("sub-architecture", name, ids);
    }

    /** What the faults of a scenario are, in words; empty if they are not known. */
    String scenarioWords(String text) {
        List<String> known = installed.ids(ExtensionPoint.FAULT);
        try {
            return String.join(
                    "; and ",
                    ExtensionText.parseAll(text).stream()
                            .filter(part -> known.contains(part.id()))
                            .map(part -> installed
                                    .get(ExtensionPoint.FAULT, part.id())
                                    .summary())
                            .toList());
        } catch (IllegalArgumentException e) {
            // Whoever builds the stop says what is wrong with it.
            return "";
        }
    }
}
