package dev.kdumpstop.api.subarch;

import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.icr.DestinationMode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * What else is known of a kernel of this sub-architecture: values for listings and tables. None of them changes what a stop
 * does; what does is in {@link SubArchitecture}'s other methods.
 *
 * <pre>{@code
 * SubArchitectureFacts facts = SubArchitectureFacts.ipis(DestinationMode.PHYSICAL, "255")
 *         .with(IoApicRouting.fixed("CPU 0"))
 *         .withUnverified("the limit");
 * facts.rows().get("CPU limit"); // 255
 * facts.rows().get("UNVERIFIED"); // the limit
 * }</pre>
 *
 * @param ipiDestinationMode how IPIs are addressed; empty without a local APIC
 * @param ioApic I/O APIC entries; empty where not described
 * @param mach constants of an i386 machine type; empty elsewhere
 * @param wakeUp how other CPUs are started; empty where not described
 * @param cpuLimit the practical limit on CPUs, in words; empty where not described
 * @param unverified what of the description, here or in the delivery, has not been confirmed by a source
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record SubArchitectureFacts(
        Optional<DestinationMode> ipiDestinationMode,
        Optional<IoApicRouting> ioApic,
        Optional<MachConstants> mach,
        Optional<WakeUp> wakeUp,
        String cpuLimit,
        List<String> unverified) {
    private static final SubArchitectureFacts NONE = new SubArchitectureFacts(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), "", List.of());

    /** Copies the list. */
    public SubArchitectureFacts {
        unverified = List.copyOf(unverified);
    }

    /** Nothing is described. */
    public static SubArchitectureFacts none() {
        return NONE;
    }

    /** IPIs in this mode, CPUs started by INIT and STARTUP. */
    public static SubArchitectureFacts ipis(DestinationMode mode, String cpuLimit) {
        return new SubArchitectureFacts(
                Optional.of(mode),
                Optional.empty(),
                Optional.empty(),
                Optional.of(WakeUp.INIT_STARTUP),
                cpuLimit,
                List.of());
    }

    /** The same with these I/O APIC entries. */
    public SubArchitectureFacts with(IoApicRouting value) {
        return new SubArchitectureFacts(ipiDestinationMode, Optional.of(value), mach, wakeUp, cpuLimit, unverified);
    }

    /** The same with these constants. */
    public SubArchitectureFacts with(MachConstants value) {
        return new SubArchitectureFacts(ipiDestinationMode, ioApic, Optional.of(value), wakeUp, cpuLimit, unverified);
    }

    /** The same with this way to start CPUs. */
    public SubArchitectureFacts with(WakeUp value) {
        return new SubArchitectureFacts(ipiDestinationMode, ioApic, mach, Optional.of(value), cpuLimit, unverified);
    }

    /** The same, with statements that no source confirms. */
    public SubArchitectureFacts withUnverified(String... statements) {
        return new SubArchitectureFacts(ipiDestinationMode, ioApic, mach, wakeUp, cpuLimit, List.of(statements));
    }

    /** What is known, by the kernel's name for it, as text, in a fixed order. */
    public Map<String, String> rows() {
        Map<String, String> rows = new LinkedHashMap<>();
        ipiDestinationMode.ifPresent(
                mode -> rows.put("IPI destination mode", mode.name().toLowerCase(Locale.ROOT)));
        ioApic.ifPresent(routing -> {
            rows.put(
                    "INT_DELIVERY_MODE",
                    routing.deliveryMode() == DeliveryMode.LOWEST_PRIORITY ? "LowestPrio" : "Fixed");
            rows.put("INT_DEST_MODE", bit(routing.destinationMode() == DestinationMode.LOGICAL));
            rows.put("TARGET_CPUS", routing.targetCpus());
        });
        mach.ifPresent(constants -> {
            rows.put("esr_disable", bit(constants.esrDisable()));
            rows.put("NO_BALANCE_IRQ", bit(constants.noBalanceIrq()));
            rows.put("APIC id mask", String.format(Locale.ROOT, "0x%X", constants.apicIdMask()));
            if (constants.apicidCluster() != 0) {
                rows.put("apicid_cluster", String.format(Locale.ROOT, "id AND 0x%X", constants.apicidCluster()));
            }
            constants.nrCpusDefault().ifPresent(cpus -> rows.put("NR_CPUS default", Integer.toString(cpus)));
        });
        wakeUp.ifPresent(kind -> rows.put("AP wake-up", kind.words()));
        if (!cpuLimit.isEmpty()) {
            rows.put("CPU limit", cpuLimit);
        }
        if (!unverified.isEmpty()) {
            rows.put("UNVERIFIED", String.join("; ", unverified));
        }
        return Collections.unmodifiableMap(rows);
    }

    private static String bit(boolean value) {
        return value ? "1" : "0";
    }
}
