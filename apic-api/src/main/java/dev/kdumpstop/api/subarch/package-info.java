/**
 * Sub-architectures and the rules by which a kernel picks one of them. Knows nothing of the simulated machine.
 *
 * <p>Begin with {@link dev.kdumpstop.api.subarch.SubArchitecture}; how it sends is in package
 * {@link dev.kdumpstop.api.delivery}.
 */
@NullMarked
package dev.kdumpstop.api.subarch;

import org.jspecify.annotations.NullMarked;
