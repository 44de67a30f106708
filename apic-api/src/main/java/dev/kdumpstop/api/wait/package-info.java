/**
 * How long and how a sender waits at a wait site: policies return plans, solutions choose policies. Nothing here polls.
 */
@NullMarked
package dev.kdumpstop.api.wait;

import org.jspecify.annotations.NullMarked;
