package dev.kdumpstop.evidence.vector;

import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.option.NearestName;
import dev.kdumpstop.evidence.recording.JsonFields;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Turns one line into a vector. All that is wrong with the line is reported. */
final class VectorParser {
    private static final int LAST_VECTOR = 0xFF;

    private final Path file;
    private final JsonFields fields;
    private boolean failed;

    VectorParser(Path file, JsonFields fields) {
        this.file = file;
        this.fields = fields;
    }

    /** Empty, and reported, if anything of the line is missing, wrong or unknown. */
    Optional<ApicVector> parse() {
        String id = fields.text("id");
        String family = fields.text("family");
        String familyName = fields.optionalText("familyName").orElse("");
        String note = fields.optionalText("note").orElse("");
        String oracle = fields.text("oracle");
        ApicMode mode = mode();
        List<VectorCpu> cpus = cpus(mode);
        List<VectorWrite> writes = writes(cpus);
        Standing standing = standing();
        Optional<JsonFields> expect = fields.object("expect");
        close(fields);
        if (failed || expect.isEmpty()) {
            return Optional.empty();
        }
        ExpectationParser parser = new ExpectationParser(mode, cpus, writes);
        Optional<Expectation> expectation = parser.parse(expect.get());
        return expectation.map(value -> new ApicVector(
                file, fields.line(), id, family, familyName, note, oracle, mode, cpus, writes, value, standing));
    }

    /** Every key of the object has been asked for by now. */
    private void close(JsonFields object) {
        failed |= Keys.rejectUnknown(object) || object.failed();
    }

    private ApicMode mode() {
        String text = fields.text("mode");
        for (ApicMode mode : ApicMode.values()) {
            if (mode.name().toLowerCase(Locale.ROOT).equals(text)) {
                return mode;
            }
        }
        if (!fields.failed()) {
            fields.fail("`mode`: `" + text + "`", "xapic or x2apic");
        }
        return ApicMode.XAPIC;
    }

    // --- the machine
    // ---------------------------------------------------------------------------------------------------

    private List<VectorCpu> cpus(ApicMode mode) {
        List<VectorCpu> cpus = new ArrayList<>();
        Set<Integer> ids = new HashSet<>();
        for (JsonFields cpu : fields.objects("cpus")) {
            int id = (int) cpu.longInteger("apicId", 0, mode == ApicMode.X2APIC ? 0xFFFF_FFFEL : 0xFE);
            if (!ids.add(id)) {
                cpu.fail("APIC id " + id + " twice", "a different id for each CPU");
            }
            cpus.add(cpu(cpu, id, mode));
            close(cpu);
        }
        if (cpus.isEmpty() && !fields.failed()) {
            fields.fail("`cpus`: none", "at least the boot CPU");
        }
        return cpus;
    }

    private static VectorCpu cpu(JsonFields cpu, int id, ApicMode mode) {
        CpuState state = state(cpu);
        OptionalInt inService = cpu.isAbsent("inService")
                ? OptionalInt.empty()
                : OptionalInt.of(cpu.integer("inService", 0, LAST_VECTOR));
        OptionalInt lvtError =
                cpu.isAbsent("lvtError") ? OptionalInt.empty() : OptionalInt.of((int) cpu.hex("lvtError", 32));
        if (state.isAsAfterInit()) {
            return new VectorCpu(
                    id, state, OptionalInt.empty(), OptionalInt.empty(), LAST_VECTOR, 0, inService, lvtError);
        }
        OptionalInt ldr = OptionalInt.of((int) cpu.hex("ldr", 32));
        // In x2APIC mode there is no DFR; the key is null then.
        OptionalInt dfr = mode == ApicMode.X2APIC && cpu.isAbsent("dfr")
                ? OptionalInt.empty()
                : OptionalInt.of((int) cpu.hex("dfr", 32));
        int svr = (int) cpu.hex("svr", 32);
        int tpr = (int) cpu.hex("tpr", 8);
        return new VectorCpu(id, state, ldr, dfr, svr, tpr, inService, lvtError);
    }

    private static CpuState state(JsonFields cpu) {
        String text = cpu.text("state");
        List<String> known = new ArrayList<>();
        for (CpuState state : CpuState.values()) {
            if (state.key().equals(text)) {
                return state;
            }
            known.add(state.key());
        }
        if (cpu.has("state")) {
            cpu.fail("`state`: `" + text + "`", "a state" + NearestName.hint(text, known));
        }
        return CpuState.RAW;
    }

