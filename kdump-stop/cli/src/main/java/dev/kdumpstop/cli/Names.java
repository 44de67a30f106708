package dev.kdumpstop.cli;

import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.stop.StopProcedureProvider;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.orchestrator.ExtensionText;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import dev.kdumpstop.orchestrator.plugin.UnknownNameException;
import java.util.List;
import java.util.Optional;
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

    /** The stop procedure named; empty for the name of a family, which stands for one of Linux's, and for an unknown one. */
    Optional<StopProcedureProvider> procedure(String text) {
        try {
            String id = ExtensionText.parse(text).id();
            return installed.ids(ExtensionPoint.STOP_PROCEDURE).contains(id)
                    ? Optional.of(installed.get(ExtensionPoint.STOP_PROCEDURE, id))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            // Whoever builds the stop says what is wrong with it.
            return Optional.empty();
        }
    }

    /** Whether a procedure can run on a sub-architecture: one of another system needs its way of sending. */
    boolean sendsAs(String procedure, SubArchitecture subArchitecture) {
        return procedure(procedure)
                .map(StopProcedureProvider::subArchitectures)
                .filter(fitting -> !fitting.isEmpty())
                .map(fitting -> fitting.contains(subArchitecture.name()))
                .orElse(true);
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
