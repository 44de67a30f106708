package dev.kdumpstop.testkit;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.machine.ApicGeneration;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.BootOptions;
import dev.kdumpstop.api.machine.CpuVendor;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.api.machine.KernelConfig;
import dev.kdumpstop.api.machine.KernelRelease;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** The machines that plug-ins are asked about. */
final class TestMachines {
    /** One CPU, two, what fits into a mask of 8 bits and one more, a word of bits, all ids of xAPIC, and many. */
    private static final List<Integer> SIZES = List.of(1, 2, 8, 9, 64, 255, 1024);

    private static final int USUAL_SIZE = 8;

    /** Releases whose senders are described, and one in between that is not. */
    private static final List<KernelRelease> RELEASES =
            releases("2.6.21", "2.6.22", "2.6.24", "2.6.32", "3.10", "5.10", "6.1", "6.6", "6.12", "6.19");

    /** What the kernels run on. */
    private enum Platform {
        PENTIUM(ApicGeneration.PENTIUM, ApicMode.XAPIC, InterconnectKind.APIC_BUS),
        P6(ApicGeneration.P6, ApicMode.XAPIC, InterconnectKind.APIC_BUS),
        NETBURST(ApicGeneration.XAPIC, ApicMode.XAPIC, InterconnectKind.FRONT_SIDE_BUS),
        NEHALEM(ApicGeneration.XAPIC_NEHALEM, ApicMode.XAPIC, InterconnectKind.FRONT_SIDE_BUS),
        X2APIC_OFF(ApicGeneration.X2APIC, ApicMode.XAPIC, InterconnectKind.FRONT_SIDE_BUS),
        X2APIC_ON(ApicGeneration.X2APIC, ApicMode.X2APIC, InterconnectKind.X2APIC_FABRIC),
        GUEST(ApicGeneration.XAPIC, ApicMode.XAPIC, InterconnectKind.INSTANT),
        GUEST_X2APIC(ApicGeneration.X2APIC, ApicMode.X2APIC, InterconnectKind.INSTANT);

        private final ApicGeneration generation;
        private final ApicMode mode;
        private final InterconnectKind interconnect;

        Platform(ApicGeneration generation, ApicMode mode, InterconnectKind interconnect) {
            this.generation = generation;
            this.mode = mode;
            this.interconnect = interconnect;
        }

        boolean runs(Architecture architecture) {
            return architecture == Architecture.I386 || !generation.hasApicBus();
        }

        MachineSpec.Builder builder(Architecture architecture, KernelRelease release) {
            return MachineSpec.builder(architecture, release.toString())
                    .generation(generation)
                    .mode(mode)
                    .interconnect(interconnect);
        }
    }

    /** How firmware gives ids to CPUs 0, 1, 2 … */
    private enum Layout {
        /** One after the other. */
        CONTIGUOUS {
            @Override
            int id(int cpu, int count) {
                return cpu;
            }
        },
        /** Every second, as with hyper-threading off; the CPU that booted has the highest. */
        SPARSE {
            @Override
            int id(int cpu, int count) {
                return 2 * (count - 1 - cpu);
            }
        },
        /** Clusters of four, counted. */
        QUADS {
            @Override
            int id(int cpu, int count) {
                return ((cpu / 4) << 4) | (cpu % 4);
            }
        },
        /** Clusters of four, each CPU one bit: ids that are logical ids. */
        BITS {
            @Override
            int id(int cpu, int count) {
                return ((cpu / 4) << 4) | (1 << (cpu % 4));
            }
        };

        abstract int id(int cpu, int count);

        List<Integer> ids(int count) {
            return IntStream.range(0, count).map(cpu -> id(cpu, count)).boxed().toList();
        }
    }

    private TestMachines() {}

    private static List<KernelRelease> releases(String... texts) {
        return List.of(texts).stream().map(KernelRelease::of).toList();
    }

    /** Machines of all releases, and those given besides. */
    static List<MachineSpec> ofAllReleases(List<MachineSpec> besides) {
        Set<MachineSpec> machines = new LinkedHashSet<>(besides);
        machines.addAll(Lazily.OF_ALL_RELEASES);
        return List.copyOf(machines);
    }

    private static final class Lazily {
        private static final int COUNT = 200;
        static final List<MachineSpec> OF_ALL_RELEASES = fewOf(around(ReleaseRange.from("2.6.21")), COUNT);
    }

