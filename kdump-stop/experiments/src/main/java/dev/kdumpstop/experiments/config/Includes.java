package dev.kdumpstop.experiments.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import java.io.File;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Includes files beside the file that names them. One that is not there is a problem, not nothing. */
final class Includes implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
    private final HoconText source;
    private final Path folder;
    private final List<Path> including;
    private final List<ConfigReader.Problem> problems;

    /** @param problems what is wrong with includes is added to it */
    Includes(HoconText source, Path folder, List<Path> including, List<ConfigReader.Problem> problems) {
        this.source = source;
        this.folder = folder;
        this.including = List.copyOf(including);
        this.problems = problems;
    }

    /** The file goes on without it, so that the other problems are told too. */
    private ConfigObject problem(String what, String words) {
        problems.add(source.include(what, words));
        return ConfigFactory.empty().root();
    }

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
        return this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
        Path file = folder.resolve(what).normalize();
        if (!Files.isRegularFile(file)) {
            return problem(what, "includes '" + what + "': there is no file " + source.beside(what));
        } else if (including.contains(file)) {
            return problem(what, "includes '" + what + "', which leads back to this file");
        }
        List<Path> all = new ArrayList<>(including);
        all.add(file);
        Path inner = file.getParent();
        return new HoconText(source.beside(what), ConfigReader.textOf(file, "included file"))
                .parse(inner == null ? folder : inner, all)
                .root();
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
        return include(context, what.getPath());
    }

    @Override
    public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
        return problem(what.toString(), "includes '" + what + "': only files can be included");
    }

    @Override
    public ConfigObject includeResources(ConfigIncludeContext context, String what) {
        return problem(what, "includes '" + what + "' of the class path: only files can be included");
    }
}
