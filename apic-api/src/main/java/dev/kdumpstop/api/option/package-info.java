/**
 * Described options: the one source for configuration keys, listings, schemas and error messages.
 */
@NullMarked
package dev.kdumpstop.api.option;

import org.jspecify.annotations.NullMarked;
