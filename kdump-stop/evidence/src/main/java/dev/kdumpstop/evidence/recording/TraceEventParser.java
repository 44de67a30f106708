package dev.kdumpstop.evidence.recording;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads the event lines of {@code linux-crash-trace/1}. {@code decoded} is not read: it says in words what {@code value}
 * says, and {@code value} is what the CPU wrote.
 */
final class TraceEventParser {
    private static final int ICR = 0x300;
    private static final int ICR2 = 0x310;
    private static final int ANY_CPU = 1 << 16;

    private final ProblemLog problems;
    private final int lastCpu;
    private final Set<String> unknownKeys = new HashSet<>();
    private int nextIndex;

    /** The header's maps, if there are any, bound the CPU numbers. */
    TraceEventParser(ProblemLog problems, Optional<RecordedMaps> maps) {
        this.problems = problems;
        this.lastCpu = maps.isPresent() ? maps.get().cpus() - 1 : ANY_CPU;
    }

    /** Counts a line that was no JSON, so that the event after it is not reported as out of order. */
    void skipEvent() {
        nextIndex++;
    }

    /** Empty, and reported, if something of the event is missing or wrong. */
    Optional<RecordedEvent> parse(ObjectNode object, int line) {
        JsonFields fields = new JsonFields(object, "", line, problems);
        int index = fields.integer("i", 0, Integer.MAX_VALUE);
        if (fields.failed()) {
            skipEvent();
        } else {
            checkOrder(fields, index);
        }
        OptionalLong time = OptionalLong.of(fields.longInteger("t", 0, Long.MAX_VALUE));
        OptionalLong instructions = fields.optionalLong("ic");
        OptionalInt cpu = fields.integerOrNull("cpu", 0, lastCpu);
        boolean capture = isCapture(fields);
        Optional<RecordedAction> action = action(fields);
        Optional<String> function = fields.optionalText("fn");
        if (action.isEmpty() || fields.failed()) {
            return Optional.empty();
        }
        reportUnknownKeys(fields);
        return Optional.of(new RecordedEvent(
                line, index, time, instructions, cpu, OptionalLong.empty(), capture, function, action.get()));
    }

    /** An event out of order is kept, but whoever relies on the order has been told. */
    private void checkOrder(JsonFields fields, int index) {
        if (index != nextIndex) {
            problems.error(
                    fields.line(),
                    "event number " + index,
                    index > nextIndex
                            ? "event number " + nextIndex + ": events are missing"
                            : "event number " + nextIndex + ": events are out of order");
        }
        nextIndex = index + 1;
    }

    private boolean isCapture(JsonFields fields) {
        Optional<String> phase = fields.optionalText("phase");
        if (phase.isPresent() && !phase.get().equals("capture")) {
            fields.fail("`phase`: " + ProblemLog.quote(phase.get()), "`capture`, or no `phase`");
        }
        return phase.isPresent();
    }

    private Optional<RecordedAction> action(JsonFields fields) {
        String op = fields.text("op");
        switch (op) {
            case "icr-write":
            case "reg-write":
                return Optional.of(write(fields, op));
            case "icr-read":
            case "reg-read":
                return Optional.of(read(fields, op));
            case "deliver":
                return delivery(fields);
            case "local-deliver":
                return localDelivery(fields);
            case "ioapic-write":
                fields.skip("address");
                return Optional.of(
                        new RecordedAction.IoApicWrite((int) fields.hex("register", 8), fields.hex("value", 32)));
            case "pic-write":
                return Optional.of(
                        new RecordedAction.PicWrite((int) fields.hex("address", 16), (int) fields.hex("value", 8)));
            case "msi-write":
                return Optional.of(new RecordedAction.MsiWrite(fields.hex("address", 64), fields.hex("value", 32)));
            case "apic-base-write":
                return Optional.of(new RecordedAction.ApicBaseWrite(fields.hex("value", 64)));
            case "mark":
                return Optional.of(new RecordedAction.Mark(fields.text("what"), fields.hex("pc", 64)));
            case "func":
                return Optional.of(new RecordedAction.FunctionEntered(fields.text("fn")));
            case "":
                // A missing op is reported already.
                if (!fields.failed()) {
                    unknownOp(fields, op);
                }
                return Optional.empty();
            default:
                unknownOp(fields, op);
                return Optional.empty();
        }
    }

    private static void unknownOp(JsonFields fields, String op) {
        fields.fail(
                "`op`: " + ProblemLog.quote(op),
                "one of icr-write, icr-read, reg-write, reg-read, deliver, local-deliver, ioapic-write, pic-write,"
                        + " msi-write, apic-base-write, mark, func");
    }

    private static RecordedAction write(JsonFields fields, String op) {
        int offset = offset(fields, op);
        AccessPath path = path(fields, offset);
        return new RecordedAction.RegisterWrite(offset, fields.hex("value", bits(path)), path);
    }

