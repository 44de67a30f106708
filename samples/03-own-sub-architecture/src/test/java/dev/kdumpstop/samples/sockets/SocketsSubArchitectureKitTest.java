package dev.kdumpstop.samples.sockets;

import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.testkit.SubArchitectureKit;

class SocketsSubArchitectureKitTest extends SubArchitectureKit {
    @Override
    protected SubArchitecture plugin() {
        return new SocketsSubArchitecture();
    }
}
