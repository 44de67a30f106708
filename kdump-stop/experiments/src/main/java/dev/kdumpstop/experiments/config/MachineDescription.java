package dev.kdumpstop.experiments.config;

import dev.kdumpstop.api.cpu.CpuMaps;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.machine.ApicGeneration;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.BootOptions;
import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.CpuVendor;
import dev.kdumpstop.api.machine.Firmware;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.api.machine.KernelConfig;
import dev.kdumpstop.api.machine.KernelRelease;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.orchestrator.plugin.BrokenPluginException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What the user said of the machine. What was not said is chosen so that a sub-architecture fits: first a plain machine,
 * then one in x2APIC mode, then one whose APIC ids come in clusters of four, numbered or as bits.
 */
public final class MachineDescription {
    /** CPUs of a machine of which nothing was said. */
    public static final int DEFAULT_CPUS = 8;

    /** The kernel of the RFC. */
    public static final KernelRelease RFC_RELEASE = KernelRelease.of("2.6.21");

    public static final KernelRelease LATER_RELEASE = KernelRelease.of("6.1");
    private static final int CLUSTER = 4;
    /** Ids 0x00 to 0xE3: cluster 15 would be the broadcast. */
    public static final int MOST_CLUSTERED = 15 * CLUSTER;

    private @Nullable Architecture architecture;

    private @Nullable KernelRelease release;

    private @Nullable Integer cpus;

    private @Nullable List<Integer> apicIds;

    private @Nullable Integer possible;

    private @Nullable CpuSet online;

    private @Nullable CpuSet booted;

    private @Nullable ApicGeneration generation;

    private @Nullable ApicMode mode;

    private @Nullable Integer apicVersion;

    private @Nullable CpuVendor vendor;

    private @Nullable InterconnectKind interconnect;

    private Firmware firmware = Firmware.plain();
    private BootOptions boot = BootOptions.none();
    private KernelConfig config = KernelConfig.usual();

    /** Kernel architecture. */
    public MachineDescription architecture(Architecture value) {
        architecture = value;
        return this;
    }

    /** Kernel release. */
    public MachineDescription release(KernelRelease value) {
        release = value;
        return this;
    }

    /** How many CPUs; their ids are 0, 1, 2 and so on unless given. */
    public MachineDescription cpus(Integer value) {
        cpus = value;
        return this;
    }

    /** APIC ids, one per CPU. */
    public MachineDescription apicIds(List<Integer> value) {
        apicIds = value;
        return this;
    }

    /** For how many CPUs the kernel reserves room. */
    public MachineDescription possible(Integer value) {
        possible = value;
        return this;
    }

    /** CPUs on line. */
    public MachineDescription online(CpuSet value) {
        online = value;
        return this;
    }

    /** CPUs that were booted at least once; all unless said. */
    public MachineDescription booted(CpuSet value) {
        booted = value;
        return this;
    }

    /** Generation of the local APICs. */
    public MachineDescription generation(ApicGeneration value) {
        generation = value;
        return this;
    }

    /** Mode of the local APICs. */
    public MachineDescription mode(ApicMode value) {
        mode = value;
        return this;
    }

    /** Low byte of the version register. */
    public MachineDescription apicVersion(Integer value) {
        apicVersion = value;
        return this;
    }

    /** CPU vendor. */
    public MachineDescription vendor(CpuVendor value) {
        vendor = value;
        return this;
    }

    /** What carries messages. */
    public MachineDescription interconnect(InterconnectKind value) {
        interconnect = value;
        return this;
    }

    /** What firmware says. */
    public MachineDescription firmware(Firmware value) {
        firmware = value;
        return this;
    }

    /** Kernel command line. */
    public MachineDescription boot(BootOptions value) {
        boot = value;
        return this;
    }

    /** Kernel build options. */
    public MachineDescription config(KernelConfig value) {
        config = value;
        return this;
    }

    /** The architecture, if it was said. */
    public Optional<Architecture> architecture() {
        return Optional.ofNullable(architecture);
    }

    /** The number of CPUs, if it was said. */
    public Optional<Integer> cpus() {
        return Optional.ofNullable(cpus);
    }

    /** The mode, if it was said. */
    public Optional<ApicMode> mode() {
        return Optional.ofNullable(mode);
    }

    /** Whether the release was said. */
    public boolean saysRelease() {
        return release != null;
    }

    /** For how many CPUs there is room, if it was said. */
    Optional<Integer> possible() {
        return Optional.ofNullable(possible);
    }

    /** The CPUs on line, if they were said. */
    Optional<CpuSet> online() {
        return Optional.ofNullable(online);
    }

    /** The CPUs booted, if they were said. */
    Optional<CpuSet> booted() {
        return Optional.ofNullable(booted);
    }

    /** The APIC ids, if they were said. */
    public Optional<List<Integer>> apicIds() {
        return Optional.ofNullable(apicIds);
    }

    /**
     * A machine on which a sub-architecture was tried.
     *
     * @param machine the machine
     * @param compatibility whether the sub-architecture can be on it
     * @param changed what had to be chosen otherwise than for a plain machine, in words; empty if nothing
     */
    public record Fit(MachineSpec machine, Compatibility compatibility, String changed) {}

