package ${package};

import dev.kdumpstop.api.subarch.SubArchitectureSelector;
import dev.kdumpstop.testkit.SelectorKit;

class ${classPrefix}SelectorTest extends SelectorKit {
    @Override
    protected SubArchitectureSelector plugin() {
        return new ${classPrefix}Selector();
    }
}
