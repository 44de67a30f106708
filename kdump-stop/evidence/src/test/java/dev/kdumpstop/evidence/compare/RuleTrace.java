package dev.kdumpstop.evidence.compare;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Writes recordings of crashes that nobody recorded, from the rules found in those that were: block by block, by hand,
 * without any of the code that explains them.
 */
final class RuleTrace {
    private static final Map<String, Integer> OFFSETS = new HashMap<>();

    static {
        OFFSETS.put("ID", 0x020);
        OFFSETS.put("VERSION", 0x030);
        OFFSETS.put("EOI", 0x0B0);
        OFFSETS.put("SVR", 0x0F0);
        OFFSETS.put("ESR", 0x280);
        OFFSETS.put("ICR", 0x300);
        OFFSETS.put("ICR2", 0x310);
        OFFSETS.put("LVT_TIMER", 0x320);
        OFFSETS.put("LVT_THERMAL", 0x330);
        OFFSETS.put("LVT_PERF", 0x340);
        OFFSETS.put("LVT_LINT0", 0x350);
        OFFSETS.put("LVT_LINT1", 0x360);
        OFFSETS.put("LVT_ERROR", 0x370);
    }

    // The machine and the crash.
    String subArchitecture = "flat";
    String release = "6.1.0-50-amd64";
    String mode = "kdump";
    String cmdline = "panic=-1";
    boolean shorthand = true;
    int cpus = 4;
    int crashing;
    List<Integer> ids = List.of(0, 1, 2, 3);
    final SortedSet<Integer> online = new TreeSet<>();
    final SortedSet<Integer> late = new TreeSet<>();
    final SortedSet<Integer> stuck = new TreeSet<>();
    boolean secondStageToAll;
    boolean emergencyRound = true;
    /** The stopped CPUs are seen taking the NMI of the emergency round. */
    boolean takenAgain = true;

    private final List<String> lines = new ArrayList<>();
    private final Map<String, Long> registers = new TreeMap<>();
    private final Map<Integer, Long> icr = new HashMap<>();
    private int index;

    RuleTrace(String subArchitecture, int cpus) {
        this.subArchitecture = subArchitecture;
        this.cpus = cpus;
        this.release = isI386() ? "6.1.0-50-686-pae" : "6.1.0-50-amd64";
        List<Integer> linear = new ArrayList<>();
        for (int cpu = 0; cpu < cpus; cpu++) {
            linear.add(cpu);
            online.add(cpu);
        }
        ids = linear;
    }

    private boolean isI386() {
        return subArchitecture.equals("default") || subArchitecture.equals("bigsmp");
    }

    private boolean isX2apic() {
        return subArchitecture.endsWith("x2apic");
    }

    private boolean isPanic() {
        return mode.equals("panic");
    }

    // --- events
    // ----------------------------------------------------------------------------------------------------

    private void event(int cpu, String rest) {
        lines.add(String.format(Locale.ROOT, "{\"i\": %d, \"t\": %d, \"cpu\": %d, %s}", index, 10 * index, cpu, rest));
        index++;
    }

    private void access(int cpu, boolean write, String register, long value) {
        String op = (register.startsWith("ICR") ? "icr-" : "reg-") + (write ? "write" : "read");
        int offset = OFFSETS.get(register);
        String path = isX2apic()
                ? String.format(Locale.ROOT, "\"access\": \"msr\", \"msr\": \"0x%x\", ", 0x800 + (offset >> 4))
                : "";
        event(
                cpu,
                String.format(
                        Locale.ROOT,
                        "\"op\": \"%s\", %s\"register\": \"%s\", \"offset\": \"0x%03x\", \"value\": \"0x%08x\"",
                        op,
                        path,
                        register,
                        offset,
                        value));
    }

    private void read(int cpu, String register) {
        access(cpu, false, register, registers.computeIfAbsent(cpu + register, key -> initial(cpu, register)));
    }

    private void write(int cpu, String register, long value) {
        registers.put(cpu + register, value);
        access(cpu, true, register, value);
    }

    private long initial(int cpu, String register) {
        return switch (register) {
            case "VERSION" -> 0x5_0014;
            case "SVR" -> 0x1FF;
            case "ID" -> (long) ids.get(cpu) << 24;
            case "LVT_TIMER" -> 0xEC;
            case "LVT_LINT0" -> 0x1_0700;
            case "LVT_LINT1" -> cpu == 0 ? 0x400 : 0x1_0400;
            case "ESR" -> 0;
            default -> 0x1_0000;
        };
    }

