package ${package};

import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.testkit.FaultKit;

class ${classPrefix}FaultTest extends FaultKit {
    @Override
    protected FaultProvider plugin() {
        return new ${classPrefix}Fault();
    }
}
