package dev.kdumpstop.samples.phased;

import dev.kdumpstop.api.wait.IcrWaitPolicyProvider;
import dev.kdumpstop.testkit.WaitPolicyKit;

class PhasedWaitKitTest extends WaitPolicyKit {
    @Override
    protected IcrWaitPolicyProvider plugin() {
        return new PhasedWait();
    }
}
