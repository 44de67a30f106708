package dev.kdumpstop.api.subarch;

import java.util.OptionalInt;
import org.apiguardian.api.API;

/**
 * The constants in the header files of an i386 machine type ({@code mach_apic.h}, {@code mach_apicdef.h}).
 *
 * <pre>{@code
 * MachConstants constants = new MachConstants(true, false, 0xFF, 0, OptionalInt.of(32));
 * SubArchitectureFacts.none().with(constants).rows().get("NR_CPUS default"); // 32
 * }</pre>
 *
 * @param esrDisable {@code esr_disable}: ESR is cleared four times at set-up and LVTERR stays off
 * @param noBalanceIrq {@code NO_BALANCE_IRQ}: the kernel does not move interrupts between CPUs
 * @param apicIdMask which bits of ID register bits 31:24 are the id: 0FH or FFH
 * @param apicidCluster which bits of an id are the cluster; 0 where the machine type does not say
 * @param nrCpusDefault default of {@code CONFIG_NR_CPUS}; empty where that is not described
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record MachConstants(
        boolean esrDisable, boolean noBalanceIrq, int apicIdMask, int apicidCluster, OptionalInt nrCpusDefault) {}
