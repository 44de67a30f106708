package dev.kdumpstop.orchestrator.plugin;

import dev.kdumpstop.api.ApicSpi;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * The class loader of one plug-in. It sees the plug-in's own jars and folders, {@code apic-api} and the JDK; nothing else of
 * the host (docs/decisions/0014).
 */
public final class PluginClassLoader extends URLClassLoader {

    private PluginClassLoader(String name, URL[] files) {
        super(name, files, new SpiOnly());
    }

    /**
     * A loader over these files.
     *
     * @param name for messages and stack traces: the file name of the jar
     * @param files jars and folders of the plug-in, in the order in which they are searched
     */
    public static PluginClassLoader of(String name, List<Path> files) {
        URL[] urls = new URL[files.size()];
        for (int i = 0; i < urls.length; i++) {
            try {
                urls[i] = files.get(i).toUri().toURL();
            } catch (MalformedURLException e) {
                throw new IllegalArgumentException(files.get(i) + " cannot be written as a URL", e);
            }
        }
        return new PluginClassLoader(name, urls);
    }

    /** The SPI comes from the host: a copy of {@code apic-api} in the plug-in's jar is passed over. */
    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (name.startsWith(SpiOnly.SPI)) {
            throw new ClassNotFoundException(name);
        }
        return super.findClass(name);
    }

    /** What a plug-in sees of the host. */
    private static final class SpiOnly extends ClassLoader {
        private static final String SPI = ApicSpi.class.getPackageName() + ".";
        private static final ClassLoader HOST = Objects.requireNonNull(ApicSpi.class.getClassLoader());

        SpiOnly() {
            super(ClassLoader.getPlatformClassLoader());
        }

        /** Asked for what the JDK does not have. */
        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith(SPI)) {
                return HOST.loadClass(name);
            }
            throw new ClassNotFoundException(name);
        }
    }
}