    private void taken(int cpu, boolean nmi) {
        event(
                cpu,
                nmi
                        ? "\"op\": \"deliver\", \"kind\": \"nmi\", \"vector\": 2"
                        : "\"op\": \"deliver\", \"kind\": \"fixed\", \"vector\": 248");
    }

    // --- blocks
    // ----------------------------------------------------------------------------------------------------

    private void clear(int cpu) {
        read(cpu, "VERSION");
        if (isI386()) {
            read(cpu, "VERSION");
        }
        write(cpu, "LVT_ERROR", 0x1_00FE);
        for (String lvt : List.of("LVT_TIMER", "LVT_LINT0", "LVT_LINT1", "LVT_PERF", "LVT_THERMAL")) {
            read(cpu, lvt);
            write(cpu, lvt, registers.get(cpu + lvt) | 0x1_0000);
        }
        for (String lvt : List.of("LVT_TIMER", "LVT_LINT0", "LVT_LINT1", "LVT_ERROR", "LVT_PERF")) {
            write(cpu, lvt, 0x1_0000);
        }
        if (isI386()) {
            read(cpu, "VERSION");
        }
        write(cpu, "ESR", 0);
        read(cpu, "ESR");
    }

    private void off(int cpu) {
        read(cpu, "SVR");
        write(cpu, "SVR", registers.get(cpu + "SVR") & ~0x100);
    }

    private void idRead() {
        if (isI386()) {
            read(crashing, "ID");
            if (subArchitecture.equals("default")) {
                read(crashing, "VERSION");
            }
        }
    }

    private void send(long destination, long low) {
        if (isX2apic()) {
            access(crashing, true, "ICR", destination < 0 ? low : destination << 32 | low);
            return;
        }
        access(crashing, false, "ICR", icr.getOrDefault(crashing, subArchitecture.equals("flat") ? 0x8FBL : 0xFBL));
        if (destination >= 0) {
            access(crashing, true, "ICR2", destination << 24);
        }
        access(crashing, true, "ICR", low);
        icr.put(crashing, low);
    }

    private void single(int cpu, long low) {
        switch (subArchitecture) {
            case "flat", "default" -> send(1L << cpu, low | 0x800);
            case "cluster x2apic" -> send((long) (ids.get(cpu) >> 4) << 16 | 1L << (ids.get(cpu) & 15), low | 0x800);
            default -> send(ids.get(cpu), low);
        }
    }

    /** To all of them; false if the kernel calls a routine that is not there. */
    private boolean stop(long low, SortedSet<Integer> targets) {
        if (targets.isEmpty()) {
            return true;
        }
        if (subArchitecture.equals("bigsmp") && !shorthand) {
            return false;
        }
        if (shorthand && !subArchitecture.equals("bigsmp")) {
            send(-1, 0xC_0000 | low);
        } else if (subArchitecture.equals("flat")) {
            long mask = 0;
            for (int cpu : targets) {
                mask |= 1L << cpu;
            }
            send(mask, low | 0x800);
        } else if (subArchitecture.equals("cluster x2apic")) {
            Map<Integer, Long> clusters = new LinkedHashMap<>();
            for (int cpu : targets) {
                clusters.merge(ids.get(cpu) >> 4, 1L << (ids.get(cpu) & 15), (a, b) -> a | b);
            }
            clusters.forEach((cluster, mask) -> send((long) cluster << 16 | mask, low | 0x800));
        } else {
            for (int cpu : targets) {
                single(cpu, low);
            }
        }
        return true;
    }

    private void ioApic() {
        for (int pin = 0; pin < 24; pin++) {
            int low = 0x10 + 2 * pin;
            if (pin == 1 || pin == 4) {
                ioWrite(low + 1, 0x0100_0000);
                ioWrite(low, 0x1_0000 | (subArchitecture.equals("flat") ? 0x0830 : 0x0030));
            }
            ioWrite(low, 0x1_0000);
            ioWrite(low + 1, 0);
        }
    }

    private void ioWrite(int register, long value) {
        event(
                crashing,
                String.format(
                        Locale.ROOT,
                        "\"op\": \"ioapic-write\", \"register\": \"0x%02x\", \"value\": \"0x%08x\"",
                        register,
                        value));
    }

    // --- the whole
    // -------------------------------------------------------------------------------------------------

