package dev.kdumpstop.evidence.conform;

import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.core.apic.ApicProfile;
import dev.kdumpstop.core.machine.ModelOptions;
import dev.kdumpstop.evidence.vector.ApicVector;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a model is compared with.
 *
 * @param options the model's, with the profile
 * @param selection the vectors
 * @param interconnects what carries the messages; each vector is played once on each that carries its mode
 */
public record Question(ModelOptions options, Selection selection, List<InterconnectKind> interconnects) {

    /** Copies the list. */
    public Question {
        interconnects = List.copyOf(interconnects);
    }

    /**
     * The options of a profile. An NMI is never refused, as the manual's flow charts have it, unless given otherwise.
     *
     * @throws dev.kdumpstop.api.option.InvalidOptionsException listing every problem of those given
     */
    public static ModelOptions options(ApicProfile profile, Map<String, String> given) {
        Map<String, String> options = new TreeMap<>();
        options.put("nmi-acceptance", "always-accept");
        options.putAll(given);
        options.put(ModelOptions.PROFILE, profile.name());
        return ModelOptions.of(options);
    }

    /** The profile. */
    public ApicProfile profile() {
        return options.apic();
    }

    /** Whether the vector is asked about. */
    public boolean selects(ApicVector vector) {
        return selection.selects(vector, profile());
    }

    /** Whether the interconnect carries messages of that mode. */
    public static boolean carries(InterconnectKind interconnect, ApicMode mode) {
        return switch (interconnect) {
            case INSTANT -> true;
            case APIC_BUS, FRONT_SIDE_BUS -> mode == ApicMode.XAPIC;
            case X2APIC_FABRIC -> mode == ApicMode.X2APIC;
        };
    }

    /** Plays the vector once. The interconnect carries its mode. */
    public VectorResult play(ApicVector vector, InterconnectKind interconnect) {
        return judged(vector, interconnect, VectorPlayer.play(vector, options, interconnect));
    }

    /** Compares what the model did with what was recorded. */
    VectorResult judged(ApicVector vector, InterconnectKind interconnect, PlayedVector played) {
        FieldJudge judge = new FieldJudge(selection.comparesWithTheManual(vector, profile()), interconnect);
        return new VectorResult(vector, judge.compare(vector, played), played.notModelled());
    }
}
