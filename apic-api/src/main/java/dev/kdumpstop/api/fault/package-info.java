/**
 * Faults as schedules of primitive changes the machine knows. A fault never runs code while the machine runs.
 */
@NullMarked
package dev.kdumpstop.api.fault;

import org.jspecify.annotations.NullMarked;
