package dev.kdumpstop.core.builtin.fault;

import dev.kdumpstop.api.fault.FaultClass;
import dev.kdumpstop.api.fault.FaultContext;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.option.OptionValues;
import java.util.List;

/** A fault that is known by name and refused, with the reason. */
abstract class NotModelled extends BuiltInFault {
    private final String reason;

    /** The reason is a sentence without a final full stop. */
    NotModelled(String id, String summary, String reason, String... sources) {
        super(id, FaultClass.NOT_MODELLED, summary, List.of(), sources);
        this.reason = reason;
    }

    @Override
    public final List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
        throw new IllegalArgumentException("fault '" + id() + "' is not modelled: " + reason);
    }
}
