/**
 * Described options: the one source for configuration keys, listings, schemas and error messages.
 *
 * <p>Begin with {@link dev.kdumpstop.api.option.OptionSpec}; a plug-in gets the
 * {@linkplain dev.kdumpstop.api.option.OptionValues values} when it is asked to make something.
 */
@NullMarked
package dev.kdumpstop.api.option;

import org.jspecify.annotations.NullMarked;
