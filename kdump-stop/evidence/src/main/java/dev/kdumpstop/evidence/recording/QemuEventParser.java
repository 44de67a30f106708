package dev.kdumpstop.evidence.recording;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the events of QEMU's log that tell of interrupt controllers. Their formats are those of QEMU's
 * {@code hw/intc/trace-events} and {@code softmmu/trace-events} (later {@code system/trace-events}).
 */
final class QemuEventParser {
    private static final Set<String> USED = Set.of(
            "apic_mem_readl",
            "apic_mem_writel",
            "apic_register_read",
            "apic_register_write",
            "apic_deliver_irq",
            "apic_local_deliver",
            "cpu_set_apic_base",
            "ioapic_mem_write",
            "memory_region_ops_read",
            "memory_region_ops_write",
            "pic_ioport_write");

    private static final Set<String> NOT_USED = Set.of(
            "apic_report_irq_delivered",
            "apic_reset_irq_delivered",
            "apic_get_irq_delivered",
            "cpu_get_apic_base",
            "ioapic_mem_read",
            "ioapic_set_irq",
            "pic_ioport_read");

    private static final String OTHER = "other lines";

    private final ProblemLog problems;
    private final QemuAccesses accesses;
    private final SortedMap<String, Integer> ignored = new TreeMap<>();
    private final Set<String> unknown = new HashSet<>();

    QemuEventParser(ProblemLog problems, QemuAccesses accesses) {
        this.problems = problems;
        this.accesses = accesses;
    }

    SortedMap<String, Integer> ignored() {
        return ignored;
    }

    /**
     * Takes a line.
     *
     * @param terminated whether the line had its line end
     * @return whether it is an event that this reader uses
     */
    boolean accept(QemuLogLine line, boolean terminated) {
        String event = line.event();
        if (line.plugIn()) {
            ignore("plug-in lines");
            return false;
        }
        if (!terminated && isCut(line)) {
            problems.error(
                    line.number(),
                    "the end of the file in the middle of a line: " + ProblemLog.quote(line.text()),
                    "a whole line: the file is cut off");
            return USED.contains(event);
        }
        if (USED.contains(event)) {
            use(line);
            return true;
        }
        if (event.startsWith("apic_") && !NOT_USED.contains(event) && unknown.add(event)) {
            problems.warning(
                    line.number(), "the event " + ProblemLog.quote(event) + " (reported once)", "an event known here");
        }
        ignore(NOT_USED.contains(event) || event.startsWith("apic_") ? event : OTHER);
        return false;
    }

    /** Numbers of a fixed width show that they are whole; of other events nobody can know. */
    private static boolean isCut(QemuLogLine line) {
        if (line.event().startsWith("apic_mem_") && USED.contains(line.event())) {
            int value = line.text().lastIndexOf(" = 0x");
            return value < 0 || line.text().length() != value + 5 + 8;
        }
        for (String used : USED) {
            if (used.startsWith(line.event())) {
                return true;
            }
        }
        return false;
    }

    private void use(QemuLogLine line) {
        switch (line.event()) {
            case "apic_mem_readl":
                memory(line, false);
                break;
            case "apic_mem_writel":
                memory(line, true);
                break;
            case "apic_register_read":
                register(line, false);
                break;
            case "apic_register_write":
                register(line, true);
                break;
            case "memory_region_ops_read":
                region(line, false);
                break;
            case "memory_region_ops_write":
                region(line, true);
                break;
            case "ioapic_mem_write":
                ioApic(line);
                break;
            default:
                other(line);
        }
    }

    private void memory(QemuLogLine line, boolean write) {
        LogCursor cursor = line.arguments();
        int offset = (int) cursor.hex(12);
        long value = cursor.skip(" = ").hex(32);
        if (!cursor.isDone() || offset % 16 != 0) {
            broken(line, line.event() + " 0xOFFSET = 0xVALUE, the offset a multiple of 0x10 below 0x1000");
            return;
        }
        accesses.logged(line, action(write, offset, value, AccessPath.MMIO));
    }

    private void register(QemuLogLine line, boolean write) {
        LogCursor cursor = line.arguments();
        int number = (int) cursor.skip("register ").hex(8);
        long value = cursor.skip(" = ").hex(64);
        if (!cursor.isDone()) {
            broken(line, line.event() + " register 0xNUMBER = 0xVALUE, the number at most 0xff");
            return;
        }
        accesses.logged(line, action(write, number << 4, value, AccessPath.UNKNOWN));
    }

    private static RecordedAction.RegisterAccess action(boolean write, int offset, long value, AccessPath path) {
        return write
                ? new RecordedAction.RegisterWrite(offset, value, path)
                : new RecordedAction.RegisterRead(offset, value, path);
    }

