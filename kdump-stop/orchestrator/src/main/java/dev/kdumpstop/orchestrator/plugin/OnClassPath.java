package dev.kdumpstop.orchestrator.plugin;

import dev.kdumpstop.api.Extension;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.regex.Pattern;

/** Finds by ServiceLoader what a class loader sees. */
final class OnClassPath {
    private static final String SOMEWHERE = "the class path";

    private final List<Found> found = new ArrayList<>();
    private final List<PluginProblem> problems = new ArrayList<>();

    OnClassPath(ClassLoader loader) {
        ExtensionPoint.ALL.forEach(point -> find(point, loader));
    }

    /** What could be made, in the order in which it was found. */
    List<Found> found() {
        return found;
    }

    /** What could not. */
    List<PluginProblem> problems() {
        return problems;
    }

    /** An extension made by somebody else. */
    static Found given(ExtensionPoint<?> point, Extension extension) {
        return new Found(point, extension, origin(extension.getClass()), Failures.ON_CLASS_PATH);
    }

    private <T extends Extension> void find(ExtensionPoint<T> point, ClassLoader loader) {
        Iterator<ServiceLoader.Provider<T>> providers =
                ServiceLoader.load(point.service(), loader).stream().iterator();
        String before = "";
        while (true) {
            try {
                if (!providers.hasNext()) {
                    return;
                }
                make(point, providers.next().type());
            } catch (ServiceConfigurationError | LinkageError e) {
                PluginProblem problem = problem(point, e);
                if (problem.message().equals(before)) {
                    return; // it does not get past this one
                }
                before = problem.message();
                problems.add(problem);
            }
        }
    }

    private void make(ExtensionPoint<?> point, Class<?> type) {
        try {
            found.add(given(point, Maker.make(point, type, Failures.ON_CLASS_PATH)));
        } catch (Refusal e) {
            problems.add(new PluginProblem(point.words(), type.getName(), origin(type), OptionalInt.empty(), e.why()));
        }
    }

    /** The message of ServiceLoader is "SERVICE: Provider CLASS not found", "SERVICE: CLASS not a subtype" or the like. */
    private static PluginProblem problem(ExtensionPoint<?> point, Error error) {
        String service = Pattern.quote(point.service().getName() + ": ");
        String message = Failures.message(error).replaceFirst("^" + service, "");
        boolean isByLoader = error instanceof ServiceConfigurationError;
        return new PluginProblem(
                point.words(),
                isByLoader ? message.replaceFirst("^Provider ", "").split("\\s", 2)[0] : "?",
                SOMEWHERE,
                OptionalInt.empty(),
                isByLoader ? "cannot be loaded: " + message : Failures.ON_CLASS_PATH.of("", error));
    }

    /** File name of the jar or folder a class came from. */
    private static String origin(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return SOMEWHERE;
        }
        try {
            return PluginPath.name(Path.of(source.getLocation().toURI()));
        } catch (URISyntaxException | IllegalArgumentException e) {
            return source.getLocation().toString();
        }
    }
}
