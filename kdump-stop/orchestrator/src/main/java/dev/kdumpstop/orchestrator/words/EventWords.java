package dev.kdumpstop.orchestrator.words;

import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.icr.Icr;
import dev.kdumpstop.api.icr.IcrWords;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.core.machine.CpuScript;
import dev.kdumpstop.orchestrator.CrashStop;
import java.util.List;
import java.util.Locale;

/** What happened in a run, in words. */
public final class EventWords {
    private EventWords() {}

    /** One entry in words. */
    public static String of(StopEvent event, CrashStop stop) {
        boolean x2apic = stop.machine().mode() == ApicMode.X2APIC;
        long a = event.a();
        long b = event.b();
        return switch (event.kind()) {
            case SENT ->
                b == 0
                        ? "sends " + icr(a, x2apic)
                        : "sends " + message(a) + (b > 0 ? " to CPU " + (b - 1) : " to several CPUs")
                                + ", not by its local APIC";
            case WRITE_DROPPED -> "writes the ICR while it is busy: the write " + icrHex(a, x2apic) + " is dropped";
            case OVERWRITTEN -> "will not get the message of CPU " + a + ": it was overwritten";
            case COMMAND_LOST -> "loses the command " + icr(a, x2apic) + ": another is written over it";
            case ACCEPTED -> "accepts " + message(b) + " of CPU " + a;
            case REFUSED -> "refuses " + message(b) + " of CPU " + a;
            case UNANSWERED -> "nobody answers " + icr(a, x2apic);
            case STATUS_IDLE -> "delivery status is idle again";
            case NMI_ENTRY -> "enters the NMI handler";
            case INTERRUPT_ENTRY ->
                String.format(Locale.ROOT, "enters the handler of %svector 0x%02x", b == 0 ? "" : "the spurious ", a);
            case RETURN -> "returns from the handler";
            case REGISTER_READ -> "reads " + register(a) + ": " + value(a, b, x2apic);
            case REGISTER_WRITE -> "writes " + register(a) + ": " + value(a, b, x2apic);
            case ICR_POLL ->
                "polls the ICR" + (b == 1 ? "" : " " + b + " times") + ": " + ((a & Icr.BUSY) == 0 ? "idle" : "busy")
                        + " (" + icrHex(a, x2apic) + (b == 1 ? ")" : " at the last)");
            case WAIT_BEGIN -> "waits for the ICR to become idle";
            case WAIT_DONE -> "goes on: the ICR is idle";
            case WAIT_TIMED_OUT -> "goes on: the wait has reached its limit, the ICR is still busy";
            case REGISTERS_SAVED -> "saves its registers";
            case ACKNOWLEDGED -> "acknowledges";
            case AWAIT_BEGIN -> "waits for the others to acknowledge";
            case AWAIT_END -> a == 1 ? "goes on: all have acknowledged" : "goes on: not all have acknowledged";
            case NOT_SENT -> "writes " + icr(a, x2apic) + ": not sent";
            case INIT_RECEIVED -> "is initialized and waits for its start-up message";
            case STARTED -> String.format(Locale.ROOT, "starts at 0x%02x000", a);
            case GENERAL_PROTECTION -> "faults (#GP) on " + register(a);
            case APIC_BASE_WRITE -> "writes IA32_APIC_BASE: " + hex(a);
            case ERROR_LATCHED -> "notes an error: ESR bit " + Long.numberOfTrailingZeros(a);
            case EOI_BROADCAST -> String.format(Locale.ROOT, "tells the I/O APICs that vector 0x%02x is over", a);
            case TIMER_EXPIRED -> "its timer expires";
            case HALTED -> "halts for ever";
            case IO_APIC_CLEARED -> "clears the I/O APIC";
            case OUTSIDE -> "from outside: " + outside((int) a, stop);
            case ENDED -> end(CpuScript.End.values()[(int) a]);
        };
    }

    private static String icr(long value, boolean x2apic) {
        // The machine keeps the destination in bits 63:32 in both modes.
        return IcrWords.sentence(Icr.ofX2apic(value), x2apic);
    }

    private static String message(long modeAndVector) {
        DeliveryMode mode = DeliveryMode.ofCode((int) modeAndVector >> 8);
        return mode.usesVector()
                ? String.format(Locale.ROOT, "%s 0x%02x", mode.words(), modeAndVector & 0xFF)
                : "the " + mode.words();
    }

    private static String register(long offset) {
        return ApicRegister.atOffset((int) offset).map(Enum::name).orElse(hex(offset));
    }

    private static String value(long offset, long value, boolean x2apic) {
        return offset == ApicRegister.ICR.offset() ? icrHex(value, x2apic) : hex(value);
    }

    /** In x2APIC mode the ICR is one register of 64 bits. */
    private static String icrHex(long value, boolean x2apic) {
        return x2apic ? String.format(Locale.ROOT, "%016x", value) : hex(value);
    }

    private static String hex(long value) {
        return String.format(Locale.ROOT, value >>> 32 == 0 ? "%08x" : "%016x", value);
    }

    private static String outside(int index, CrashStop stop) {
        List<ScheduledChange> schedule = stop.model().schedule();
        return index < schedule.size()
                ? schedule.get(index)
                        .change()
                        .getClass()
                        .getSimpleName()
                        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                        .toLowerCase(Locale.ROOT)
                : "change " + index;
    }

    private static String end(CpuScript.End end) {
        return switch (end) {
            case CAPTURE_KERNEL -> "enters the capture kernel";
            case RESTART -> "restarts the machine";
            case FAILED -> "the crash path fails";
            case DONE -> "done";
            case RESET -> "the machine resets";
        };
    }
}
