package dev.kdumpstop.api.icr;

import dev.kdumpstop.api.machine.ApicGeneration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apiguardian.api.API;

/**
 * What the manuals say of an ICR value: combinations that are invalid, and fields that the part ignores or changes.
 *
 * <p>Sources: SDM 10.6.1 with Table 10-3 (Pentium 4, Xeon and later) and Table 10-4 (P6, used for Pentium too), 10.6.2
 * (destinations), 10.5.3 (vectors), 10.12.9 (x2APIC); apic-facts 1.5 to 1.8.
 *
 * <pre>{@code
 * IcrFinding finding = IcrCheck.check(Icr.ofXapic(0, 0x8_0400), ApicGeneration.XAPIC, false).get(0);
 * finding.severity(); // INVALID
 * finding.message(); // NMI with shorthand 'all including self' is invalid: only fixed may be sent so
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class IcrCheck {
    private static final String ICR = "SDM 10.6.1";
    private static final String VALID_LATER = "SDM 10.6.1, Table 10-3";
    private static final String VALID_P6 = "SDM 10.6.1, Table 10-4";
    private static final String PHYSICAL = "SDM 10.6.2.1";
    private static final String LOGICAL = "SDM 10.6.2.2";
    private static final String VECTORS = "SDM 10.5.2, 10.5.3";
    private static final String X2APIC = "SDM 10.12.9";

    private final Icr icr;
    private final boolean apicBus;
    private final boolean pentium;
    private final boolean x2apic;
    private final List<IcrFinding> findings = new ArrayList<>();

    private IcrCheck(Icr icr, ApicGeneration generation, boolean x2apic) {
        this.icr = icr;
        this.apicBus = generation.hasApicBus();
        this.pentium = generation == ApicGeneration.PENTIUM;
        this.x2apic = x2apic;
    }

    /**
     * Everything remarkable about a value that software writes, in the order of the rules below.
     *
     * @param icr the value; for xAPIC mode decoded from the pair, for x2APIC mode from the MSR
     * @param generation the part it is written to
     * @param x2apicMode whether that part is in x2APIC mode
     * @throws IllegalArgumentException if the generation has no x2APIC mode
     */
    public static List<IcrFinding> check(Icr icr, ApicGeneration generation, boolean x2apicMode) {
        if (x2apicMode && generation != ApicGeneration.X2APIC) {
            throw new IllegalArgumentException("generation " + generation + " has no x2APIC mode");
        }
        IcrCheck check = new IcrCheck(icr, generation, x2apicMode);
        check.reservedBits();
        check.statusBits();
        if (check.modeExists()) {
            check.vector();
            check.combination();
            check.level();
        }
        check.destination();
        return List.copyOf(check.findings);
    }

    private void reservedBits() {
        if (icr.reservedLow() != 0) {
            String which = "reserved bits " + hex(icr.reservedLow()) + " (13, 31:20) of the low word are set";
            if (x2apic) {
                invalid(which + ": the write raises #GP", "SDM 10.12.1.3; apic-facts 1.6 X3");
            } else {
                note(which + "; they must be written as 0", ICR);
            }
        }
        if (icr.reservedHigh() != 0) {
            note(
                    "reserved bits " + hex(icr.reservedHigh())
                            + " (23:0) of the high word are set; they must be written as 0",
                    ICR);
        }
        if (!x2apic && (icr.destination() & ~0xFF) != 0) {
            invalid("destination " + hex(icr.destination()) + " does not fit in the 8 bits of the high word", ICR);
        }
    }

    private void statusBits() {
        if (icr.deliveryStatus()) {
            if (x2apic) {
                note(
                        "bit 12 is set: there is no delivery status in x2APIC mode; Intel ignores the bit, AMD wants 0",
                        "x2APIC specification 2.4.3; apic-facts 1.6 X2");
            } else {
                note("delivery status is read-only: a 1 written to bit 12 is ignored", ICR);
            }
        }
        if (icr.remoteReadStatus() != RemoteReadStatus.INVALID) {
            if (x2apic) {
                invalid("bits 17:16 are reserved: the write raises #GP", "SDM 10.12.1.3; apic-facts 1.6 X3");
            } else if (!pentium) {
                note("bits 17:16 (remote-read status of 82489DX and Pentium) are reserved on this part", ICR);
            } else if (icr.remoteReadStatus() == RemoteReadStatus.RESERVED) {
                note("remote-read status 3 is reserved", "apic-facts 1.5");
            } else {
                note("remote-read status is for reading; it is not part of a command", "apic-facts 1.5");
            }
        }
    }

    /** Whether the delivery mode is one the part has; nothing more can be said of a reserved one. */
    private boolean modeExists() {
        if (icr.deliveryMode() == DeliveryMode.RESERVED_EXTINT) {
            invalid("delivery mode 111 is reserved: ExtINT exists only in the LVT and in I/O APIC entries", ICR);
            return false;
        }
        if (icr.deliveryMode() == DeliveryMode.REMOTE_READ && !pentium) {
            invalid("delivery mode 011 (remote read of 82489DX and Pentium) is reserved on this part", ICR);
            return false;
        }
        if (icr.deliveryMode() == DeliveryMode.LOWEST_PRIORITY) {
            if (x2apic) {
                invalid(
                        "lowest priority is reserved in x2APIC mode; where it is not supported, ESR bit 4 is set",
                        "SDM 10.5.3; apic-facts 1.6 X7");
            } else if (!apicBus) {
                note(
                        "whether software can send with lowest priority is model specific; where not, ESR bit 4 is set",
                        "SDM 10.5.3, 10.6.2.4");
            }
        }
        return true;
    }

    private void vector() {
        DeliveryMode mode = icr.deliveryMode();
        int vector = icr.vector();
        if (mode == DeliveryMode.FIXED || mode == DeliveryMode.LOWEST_PRIORITY) {
            if (vector < 16) {
                invalid(
                        "vector " + vector + " is illegal (0 to 15): ESR bit 5 is set here and bit 6 at the receiver,"
                                + " which accepts nothing",
                        VECTORS);
            } else if (vector < 32) {
                note("vector " + vector + " is legal for the APIC but belongs to a CPU exception", VECTORS);
            }
        } else if (mode == DeliveryMode.NMI && vector != 0) {
            note("the vector of an NMI is ignored", ICR);
        } else if ((mode == DeliveryMode.SMI || mode == DeliveryMode.INIT) && vector != 0) {
            note("the vector of " + mode.words() + " should be 0", ICR);
        }
    }

    /** Shorthand, trigger and delivery mode together: the two tables of valid combinations. */
    private void combination() {
        DeliveryMode mode = icr.deliveryMode();
        boolean reachesSelf = icr.shorthand() == Shorthand.SELF || icr.shorthand() == Shorthand.ALL_INCLUDING_SELF;
        if (reachesSelf && mode != DeliveryMode.FIXED) {
            invalid(
                    mode.words() + " with shorthand '" + icr.shorthand().words() + "' is "
                            + (apicBus ? "undefined" : "invalid") + ": only fixed may be sent so",
                    apicBus ? VALID_P6 : VALID_LATER);
        } else if (apicBus && icr.levelTriggered() && (mode == DeliveryMode.SMI || mode == DeliveryMode.STARTUP)) {
            invalid(mode.words() + " with level trigger is invalid", VALID_P6);
        } else if (!apicBus
                && icr.shorthand() == Shorthand.ALL_EXCLUDING_SELF
                && mode == DeliveryMode.LOWEST_PRIORITY
                && !x2apic) {
            note(
                    "lowest priority to all excluding self is model specific and may come back to the sender",
                    VALID_LATER);
        }
    }

    private void level() {
        boolean deassert = icr.levelTriggered() && !icr.levelAssert();
        if (icr.deliveryMode() == DeliveryMode.INIT && deassert) {
            if (apicBus) {
                note(
                        "INIT level de-assert: goes to every APIC whatever the destination says and only reloads the"
                                + " arbitration ids",
                        ICR);
            } else {
                invalid("INIT level de-assert is not supported on Pentium 4 and later", ICR);
            }
        } else if (apicBus) {
            if (icr.levelTriggered()) {
                note(
                        icr.levelAssert()
                                ? "level trigger with level 1 is treated as edge"
                                : "level trigger with level 0: the command is dropped",
                        VALID_P6);
            }
        } else {
            if (icr.levelTriggered()) {
                note(
                        "trigger 'level' is sent as edge; AMD permits it",
                        VALID_LATER + "; LKML June 2021 (apic-facts 1.5)");
            }
            if (!icr.levelAssert()) {
                boolean starts = icr.deliveryMode() == DeliveryMode.INIT || icr.deliveryMode() == DeliveryMode.STARTUP;
                note(
                        "level 0 is sent as 1" + (starts ? "; Hyper-V does not start a CPU without the bit" : ""),
                        starts ? ICR + "; nanovms/nanos PR 1529 (apic-facts 1.5)" : ICR);
            }
        }
    }

    private void destination() {
        boolean logical = icr.destinationMode() == DestinationMode.LOGICAL;
        if (icr.shorthand() != Shorthand.NONE) {
            if (icr.destination() != 0 || logical) {
                note("with a shorthand the destination and its mode are ignored", ICR + ", 10.6.2.3");
            }
            return;
        }
        boolean lowestPriority = icr.deliveryMode() == DeliveryMode.LOWEST_PRIORITY;
        if (x2apic) {
            if (icr.destination() == -1) {
                note("destination FFFFFFFFH is everybody, the sender too, in either destination mode", X2APIC);
            } else if (logical && (icr.destination() & 0xFFFF) == 0) {
                note("a logical destination without a bit in 15:0 matches nobody", "SDM 10.12.10.1");
            }
        } else if (logical) {
            if (icr.destination() == 0xFF) {
                note("logical destination FFH is everybody, the sender too", LOGICAL);
                if (lowestPriority) {
                    note("lowest priority to everybody is not allowed in the cluster model", LOGICAL);
                }
            } else if (icr.destination() == 0) {
                note("logical destination 0 matches nobody", LOGICAL);
            }
        } else {
            physicalXapic(lowestPriority);
        }
    }

    private void physicalXapic(boolean lowestPriority) {
        int broadcast = apicBus ? 0xF : 0xFF;
        if (apicBus && (icr.destination() & 0xF0) != 0) {
            note("ids have 4 bits on this part: bits 31:28 of the high word do not count", PHYSICAL);
        }
        if ((icr.destination() & broadcast) == broadcast) {
            String who = "physical destination " + (apicBus ? "FH" : "FFH") + " is everybody, the sender too";
            note(who, PHYSICAL);
            if (lowestPriority) {
                invalid("lowest priority to everybody in physical mode is not allowed", PHYSICAL);
            }
        }
    }

    private void note(String message, String source) {
        findings.add(IcrFinding.note(message, source));
    }

    private void invalid(String message, String source) {
        findings.add(IcrFinding.invalid(message, source));
    }

    private static String hex(int bits) {
        return String.format(Locale.ROOT, "0x%08x", bits);
    }
}
