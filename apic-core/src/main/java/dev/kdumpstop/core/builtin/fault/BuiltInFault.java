package dev.kdumpstop.core.builtin.fault;

import dev.kdumpstop.api.fault.FaultClass;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.core.builtin.BuiltIn;
import java.util.List;

/** What every built-in fault says of itself; the subclasses make the schedule. */
abstract class BuiltInFault extends BuiltIn implements FaultProvider {
    private final FaultClass faultClass;

    /** The sources name the rows of apic-facts 6 that the fault covers. */
    BuiltInFault(String id, FaultClass faultClass, String summary, List<OptionSpec> options, String... sources) {
        super(id, summary, options, sources);
        this.faultClass = faultClass;
    }

    @Override
    public final FaultClass faultClass() {
        return faultClass;
    }
}
