/** Plug-ins to test the test kit with: one good one of each kind, and broken ones. */
package dev.kdumpstop.testkit.plugins;
