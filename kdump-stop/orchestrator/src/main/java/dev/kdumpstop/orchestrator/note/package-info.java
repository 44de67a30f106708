/**
 * The ELF notes in which Linux leaves the registers of each CPU for the capture kernel. Must not know the machine.
 */
@NullMarked
package dev.kdumpstop.orchestrator.note;

import org.jspecify.annotations.NullMarked;
