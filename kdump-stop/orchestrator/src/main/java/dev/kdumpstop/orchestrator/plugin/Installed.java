package dev.kdumpstop.orchestrator.plugin;

import dev.kdumpstop.api.ApicSpi;
import dev.kdumpstop.api.Extension;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.subarch.SubArchitectures;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;

/**
 * What is installed: for every extension point the usable extensions, sorted by id, and the problems of the others. A
 * broken plug-in never stops the others.
 */
public final class Installed {
    private final Map<ExtensionPoint<?>, Map<String, Plugin<?>>> plugins = new LinkedHashMap<>();
    private final List<PluginProblem> problems = new ArrayList<>();

    private Installed() {
        ExtensionPoint.ALL.forEach(point -> plugins.put(point, new TreeMap<>()));
    }

    /** Everything the given class loader's service files name. */
    public static Installed discover(ClassLoader loader) {
        Installed installed = new Installed();
        for (ExtensionPoint<?> point : ExtensionPoint.ALL) {
            installed.discover(point, loader);
        }
        return installed;
    }

    /** Everything the class loader of this library sees. */
    public static Installed discover() {
        return discover(Objects.requireNonNull(Installed.class.getClassLoader()));
    }

    /** Exactly the given extensions; for tests and for programs that name their plug-ins themselves. */
    public static Installed of(List<? extends Extension> extensions) {
        Installed installed = new Installed();
        for (Extension extension : extensions) {
            for (ExtensionPoint<?> point : ExtensionPoint.ALL) {
                if (point.service().isInstance(extension)) {
                    installed.admit(point, extension);
                }
            }
        }
        return installed;
    }

    /** What is installed here, and {@code more}; a name in both is a problem. */
    public Installed and(List<? extends Extension> more) {
        Installed result = new Installed();
        plugins.forEach((point, byId) -> result.of(point).putAll(byId));
        result.problems.addAll(problems);
        for (Extension extension : more) {
            for (ExtensionPoint<?> point : ExtensionPoint.ALL) {
                if (point.service().isInstance(extension)) {
                    result.admit(point, extension);
                }
            }
        }
        return result;
    }

    /** The same extensions, and the problems that came up when {@code found} was made. */
    public Installed withProblemsOf(Installed found) {
        Installed result = and(List.of());
        result.problems.addAll(found.problems);
        return result;
    }

    private Map<String, Plugin<?>> of(ExtensionPoint<?> point) {
        return Objects.requireNonNull(plugins.get(point));
    }

    private <T extends Extension> void discover(ExtensionPoint<T> point, ClassLoader loader) {
        Iterator<ServiceLoader.Provider<T>> providers =
                ServiceLoader.load(point.service(), loader).stream().iterator();
        while (true) {
            String className = "?";
            String origin = "the class path";
            try {
                if (!providers.hasNext()) {
                    return;
                }
                ServiceLoader.Provider<T> provider = providers.next();
                className = provider.type().getName();
                origin = origin(provider.type());
                admit(point, provider.get());
            } catch (ServiceConfigurationError | RuntimeException | LinkageError e) {
                Throwable cause = e instanceof ServiceConfigurationError && e.getCause() != null ? e.getCause() : e;
                String named = className.equals("?") ? classIn(point, e) : className;
                problems.add(new PluginProblem(point.words(), named, origin, "cannot be loaded: " + cause));
            }
        }
    }

    /** The message is "SERVICE: Provider CLASS not found" or "SERVICE: CLASS not a subtype". */
    private static String classIn(ExtensionPoint<?> point, Throwable error) {
        String message = String.valueOf(error.getMessage());
        String prefix = point.service().getName() + ": ";
        return message.startsWith(prefix)
                ? message.substring(prefix.length())
                        .replaceFirst("^Provider ", "")
                        .split("\\s")[0]
                : "?";
    }

    private void admit(ExtensionPoint<?> point, Extension extension) {
        String origin = origin(extension.getClass());
        String id = "?";
        try {
            id = extension.id();
            if (!id.matches("[A-Za-z0-9][A-Za-z0-9._/-]*")) {
                refuse(point, id, origin, "its id has characters other than letters, digits, '-', '.', '_' and '/'");
                return;
            }
            if (extension.spiLevel() != ApicSpi.LEVEL) {
                refuse(
                        point,
                        id,
                        origin,
                        "written for SPI level " + extension.spiLevel() + ", this host offers " + ApicSpi.LEVEL
                                + "; update " + (extension.spiLevel() < ApicSpi.LEVEL ? "the plug-in" : "the host"));
                return;
            }
            extension.options();
            extension.summary();
        } catch (RuntimeException | LinkageError e) {
            refuse(point, id.equals("?") ? extension.getClass().getName() : id, origin, "cannot describe itself: " + e);
            return;
        }
        Plugin<?> other = of(point).putIfAbsent(id, new Plugin<>(extension, origin));
        if (other != null) {
            refuse(
                    point,
                    id,
                    origin,
                    "the name is taken by " + other.extension().getClass().getName() + " of " + other.origin()
                            + "; that one is used, " + extension.getClass().getName() + " of " + origin + " is not");
        }
    }

    private void refuse(ExtensionPoint<?> point, String id, String origin, String message) {
        problems.add(new PluginProblem(point.words(), id, origin, message));
    }

    /** File name of the jar or folder a class came from. */
    public static String origin(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return "the class path";
        }
        try {
            Path file = Path.of(source.getLocation().toURI()).getFileName();
            return file == null ? source.getLocation().toString() : file.toString();
        } catch (URISyntaxException | IllegalArgumentException e) {
            return source.getLocation().toString();
        }
    }

    /** The usable extensions of one kind, sorted by id. */
    public <T extends Extension> List<Plugin<T>> all(ExtensionPoint<T> point) {
        List<Plugin<T>> all = new ArrayList<>();
        for (Plugin<?> plugin : of(point).values()) {
            all.add(new Plugin<>(point.service().cast(plugin.extension()), plugin.origin()));
        }
        return all;
    }

    /** The ids of one kind, sorted. */
    public List<String> ids(ExtensionPoint<?> point) {
        return List.copyOf(of(point).keySet());
    }

    /** The extension with this id. @throws UnknownNameException with the nearest name and the list */
    public <T extends Extension> T get(ExtensionPoint<T> point, String id) {
        Plugin<?> plugin = of(point).get(id);
        if (plugin == null) {
            throw new UnknownNameException(point.words(), id, ids(point));
        }
        return point.service().cast(plugin.extension());
    }

    /** The sub-architectures in the form in which selectors take them. */
    public SubArchitectures subArchitectures() {
        List<SubArchitecture> all = new ArrayList<>();
        all(ExtensionPoint.SUB_ARCHITECTURE).forEach(plugin -> all.add(plugin.extension()));
        return new SubArchitectures(all);
    }

    /** What was found and cannot be used. */
    public List<PluginProblem> problems() {
        return Collections.unmodifiableList(problems);
    }
}
