/**
 * JUnit 5 tests that a plug-in must pass. Must not know the command line, recordings or any plug-in.
 */
@NullMarked
package dev.kdumpstop.testkit;

import org.jspecify.annotations.NullMarked;
