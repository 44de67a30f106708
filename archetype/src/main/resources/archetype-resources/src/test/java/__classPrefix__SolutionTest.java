package ${package};

import dev.kdumpstop.api.wait.SolutionProvider;
import dev.kdumpstop.testkit.SolutionKit;

class ${classPrefix}SolutionTest extends SolutionKit {
    @Override
    protected SolutionProvider plugin() {
        return new ${classPrefix}Solution();
    }
}
