package dev.kdumpstop.api;

import org.apiguardian.api.API;

/**
 * The level of this service-provider interface. A host refuses a plug-in that was written for another level, by name.
 *
 * <pre>{@code
 * // Says it for all extensions of a jar:
 * public interface CurrentSpi extends Extension {
 *     @Override
 *     default int spiLevel() {
 *         return ApicSpi.LEVEL;
 *     }
 * }
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ApicSpi {
    /** The level this jar offers; raised when a plug-in would have to be changed or rebuilt. */
    public static final int LEVEL = 1;

    private ApicSpi() {}
}
