package dev.kdumpstop.evidence.boot;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code lscpu -e}, a table with a row for every CPU, and plain {@code lscpu}. */
final class LscpuReader {
    private static final Pattern SUMMARY = Pattern.compile("([A-Z][\\w() -]*?):\\s+(\\S.*)");

    private static final Set<String> COLUMNS = Set.of("NODE", "SOCKET", "CORE", "ONLINE");

    private int onlineColumn = -1;
    private boolean table;

    /** Reads a line; false if it is none of this file's. */
    boolean read(String line, Says says) {
        List<String> words = List.of(line.strip().split("\\s+"));
        if (words.get(0).equals("CPU") && words.stream().anyMatch(COLUMNS::contains)) {
            onlineColumn = words.indexOf("ONLINE");
            table = true;
            return true;
        }
        if (table && words.get(0).matches("\\d{1,4}")) {
            String online = onlineColumn >= 0 && onlineColumn < words.size() ? words.get(onlineColumn) : "yes";
            says.say(online.matches("(?i)no?") ? Topic.OFFLINE_NOW : Topic.ONLINE_NOW, words.get(0));
            return true;
        }
        table = false;
        Matcher matcher = SUMMARY.matcher(line);
        return matcher.matches() && summary(matcher.group(1), matcher.group(2).strip(), says);
    }

    private static boolean summary(String key, String value, Says says) {
        switch (key) {
            case "Architecture" -> says.say(Topic.ARCHITECTURE, value.matches("i[3-6]86") ? "i386" : value);
            case "On-line CPU(s) list" -> list(Topic.ONLINE_NOW, value, says);
            case "Off-line CPU(s) list" -> list(Topic.OFFLINE_NOW, value, says);
            case "Vendor ID" -> CpuRules.vendor(value).ifPresentSays(says);
            case "Hypervisor vendor" -> says.say(Topic.HYPERVISOR, value);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** {@code 0-3,6}. */
    private static void list(Topic topic, String text, Says says) {
        for (String part : text.split(",")) {
            if (part.matches("\\d{1,4}(?:-\\d{1,4})?")) {
                String[] ends = part.split("-");
                int last = Integer.parseInt(ends[ends.length - 1]);
                for (int cpu = Integer.parseInt(ends[0]); cpu <= last; cpu++) {
                    says.say(topic, cpu);
                }
            }
        }
    }
}
