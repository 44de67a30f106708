/**
 * Sub-architectures and the rules by which a kernel picks one of them. Knows nothing of the simulated machine.
 */
@NullMarked
package dev.kdumpstop.api.subarch;

import org.jspecify.annotations.NullMarked;
