package dev.kdumpstop.orchestrator.plugin;

import dev.kdumpstop.api.ApicSpi;
import dev.kdumpstop.api.Extension;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.subarch.SubArchitectures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is installed: for every extension point the usable extensions, and the problems of the others. A broken plug-in never
 * stops the others.
 *
 * <pre>{@code
 * Installed installed = Installed.discover().andJarsOf(List.of(Path.of("plugins")));
 * CrashStopBuilder builder = CrashStop.builder(installed);
 * }</pre>
 */
public final class Installed {
    private final Map<ExtensionPoint<?>, Map<String, Plugin<?>>> plugins = new LinkedHashMap<>();
    private final List<PluginProblem> problems = new ArrayList<>();
    private final List<PluginJar> jars = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    private Installed() {
        ExtensionPoint.ALL.forEach(point -> plugins.put(point, new TreeMap<>()));
    }

    /** Everything the given class loader's service files name. */
    public static Installed discover(ClassLoader loader) {
        Installed installed = new Installed();
        OnClassPath classPath = new OnClassPath(loader);
        installed.problems.addAll(classPath.problems());
        classPath.found().forEach(installed::admitOrRefuse);
        return installed;
    }

    /** Everything the class loader of this library sees. */
    public static Installed discover() {
        return discover(Objects.requireNonNull(Installed.class.getClassLoader()));
    }

    /** Exactly the given extensions; for tests and for programs that name their plug-ins themselves. */
    public static Installed of(List<? extends Extension> extensions) {
        return new Installed().and(extensions);
    }

    /** What is installed here, and {@code more}; a name in both is a problem. */
    public Installed and(List<? extends Extension> more) {
        Installed result = copy();
        for (Extension extension : more) {
            for (ExtensionPoint<?> point : ExtensionPoint.ALL) {
                if (point.service().isInstance(extension)) {
                    result.admitOrRefuse(OnClassPath.given(point, extension));
                }
            }
        }
        return result;
    }

    /** What is installed here, and more of one kind, whatever else these extensions are. */
    public <T extends Extension> Installed and(ExtensionPoint<T> point, Collection<T> more) {
        Installed result = copy();
        more.forEach(extension -> result.admitOrRefuse(OnClassPath.given(point, extension)));
        return result;
    }

    /**
     * What is installed here, and what drop-in jars bring. Each jar has a class loader of its own, which sees
     * {@code apic-api}, the JDK, and nothing else of this program. A broken jar is one of the {@link #problems()}; a name
     * that is taken stays with who has it.
     *
     * @param places folders, of which every {@code *.jar} counts, and single jars; see {@link PluginPath}
     * @throws IllegalArgumentException if a place is not there or cannot be searched; one problem a line
     */
    public Installed andJarsOf(List<Path> places) {
        PluginPath path = new PluginPath(places);
        if (!path.problems().isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", path.problems()));
        }
        Installed result = copy();
        for (Path folder :
                path.places().stream().filter(Files::isDirectory).distinct().toList()) {
            result.remarks.addAll(PluginPath.passedOver(folder));
            if (PluginPath.jarsIn(folder).isEmpty()) {
                String name = folder.toString();
                result.problems.add(new PluginProblem(
                        PluginProblem.FOLDER, name, name, OptionalInt.empty(), "there is no *.jar in it"));
            }
        }
        DropIns dropIns = new DropIns(path.jars(), origins());
        result.jars.addAll(dropIns.jars());
        result.problems.addAll(dropIns.problems());
        Map<String, List<Plugin<?>>> copies = new LinkedHashMap<>();
        for (Found found : dropIns.found()) {
            Optional<Clash> clash = result.admit(found);
            clash.filter(Clash::isCopy)
                    .ifPresent(copy -> copies.computeIfAbsent(found.origin(), key -> new ArrayList<>())
                            .add(copy.other()));
            clash.filter(other -> !other.isCopy()).ifPresent(result::refuse);
        }
        copies.forEach((origin, originals) -> result.problems.add(PluginProblem.ofJar(origin, copied(originals))));
        return result;
    }

    private Set<String> origins() {
        Set<String> origins = new HashSet<>();
        plugins.values().forEach(byId -> byId.values().forEach(plugin -> origins.add(plugin.origin())));
        jars.forEach(jar -> origins.add(jar.origin()));
        return origins;
    }

