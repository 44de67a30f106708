/**
 * The wiring by Guice, for programs that want it; the only package that knows Guice. {@link
 * dev.kdumpstop.orchestrator.guice.Wiring} gives plain types out.
 */
@NullMarked
package dev.kdumpstop.orchestrator.guice;

import org.jspecify.annotations.NullMarked;
