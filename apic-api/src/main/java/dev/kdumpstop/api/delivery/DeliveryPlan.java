package dev.kdumpstop.api.delivery;

import org.apiguardian.api.API;

/**
 * The answer of an {@link IpiDelivery}.
 *
 * <pre>{@code
 * DeliveryPlan plan = IcrPrograms.logicalMask(CpuSet.parse("1-7"), IpiVector.NMI);
 * if (plan instanceof IcrProgram program) {
 *     program.sends(); // [ICR_IDLE_BEFORE ICR2=fe000000 ICR=00000c00]
 * }
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public sealed interface DeliveryPlan permits IcrProgram, NoSuchRoutine {}
