package dev.kdumpstop.api.delivery;

import org.apiguardian.api.API;

/** The answer of an {@link IpiDelivery}. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public sealed interface DeliveryPlan permits IcrProgram, NoSuchRoutine {}
