package dev.kdumpstop.testkit;

import dev.kdumpstop.api.Extension;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.subarch.SubArchitectureSelector;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Installed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** What is installed while a plug-in is tested: the plug-in, what lies beside it, the class path, and the kit's own. */
final class Host {
    private static final List<Extension> CLASS_PATH = classPath();

    private Host() {}

    private static List<Extension> classPath() {
        List<Extension> all = new ArrayList<>();
        Installed found = Installed.discover();
        ExtensionPoint.ALL.forEach(point -> found.all(point).forEach(plugin -> all.add(plugin.extension())));
        for (Architecture architecture : Architecture.values()) {
            all.add(new OneByOne(architecture));
        }
        all.add(new PlainStop());
        return List.copyOf(all);
    }

    /** What comes first hides what follows and has the same name. A selector under test is the only one. */
    static Installed of(Collection<? extends Extension> plugins, Collection<? extends Extension> others) {
        List<Extension> all = new ArrayList<>();
        Set<String> taken = new TreeSet<>();
        boolean ownSelector = plugins.stream().anyMatch(SubArchitectureSelector.class::isInstance);
        for (Collection<? extends Extension> layer : List.of(plugins, others, CLASS_PATH)) {
            for (Extension extension : layer) {
                boolean hidden = ownSelector && layer != plugins && extension instanceof SubArchitectureSelector;
                String name =
                        DropIn.kindOf(extension).words() + " " + extension.id().toLowerCase(Locale.ROOT);
                if (!hidden && taken.add(name)) {
                    all.add(extension);
                }
            }
        }
        return Installed.of(all);
    }
}
