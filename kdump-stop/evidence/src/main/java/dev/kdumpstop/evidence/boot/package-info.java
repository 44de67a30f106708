/**
 * What a running or crashed Linux told about its machine: boot logs, {@code /proc/cpuinfo}, {@code lscpu}. The readers
 * turn lines into statements, each with the line it was read from, and draw no conclusions; whoever describes a machine
 * does.
 *
 * <p>The wording was learned from kernels 2.6.13 to 6.19 and from published logs of 2.6.9 to 7.2.
 */
@NullMarked
package dev.kdumpstop.evidence.boot;

import org.jspecify.annotations.NullMarked;
