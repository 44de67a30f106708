package dev.kdumpstop.testkit;

import dev.kdumpstop.api.Extension;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.PluginClassLoader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * A plug-in as the program loads it from a jar of its own: by the host's real {@link PluginClassLoader}, which shows it
 * {@code apic-api} and the JDK and nothing else.
 */
final class DropIn {
    /** The end of every message about a class that is not there. */
    static final String SEES_ONLY =
            ": a drop-in plug-in sees only apic-api and the JDK. Bring the library inside the jar, and"
                    + " name the library's jar in libraries() of this test; or do without it";

    private static final String NO_CLASS_OF_ITS_OWN =
            " is in no jar or folder, so no host could load it: a plug-in under test is a class of its own, neither a mock nor"
                    + " a lambda; what is to be installed as it is goes into beside(…)";

    private DropIn() {}

    /** The kind of extension a plug-in is; of one that is several the first in the order of listings. */
    static ExtensionPoint<?> kindOf(Extension plugin) {
        for (ExtensionPoint<?> point : ExtensionPoint.ALL) {
            if (point.service().isInstance(plugin)) {
                return point;
            }
        }
        throw new AssertionError(plugin.getClass().getName() + " is none of the services a host looks for: "
                + ExtensionPoint.ALL.stream()
                        .map(point -> point.service().getSimpleName())
                        .toList());
    }

    /** A new object of the plug-in's class, loaded anew. @throws AssertionError saying why that cannot be and what to do */
    static <T extends Extension> T load(ExtensionPoint<T> point, Extension plugin, List<Path> libraries) {
        Class<?> type = plugin.getClass();
        if (PluginFiles.of(type).isEmpty()) {
            throw new AssertionError(type.getName() + NO_CLASS_OF_ITS_OWN);
        }
        try {
            return point.service()
                    .cast(newInstance(loader(point, type, libraries).loadClass(type.getName())));
        } catch (ClassNotFoundException e) {
            throw new AssertionError(type.getName() + NO_CLASS_OF_ITS_OWN, e);
        } catch (LinkageError e) {
            throw new AssertionError(words(type, e), e);
        }
    }

    /** The class loader a host would give the plug-in's jar. */
    static PluginClassLoader loader(ExtensionPoint<?> point, Class<?> type, List<Path> libraries) {
        String name = PluginFiles.of(type)
                .map(file -> String.valueOf(file.getFileName()))
                .orElse(type.getSimpleName());
        return PluginClassLoader.of(name, PluginFiles.jarOf(type, point.service(), libraries));
    }

    /** Whether the loader's service files name the class. Entries of other plug-ins that cannot be loaded do not matter. */
    static boolean isNamedAsService(ExtensionPoint<?> point, Class<?> type, PluginClassLoader loader) {
        Iterator<? extends ServiceLoader.Provider<?>> providers =
                ServiceLoader.load(point.service(), loader).stream().iterator();
        while (true) {
            try {
                if (!providers.hasNext()) {
                    return false;
                }
                if (providers.next().type().getName().equals(type.getName())) {
                    return true;
                }
            } catch (ServiceConfigurationError | LinkageError e) {
                if (String.valueOf(e.getMessage()).contains(type.getName())) {
                    return true; // named, and what is wrong with it another test says
                }
            }
        }
    }

    /** A new object by the constructor that the service loader uses. */
    static Object newInstance(Class<?> type) {
        try {
            if (!Modifier.isPublic(type.getModifiers())) {
                throw new AssertionError(type.getName()
                        + " is not public, so the service loader cannot create it: write public final class "
                        + type.getSimpleName());
            }
            return type.getConstructor().newInstance();
        } catch (NoSuchMethodException e) {
            throw new AssertionError(
                    type.getName() + " has no public constructor without arguments, which the service loader needs: add"
                            + " public " + type.getSimpleName()
                            + "() {} (an inner class must be static); what differs from run to run is an option",
                    e);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof LinkageError missing) {
                throw missing;
            }
            throw new AssertionError(
                    "the constructor of " + type.getName() + " throws " + e.getCause()
                            + ": do nothing there that can fail; hosts create every plug-in only to list it",
                    e);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(
                    type.getName() + " cannot be created by the service loader: " + e + "; it must not be abstract", e);
        }
    }

    /** What is missing and what to do about it. */
    static String words(Class<?> type, LinkageError error) {
        String message = String.valueOf(error.getMessage());
        if (!(error instanceof NoClassDefFoundError) || message.startsWith("Could not initialize")) {
            return type.getName() + " cannot be loaded from a jar of its own: " + error
                    + "; see the cause, and make sure that everything it needs is in that jar";
        }
        return type.getName() + " uses " + message.replace('/', '.') + SEES_ONLY;
    }
}
