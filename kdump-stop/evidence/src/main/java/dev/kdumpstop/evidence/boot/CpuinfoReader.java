package dev.kdumpstop.evidence.boot;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code /proc/cpuinfo}: a block for every CPU that is on line. */
final class CpuinfoReader {
    private static final Pattern FORM = Pattern.compile("(\\w[\\w ]*?)\\s*: ?(.*)");
    private static final List<String> OF_32_BITS = List.of("fdiv_bug", "f00f_bug", "coma_bug", "hlt_bug");

    private String cpu = "";
    private String family = "";

    /** Reads a line; false if it is none of this file's. */
    boolean read(String line, Says says) {
        Matcher matcher = FORM.matcher(line);
        if (!matcher.matches()) {
            return false;
        }
        String value = matcher.group(2).strip();
        if (matcher.group(1).equals("processor") && value.matches("\\d{1,4}")) {
            cpu = value;
            says.say(Topic.ONLINE_NOW, value);
            return true;
        }
        return !cpu.isEmpty() && read(matcher.group(1), value, says);
    }

    private boolean read(String key, String value, Says says) {
        switch (key) {
            case "apicid" -> {
                if (value.matches("\\d{1,9}")) {
                    says.say(Topic.CPU_ID, cpu + "=" + Integer.parseInt(value));
                }
            }
            case "vendor_id" -> CpuRules.vendor(value).ifPresentSays(says);
            case "cpu family" -> family = value;
            case "model" -> {
                if (cpu.equals("0") && family.matches("\\d{1,3}") && value.matches("\\d{1,3}")) {
                    says.say(Topic.FAMILY_MODEL, family + "/" + value);
                }
            }
            case "flags" -> {
                List<String> flags = List.of(value.split(" "));
                if (cpu.equals("0") && flags.contains("x2apic")) {
                    says.say(Topic.X2APIC_CAPABLE, "yes");
                }
                if (cpu.equals("0") && flags.contains("hypervisor")) {
                    says.say(Topic.HYPERVISOR, "by the CPU's flags");
                }
            }
            default -> {
                if (!OF_32_BITS.contains(key)) {
                    return false;
                }
                says.say(Topic.ARCHITECTURE, "i386");
            }
        }
        return true;
    }
}
