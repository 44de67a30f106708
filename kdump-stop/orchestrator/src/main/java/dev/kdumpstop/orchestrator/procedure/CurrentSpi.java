package dev.kdumpstop.orchestrator.procedure;

import dev.kdumpstop.api.ApicSpi;
import dev.kdumpstop.api.Extension;

/** Says for every extension of this jar which level of the SPI the jar was compiled against. */
interface CurrentSpi extends Extension {
    @Override
    default int spiLevel() {
        return ApicSpi.LEVEL;
    }
}
