package ${package};

import dev.kdumpstop.api.wait.IcrWaitPolicyProvider;
import dev.kdumpstop.testkit.WaitPolicyKit;

class ${classPrefix}WaitPolicyTest extends WaitPolicyKit {
    @Override
    protected IcrWaitPolicyProvider plugin() {
        return new ${classPrefix}WaitPolicy();
    }
}
