package dev.kdumpstop.api.machine;

import dev.kdumpstop.api.cpu.CpuMaps;
import dev.kdumpstop.api.cpu.CpuSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A machine and the kernel that runs on it, as far as stopping CPUs depends on them. Everything a sub-architecture or a
 * selector may look at is here; equal descriptions get equal answers.
 *
 * <pre>{@code
 * MachineSpec machine = MachineSpec.builder(Architecture.X86_64, "6.1")
 *         .apicIds(0, 2, 4, 6)
 *         .boot(BootOptions.parse("no_ipi_broadcast=1"))
 *         .build();
 * machine.cpuCount(); // 4
 * machine.apicId(3); // 6
 * machine.maps().online(); // 0-3
 * }</pre>
 *
 * @param architecture the kernel's architecture
 * @param release the kernel's release
 * @param apicIds physical APIC id by CPU number; its size is the number of CPUs described (the present ones). Wider than
 *     the APIC's own only with {@link PlatformFlag#NODE_IDS}
 * @param possibleCpus CPUs the kernel reserves room for, at least the number present
 * @param maps online, present and once-booted CPUs before any fault
 * @param generation generation of the local APICs
 * @param mode xAPIC or x2APIC
 * @param apicVersion low byte of the version register; 0x14 and above is an xAPIC for the kernel
 * @param vendor CPU vendor
 * @param interconnect what carries IPI messages
 * @param firmware what firmware says
 * @param boot kernel command line
 * @param config kernel build options
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record MachineSpec(
        Architecture architecture,
        KernelRelease release,
        List<Integer> apicIds,
        int possibleCpus,
        CpuMaps maps,
        ApicGeneration generation,
        ApicMode mode,
        int apicVersion,
        CpuVendor vendor,
        InterconnectKind interconnect,
        Firmware firmware,
        BootOptions boot,
        KernelConfig config) {

    /** Checks that the parts fit together. @throws IllegalArgumentException naming every contradiction */
    public MachineSpec {
        apicIds = List.copyOf(apicIds);
        List<String> problems = new ArrayList<>();
        if (apicIds.isEmpty()) {
            problems.add("a machine needs at least one CPU");
        }
        CpuSet described = CpuSet.firstN(apicIds.size());
        if (!described.equals(maps.present())) {
            problems.add("CPUs present are " + maps.present() + ", but APIC ids are given for " + described);
        }
        if (possibleCpus < apicIds.size()) {
            problems.add("possible CPUs " + possibleCpus + " are fewer than the " + apicIds.size() + " present");
        }
        if (mode == ApicMode.X2APIC && generation != ApicGeneration.X2APIC) {
            problems.add("generation " + generation + " has no x2APIC mode");
        }
        if (mode == ApicMode.X2APIC
                && (interconnect == InterconnectKind.APIC_BUS || interconnect == InterconnectKind.FRONT_SIDE_BUS)) {
            problems.add("x2APIC mode does not run on interconnect " + interconnect.id());
        }
        if (mode == ApicMode.XAPIC && interconnect == InterconnectKind.X2APIC_FABRIC) {
            problems.add("interconnect x2apic-fabric needs x2APIC mode");
        }
        boolean nodeIds = firmware.has(PlatformFlag.NODE_IDS);
        if (nodeIds && (mode == ApicMode.X2APIC || generation.hasApicBus())) {
            problems.add("node-ids are of xAPIC mode and of parts later than the 3-wire bus");
        }
        int width = mode == ApicMode.X2APIC ? 32 : Math.min(8, generation.idBits());
        CpuSet tooWide = CpuSet.empty();
        for (int cpu = 0; cpu < apicIds.size(); cpu++) {
            int id = apicIds.get(cpu);
            // With node ids it is bits 7:0 that the APIC holds.
            int held = nodeIds && id >= 0 ? id & 0xFF : id;
            boolean fits = width == 32 ? held != -1 : held >= 0 && held < (1 << width) - 1;
            tooWide = fits ? tooWide : tooWide.with(cpu);
        }
        if (!tooWide.isEmpty()) {
            boolean one = tooWide.size() == 1;
            problems.add(String.format(
                    Locale.ROOT,
                    "APIC id%s 0x%x%s of CPU%s %s %s not in 0..0x%x%s: ids of %s have %d bits in %s mode and the highest"
                            + " is the broadcast%s",
                    one ? "" : "s",
                    apicIds.get(tooWide.lowest()),
                    one ? "" : " …",
                    one ? "" : "s",
                    tooWide,
                    one ? "is" : "are",
                    width == 32 ? 0xFFFF_FFFEL : (1 << width) - 2,
                    nodeIds ? " in bits 7:0" : "",
                    generation,
                    width,
                    mode,
                    mode == ApicMode.XAPIC && !nodeIds && !generation.hasApicBus()
                            ? "; only where bits 8 and up name a node (platform flag node-ids) are there more"
                            : ""));
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    /** Starts a description of a plain machine: all CPUs online, ids 0, 1, 2 …, Intel, usual kernel build. */
    public static Builder builder(Architecture architecture, String release) {
        return new Builder(architecture, KernelRelease.of(release));
    }

    /** A builder that starts from this description. */
    public Builder toBuilder() {
        Builder builder = new Builder(architecture, release);
        builder.apicIds = apicIds;
        builder.possibleCpus = possibleCpus;
        builder.maps = maps;
        builder.generation = generation;
        builder.mode = mode;
        builder.apicVersion = apicVersion;
        builder.vendor = vendor;
        builder.interconnect = interconnect;
        builder.firmware = firmware;
        builder.boot = boot;
        builder.config = config;
        return builder;
    }

    /** Number of CPUs described. */
    public int cpuCount() {
        return apicIds.size();
    }

    /** Physical APIC id of a CPU; as unsigned 32 bits in x2APIC mode. */
    public int apicId(int cpu) {
        return apicIds.get(cpu);
    }

    /** The node a CPU is on: bits 8 and up of its id with {@link PlatformFlag#NODE_IDS}, else 0 for all. */
    public int node(int cpu) {
        return firmware.has(PlatformFlag.NODE_IDS) ? apicId(cpu) >>> 8 : 0;
    }

    /** Whether the kernel takes the APIC for an xAPIC: version 0x14 or above (kernel-facts section 3). */
    public boolean isXapicVersion() {
        return apicVersion >= 0x14;
    }

    /** Builds a description step by step; what is not said is derived from what is. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    public static final class Builder {
        private final Architecture architecture;
        private KernelRelease release;
        private List<Integer> apicIds = List.of(0);
        private int possibleCpus;
        private @Nullable CpuMaps maps;
        private @Nullable ApicGeneration generation;
        private ApicMode mode = ApicMode.XAPIC;
        private int apicVersion = -1;
        private CpuVendor vendor = CpuVendor.INTEL;
        private @Nullable InterconnectKind interconnect;
        private Firmware firmware = Firmware.plain();
        private BootOptions boot = BootOptions.none();
        private KernelConfig config = KernelConfig.usual();

        private Builder(Architecture architecture, KernelRelease release) {
            this.architecture = architecture;
            this.release = release;
        }

        /** Another release of the same kernel. */
        public Builder release(KernelRelease value) {
            release = value;
            return this;
        }

        /** {@code count} CPUs with APIC ids 0, 1, 2 … */
        public Builder cpus(int count) {
            return apicIds(IntStream.range(0, count).boxed().toList());
        }

        /** One CPU per id, in CPU order. */
        public Builder apicIds(List<Integer> ids) {
            apicIds = List.copyOf(ids);
            return this;
        }

        /** One CPU per id, in CPU order. */
        public Builder apicIds(int... ids) {
            return apicIds(IntStream.of(ids).boxed().toList());
        }

        /** CPUs the kernel reserves room for; the number present unless said. */
        public Builder possibleCpus(int count) {
            possibleCpus = count;
            return this;
        }

        /** The kernel's maps; everything online unless said. */
        public Builder maps(CpuMaps value) {
            maps = value;
            return this;
        }

        /** Only these CPUs are online; the others were booted once and taken off line. */
        public Builder online(CpuSet cpus) {
            CpuSet all = CpuSet.firstN(apicIds.size());
            maps = new CpuMaps(cpus, all, all);
            return this;
        }

        /** Generation of the local APICs; XAPIC, or X2APIC in x2APIC mode, unless said. */
        public Builder generation(ApicGeneration value) {
            generation = value;
            return this;
        }

        /** xAPIC or x2APIC mode. */
        public Builder mode(ApicMode value) {
            mode = value;
            return this;
        }

        /** Low byte of the version register; 0x14, or 0x11 on a 3-wire bus, unless said. */
        public Builder apicVersion(int value) {
            apicVersion = value;
            return this;
        }

        /** CPU vendor. */
        public Builder vendor(CpuVendor value) {
            vendor = value;
            return this;
        }

        /** What carries messages; what the generation and mode have, unless said. */
        public Builder interconnect(InterconnectKind value) {
            interconnect = value;
            return this;
        }

        /** What firmware says. */
        public Builder firmware(Firmware value) {
            firmware = value;
            return this;
        }

        /** Kernel command line. */
        public Builder boot(BootOptions value) {
            boot = value;
            return this;
        }

        /** Kernel build options. */
        public Builder config(KernelConfig value) {
            config = value;
            return this;
        }

        /** The description. @throws IllegalArgumentException naming every contradiction */
        public MachineSpec build() {
            ApicGeneration chosen = generation != null
                    ? generation
                    : mode == ApicMode.X2APIC ? ApicGeneration.X2APIC : ApicGeneration.XAPIC;
            return new MachineSpec(
                    architecture,
                    release,
                    apicIds,
                    Math.max(possibleCpus, apicIds.size()),
                    bootedMaps(),
                    chosen,
                    mode,
                    apicVersion >= 0 ? apicVersion : chosen.hasApicBus() ? 0x11 : 0x14,
                    vendor,
                    interconnect != null ? interconnect : InterconnectKind.of(chosen, mode),
                    firmware,
                    boot,
                    config);
        }

        /** With {@code maxcpus=N} only the first N CPUs are brought up; the others are present and were never booted. */
        private CpuMaps bootedMaps() {
            CpuMaps given = maps != null ? maps : CpuMaps.allOnline(apicIds.size());
            CpuSet booted = CpuSet.firstN(boot.maxCpus().orElse(apicIds.size())).intersect(given.present());
            if (!given.bootedOnce().equals(given.present()) || booted.equals(given.present())) {
                return given;
            }
            CpuSet online = maps != null ? given.online() : booted;
            return new CpuMaps(online, given.present(), booted.union(online));
        }
    }
}
