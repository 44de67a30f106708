/**
 * How a sub-architecture turns a vector and a set of CPUs into sends, with the building blocks plug-ins share. Knows nothing
 * of waiting times.
 *
 * <p>Begin with {@link dev.kdumpstop.api.delivery.IpiRoutines}, which is written like a kernel's driver, and
 * {@link dev.kdumpstop.api.delivery.IcrPrograms}, the shapes its answers have. A send of another shape is made of
 * {@link dev.kdumpstop.api.delivery.SendWrite}s.
 */
@NullMarked
package dev.kdumpstop.api.delivery;

import org.jspecify.annotations.NullMarked;
