package dev.kdumpstop.cli;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.machine.BootOptions;
import dev.kdumpstop.evidence.boot.BootRecord;
import dev.kdumpstop.evidence.boot.Statement;
import dev.kdumpstop.evidence.boot.Topic;
import dev.kdumpstop.orchestrator.words.MachineWords;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** How many CPUs there are, their APIC ids by CPU number, and which of them were started. */
final class ImportedCpus {
    private final BootRecord record;
    private final BootOptions boot;
    private final ImportRemarks remarks;

    private final TreeMap<Integer, Statement> idOf = new TreeMap<>();
    private int present;

    ImportedCpus(BootRecord record, BootOptions boot, ImportRemarks remarks) {
        this.record = record;
        this.boot = boot;
        this.remarks = remarks;
    }

    /** The keys they come to; empty if nothing tells how many CPUs there are. */
    Map<String, ImportedKey> keys() {
        Map<String, ImportedKey> keys = new LinkedHashMap<>();
        readIds();
        present = countPresent();
        if (present == 0) {
            return keys;
        }
        keys.put("apic-ids", ids());
        possible().ifPresent(value -> keys.put("possible", value));
        CpuSet booted = booted();
        CpuSet online = online(booted);
        CpuSet all = CpuSet.firstN(present);
        // With maxcpus= a machine has no more on line unless it says so.
        if (!online.equals(all) || boot.maxCpus().orElse(present) < present) {
            keys.put("online", new ImportedKey("\"" + online + "\"", whyOnline()));
        }
        if (!booted.equals(all)) {
            keys.put("booted", new ImportedKey("\"" + booted + "\"", "no other was ever started"));
        }
        return keys;
    }

    // --- how many ---

    private int countPresent() {
        List<Statement> said = record.all(Topic.PRESENT);
        for (Statement other : said) {
            if (!other.value().equals(said.get(0).value())) {
                contradiction("CPUs present", said.get(0), other);
            }
        }
        int highest = highest();
        if (said.isEmpty()) {
            int online = record.last(Topic.ONLINE_COUNT).map(Statement::number).orElse(0);
            int count = Math.max(Math.max(firmwareIds().size(), highest + 1), online);
            if (count > 0) {
                remarks.assumed.add("CPUs present: " + count + ", as many as are named");
            }
            return count;
        }
        int count = said.get(0).number();
        if (highest >= count) {
            int room = record.last(Topic.POSSIBLE).map(Statement::number).orElse(count);
            if (highest >= room) {
                remarks.problems.add("CPU " + highest + " is named (" + ImportedKey.at(named(highest)) + "), but "
                        + room + " CPUs are possible ("
                        + ImportedKey.at(record.last(Topic.POSSIBLE).orElse(said.get(0))) + ")");
            }
            remarks.notes.add("CPUs " + count + " to " + highest + " were added after boot");
            return highest + 1;
        }
        return count;
    }

    private static final List<Topic> NUMBERED =
            List.of(Topic.STARTED, Topic.WENT_OFFLINE, Topic.ONLINE_NOW, Topic.OFFLINE_NOW);

    private int highest() {
        int highest = idOf.isEmpty() ? -1 : idOf.lastKey();
        for (Topic topic : NUMBERED) {
            highest = Math.max(
                    highest,
                    record.all(topic).stream().mapToInt(Statement::number).max().orElse(-1));
        }
        return highest;
    }

    private Statement named(int cpu) {
        Statement id = idOf.get(cpu);
        return id != null
                ? id
                : NUMBERED.stream()
                        .flatMap(topic -> record.all(topic).stream())
                        .filter(said -> said.number() == cpu)
                        .findFirst()
                        .orElseThrow();
    }

    private Optional<ImportedKey> possible() {
        List<Statement> said = record.all(Topic.POSSIBLE);
        if (said.isEmpty()) {
            remarks.assumed.add("CPUs possible: " + present + ", no more than are present");
            return Optional.empty();
        }
        Statement last = said.get(said.size() - 1);
        for (Statement other : said) {
            if (!other.value().equals(last.value())) {
                contradiction("CPUs possible", other, last);
            }
        }
        int possible = Math.max(last.number(), present);
        return Optional.of(new ImportedKey(Integer.toString(possible), ImportedKey.at(last)));
    }