    // --- the steps
    // -----------------------------------------------------------------------------------------------------

    private List<VectorWrite> writes(List<VectorCpu> cpus) {
        List<VectorWrite> writes = new ArrayList<>();
        for (JsonFields step : fields.objects("writes")) {
            write(step, cpus).ifPresent(writes::add);
            close(step);
        }
        return writes;
    }

    private static Optional<VectorWrite> write(JsonFields step, List<VectorCpu> cpus) {
        String op = step.text("op");
        boolean backToBack = !step.isAbsent("backToBack") && step.flag("backToBack");
        return switch (op) {
            case "icr" ->
                Optional.of(new VectorWrite.Icr(
                        cpu(step, "sender", cpus),
                        (int) step.hex("icrHigh", 32),
                        (int) step.hex("icrLow", 32),
                        backToBack));
            case "regWrite" ->
                Optional.of(new VectorWrite.RegisterWrite(
                        cpu(step, "sender", cpus), offset(step), (int) step.hex("value", 32), backToBack));
            case "regRead" ->
                Optional.of(new VectorWrite.RegisterRead(cpu(step, "sender", cpus), offset(step), backToBack));
            case "esrRead" -> Optional.of(new VectorWrite.EsrRead(cpu(step, "sender", cpus), backToBack));
            case "releaseNmi" -> Optional.of(new VectorWrite.ReleaseNmi(cpu(step, "cpu", cpus), backToBack));
            case "settle" -> Optional.of(new VectorWrite.Settle(backToBack));
            default -> {
                if (step.has("op")) {
                    step.fail(
                            "`op`: `" + op + "`",
                            "an operation"
                                    + NearestName.hint(
                                            op,
                                            List.of("icr", "regWrite", "regRead", "esrRead", "releaseNmi", "settle")));
                }
                // What its keys mean nobody knows.
                step.skip(step.keys().toArray(new String[0]));
                yield Optional.empty();
            }
        };
    }

    private static int offset(JsonFields step) {
        int offset = (int) step.hex("offset", 12);
        if ((offset & 0xF) != 0) {
            step.fail(String.format(Locale.ROOT, "`offset`: 0x%03x", offset), "a multiple of 0x10");
        }
        return offset;
    }

    private static int cpu(JsonFields step, String key, List<VectorCpu> cpus) {
        int id = (int) step.longInteger(key, 0, 0xFFFF_FFFEL);
        boolean known = cpus.stream().anyMatch(cpu -> cpu.apicId() == id);
        if (!known && !step.failed()) {
            step.fail(
                    "`" + key + "`: no CPU with APIC id " + Integer.toUnsignedString(id),
                    "one of "
                            + cpus.stream()
                                    .map(cpu -> Integer.toUnsignedString(cpu.apicId()))
                                    .toList());
        }
        return id;
    }

    // --- what it is evidence for
    // ---------------------------------------------------------------------------------------

    private Standing standing() {
        boolean free = !fields.isAbsent("implementationDefined") && fields.flag("implementationDefined");
        List<String> why = texts("implementationDefinedWhy");
        List<FieldPattern> implementationDefined = patterns("implementationDefinedFields");
        if (free == implementationDefined.isEmpty() && !fields.failed()) {
            fields.fail(
                    "`implementationDefined`: " + free + " with " + (free ? "no" : implementationDefined.size())
                            + " `implementationDefinedFields`",
                    "true with the fields, or false without");
        }
        List<String> oracles = texts("oracles");
        boolean agree = !fields.isAbsent("oraclesAgree") && fields.flag("oraclesAgree");
        List<FieldPattern> differing = patterns("differing");
        String reading = fields.optionalText("sdmPlainReading").orElse("");
        if (!reading.isEmpty() && !reading.equals(Standing.AGREES) && !reading.startsWith("differs: ")) {
            fields.fail("`sdmPlainReading`: `" + reading + "`", "`agrees`, or `differs: ` and why");
        }
        return new Standing(implementationDefined, why, oracles, agree, differing, reading);
    }

    private List<String> texts(String key) {
        return fields.isAbsent(key) ? List.of() : fields.texts(key);
    }

    private List<FieldPattern> patterns(String key) {
        List<FieldPattern> patterns = new ArrayList<>();
        for (String text : texts(key)) {
            FieldPattern.parse(text)
                    .ifPresentOrElse(
                            patterns::add,
                            () -> fields.fail("`" + key + "`: `" + text + "`", FieldPattern.problem(text)));
        }
        return patterns;
    }
}
