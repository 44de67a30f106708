package dev.kdumpstop.api.fault;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.machine.MachineSpec;
import org.apiguardian.api.API;

/**
 * What a fault may look at when it makes its schedule.
 *
 * <pre>{@code
 * FaultContext context = new FaultContext(machine, CpuId.of(2));
 * context.others(); // 0,1,3-7
 * }</pre>
 *
 * @param machine the machine
 * @param crashingCpu the CPU that crashes
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record FaultContext(MachineSpec machine, CpuId crashingCpu) {
    /** The online CPUs other than the crashing one. */
    public CpuSet others() {
        return machine.maps().online().without(crashingCpu.number());
    }
}
