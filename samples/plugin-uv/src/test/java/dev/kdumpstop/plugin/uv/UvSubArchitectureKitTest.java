package dev.kdumpstop.plugin.uv;

import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.testkit.SubArchitectureKit;

class UvSubArchitectureKitTest extends SubArchitectureKit {
    @Override
    protected SubArchitecture plugin() {
        return new UvSubArchitecture();
    }
}