    private void contradiction(String what, Statement one, Statement other) {
        remarks.problems.add(what + ": " + one.value() + " (" + ImportedKey.at(one) + ") or " + other.value() + " ("
                + ImportedKey.at(other) + ")");
    }

    // --- ids ---

    private static int cpu(Statement pair) {
        return Integer.parseInt(pair.value().substring(0, pair.value().indexOf('=')));
    }

    private static int id(Statement pair) {
        return Integer.parseInt(pair.value().substring(pair.value().indexOf('=') + 1));
    }

    private void readIds() {
        Map<Integer, Statement> byId = new HashMap<>();
        for (Statement said : record.all(Topic.CPU_ID)) {
            Statement before = idOf.putIfAbsent(cpu(said), said);
            if (before != null && id(before) != id(said)) {
                remarks.problems.add("CPU " + cpu(said) + " has APIC id " + hex(id(before)) + " ("
                        + ImportedKey.at(before) + ") or " + hex(id(said)) + " (" + ImportedKey.at(said) + ")");
            }
            Statement owner = byId.putIfAbsent(id(said), said);
            if (owner != null && cpu(owner) != cpu(said)) {
                remarks.problems.add("APIC id " + hex(id(said)) + " is CPU " + cpu(owner) + "'s ("
                        + ImportedKey.at(owner) + ") or CPU " + cpu(said) + "'s (" + ImportedKey.at(said) + ")");
            }
        }
    }

    private List<Integer> firmwareIds() {
        Set<Integer> ids = new LinkedHashSet<>();
        record.all(Topic.FIRMWARE_ID).forEach(said -> ids.add(said.number()));
        record.all(Topic.REFUSED_ID).forEach(said -> ids.remove(said.number()));
        return List.copyOf(ids);
    }

    /** An id of a CPU that was there at boot and that firmware does not list: the files are of two machines. */
    private void foreignIds() {
        List<Integer> listed = firmwareIds();
        int atBoot = record.last(Topic.PRESENT).map(Statement::number).orElse(present);
        idOf.forEach((cpu, said) -> {
            if (!listed.isEmpty() && cpu < atBoot && !listed.contains(id(said))) {
                remarks.problems.add("CPU " + cpu + " has APIC id " + hex(id(said)) + " (" + ImportedKey.at(said)
                        + "), which firmware does not list (" + ImportedKey.at(record.all(Topic.FIRMWARE_ID)) + ")");
            }
        });
    }

    private ImportedKey ids() {
        Integer[] ids = new Integer[present];
        idOf.forEach((cpu, said) -> ids[cpu] = id(said));
        boolean direct = !idOf.isEmpty();
        foreignIds();
        List<Integer> rest = new ArrayList<>(firmwareIds());
        rest.removeAll(Stream.of(ids).filter(id -> id != null).toList());
        boolean listed = !rest.isEmpty();
        // The CPU that boots is CPU 0 and mostly first in the list; the kernel numbers the others in the list's order.
        List<Integer> filled = new ArrayList<>();
        for (int cpu = 0; cpu < present && !rest.isEmpty(); cpu++) {
            if (ids[cpu] == null) {
                ids[cpu] = rest.remove(0);
                filled.add(cpu);
            }
        }
        if (!rest.isEmpty()) {
            remarks.notes.add("firmware lists " + firmwareIds().size() + " APICs, " + present
                    + " CPUs are present; left out: " + hex(rest));
        }
        List<Integer> missing = new ArrayList<>();
        List<Integer> taken =
                new ArrayList<>(Stream.of(ids).filter(id -> id != null).toList());
        for (int cpu = 0; cpu < present; cpu++) {
            if (ids[cpu] == null) {
                int id = cpu;
                while (taken.contains(id)) {
                    id++;
                }
                ids[cpu] = id;
                taken.add(id);
                missing.add(cpu);
            }
        }
        if (!missing.isEmpty()) {
            CpuSet cpus = CpuSet.of(missing.stream().mapToInt(Integer::intValue).toArray());
            remarks.assumed.add("APIC ids of CPUs " + cpus + ": the number, or the next id that is free: "
                    + MachineWords.ids(missing.stream().map(cpu -> ids[cpu]).toList()));
        } else if (listed && !filled.equals(List.of(0))) {
            remarks.assumed.add(
                    "CPU numbers: CPU 0 boots and is first in firmware's list, the others follow in its order");
        }
        return new ImportedKey(list(List.of(ids)), whyIds(direct, listed, missing.size()));
    }

