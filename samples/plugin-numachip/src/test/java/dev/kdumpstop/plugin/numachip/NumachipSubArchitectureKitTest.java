package dev.kdumpstop.plugin.numachip;

import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.testkit.SubArchitectureKit;
import java.util.List;
import java.util.stream.Stream;

class NumachipSubArchitectureKitTest extends SubArchitectureKit {
    @Override
    protected SubArchitecture plugin() {
        return new NumachipSubArchitecture();
    }

    /** Nodes, of which the usual machines have one. */
    @Override
    protected List<MachineSpec> machines() {
        return Stream.of("5.10", "6.1", "6.6", "6.12")
                .flatMap(release -> Stream.of("NCONNECT", "NCONECT2")
                        .map(table -> NumachipTest.machine(release, table, NumachipTest.TWO_NODES)
                                .build()))
                .toList();
    }
}
