/**
 * The service-provider interface of the crash-stop SDK: what a plug-in writes against.
 *
 * <p>Everything here is a value or returns one. A plug-in never pokes a register, never loops and never sees the
 * simulated machine; it says <em>what</em> a kernel would write and <em>how</em> it would wait, and the host decides who
 * executes it. The packages must not know the machine, Guice, files or clocks.
 */
@NullMarked
package dev.kdumpstop.api;

import org.jspecify.annotations.NullMarked;
