/**
 * Follows docs/writing-a-plugin.md as its reader would.
 */
@NullMarked
package dev.kdumpstop.archetype;

import org.jspecify.annotations.NullMarked;
