package dev.kdumpstop.evidence.recording;

import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** CPU numbers as the kernel prints them: {@code 0-1,3}. */
final class CpuList {
    /** More than any kernel supports; keeps a wrong range from filling the memory. */
    private static final int MOST_CPUS = 1 << 16;

    private CpuList() {}

    /** Empty if this is no such list. */
    static Optional<SortedSet<Integer>> parse(String text) {
        SortedSet<Integer> cpus = new TreeSet<>();
        for (String part : text.split(",", -1)) {
            int dash = part.indexOf('-');
            int first = number(dash < 0 ? part : part.substring(0, dash));
            int last = dash < 0 ? first : number(part.substring(dash + 1));
            if (first < 0 || last < first) {
                return Optional.empty();
            }
            for (int cpu = first; cpu <= last; cpu++) {
                cpus.add(cpu);
            }
        }
        return Optional.of(cpus);
    }

    private static int number(String digits) {
        int number = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = 10 * number + (c - '0');
            if (number >= MOST_CPUS) {
                return -1;
            }
        }
        return digits.isEmpty() ? -1 : number;
    }
}
