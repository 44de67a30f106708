package dev.kdumpstop.evidence.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.evidence.recording.ProblemLog;
import dev.kdumpstop.evidence.recording.RecordingProblem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes vectors for tests, one line each, and reads them. */
public final class VectorText {
    private final boolean x2apic;
    private final List<String> cpus = new ArrayList<>();
    private final List<String> ends = new ArrayList<>();
    private final List<String> writes = new ArrayList<>();
    private final List<String> results = new ArrayList<>();
    private String standing = "\"oracles\":[\"test\"],\"oraclesAgree\":true";
    private String oracle = "test";

    private VectorText(boolean x2apic) {
        this.x2apic = x2apic;
    }

    /** A case in xAPIC mode without CPUs. */
    public static VectorText xapic() {
        return new VectorText(false);
    }

    /** A case in x2APIC mode without CPUs. */
    public static VectorText x2apic() {
        return new VectorText(true);
    }

    /** A case in either mode without CPUs. */
    public static VectorText of(boolean x2apic) {
        return new VectorText(x2apic);
    }

    /** A CPU with the next APIC id and flat logical id, software-enabled, TPR 0. */
    public VectorText cpu(String state) {
        return cpu(state, "0x1ff", "0x00", "");
    }

    /** The same with its SVR and TPR; {@code more} are further keys, each with a comma before it. */
    public VectorText cpu(String state, String svr, String tpr, String more) {
        int id = cpus.size();
        boolean reset = state.equals("wait") || state.equals("raw");
        String ldr = x2apic ? "0x" + Integer.toHexString(1 << id) : "0x0" + Integer.toHexString(1 << id) + "000000";
        String registers = reset
                ? ""
                : ",\"ldr\":\"" + ldr + "\",\"dfr\":" + (x2apic ? "null" : "\"0xffffffff\"") + ",\"svr\":\"" + svr
                        + "\",\"tpr\":\"" + tpr + "\"";
        cpus.add("{\"apicId\":" + id + ",\"state\":\"" + state + "\"" + registers + more + "}");
        ends.add("{\"apicId\":" + id + ",\"delivered\":[],\"nmi\":0}");
        return this;
    }

    /** A write of the ICR to a destination: 8 bits in xAPIC mode. */
    public VectorText icr(int sender, int destination, int low) {
        return icr(sender, destination, low, "");
    }

    /** The same, followed by the next write at once. */
    public VectorText icrAtOnce(int sender, int destination, int low) {
        return icr(sender, destination, low, ",\"backToBack\":true");
    }

    private VectorText icr(int sender, int destination, int low, String more) {
        int high = x2apic ? destination : destination << 24;
        String words = String.format("\"icrHigh\":\"0x%08x\",\"icrLow\":\"0x%08x\"", high, low);
        results.add("{" + words + (x2apic ? "" : ",\"deliveryStatus\":\"idle\"") + "}");
        writes.add("{\"op\":\"icr\",\"sender\":" + sender + "," + words + more + "}");
        return this;
    }

    /** A register read; what it gives is not checked. */
    public VectorText read(int sender, int offset) {
        results.add("{\"notChecked\":true}");
        writes.add(String.format("{\"op\":\"regRead\",\"sender\":%d,\"offset\":\"0x%03x\"}", sender, offset));
        return this;
    }

    /** A register write. */
    public VectorText write(int sender, int offset, int value) {
        results.add("{}");
        writes.add(String.format(
                "{\"op\":\"regWrite\",\"sender\":%d,\"offset\":\"0x%03x\",\"value\":\"0x%08x\"}",
                sender, offset, value));
        return this;
    }

    /** A read of the ESR after a write; what it gives is not checked. */
    public VectorText esr(int sender) {
        results.add("{\"notChecked\":true}");
        writes.add("{\"op\":\"esrRead\",\"sender\":" + sender + "}");
        return this;
    }

    /** An IRET out of the NMI handler. */
    public VectorText release(int cpu) {
        results.add("{}");
        writes.add("{\"op\":\"releaseNmi\",\"cpu\":" + cpu + "}");
        return this;
    }

    /** Nothing. */
    public VectorText settle() {
        results.add("{}");
        writes.add("{\"op\":\"settle\"}");
        return this;
    }

    /** What the CPU is recorded to have at the end, instead of nothing. */
    public VectorText end(int cpu, String fields) {
        ends.set(cpu, "{\"apicId\":" + cpu + "," + fields + "}");
        return this;
    }

    /** What the case is evidence for: keys of the format, as JSON. */
    public VectorText standing(String keys) {
        standing = keys;
        return this;
    }

    /** Who recorded it. */
    public VectorText oracle(String name) {
        oracle = name;
        return this;
    }

    /** The line. */
    public String line(String id) {
        boolean free = standing.contains("implementationDefinedFields");
        return "{\"id\":\"" + id + "\",\"family\":\"t\",\"familyName\":\"test\",\"note\":\"a test\",\"oracle\":\""
                + oracle
                + "\",\"mode\":\"" + (x2apic ? "x2apic" : "xapic") + "\",\"cpus\":[" + String.join(",", cpus)
                + "],\"writes\":[" + String.join(",", writes) + "],\"expect\":{\"writes\":[" + String.join(",", results)
                + "],\"cpus\":[" + String.join(",", ends) + "]},\"implementationDefined\":" + free + "," + standing
                + "}";
    }

    /** The vector. */
    public ApicVector vector() {
        return only(line("t-test"));
    }

    /** Reads one line that has nothing wrong. */
    public static ApicVector only(String line) {
        List<ApicVector> vectors = new ArrayList<>();
        assertThat(read(line + "\n", vectors)).isEmpty();
        assertThat(vectors).hasSize(1);
        return vectors.get(0);
    }

    /** Reads a text; what is wrong with it. */
    public static List<RecordingProblem> read(String text, List<ApicVector> vectors) {
        Path file = Path.of("test.jsonl");
        ProblemLog problems = new ProblemLog(file);
        try {
            InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
            VectorReader.read(file, in, vectors::add, problems);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return problems.all();
    }
}
