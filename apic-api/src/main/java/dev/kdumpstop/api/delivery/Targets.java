package dev.kdumpstop.api.delivery;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.cpu.CpuSet;
import org.apiguardian.api.API;

/**
 * Whom to address, in the form in which the kernel's entry points differ.
 *
 * <pre>{@code
 * Targets targets = new Targets.MaskAllButSelf(CpuSet.parse("0-3")); // MaskAllButSelf[cpus=0-3]
 * if (targets instanceof Targets.MaskAllButSelf mask) {
 *     mask.cpus().without(request.sender().number()); // 1-3
 * }
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public sealed interface Targets {

    /** {@code send_IPI(cpu)}. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record One(CpuId cpu) implements Targets {}

    /** {@code send_IPI_mask(mask)}. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record Mask(CpuSet cpus) implements Targets {}

    /** {@code send_IPI_mask_allbutself(mask)}: the mask may hold the sender, which is left out. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record MaskAllButSelf(CpuSet cpus) implements Targets {}

    /** {@code send_IPI_allbutself}. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record AllButSelf() implements Targets {}

    /** {@code send_IPI_all}. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record All() implements Targets {}

    /** {@code send_IPI_self}. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record Self() implements Targets {}
}