    /** Every plausible machine with kernels inside and outside of the range, plain and not. */
    static List<MachineSpec> around(ReleaseRange range) {
        Set<KernelRelease> releases = new TreeSet<>(RELEASES);
        releases.add(range.from());
        range.before().ifPresent(releases::add);
        Set<MachineSpec> machines = new LinkedHashSet<>();
        for (Architecture architecture : Architecture.values()) {
            for (KernelRelease release : releases) {
                for (Platform platform : Platform.values()) {
                    if (platform.runs(architecture)) {
                        addSizes(machines, platform.builder(architecture, release), range.contains(release));
                    }
                }
                addPeculiar(machines, architecture, release);
            }
        }
        return List.copyOf(machines);
    }

    private static void addSizes(Set<MachineSpec> machines, MachineSpec.Builder builder, boolean inRange) {
        for (int size : SIZES) {
            for (Layout layout : Layout.values()) {
                if (inRange || (size == USUAL_SIZE && layout == Layout.CONTIGUOUS)) {
                    build(builder.apicIds(layout.ids(size))).ifPresent(machines::add);
                }
            }
        }
    }

    /** Eight CPUs, and something that the kernels' rules look at. */
    private static void addPeculiar(Set<MachineSpec> machines, Architecture architecture, KernelRelease release) {
        List<UnaryOperator<MachineSpec.Builder>> peculiarities = List.of(
                builder -> builder.online(CpuSet.of(0, 1, 3, 4, 6)),
                builder -> builder.boot(BootOptions.parse("maxcpus=4")),
                builder -> builder.boot(BootOptions.parse("no_ipi_broadcast=1")),
                builder -> builder.config(new KernelConfig(false, true)),
                builder -> builder.vendor(CpuVendor.AMD),
                builder -> builder.possibleCpus(16));
        for (Platform platform : EnumSet.of(Platform.NETBURST, Platform.X2APIC_ON)) {
            for (Layout layout : EnumSet.of(Layout.CONTIGUOUS, Layout.QUADS, Layout.BITS)) {
                for (UnaryOperator<MachineSpec.Builder> peculiarity : peculiarities) {
                    MachineSpec.Builder builder =
                            platform.builder(architecture, release).apicIds(layout.ids(USUAL_SIZE));
                    build(peculiarity.apply(builder)).ifPresent(machines::add);
                }
            }
        }
    }

    /** Empty if there is no such machine: ids do not fit, or mode and interconnect do not go together. */
    private static Optional<MachineSpec> build(MachineSpec.Builder builder) {
        try {
            return Optional.of(builder.build());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** At most {@code count} of the machines, as different as can be: each has most that those before it had not. */
    static List<MachineSpec> fewOf(List<MachineSpec> machines, int count) {
        Map<Object, Integer> numbers = new HashMap<>();
        List<BitSet> features = new ArrayList<>();
        for (MachineSpec machine : machines) {
            BitSet ofMachine = new BitSet();
            for (Object pair : pairs(features(machine))) {
                ofMachine.set(numbers.computeIfAbsent(pair, absent -> numbers.size()));
            }
            features.add(ofMachine);
        }
        List<MachineSpec> few = new ArrayList<>();
        while (few.size() < count) {
            int best = best(features);
            if (best < 0) {
                break;
            }
            few.add(machines.get(best));
            BitSet seen = (BitSet) features.get(best).clone();
            features.forEach(each -> each.andNot(seen));
        }
        return few;
    }

    /** The first of those with most bits; -1 if none has any. */
    private static int best(List<BitSet> features) {
        int best = -1;
        int most = 0;
        for (int i = 0; i < features.size(); i++) {
            if (features.get(i).cardinality() > most) {
                most = features.get(i).cardinality();
                best = i;
            }
        }
        return best;
    }

    /** Two properties together find more than each by itself. */
    private static List<Object> pairs(List<Object> features) {
        List<Object> pairs = new ArrayList<>();
        for (int i = 0; i < features.size(); i++) {
            for (int j = 0; j < i; j++) {
                pairs.add(List.of(i, j, features.get(i), features.get(j)));
            }
        }
        return pairs;
    }

    /** What makes a machine different from others. */
    private static List<Object> features(MachineSpec machine) {
        List<Integer> steps = new ArrayList<>();
        for (int cpu = 1; cpu < Math.min(5, machine.cpuCount()); cpu++) {
            steps.add(machine.apicId(cpu) - machine.apicId(cpu - 1));
        }
        return List.of(
                List.of(machine.architecture(), machine.release()),
                List.of(machine.generation(), machine.interconnect()),
                machine.cpuCount(),
                steps,
                List.of(
                        machine.cpuCount() - machine.maps().online().size(),
                        machine.cpuCount() - machine.maps().bootedOnce().size(),
                        machine.possibleCpus() - machine.cpuCount()),
                List.of(machine.vendor(), machine.config(), machine.boot(), machine.firmware()));
    }
}
