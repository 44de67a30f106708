/**
 * The service-provider interface of the crash-stop SDK: what a plug-in writes against.
 *
 * <p>Everything here is a value or returns one. A plug-in never pokes a register, never loops and never sees the
 * simulated machine; it says <em>what</em> a kernel would write and <em>how</em> it would wait, and the host decides who
 * executes it. The packages must not know the machine, Guice, files or clocks.
 *
 * <h2>Where to begin</h2>
 *
 * <table>
 * <caption>What a plug-in can add</caption>
 * <thead>
 * <tr><th scope="col">to add</th><th scope="col">implement</th><th scope="col">which answers with</th>
 * <th scope="col">made of</th></tr>
 * </thead>
 * <tbody>
 * <tr><th scope="row">a sub-architecture</th><td>{@link dev.kdumpstop.api.subarch.SubArchitecture}</td>
 * <td>{@link dev.kdumpstop.api.subarch.ApicSetup},
 * {@link dev.kdumpstop.api.delivery.IpiDelivery},
 * {@link dev.kdumpstop.api.delivery.DeliveryPlan}</td>
 * <td>{@link dev.kdumpstop.api.delivery.IpiRoutines},
 * {@link dev.kdumpstop.api.delivery.ShorthandRoutines},
 * {@link dev.kdumpstop.api.delivery.IcrPrograms},
 * {@link dev.kdumpstop.api.delivery.Send},
 * {@link dev.kdumpstop.api.delivery.SendWrite}</td></tr>
 * <tr><th scope="row">the rule by which a kernel picks one</th><td>{@link dev.kdumpstop.api.subarch.SubArchitectureSelector}</td>
 * <td>{@link dev.kdumpstop.api.subarch.Selection}</td>
 * <td>{@link dev.kdumpstop.api.subarch.SelectionTrail}</td></tr>
 * <tr><th scope="row">a wait policy</th><td>{@link dev.kdumpstop.api.wait.IcrWaitPolicyProvider}</td>
 * <td>{@link dev.kdumpstop.api.wait.IcrWaitPolicy},
 * {@link dev.kdumpstop.api.wait.WaitPlan}</td>
 * <td>{@link dev.kdumpstop.api.wait.PollSegment},
 * {@link dev.kdumpstop.api.wait.Limit},
 * {@link dev.kdumpstop.api.wait.OnTimeout},
 * {@link dev.kdumpstop.api.wait.WaitStepper}</td></tr>
 * <tr><th scope="row">a solution</th><td>{@link dev.kdumpstop.api.wait.SolutionProvider}</td>
 * <td>{@link dev.kdumpstop.api.wait.Solution}</td>
 * <td>{@link dev.kdumpstop.api.wait.WaitContext},
 * {@link dev.kdumpstop.api.wait.IcrWaitPolicy}</td></tr>
 * <tr><th scope="row">a stop procedure</th><td>{@link dev.kdumpstop.api.stop.StopProcedureProvider}</td>
 * <td>{@link dev.kdumpstop.api.stop.StopProcedure}</td>
 * <td>{@link dev.kdumpstop.api.stop.StopStep},
 * {@link dev.kdumpstop.api.stop.TargetRule},
 * {@link dev.kdumpstop.api.stop.RegisterStep}</td></tr>
 * <tr><th scope="row">a fault</th><td>{@link dev.kdumpstop.api.fault.FaultProvider}</td>
 * <td>{@link dev.kdumpstop.api.fault.ScheduledChange}</td>
 * <td>{@link dev.kdumpstop.api.fault.PrimitiveChange}</td></tr>
 * <tr><th scope="row">a timing profile</th><td>{@link dev.kdumpstop.api.timing.TimingProfileProvider}</td>
 * <td>{@link dev.kdumpstop.api.timing.TimingProfile}</td>
 * <td>{@link dev.kdumpstop.api.timing.TimingParameter},
 * {@link dev.kdumpstop.api.timing.TimingValue}</td></tr>
 * </tbody>
 * </table>
 *
 * <p>Each of the interfaces in the second column is an {@link dev.kdumpstop.api.Extension}: it has a name, a summary, its
 * {@linkplain dev.kdumpstop.api.option.OptionSpec options} and the {@linkplain dev.kdumpstop.api.ApicSpi level} of this
 * interface that it was compiled against. All of them may look at the
 * {@linkplain dev.kdumpstop.api.machine.MachineSpec machine and its kernel}. CPU numbers come as
 * {@link dev.kdumpstop.api.cpu.CpuSet}, durations as {@code long}
 * {@linkplain dev.kdumpstop.api.unit.Picoseconds picoseconds}, words of the Interrupt Command Register can be read and
 * checked with {@link dev.kdumpstop.api.icr.IcrWords} and {@link dev.kdumpstop.api.icr.IcrCheck}.
 *
 * <h2>Examples</h2>
 *
 * <p>Every type has one. They are compiled, and where a statement is followed by its value as text, that value is compared.
 * Statements may use {@code machine}, eight CPUs with an i386 kernel 2.6.21; {@code request}, by which CPU 0 of it sends an
 * NMI to all others; and {@code context}, the wait before that NMI in a crash stop.
 */
@NullMarked
package dev.kdumpstop.api;

import org.jspecify.annotations.NullMarked;
