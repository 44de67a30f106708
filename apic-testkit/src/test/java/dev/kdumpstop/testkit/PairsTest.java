package dev.kdumpstop.testkit;

import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.testkit.plugins.Pairs;

class PairsTest extends SubArchitectureKit {
    @Override
    protected SubArchitecture plugin() {
        return new Pairs();
    }
}