    private SortedSet<Integer> others() {
        SortedSet<Integer> others = new TreeSet<>(online);
        others.remove(crashing);
        return others;
    }

    String text() {
        lines.clear();
        // Ordinary work before.
        access(crashing, true, "EOI", 0);
        boolean whole = isPanic() ? panic() : shootDown();
        String outcome = !whole ? "crash-path-failed" : mode.equals("kdump") ? "capture-kernel-entered" : "rebooted";
        List<Integer> onlineIds = online.stream().map(ids::get).toList();
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "{\"format\": \"linux-crash-trace/1\", \"name\": \"by-rule\", \"kernelRelease\": \"%s\","
                        + " \"arch\": \"%s\", \"cmdline\": \"%s\", \"cpus\": %d, \"apicIds\": %s,"
                        + " \"onlineAtCrash\": \"%s\", \"present\": \"0-%d\", \"subArchitecture\": \"%s\","
                        + " \"crashingCpu\": %d, \"kdump\": %b, \"outcome\": \"%s\", \"summary\":"
                        + " {\"stopIcrWrites\": 0, \"icrPollsBeforeEach\": [], \"nmiTakenBy\": [],"
                        + " \"rebootVectorTakenBy\": [], \"stopVia\": []}}%n",
                release,
                isI386() ? "i386" : "amd64",
                cmdline
                        + (shorthand ? "" : " no_ipi_broadcast=1")
                        + (mode.equals("post-notifiers") ? " crash_kexec_post_notifiers" : ""),
                cpus,
                onlineIds,
                online.toString().replaceAll("[\\[\\] ]", ""),
                cpus - 1,
                subArchitecture,
                crashing,
                mode.equals("kdump"),
                outcome));
        lines.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    /** kdump, and a panic that stops as kdump does. */
    private boolean shootDown() {
        idRead();
        if (!stop(0x400, others())) {
            return false;
        }
        reactions(true);
        clear(crashing);
        off(crashing);
        if (mode.equals("kdump")) {
            ioApic();
            clear(crashing);
            if (!isI386()) {
                off(crashing);
            }
            read(crashing, "SVR");
            write(crashing, "SVR", (registers.get(crashing + "SVR") & ~0xFF) | 0x10F);
            for (String lvt : List.of("LVT_LINT0", "LVT_LINT1")) {
                read(crashing, lvt);
                write(crashing, lvt, lvt.equals("LVT_LINT0") ? 0x5700 : 0x5400);
            }
            idRead();
        }
        return true;
    }

    /** What the others do at the first commands; those that are off line take an NMI by shorthand. */
    private void reactions(boolean nmi) {
        for (int cpu = 0; cpu < cpus; cpu++) {
            boolean offline = !online.contains(cpu);
            boolean broadcast = shorthand && !subArchitecture.equals("bigsmp");
            if (cpu == crashing || stuck.contains(cpu) || (!nmi && late.contains(cpu))) {
                continue;
            }
            if (offline) {
                if (nmi && broadcast) {
                    taken(cpu, true);
                }
                continue;
            }
            taken(cpu, nmi);
            if (!nmi) {
                access(cpu, true, "EOI", 0);
            }
            clear(cpu);
            off(cpu);
        }
    }

    private boolean panic() {
        if (!stop(0xF8, others())) {
            return false;
        }
        reactions(false);
        SortedSet<Integer> left = new TreeSet<>(late);
        left.addAll(stuck);
        if (!left.isEmpty()) {
            if (secondStageToAll) {
                stop(0x400, left);
                again();
            } else {
                for (int cpu : left) {
                    single(cpu, 0x400);
                }
            }
            for (int cpu : late) {
                taken(cpu, true);
                clear(cpu);
                off(cpu);
            }
        }
        clear(crashing);
        off(crashing);
        if (emergencyRound) {
            idRead();
            if (!stuck.isEmpty()) {
                stop(0x400, stuck);
                again();
            }
        }
        return true;
    }

    /** A broadcast reaches stopped CPUs and CPUs off line too; they do nothing about it. */
    private void again() {
        if (!shorthand || subArchitecture.equals("bigsmp")) {
            return;
        }
        for (int cpu = 0; cpu < cpus; cpu++) {
            boolean stoppedByVector = online.contains(cpu) && !late.contains(cpu);
            boolean offline = !online.contains(cpu);
            if (cpu != crashing && !stuck.contains(cpu) && (offline || (takenAgain && stoppedByVector))) {
                taken(cpu, true);
            }
        }
    }
}
