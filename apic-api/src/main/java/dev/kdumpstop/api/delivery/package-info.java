/**
 * How a sub-architecture turns a vector and a set of CPUs into sends, with the building blocks plug-ins share. Knows nothing of waiting times.
 */
@NullMarked
package dev.kdumpstop.api.delivery;

import org.jspecify.annotations.NullMarked;
