package dev.kdumpstop.orchestrator.words;

import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.MachineSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** A machine in words. */
public final class MachineWords {
    /** Longer lists of ids are shortened. */
    private static final int LONGEST_IDS = 60;

    private MachineWords() {}

    /** CPUs, APICs and what carries messages, in a line. */
    public static String of(MachineSpec machine) {
        StringBuilder text = new StringBuilder();
        text.append(machine.cpuCount()).append(machine.cpuCount() == 1 ? " CPU" : " CPUs");
        if (machine.maps().online().size() != machine.cpuCount()) {
            text.append(" (online ").append(machine.maps().online()).append(')');
        }
        text.append(", APIC ids ").append(ids(machine.apicIds()));
        text.append(", ").append(machine.mode() == ApicMode.X2APIC ? "x2APIC" : "xAPIC");
        text.append(" mode, ").append(machine.interconnect().id());
        if (!machine.boot().values().isEmpty()) {
            text.append(", booted with ").append(machine.boot());
        }
        return text.toString();
    }

    /** {@code 0-7} or {@code 0x00-0x03,0x10-0x13}; of a long list its beginning and its end. */
    public static String ids(List<Integer> ids) {
        boolean hex = ids.stream().anyMatch(id -> id < 0 || id > 15) && !isCounted(ids);
        List<String> parts = new ArrayList<>();
        for (int from = 0; from < ids.size(); ) {
            int to = from;
            while (to + 1 < ids.size() && ids.get(to + 1) == ids.get(to) + 1) {
                to++;
            }
            String first = id(ids.get(from), hex);
            parts.add(to == from ? first : first + (to == from + 1 ? "," : "-") + id(ids.get(to), hex));
            from = to + 1;
        }
        String all = String.join(",", parts);
        return all.length() <= LONGEST_IDS
                ? all
                : String.join(",", parts.subList(0, 3)) + ",...,"
                        + String.join(",", parts.subList(parts.size() - 2, parts.size()));
    }

    private static boolean isCounted(List<Integer> ids) {
        return IntStream.range(0, ids.size()).allMatch(i -> ids.get(i) == i);
    }

    private static String id(int id, boolean hex) {
        return hex ? String.format(Locale.ROOT, "0x%02x", id) : Integer.toUnsignedString(id);
    }
}