    private static String copied(List<Plugin<?>> originals) {
        Plugin<?> first = originals.get(0);
        boolean one = originals.size() == 1;
        return "brings "
                + (one ? "a copy of an extension that is" : "copies of " + originals.size() + " extensions that are")
                + " installed already (" + first.id() + " of " + first.origin() + (one ? "" : " and others")
                + "); these are used, not the copies. Leave them out of the jar";
    }

    /** The same extensions, and all that was found beside them when {@code found} was made. */
    public Installed withFindingsOf(Installed found) {
        Installed result = copy();
        result.add(found);
        return result;
    }

    private Installed copy() {
        Installed result = new Installed();
        plugins.forEach((point, byId) -> result.of(point).putAll(byId));
        result.add(this);
        return result;
    }

    private void add(Installed found) {
        problems.addAll(found.problems);
        jars.addAll(found.jars);
        remarks.addAll(found.remarks);
    }

    private Map<String, Plugin<?>> of(ExtensionPoint<?> point) {
        return Objects.requireNonNull(plugins.get(point));
    }

    private void admitOrRefuse(Found found) {
        admit(found).ifPresent(this::refuse);
    }

    private void refuse(Clash clash) {
        refuse(clash.point(), clash.mine().id(), clash.mine().origin(), OptionalInt.of(ApicSpi.LEVEL), clash.message());
    }

    private void refuse(ExtensionPoint<?> point, String id, String origin, OptionalInt spiLevel, String message) {
        problems.add(new PluginProblem(point.words(), id, origin, spiLevel, message));
    }

    private Optional<Clash> admit(Found found) {
        return admit(found.point(), found);
    }

    /** Takes an extension in if it can describe itself; what already has its name, if there is such. */
    private <T extends Extension> Optional<Clash> admit(ExtensionPoint<T> point, Found found) {
        T extension = point.service().cast(found.extension());
        Plugin<T> plugin = Guard.behind(extension).orElse(null);
        if (plugin == null) {
            SelfCheck.Result check = SelfCheck.of(extension, found.failures());
            if (!check.problem().isEmpty()) {
                refuse(point, check.id(), found.origin(), check.spiLevel(), check.problem());
                return Optional.empty();
            }
            plugin = Guard.plugin(point, check.id(), extension, found);
        }
        String id = plugin.id();
        for (Map.Entry<String, Plugin<?>> taken : of(point).entrySet()) {
            if (taken.getKey().equalsIgnoreCase(id)) {
                return Optional.of(new Clash(point, plugin, taken.getValue()));
            }
        }
        List<String> family = point.equals(ExtensionPoint.STOP_PROCEDURE)
                ? ids(point).stream()
                        .filter(other -> other.startsWith(id + "-"))
                        .toList()
                : List.of();
        if (!family.isEmpty()) {
            refuse(
                    point,
                    id,
                    plugin.origin(),
                    OptionalInt.of(ApicSpi.LEVEL),
                    "the name stands for whichever of " + String.join(", ", family)
                            + " a kernel does; choose another one");
            return Optional.empty();
        }
        of(point).put(id, plugin);
        return Optional.empty();
    }

    /** The usable extensions of one kind: those of drop-in jars come last, otherwise sorted by id. */
    public <T extends Extension> List<Plugin<T>> all(ExtensionPoint<T> point) {
        List<Plugin<T>> all = new ArrayList<>();
        for (Plugin<?> plugin : of(point).values()) {
            all.add(new Plugin<>(
                    plugin.id(),
                    point.service().cast(plugin.extension()),
                    plugin.type(),
                    plugin.origin(),
                    plugin.isDropIn()));
        }
        // Stable. What a kernel does unless told otherwise is asked of the host's own before anything dropped in.
        all.sort(Comparator.comparing(Plugin::isDropIn));
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

    /** The drop-in jars, usable or not, in the order in which they were given. */
    public List<PluginJar> jars() {
        return Collections.unmodifiableList(jars);
    }

    /** What lay beside drop-in jars and did not count although one might think so. */
    public List<String> remarks() {
        return Collections.unmodifiableList(remarks);
    }
}
