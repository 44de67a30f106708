/**
 * JUnit 5 tests that a plug-in must pass, and {@link dev.kdumpstop.testkit.MachineTestKit}, which runs one in the real
 * orchestrator. Must not know the command line, recordings or any plug-in.
 *
 * <p>The test of a plug-in is a class of one method, which extends the kit of its kind:
 *
 * <pre>{@code
 * class PairsTest extends SubArchitectureKit {
 *     @Override
 *     protected SubArchitecture plugin() {
 *         return new Pairs();
 *     }
 * }
 * }</pre>
 *
 * <p>Besides what the kit of the kind asks, every plug-in is asked without a word from its author:
 *
 * <ul>
 *   <li>{@code isFoundByTheServiceLoader}: public class, public constructor without arguments, service file
 *   <li>{@code describesItself}: id, summary, options with an example that is not the default; no sources give a hint in the
 *       report, not a failure
 *   <li>{@code statesTheSpiLevel}
 *   <li>{@code seesOnlyTheSpi}: its classes are loaded once more as the program loads a drop-in jar, and everything is asked
 *       again; a class that is then missing is named
 *   <li>{@code answersEveryQuestion}: neither null nor an exception, but for an {@link java.lang.IllegalArgumentException} in
 *       words where options make no sense
 *   <li>{@code answersTheSameAgain}: two plug-ins just created give equal answers
 *   <li>{@code keepsNoState}: so does one that is asked in other orders, again, and by several threads at once
 *   <li>{@code isTheSameReadBackFromText}: so does one whose options were written as users write them and read back
 * </ul>
 *
 * <p>Questions are asked with the defaults, with each option's example, and at the ends of its range; of machines of 1, 2, 8,
 * 9, 64, 255 and 1024 CPUs, every generation and mode, inside and outside of the plug-in's releases. A test fails with all that
 * is wrong at once, each thing once, with the first machine it was seen on and what to do about it.
 *
 * <p>No check can be overridden. Where a kernel really does what a check forbids, its test declares it in a hook, such as
 * {@link dev.kdumpstop.testkit.SubArchitectureKit#flaw}, and the kit then demands that it shows (docs/decisions/0018).
 *
 * <p>Several plug-ins of one kind can share a class:
 *
 * <pre>{@code
 * @ParameterizedClass
 * @MethodSource("all")
 * class OurFaultsTest extends FaultKit {
 *     @Parameter
 *     FaultProvider fault;
 *
 *     static List<FaultProvider> all() {
 *         return List.of(new OneFault(), new OtherFault());
 *     }
 *
 *     @Override
 *     protected FaultProvider plugin() {
 *         return fault;
 *     }
 * }
 * }</pre>
 */
@NullMarked
package dev.kdumpstop.testkit;

import org.jspecify.annotations.NullMarked;
