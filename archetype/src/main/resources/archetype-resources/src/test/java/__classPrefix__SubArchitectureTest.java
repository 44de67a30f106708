package ${package};

import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.testkit.SubArchitectureKit;

class ${classPrefix}SubArchitectureTest extends SubArchitectureKit {
    @Override
    protected SubArchitecture plugin() {
        return new ${classPrefix}SubArchitecture();
    }
}
