package ${package};

import dev.kdumpstop.api.stop.StopProcedureProvider;
import dev.kdumpstop.testkit.StopProcedureKit;

class ${classPrefix}StopProcedureTest extends StopProcedureKit {
    @Override
    protected StopProcedureProvider plugin() {
        return new ${classPrefix}StopProcedure();
    }
}
