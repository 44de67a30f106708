/** An experiment as a library call. */
@NullMarked
package dev.kdumpstop.samples.experiment;

import org.jspecify.annotations.NullMarked;
