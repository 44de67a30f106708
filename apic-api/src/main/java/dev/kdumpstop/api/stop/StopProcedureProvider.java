package dev.kdumpstop.api.stop;

import dev.kdumpstop.api.Extension;
import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.option.OptionValues;
import org.apiguardian.api.API;

/** A named stop procedure with options; a {@link java.util.ServiceLoader} service. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface StopProcedureProvider extends Extension {
    /** The releases in which kernels do it this way. */
    ReleaseRange releases();

    /** Whether the kernel on this machine does it this way. */
    Compatibility supports(MachineSpec machine);

    /** The steps on this machine. */
    StopProcedure create(MachineSpec machine, OptionValues options);
}