    /** The same, but with this kernel, these ids and this mode. */
    public MachineDescription with(KernelRelease kernel, List<Integer> ids, ApicMode apicMode) {
        MachineDescription other = new MachineDescription();
        other.architecture = architecture;
        other.release = kernel;
        other.apicIds = ids;
        other.mode = apicMode;
        other.vendor = vendor;
        other.firmware = firmware;
        other.boot = boot;
        other.config = config;
        return other;
    }

    /** {@code count} ids in clusters of four: 0x00 to 0x03, 0x10 to 0x13 and so on. */
    public static List<Integer> clustered(int count) {
        return IntStream.range(0, count)
                .map(cpu -> ((cpu / CLUSTER) << 4) | (cpu % CLUSTER))
                .boxed()
                .toList();
    }

    /** Ids that are logical ids of the cluster model at the same time: 0x01, 0x02, 0x04, 0x08, 0x11 and so on. */
    public static List<Integer> clusteredBits(int count) {
        return IntStream.range(0, count)
                .map(cpu -> ((cpu / CLUSTER) << 4) | (1 << (cpu % CLUSTER)))
                .boxed()
                .toList();
    }

    /** The kernel: the RFC's unless said. */
    public KernelRelease release() {
        return release == null ? RFC_RELEASE : release;
    }

    /** The kernel for a sub-architecture: unless said, the RFC's if it has it, else a later one, else the first. */
    public KernelRelease releaseFor(SubArchitecture subArchitecture) {
        ReleaseRange releases = subArchitecture.releases();
        if (release != null || releases.contains(RFC_RELEASE)) {
            return release();
        }
        return releases.contains(LATER_RELEASE) ? LATER_RELEASE : releases.from();
    }

    /** The plain machine when no sub-architecture is named. @throws IllegalArgumentException naming every contradiction */
    public MachineSpec spec() {
        return spec(architecture == null ? Architecture.X86_64 : architecture, release());
    }

    /** The plain machine. @throws IllegalArgumentException naming every contradiction */
    public MachineSpec spec(Architecture wanted, KernelRelease kernel) {
        return build(wanted, kernel, mode, ids());
    }

    /** The first machine that has this sub-architecture, or the one with the fewest reasons why it cannot. */
    public Fit fit(SubArchitecture subArchitecture, KernelRelease kernel) {
        MachineSpec plain = spec(subArchitecture.name().architecture(), kernel);
        try {
            return fit(subArchitecture, kernel, plain);
        } catch (BrokenPluginException e) {
            return new Fit(plain, Compatibility.no(String.valueOf(e.getMessage())), "");
        }
    }

    private Fit fit(SubArchitecture subArchitecture, KernelRelease kernel, MachineSpec plain) {
        Architecture wanted = plain.architecture();
        Compatibility compatibility = subArchitecture.supports(plain);
        if (compatibility.isSupported()) {
            return new Fit(plain, compatibility, "");
        }
        List<Fit> others = new ArrayList<>();
        if (mode == null) {
            attempt(wanted, kernel, ApicMode.X2APIC, ids(), "in x2APIC mode").ifPresent(others::add);
        }
        if (apicIds == null && count() <= MOST_CLUSTERED) {
            attempt(wanted, kernel, mode, clustered(count()), "with APIC ids in clusters of four")
                    .ifPresent(others::add);
            attempt(wanted, kernel, mode, clusteredBits(count()), "with APIC ids of one bit in clusters of four")
                    .ifPresent(others::add);
        }
        Fit nearest = new Fit(plain, compatibility, "");
        for (Fit other : others) {
            Compatibility reasons = subArchitecture.supports(other.machine());
            if (reasons.reasons().size() < nearest.compatibility().reasons().size()) {
                nearest = new Fit(other.machine(), reasons, other.changed());
            }
        }
        return nearest;
    }

    private Optional<Fit> attempt(
            Architecture wanted, KernelRelease kernel, @Nullable ApicMode apicMode, List<Integer> ids, String changed) {
        try {
            return Optional.of(new Fit(build(wanted, kernel, apicMode, ids), Compatibility.yes(), changed));
        } catch (IllegalArgumentException e) {
            // The user has said something that rules this variant out.
            return Optional.empty();
        }
    }

    /** How many CPUs there are. */
    int count() {
        return apicIds != null ? apicIds.size() : cpus != null ? cpus : DEFAULT_CPUS;
    }

    private List<Integer> ids() {
        return apicIds != null ? apicIds : IntStream.range(0, count()).boxed().toList();
    }

    private MachineSpec build(
            Architecture wanted, KernelRelease kernel, @Nullable ApicMode apicMode, List<Integer> ids) {
        MachineSpec.Builder builder = MachineSpec.builder(wanted, kernel.toString())
                .apicIds(ids)
                .firmware(firmware)
                .boot(boot)
                .config(config);
        if (possible != null) {
            builder.possibleCpus(possible);
        }
        if (online != null || booted != null) {
            CpuSet all = CpuSet.firstN(ids.size());
            CpuSet once = booted != null ? booted : all;
            builder.maps(new CpuMaps(online != null ? online : once, all, once));
        }
        if (generation != null) {
            builder.generation(generation);
        }
        if (apicMode != null) {
            builder.mode(apicMode);
        }
        if (apicVersion != null) {
            builder.apicVersion(apicVersion);
        }
        if (vendor != null) {
            builder.vendor(vendor);
        }
        if (interconnect != null) {
            builder.interconnect(interconnect);
        }
        return builder.build();
    }
}
