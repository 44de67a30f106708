package dev.kdumpstop.api.delivery;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.cpu.CpuMaps;
import dev.kdumpstop.api.cpu.CpuSet;
import org.apiguardian.api.API;

/**
 * One call of a kernel's {@code send_IPI_*} function.
 *
 * <pre>{@code
 * IpiRequest request = new IpiRequest(CpuId.of(0), new Targets.AllButSelf(), IpiVector.NMI, CpuMaps.allOnline(8));
 * request.onlineButSelf(); // 1-7
 * }</pre>
 *
 * @param sender the CPU that sends
 * @param targets whom
 * @param vector what
 * @param maps the kernel's CPU maps at that moment
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record IpiRequest(CpuId sender, Targets targets, IpiVector vector, CpuMaps maps) {

    /** The online CPUs other than the sender. */
    public CpuSet onlineButSelf() {
        return maps.online().without(sender.number());
    }
}
