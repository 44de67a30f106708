package dev.kdumpstop.core.apic;

import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.icr.Icr;
import dev.kdumpstop.api.machine.ApicGeneration;

/**
 * What a word written to the ICR becomes when it is sent: the tables of valid combinations, and what the parts make of trigger
 * and level.
 *
 * <p>Sources: SDM 10.6.1 with Table 10-3 (Pentium 4, Xeon and later) and Table 10-4 (P6; used for Pentium too); apic-facts 1.5.
 */
public final class IcrRules {
    private static final int MODE = 0x700;
    private static final int DEASSERT = Icr.LEVEL_TRIGGERED;
    private static final long BROADCAST = 0xFF;

    private final boolean apicBus;
    private final boolean selfIsFixed;
    private final boolean sendsInvalidSelf;
    private final boolean extIntIsVector;
    private final boolean dropsLevelDeassert;
    private final boolean keepsTrigger;
    private final boolean ignoresInitDeassert;
    private final boolean dropsPhysicalLowestPriority;
    private final boolean lowestPriorityUnsupported;
    private final boolean lowestPriorityMayReturn;
    private final boolean lowestPriorityBroadcastIsFixed;

    /** The rules of a generation under a profile. */
    public IcrRules(ApicGeneration generation, ApicProfile profile) {
        apicBus = generation.hasApicBus();
        selfIsFixed = profile.has(Deviation.SELF_IS_ALWAYS_FIXED);
        sendsInvalidSelf = profile.has(Deviation.INVALID_SELF_IS_SENT);
        extIntIsVector = profile.has(Deviation.EXTINT_IS_A_VECTOR);
        dropsLevelDeassert = profile.has(Deviation.LEVEL_DEASSERT_IS_DROPPED);
        keepsTrigger = profile.has(Deviation.TRIGGER_MODE_IS_KEPT);
        ignoresInitDeassert = profile.has(Deviation.INIT_DEASSERT_IS_IGNORED);
        dropsPhysicalLowestPriority = profile.has(Deviation.PHYSICAL_LOWEST_PRIORITY_IS_DROPPED);
        lowestPriorityUnsupported = profile.has(Deviation.LOWEST_PRIORITY_IS_UNSUPPORTED);
        lowestPriorityMayReturn = profile.has(Deviation.LOWEST_PRIORITY_MAY_RETURN);
        lowestPriorityBroadcastIsFixed = profile.has(Deviation.LOWEST_PRIORITY_BROADCAST_IS_FIXED);
    }

    /** Delivery mode of a low word. */
    public static DeliveryMode mode(int low) {
        return DeliveryMode.ofCode(low >> 8);
    }

    /** Whether the mode carries a vector that an APIC puts into its IRR. */
    public static boolean carriesVector(DeliveryMode mode) {
        return mode == DeliveryMode.FIXED || mode == DeliveryMode.LOWEST_PRIORITY;
    }

    /** Whether an APIC must not accept the word's vector: 0 to 15 (SDM 10.5.2). Of other modes the vector does not count. */
    public static boolean isIllegalVector(int low) {
        return (low & 0xFF) < 16 && carriesVector(mode(low));
    }

    /**
     * INIT level de-assert: trigger level, level 0. On the 3-wire bus it goes to all APICs and only reloads arbitration ids.
     * Later parts do not have it: level is sent as 1 and trigger as edge, which makes it one more INIT (SDM 10.6.1; apic-facts
     * 1.5 I4, I5).
     */
    public static boolean isInitDeassert(int low) {
        return (low & (MODE | Icr.LEVEL_ASSERT | Icr.LEVEL_TRIGGERED))
                == (DeliveryMode.INIT.code() << 8 | Icr.LEVEL_TRIGGERED);
    }

    /** Whether an INIT level de-assert does nothing at all. */
    public boolean ignoresInitDeassert() {
        return ignoresInitDeassert;
    }

    /** Whether a lowest-priority IPI is not sent and sets ESR bit 4 instead. In x2APIC mode it is reserved (SDM 10.5.3). */
    public boolean isUnsupportedLowestPriority(int low) {
        return lowestPriorityUnsupported && mode(low) == DeliveryMode.LOWEST_PRIORITY;
    }

    /**
     * Whether the command is sent at all. What the tables say is dropped is not, nor is what they call invalid, with one
     * exception: modes other than fixed by shorthand "all including self". That shorthand is a broadcast message like any other
     * (SDM 10.6.1, 10.6.2.3), every APIC of which the behaviour is known carries it out, and what becomes of it otherwise the
     * tables do not say.
     */
    public boolean isSent(int low) {
        DeliveryMode mode = mode(sentLow(low));
        int shorthand = low & Icr.ALL_EXCLUDING_SELF;
        boolean levelDeassert = (low & (Icr.LEVEL_ASSERT | Icr.LEVEL_TRIGGERED)) == DEASSERT;
        if (mode == DeliveryMode.RESERVED_EXTINT || (mode == DeliveryMode.REMOTE_READ && !readsRemotely(shorthand))) {
            return false;
        } else if (shorthand == Icr.SELF && mode != DeliveryMode.FIXED && !sendsInvalidSelf) {
            return false;
        } else if (isUnaccepted(low)) {
            return false;
        }
        if (!levelDeassert) {
            // Level with level 1 is treated as edge; SMI and start-up have no level form at all.
            boolean level = (low & Icr.LEVEL_TRIGGERED) != 0;
            return !(apicBus && level && (mode == DeliveryMode.SMI || mode == DeliveryMode.STARTUP));
        }
        return mode == DeliveryMode.INIT || !(apicBus || (dropsLevelDeassert && carriesVector(mode)));
    }

    /** The messages of the 3-wire bus have remote reads (ICH3 Table 5-19), so its senders do too. */
    private boolean readsRemotely(int shorthand) {
        return apicBus && shorthand == 0;
    }

    /** Whether nobody takes the command although its destination may name somebody: lowest priority to a physical id. */
    public boolean isUnaccepted(int low) {
        return dropsPhysicalLowestPriority
                && mode(low) == DeliveryMode.LOWEST_PRIORITY
                && (low & (Icr.ALL_EXCLUDING_SELF | Icr.LOGICAL)) == 0;
    }

    /** The command as it travels: with the mode and shorthand the part makes of it; its destination is in bits 63:32. */
    public long sent(long icr) {
        int low = sentLow((int) icr);
        if (mode(low) == DeliveryMode.LOWEST_PRIORITY) {
            boolean everybody = (low & Icr.LOGICAL) == 0 && icr >>> 32 == BROADCAST;
            if (everybody && lowestPriorityBroadcastIsFixed) {
                low &= ~MODE;
            } else if ((low & Icr.ALL_EXCLUDING_SELF) == Icr.ALL_EXCLUDING_SELF && lowestPriorityMayReturn) {
                low = (low & ~Icr.ALL_EXCLUDING_SELF) | Icr.ALL_INCLUDING_SELF;
            }
        }
        return icr >>> 32 << 32 | Integer.toUnsignedLong(low);
    }

    private int sentLow(int low) {
        if (selfIsFixed && (low & Icr.ALL_EXCLUDING_SELF) == Icr.SELF) {
            return low & ~MODE;
        }
        return extIntIsVector && mode(low) == DeliveryMode.RESERVED_EXTINT ? low & ~MODE : low;
    }

    /** Whether the target's TMR shows the vector as level-triggered. */
    public boolean arrivesAsLevel(int low) {
        return keepsTrigger && (low & Icr.LEVEL_TRIGGERED) != 0;
    }
}
