package dev.kdumpstop.samples.phased;

import dev.kdumpstop.api.wait.SolutionProvider;
import dev.kdumpstop.testkit.SolutionKit;

class PhasedSolutionKitTest extends SolutionKit {
    @Override
    protected SolutionProvider plugin() {
        return new PhasedSolution();
    }
}
