/**
 * Recordings of what real CPUs did to their local APICs around a kernel crash, and the readers that turn files into
 * values.
 *
 * <p>This package knows file formats and nothing else. It must not know how a kernel stops CPUs, which access is noise,
 * what a sub-architecture is, or any other module of this project: whoever judges a recording must be able to trust
 * that its reader had no opinion.
 */
@NullMarked
package dev.kdumpstop.evidence.recording;

import org.jspecify.annotations.NullMarked;
