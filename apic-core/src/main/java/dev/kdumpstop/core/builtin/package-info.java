/** The extensions that come with the SDK. They use the SPI alone, as any plug-in would; nothing here knows the simulated machine. */
@NullMarked
package dev.kdumpstop.core.builtin;

import org.jspecify.annotations.NullMarked;
