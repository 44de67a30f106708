/**
 * How long and how a sender waits at a wait site: policies return plans, solutions choose policies. Nothing here polls.
 *
 * <p>Begin with {@link dev.kdumpstop.api.wait.WaitPlan}, then {@link dev.kdumpstop.api.wait.IcrWaitPolicyProvider} for a policy or
 * {@link dev.kdumpstop.api.wait.SolutionProvider} for a solution.
 */
@NullMarked
package dev.kdumpstop.api.wait;

import org.jspecify.annotations.NullMarked;
