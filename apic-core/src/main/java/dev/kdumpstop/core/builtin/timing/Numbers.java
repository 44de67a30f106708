package dev.kdumpstop.core.builtin.timing;

import dev.kdumpstop.api.timing.Provenance;
import dev.kdumpstop.api.timing.TimingParameter;
import dev.kdumpstop.api.timing.TimingProfile;
import dev.kdumpstop.api.timing.TimingValue;
import dev.kdumpstop.api.unit.Picoseconds;
import java.util.EnumMap;
import java.util.Map;

/** Collects the numbers of a profile. */
final class Numbers {
    private final Map<TimingParameter, TimingValue> values = new EnumMap<>(TimingParameter.class);

    /** A guess of apic-facts 4.4, class E: no source was found. */
    Numbers assumed(TimingParameter parameter, long ns, String why) {
        return put(parameter, ns * Picoseconds.NANOSECOND, Provenance.ASSUMED, why);
    }

    Numbers derived(TimingParameter parameter, long ps, String source) {
        return put(parameter, ps, Provenance.DERIVED, source);
    }

    Numbers put(TimingParameter parameter, long ps, Provenance provenance, String source) {
        values.put(parameter, new TimingValue(ps, provenance, source));
        return this;
    }

    /**
     * Entry and return. apic-facts 4.4 gives an NMI's entry and IRET as one number; the entry is taken to cost what that of
     * any interrupt costs, the rest is the return, for which interrupts have no other number.
     */
    Numbers handlers(long interruptEntryNs, long nmiEntryAndIretNs, String entrySource) {
        String split = "NMI entry + IRET is " + nmiEntryAndIretNs
                + " ns (apic-facts 4.4, a guess); split: entry as for an interrupt, ";
        return assumed(TimingParameter.INTERRUPT_ENTRY, interruptEntryNs, entrySource)
                .assumed(TimingParameter.NMI_ENTRY, interruptEntryNs, split + "the rest is the return")
                .assumed(
                        TimingParameter.INTERRUPT_RETURN,
                        nmiEntryAndIretNs - interruptEntryNs,
                        split + "this is the rest");
    }

    /** Clock of the local APIC's timer. */
    Numbers timerTick(long ps, Provenance provenance, String source) {
        return put(TimingParameter.APIC_TIMER_TICK, ps, provenance, source);
    }

    TimingProfile profile(String name) {
        // Nobody measured it; it is small beside the millisecond in which the stop counts.
        assumed(
                TimingParameter.SAVE_REGISTERS,
                0,
                "no number was found; taken as nothing beside the millisecond steps of the stop");
        return new TimingProfile(name, values);
    }
}