    private String whyIds(boolean direct, boolean listed, int missing) {
        List<String> why = new ArrayList<>();
        if (direct) {
            why.add(ImportedKey.at(List.copyOf(idOf.values())));
        }
        if (listed) {
            why.add(ImportedKey.at(record.all(Topic.FIRMWARE_ID)));
        }
        if (missing > 0) {
            why.add(missing == present ? "assumed" : missing + " of them assumed");
        }
        return String.join("; ", why);
    }

    private static String list(List<Integer> ids) {
        boolean small = ids.stream().allMatch(id -> id >= 0 && id <= 15);
        return "["
                + String.join(
                        ", ",
                        ids.stream()
                                .map(id -> small ? Integer.toString(id) : hex(id))
                                .toList())
                + "]";
    }

    private static String hex(List<Integer> ids) {
        return String.join(", ", ids.stream().map(ImportedCpus::hex).toList());
    }

    static String hex(int id) {
        return String.format(Locale.ROOT, "0x%02x", id);
    }

    // --- which of them ---

    private CpuSet present(CpuSet cpus) {
        return cpus.intersect(CpuSet.firstN(present));
    }

    /** Those that were ever started; of what is not known it is assumed. */
    private CpuSet booted() {
        CpuSet cpus = CpuSet.of(0);
        for (Topic topic : List.of(Topic.STARTED, Topic.WENT_OFFLINE, Topic.ONLINE_NOW)) {
            for (Statement said : record.all(topic)) {
                cpus = cpus.with(said.number());
            }
        }
        for (Statement said : record.all(Topic.FAILED)) {
            cpus = cpus.without(said.number());
        }
        int count = record.last(Topic.ONLINE_COUNT).map(Statement::number).orElse(0);
        if (count > cpus.size()) {
            if (record.has(Topic.STARTED)) {
                remarks.notes.add("lines about CPUs that were started are missing: " + cpus.size() + " are named, "
                        + count + " are counted");
            }
            if (count < present) {
                remarks.assumed.add("CPUs on line: the first " + count);
            }
            cpus = cpus.union(CpuSet.firstN(Math.min(count, present)));
        } else if (count == 0 && !record.has(Topic.STARTED) && !cpus.containsAll(CpuSet.firstN(present))) {
            int limit = Math.min(present, boot.maxCpus().orElse(present));
            cpus = cpus.union(CpuSet.firstN(limit));
            remarks.assumed.add(
                    limit == present
                            ? "every CPU present was started"
                            : "CPUs started: the first " + limit + ", as many as the command line allows");
        }
        return present(cpus);
    }

    private CpuSet online(CpuSet booted) {
        if (record.has(Topic.ONLINE_NOW)) {
            CpuSet now = CpuSet.empty();
            for (Statement said : record.all(Topic.ONLINE_NOW)) {
                now = now.with(said.number());
            }
            for (Statement said : record.all(Topic.OFFLINE_NOW)) {
                if (now.contains(said.number())) {
                    remarks.problems.add("CPU " + said.number() + " is off line (" + ImportedKey.at(said)
                            + ") or on line ("
                            + ImportedKey.at(record.all(Topic.ONLINE_NOW).stream()
                                    .filter(other -> other.number() == said.number())
                                    .findFirst()
                                    .orElseThrow())
                            + ")");
                }
            }
            return present(now);
        }
        CpuSet online = booted;
        for (Statement said : record.statements()) {
            if (said.topic() == Topic.WENT_OFFLINE) {
                online = online.without(said.number());
            } else if (said.topic() == Topic.STARTED && booted.contains(said.number())) {
                online = online.with(said.number());
            }
        }
        return online;
    }

    private String whyOnline() {
        for (Topic topic : List.of(Topic.ONLINE_NOW, Topic.WENT_OFFLINE, Topic.STARTED, Topic.ONLINE_COUNT)) {
            if (record.has(topic)) {
                return ImportedKey.at(record.all(topic));
            }
        }
        return "assumed";
    }
}
