package dev.kdumpstop.api.machine;

import dev.kdumpstop.api.cpu.CpuSet;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.apiguardian.api.API;

/**
 * What firmware tells of machines that are no plain PC. Absent strings are empty.
 *
 * <pre>{@code
 * FirmwareMarks marks = FirmwareMarks.none().with(PlatformFlag.UV_ARCH_TYPE);
 * Firmware.plain().withMarks(marks).has(PlatformFlag.UV_ARCH_TYPE); // true
 * }</pre>
 *
 * @param acpiOem1Id OEM id of the ACPI table named OEM1 (es7000)
 * @param dsdtOemId OEM id of the DSDT (es7000)
 * @param es7000Entries how many entries of the es7000 OEM table the kernel reads with success; a whole table has 2
 * @param quadCpus CPUs on quad boards, which have a QIC of their own (voyager; the kernel reads it from the CAT bus)
 * @param flags what else is so
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record FirmwareMarks(
        String acpiOem1Id, String dsdtOemId, int es7000Entries, CpuSet quadCpus, Set<PlatformFlag> flags) {
    private static final FirmwareMarks NONE = new FirmwareMarks("", "", 2, CpuSet.empty(), Set.of());

    /** Copies the set. */
    public FirmwareMarks {
        flags = Collections.unmodifiableSet(new TreeSet<>(flags));
    }

    /** A plain PC. */
    public static FirmwareMarks none() {
        return NONE;
    }

    /** The same with the tables that tell an es7000. */
    public FirmwareMarks withEs7000(String oem1Id, String dsdtId, int entries) {
        return new FirmwareMarks(oem1Id, dsdtId, entries, quadCpus, flags);
    }

    /** The same with these CPUs on quad boards. */
    public FirmwareMarks withQuadCpus(CpuSet cpus) {
        return new FirmwareMarks(acpiOem1Id, dsdtOemId, es7000Entries, cpus, flags);
    }

    /** The same with one more flag. */
    public FirmwareMarks with(PlatformFlag flag) {
        TreeSet<PlatformFlag> more = new TreeSet<>(flags);
        more.add(flag);
        return new FirmwareMarks(acpiOem1Id, dsdtOemId, es7000Entries, quadCpus, more);
    }
}
