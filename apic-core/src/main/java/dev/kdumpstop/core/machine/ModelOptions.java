package dev.kdumpstop.core.machine;

import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionType;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.core.apic.ApicProfile;
import dev.kdumpstop.core.apic.Deviation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The behaviours on which documents disagree or are silent, each by name. Every result states the options it was
 * computed under.
 *
 * @param nmiAcceptance when a CPU refuses an NMI message
 * @param icrWriteWhileBusy what a write of ICR-low does while delivery status is 1
 * @param absentDestination what becomes of a message nobody answers, on the front-side bus
 * @param disabledFixed what a software-disabled APIC does with a fixed message, on the 3-wire bus
 * @param startUpRetry what becomes of a start-up message that fails, on the 3-wire bus
 * @param apic what the local APICs deviate from the manual in
 * @param horizonPs virtual time after which a run that neither ends nor is proved to hang is given up as undecided
 */
public record ModelOptions(
        NmiAcceptance nmiAcceptance,
        IcrWriteWhileBusy icrWriteWhileBusy,
        AbsentDestination absentDestination,
        DisabledFixed disabledFixed,
        StartUpRetry startUpRetry,
        ApicProfile apic,
        long horizonPs) {

    /** When a CPU refuses an NMI message, so that the sender keeps trying (design section 5, apic-facts 2.3 and C4). */
    public enum NmiAcceptance {
        /** While it is in an NMI handler: what the RFC of 2007 reports. */
        RETRY_WHILE_IN_NMI,
        /** While it is in an NMI handler and one more NMI is latched. */
        RETRY_WHEN_LATCH_FULL,
        /** Never: the flow charts of the SDM (10.8.1, 10.8.2). */
        ALWAYS_ACCEPT
    }

    /** A write of ICR-low while delivery status is 1; undefined in the SDM (apic-facts 3.1). */
    public enum IcrWriteWhileBusy {
        /** The new command takes the place of the old one, which is lost. */
        REPLACE,
        /** The write is dropped, as gem5 does. */
        IGNORE,
        /** One command waits behind the one under way; a further one takes its place. */
        QUEUE_ONE
    }

    /** A message that no APIC answers, on the front-side bus; undocumented (apic-facts 2.4, G3). */
    public enum AbsentDestination {
        /** Delivery status clears as if it had been accepted. */
        CLEAR,
        /** Delivery status stays 1. */
        STUCK
    }

    /** A fixed message to a software-disabled APIC on the 3-wire bus; undocumented (apic-facts 2.3, G4). */
    public enum DisabledFixed {
        /** Accepted on the bus and lost. */
        DROP,
        /** Refused, so that the sender tries again. */
        RETRY
    }

    /** A start-up message that nobody accepts, or with a checksum error, on the 3-wire bus (apic-facts C1). */
    public enum StartUpRetry {
        /** It is lost: the SDM's text (10.6.1, 10.7). */
        NEVER,
        /** It is sent again like any other: the SDM's table of status cycles (10.13.2.3). */
        REPEAT
    }

    /** Name of the option that says whose local APIC it is. */
    public static final String PROFILE = "apic-profile";

    private static final String AS_PROFILE = "as-profile";
    private static final List<OptionSpec> SPECS = specs(
            choice(
                    "nmi-acceptance",
                    NmiAcceptance.values(),
                    "when a CPU refuses an NMI message; retry-while-in-nmi is what the RFC reports, always-accept the SDM"),
            choice(
                    "icr-write-while-busy",
                    IcrWriteWhileBusy.values(),
                    "what a write of ICR-low does while delivery status is 1"),
            choice(
                    "absent-destination",
                    AbsentDestination.values(),
                    "whether delivery status clears when nobody answers, on the front-side bus"),
            choice(
                    "disabled-fixed",
                    DisabledFixed.values(),
                    "what a software-disabled APIC does with a fixed message, on the 3-wire bus"),
            choice(
                    "startup-retry",
                    StartUpRetry.values(),
                    "whether a start-up message that fails is sent again, on the 3-wire bus; the SDM's text says never"),
            new OptionSpec(
                    "horizon",
                    new OptionType.Duration(Picoseconds.SECOND, 1000 * 3600 * Picoseconds.SECOND),
                    "",
                    "3600s",
                    "60s",
                    "virtual time after which a run that neither ends nor is proved to hang is given up as undecided"),
            OptionSpec.choice(
                    PROFILE,
                    ApicProfile.ALL.stream().map(ApicProfile::name).toList(),
                    "whose local APIC it is: the manual's, or that of an implementation with its deviations"));

    /** One more option for each deviation. */
    private static List<OptionSpec> specs(OptionSpec... own) {
        List<OptionSpec> specs = new ArrayList<>(List.of(own));
        for (Deviation deviation : Deviation.values()) {
            specs.add(OptionSpec.choice(deviation.id(), List.of(AS_PROFILE, "off", "on"), deviation.summary()));
        }
        return List.copyOf(specs);
    }

    private static OptionSpec choice(String name, Enum<?>[] values, String summary) {
        return OptionSpec.choice(
                name, List.of(values).stream().map(ModelOptions::word).toList(), summary);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static <E extends Enum<E>> E read(Class<E> type, String word) {
        return Enum.valueOf(type, word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** The options in the form in which they are listed and given. */
    public static List<OptionSpec> specs() {
        return SPECS;
    }

    /** Every option at its default: the first value of each enumeration. */
    public static ModelOptions defaults() {
        return of(Map.of());
    }

    /** Reads options by name. @throws dev.kdumpstop.api.option.InvalidOptionsException listing every problem */
    public static ModelOptions of(Map<String, String> given) {
        OptionValues values = OptionValues.of(SPECS, given);
        return new ModelOptions(
                read(NmiAcceptance.class, values.choice("nmi-acceptance")),
                read(IcrWriteWhileBusy.class, values.choice("icr-write-while-busy")),
                read(AbsentDestination.class, values.choice("absent-destination")),
                read(DisabledFixed.class, values.choice("disabled-fixed")),
                read(StartUpRetry.class, values.choice("startup-retry")),
                profile(values),
                values.durationPs("horizon"));
    }

    private static ApicProfile profile(OptionValues values) {
        ApicProfile profile = ApicProfile.find(values.choice(PROFILE)).orElseThrow();
        for (Deviation deviation : Deviation.values()) {
            String word = values.choice(deviation.id());
            profile = word.equals(AS_PROFILE) ? profile : profile.with(deviation, word.equals("on"));
        }
        return profile;
    }

    /** The options as they would be given; of the deviations those that are not as the profile has them. */
    public Map<String, String> texts() {
        Map<String, String> texts = new TreeMap<>();
        texts.put("nmi-acceptance", word(nmiAcceptance));
        texts.put("icr-write-while-busy", word(icrWriteWhileBusy));
        texts.put("absent-destination", word(absentDestination));
        texts.put("disabled-fixed", word(disabledFixed));
        texts.put("startup-retry", word(startUpRetry));
        texts.put("horizon", Picoseconds.format(horizonPs));
        texts.put(PROFILE, apic.name());
        apic.changes().forEach((deviation, on) -> texts.put(deviation.id(), on ? "on" : "off"));
        return texts;
    }

    /** The same options but for NMI acceptance. */
    public ModelOptions with(NmiAcceptance value) {
        return new ModelOptions(
                value, icrWriteWhileBusy, absentDestination, disabledFixed, startUpRetry, apic, horizonPs);
    }

    /** The same options but for ICR writes while busy. */
    public ModelOptions with(IcrWriteWhileBusy value) {
        return new ModelOptions(nmiAcceptance, value, absentDestination, disabledFixed, startUpRetry, apic, horizonPs);
    }

    /** The same options but for absent destinations. */
    public ModelOptions with(AbsentDestination value) {
        return new ModelOptions(nmiAcceptance, icrWriteWhileBusy, value, disabledFixed, startUpRetry, apic, horizonPs);
    }

    /** The same options but for the local APICs. */
    public ModelOptions with(ApicProfile value) {
        return new ModelOptions(
                nmiAcceptance, icrWriteWhileBusy, absentDestination, disabledFixed, startUpRetry, value, horizonPs);
    }
}
