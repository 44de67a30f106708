/**
 * The machine and the kernel build a plug-in is asked about. Descriptions only: nothing here runs.
 */
@NullMarked
package dev.kdumpstop.api.machine;

import org.jspecify.annotations.NullMarked;
