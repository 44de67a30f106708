package dev.kdumpstop.evidence.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One file, line by line. A serial console's log may hold several boots, among them the capture kernel's after a crash:
 * each begins with "Linux version".
 */
final class BootFile {
    private static final Pattern BEGINNING = Pattern.compile(KernelRules.BEGINNING);
    private static final Pattern QEMU =
            Pattern.compile("(?:\\w+@[\\d.]+:)?(?:io)?apic_\\w+ |(?:\\w+@[\\d.]+:)?memory_region_ops_|ctplug@");
    private static final Pattern OTHER_MACHINE = Pattern.compile(
            "Booting Linux on physical CPU|Machine model: |Using .* machine description|SBI specification v");
    private static final Pattern HOCON = Pattern.compile("(?:release|apic-ids|architecture|cpus|online|boot) *[=:].*");
    /** A log of a kernel, though none of its lines says anything of use. */
    private static final Pattern KERNEL = Pattern.compile("\\[ {0,8}\\d+\\.\\d{6}\\]");

    private static final List<Rule> RULES = Stream.of(KernelRules.ALL, CpuRules.ALL, PlatformRules.ALL)
            .flatMap(List::stream)
            .toList();

    private final String name;
    private final List<List<Statement>> boots = new ArrayList<>();
    private final List<Statement> now = new ArrayList<>();
    private final CpuinfoReader cpuinfo = new CpuinfoReader();
    private final LscpuReader lscpu = new LscpuReader();
    private int number;
    private int stamped;
    private int qemu;
    private int hocon;
    private int text;
    private boolean otherMachine;

    BootFile(String name) {
        this.name = name;
        boots.add(new ArrayList<>());
    }

    /** Reads the next line. */
    void line(String raw) {
        number++;
        text += raw.isBlank() ? 0 : 1;
        stamped += KERNEL.matcher(raw).find() ? 1 : 0;
        qemu += QEMU.matcher(raw).lookingAt() ? 1 : 0;
        hocon += HOCON.matcher(raw.strip()).matches() ? 1 : 0;
        for (String line : LogText.lines(raw)) {
            otherMachine |= OTHER_MACHINE.matcher(line).lookingAt();
            LogLine where = new LogLine(name, number, line);
            if (BEGINNING.matcher(line).lookingAt()
                    && boots.get(boots.size() - 1).stream().anyMatch(said -> said.topic() == Topic.RELEASE)) {
                boots.add(new ArrayList<>());
            }
            List<Statement> boot = boots.get(boots.size() - 1);
            int before = boot.size();
            Says says = (topic, value) -> boot.add(new Statement(topic, value, where));
            for (Rule rule : RULES) {
                if (rule.read(line, says)) {
                    break;
                }
            }
            Says saysNow = (topic, value) -> now.add(new Statement(topic, value, where));
            if (boot.size() == before && !cpuinfo.read(line, saysNow)) {
                lscpu.read(line, saysNow);
            }
        }
    }

    /** What the file says: the last boot that tells how many CPUs there are and is no capture kernel's, and the present. */
    List<Statement> statements() {
        if (otherMachine) {
            return List.of();
        }
        List<Statement> statements = new ArrayList<>(boots.get(chosen()));
        statements.addAll(now);
        return statements;
    }

    private int chosen() {
        for (int boot = boots.size() - 1; boot > 0; boot--) {
            if (tellsCpus(boots.get(boot)) && !isCapture(boots.get(boot))) {
                return boot;
            }
        }
        return 0;
    }

    private static boolean tellsCpus(List<Statement> boot) {
        return boot.stream()
                .anyMatch(said -> said.topic() == Topic.PRESENT
                        || said.topic() == Topic.FIRMWARE_ID
                        || said.topic() == Topic.ONLINE_COUNT);
    }

    private static boolean isCapture(List<Statement> boot) {
        return boot.stream()
                .anyMatch(said ->
                        said.topic() == Topic.COMMAND_LINE && said.value().contains("elfcorehdr="));
    }

    /** What was left out. */
    Optional<String> note() {
        if (boots.size() == 1) {
            return Optional.empty();
        }
        long capture = boots.stream().filter(BootFile::isCapture).count();
        return Optional.of("holds " + boots.size() + " boots"
                + (capture == 0 ? "" : ", " + capture + (capture == 1 ? " of a capture kernel" : " of capture kernels"))
                + "; boot " + (chosen() + 1) + " is read: the last that tells its CPUs and is no capture kernel's");
    }

    /** Why nothing was found. */
    String whyEmpty() {
        String expected = "; expected " + BootRecordReader.EXPECTED;
        if (2 * qemu > text) {
            return "is QEMU's own log of APIC accesses, which names no CPUs" + expected;
        } else if (otherMachine) {
            return "is the boot log of a machine that has no x86 APIC" + expected;
        } else if (hocon > 0 && stamped == 0) {
            return "looks like a machine description; give it to --machine as it is";
        } else if (stamped > 0) {
            return "is a kernel's log, but its boot is missing: " + number
                    + " lines, none about CPUs or APICs. A ring buffer loses its beginning; expected the whole log, for"
                    + " example /var/log/dmesg or journalctl -k -b";
        }
        return "is not a boot log: " + number + " lines, none of them of a kernel" + expected;
    }
}