    private static RecordedAction read(JsonFields fields, String op) {
        int offset = offset(fields, op);
        AccessPath path = path(fields, offset);
        return new RecordedAction.RegisterRead(offset, fields.hex("value", bits(path)), path);
    }

    private static int bits(AccessPath path) {
        return path == AccessPath.MSR ? 64 : 32;
    }

    private static int offset(JsonFields fields, String op) {
        int offset = (int) fields.hex("offset", 12);
        String name = fields.text("register");
        fields.skip("decoded");
        if (fields.failed()) {
            return offset;
        }
        boolean icr = offset == ICR || offset == ICR2;
        if (offset % 16 != 0) {
            fields.fail("`offset`: " + Hex.of(offset), "a multiple of 0x10");
        } else if (!RegisterNames.agree(name, offset)) {
            fields.fail(
                    "`register` " + ProblemLog.quote(name) + " at `offset` " + Hex.of(offset),
                    "offset " + RegisterNames.offsetOf(name));
        } else if (icr != op.startsWith("icr")) {
            fields.fail("`op` " + op + " at `offset` " + Hex.of(offset), icr ? "an icr op" : "a reg op");
        }
        return offset;
    }

    private static AccessPath path(JsonFields fields, int offset) {
        Optional<String> access = fields.optionalText("access");
        if (access.isEmpty()) {
            return AccessPath.MMIO;
        }
        if (!access.get().equals("msr")) {
            fields.fail("`access`: " + ProblemLog.quote(access.get()), "`msr`, or no `access`");
            return AccessPath.MMIO;
        }
        int msr = (int) fields.hex("msr", 16);
        int expected = 0x800 + (offset >> 4);
        if (!fields.failed() && msr != expected) {
            fields.fail("`msr`: " + Hex.of(msr), Hex.of(expected) + ", the MSR of offset " + Hex.of(offset));
        }
        return AccessPath.MSR;
    }

    private static Optional<RecordedAction> delivery(JsonFields fields) {
        String kind = fields.text("kind");
        int vector = fields.integer("vector", 0, 255);
        switch (kind) {
            case "nmi":
                fields.skip("handler");
                return Optional.of(new RecordedAction.NmiTaken());
            case "fixed":
                fields.skip("handler");
                return Optional.of(new RecordedAction.FixedVectorTaken(vector));
            case "msi-or-ioapic":
                return Optional.of(new RecordedAction.DeviceInterrupt(
                        fields.integer("dest", 0, Integer.MAX_VALUE),
                        choice(fields, "destMode", "physical", "logical"),
                        deliveryMode(fields),
                        vector,
                        choice(fields, "trigger", "edge", "level")));
            default:
                fields.fail("`kind`: " + ProblemLog.quote(kind), "one of nmi, fixed, msi-or-ioapic");
                return Optional.empty();
        }
    }

    private static Optional<RecordedAction> localDelivery(JsonFields fields) {
        String name = fields.text("lvt");
        Optional<LocalSource> source = LocalSource.ofLabel(name);
        if (source.isEmpty()) {
            fields.fail("`lvt`: " + ProblemLog.quote(name), "one of timer, thermal, performance, lint0, lint1, error");
            return Optional.empty();
        }
        return Optional.of(new RecordedAction.LocalSourceFired(source.get(), deliveryMode(fields)));
    }

    private static boolean choice(JsonFields fields, String key, String no, String yes) {
        String text = fields.text(key);
        if (!text.equals(no) && !text.equals(yes) && !fields.failed()) {
            fields.fail("`" + key + "`: " + ProblemLog.quote(text), no + " or " + yes);
        }
        return text.equals(yes);
    }

    /** The three-bit number of a delivery mode (SDM vol. 3, "Interrupt Command Register"), from its name. */
    private static int deliveryMode(JsonFields fields) {
        String text = fields.text("deliveryMode");
        switch (text.toLowerCase(Locale.ROOT)) {
            case "fixed":
                return 0;
            case "lowest":
            case "lowest-priority":
            case "lowest priority":
                return 1;
            case "smi":
                return 2;
            case "nmi":
                return 4;
            case "init":
                return 5;
            case "startup":
            case "start-up":
            case "sipi":
                return 6;
            case "extint":
                return 7;
            default:
                fields.fail(
                        "`deliveryMode`: " + ProblemLog.quote(text),
                        "one of fixed, lowest, smi, nmi, init, startup, extint");
                return 0;
        }
    }

    private void reportUnknownKeys(JsonFields fields) {
        for (String key : fields.unknownKeys()) {
            if (unknownKeys.add(key)) {
                problems.warning(
                        fields.line(),
                        "`" + key + "` in an event (reported once)",
                        "a key of linux-crash-trace/1; not used");
            }
        }
    }
}