    private void region(QemuLogLine line, boolean write) {
        LogCursor cursor = line.arguments();
        int cpu = (int) cursor.skip("cpu ").decimal(-1, 1 << 16);
        cursor.skip(" mr ").hex(64);
        long address = cursor.skip(" addr ").hex(64);
        long value = cursor.skip(" value ").hex(64);
        long size = cursor.skip(" size ").decimal(1, 16);
        // Older QEMU does not name the region.
        boolean named = cursor.startsWith(" name ");
        String name = named ? cursor.skip(" name ").quoted() : "";
        if (!cursor.isDone()) {
            broken(
                    line,
                    line.event() + " cpu N mr 0xPOINTER addr 0xADDRESS value 0xVALUE size N name 'NAME', numbers of at"
                            + " most 64 bits");
            return;
        }
        accesses.namedCpu(line, cpu);
        boolean apic = named ? name.equals("apic-msi") : address >>> 20 == 0xfee;
        if (!apic) {
            ignore("memory accesses of other devices");
        } else if ((address & 0xfffff) >= 0x1000 || (address & 0xfffff) < 0x10) {
            // QEMU takes a write to the unused first 16 bytes of the page for a message as well.
            if (write) {
                accesses.add(line, cpu, new RecordedAction.MsiWrite(address, value));
            } else {
                ignore("reads outside of the APIC's register page");
            }
        } else if (size != 4 || (address & 0xf) != 0 || !Hex.fits(value, 32)) {
            problems.warning(
                    line.number(),
                    "an access that no APIC register answers: " + ProblemLog.quote(line.text()),
                    "size 4, an address that is a multiple of 0x10, a value of 32 bits");
            ignore("accesses that no APIC register answers");
        } else {
            accesses.seenInMemory(line, cpu, action(write, (int) address & 0xfff, value, AccessPath.MMIO));
        }
    }

    private void ioApic(QemuLogLine line) {
        LogCursor cursor = line.arguments();
        long address = cursor.skip("ioapic mem write addr ").hex(8);
        int register = (int) cursor.skip(" regsel: ").hex(8);
        cursor.skip(" size ").hex(8);
        long value = cursor.skip(" val ").hex(32);
        if (!cursor.isDone()) {
            broken(line, "ioapic_mem_write ioapic mem write addr 0xA regsel: 0xR size 0xS val 0xV");
        } else if (address == 0x10) {
            accesses.addOnLastCpu(line, new RecordedAction.IoApicWrite(register, value));
        } else {
            // The register select (0x0) is in the data write's regsel; 0x40 is the EOI register.
            ignore("I/O APIC register selects and EOIs");
        }
    }

    private void other(QemuLogLine line) {
        LogCursor cursor = line.arguments();
        Optional<RecordedAction> action;
        String form;
        switch (line.event()) {
            case "apic_deliver_irq":
                form = "apic_deliver_irq dest N dest_mode 0-1 delivery_mode 0-7 vector 0-255 trigger_mode 0-1";
                action = Optional.of(deviceInterrupt(cursor));
                break;
            case "apic_local_deliver":
                form = "apic_local_deliver vector 0-5 delivery mode 0-7";
                action = localDelivery(cursor);
                break;
            case "cpu_set_apic_base":
                form = "cpu_set_apic_base 0xVALUE";
                action = Optional.of(new RecordedAction.ApicBaseWrite(cursor.hex(64)));
                break;
            default:
                form = "pic_ioport_write master 0-1 addr 0xA val 0xV";
                action = Optional.of(picWrite(cursor));
        }
        if (cursor.isDone() && action.isPresent()) {
            accesses.add(line, -1, action.get());
        } else {
            broken(line, form);
        }
    }

    private static RecordedAction deviceInterrupt(LogCursor cursor) {
        int destination = (int) cursor.skip("dest ").decimal(0, Integer.MAX_VALUE);
        boolean logical = cursor.skip(" dest_mode ").decimal(0, 1) == 1;
        int mode = (int) cursor.skip(" delivery_mode ").decimal(0, 7);
        int vector = (int) cursor.skip(" vector ").decimal(0, 255);
        boolean level = cursor.skip(" trigger_mode ").decimal(0, 1) == 1;
        return new RecordedAction.DeviceInterrupt(destination, logical, mode, vector, level);
    }

    private static Optional<RecordedAction> localDelivery(LogCursor cursor) {
        Optional<LocalSource> source =
                LocalSource.ofQemuNumber(cursor.skip("vector ").decimal(0, 5));
        int mode = (int) cursor.skip(" delivery mode ").decimal(0, 7);
        return source.map(known -> new RecordedAction.LocalSourceFired(known, mode));
    }

    private static RecordedAction picWrite(LogCursor cursor) {
        boolean master = cursor.skip("master ").decimal(0, 1) == 1;
        int port = (int) cursor.skip(" addr ").hex(4);
        int value = (int) cursor.skip(" val ").hex(8);
        return new RecordedAction.PicWrite((master ? 0x20 : 0xa0) + port, value);
    }

    private void broken(QemuLogLine line, String form) {
        problems.error(line.number(), ProblemLog.quote(line.text()), form);
    }

    private void ignore(String what) {
        ignored.merge(what, 1, Integer::sum);
    }
}
