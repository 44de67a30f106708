package dev.kdumpstop.api.wait;

import dev.kdumpstop.api.Extension;
import dev.kdumpstop.api.option.OptionValues;
import org.apiguardian.api.API;

/**
 * A named wait policy with options; a {@link java.util.ServiceLoader} service.
 *
 * <pre>{@code
 * public final class Patient implements IcrWaitPolicyProvider {
 *     @Override public String id() { return "patient"; }
 *     @Override public String summary() { return "Polls every so often, at most 1000 times"; }
 *     @Override public int spiLevel() { return ApicSpi.LEVEL; }
 *     @Override public List<OptionSpec> options() {
 *         return List.of(OptionSpec.duration("delay", "1ms", "100us", "time between two polls"));
 *     }
 *     @Override public IcrWaitPolicy create(OptionValues options) {
 *         WaitPlan plan = WaitPlan.of(PollSegment.polls(1000, options.durationPs("delay")));
 *         return context -> plan;
 *     }
 * }
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface IcrWaitPolicyProvider extends Extension {
    /** The policy with the given options. */
    IcrWaitPolicy create(OptionValues options);
}
