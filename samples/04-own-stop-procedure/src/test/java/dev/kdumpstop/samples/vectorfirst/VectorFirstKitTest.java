package dev.kdumpstop.samples.vectorfirst;

import dev.kdumpstop.api.stop.StopProcedureProvider;
import dev.kdumpstop.testkit.StopProcedureKit;

class VectorFirstKitTest extends StopProcedureKit {
    @Override
    protected StopProcedureProvider plugin() {
        return new VectorFirst();
    }
}
