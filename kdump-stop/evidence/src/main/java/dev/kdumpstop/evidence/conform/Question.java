package dev.kdumpstop.evidence.conform;

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
 * @param interconnects what carries the messages; each vector is played once on each of them
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
        options.put("apic-profile", profile.name());
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

    /** Plays the vector once. */
    public VectorResult play(ApicVector vector, InterconnectKind interconnect) {
        return judged(vector, interconnect, VectorPlayer.play(vector, options, interconnect));
    }

    VectorResult judged(ApicVector vector, InterconnectKind interconnect, PlayedVector played) {
        FieldJudge judge = new FieldJudge(selection.comparesWithTheManual(vector, profile()), interconnect);
        return new VectorResult(vector, judge.compare(vector, played), played.notModelled());
    }
}
