package dev.kdumpstop.core.builtin.solution;

import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.wait.IcrWaitPolicy;
import dev.kdumpstop.api.wait.IcrWaitPolicyProvider;
import dev.kdumpstop.api.wait.Solution;
import dev.kdumpstop.api.wait.SolutionProvider;
import dev.kdumpstop.api.wait.WaitContext;
import dev.kdumpstop.core.builtin.BuiltIn;

/** What a system other than Linux does: one wait policy at every site, with that policy's options and sources. */
abstract class OtherSystem extends BuiltIn implements SolutionProvider {
    private final IcrWaitPolicyProvider policy;

    OtherSystem(String system, String summary, IcrWaitPolicyProvider policy, String... sources) {
        super(system, summary, policy.options(), sources);
        this.policy = policy;
    }

    @Override
    public final String system() {
        return id();
    }

    @Override
    public final Solution create(OptionValues options) {
        return new Everywhere(policy.create(options));
    }

    private record Everywhere(IcrWaitPolicy policy) implements Solution {
        @Override
        public IcrWaitPolicy policyFor(WaitContext context) {
            return policy;
        }
    }
}
