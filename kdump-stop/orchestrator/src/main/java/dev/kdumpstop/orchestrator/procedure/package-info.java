/**
 * The stop procedures of Linux as data: kdump and plain panic, by release. Must not know the machine that runs them.
 */
@NullMarked
package dev.kdumpstop.orchestrator.procedure;

import org.jspecify.annotations.NullMarked;
