package dev.kdumpstop.testkit;

import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.timing.TimingParameter;
import dev.kdumpstop.api.timing.TimingProfile;
import dev.kdumpstop.api.timing.TimingProfileProvider;
import dev.kdumpstop.api.timing.TimingValue;
import dev.kdumpstop.orchestrator.CrashStop;
import dev.kdumpstop.orchestrator.Headline;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What every timing profile is asked.
 *
 * <pre>{@code
 * class MyMachineTest extends TimingProfileKit {
 *     @Override
 *     protected TimingProfileProvider plugin() {
 *         return new MyMachine();
 *     }
 * }
 * }</pre>
 */
public abstract class TimingProfileKit extends ExtensionKit<TimingProfileProvider> {
    private static final int CPUS = 8;

    /** For subclasses. */
    protected TimingProfileKit() {
        super(ExtensionPoint.TIMING_PROFILE);
    }

    /** The plug-in under test: {@code return new MyPlugin();}. */
    @Override
    protected abstract TimingProfileProvider plugin();

    @Override
    void ask(Interview<TimingProfileProvider> into, Variant.Reading options) {
        for (Variant variant : variants()) {
            into.add("create with " + variant, plugin -> plugin.create(options.of(plugin, variant)));
        }
    }

    private @Nullable TimingProfile profile(Variant variant) {
        try {
            return subject().create(OptionValues.of(subject().options(), variant.texts()));
        } catch (RuntimeException e) {
            return null; // answersEveryQuestion has said it
        }
    }

    /** Every number has a provenance and says where it comes from, or why it was assumed. */
    @Test
    final void saysWhereItsNumbersComeFrom() {
        Problems problems = new Problems();
        for (Variant variant : variants()) {
            TimingProfile profile = profile(variant);
            if (profile == null) {
                continue;
            }
            if (!profile.name().equals(subject().id())) {
                problems.add(
                        "the profile is named '" + profile.name() + "', its provider '"
                                + subject().id() + "': give both the same name, new TimingProfile(id(), …)",
                        "");
            }
            for (TimingParameter parameter : TimingParameter.values()) {
                TimingValue value = profile.values().get(parameter);
                if (value == null
                        || value.provenance() == null
                        || value.source() == null
                        || value.source().isBlank()) {
                    problems.add(
                            "the number for '" + parameter.id()
                                    + "' says not where it comes from: give a provenance and a"
                                    + " source; for an assumption say why it was assumed",
                            "with " + variant);
                }
            }
        }
        assertNone(problems);
    }

    /** A healthy crash stop under it ends, with every CPU stopped. */
    @Test
    final void healthyStopUnderItEnds() {
        assumeUsable();
        Problems problems = new Problems();
        for (Variant variant : variants()) {
            for (Architecture architecture : Architecture.values()) {
                if (profile(variant) != null) {
                    run(variant, architecture, problems);
                }
            }
        }
        assertNone(problems);
    }

    private void run(Variant variant, Architecture architecture, Problems problems) {
        MachineSpec machine =
                MachineSpec.builder(architecture, "2.6.21").cpus(CPUS).build();
        String where = "with " + variant + ", " + architecture.id();
        runTwice(
                        () -> CrashStop.builder(host())
                                .machine(machine)
                                .subArchitecture(OneByOne.nameFor(machine).toString())
                                .solution("baseline")
                                .timing(subject().id() + variant.suffix())
                                .build(),
                        where,
                        problems)
                .filter(outcome -> outcome.headline() != Headline.CAPTURED_ALL)
                .ifPresent(outcome -> problems.add(
                        "the crash stop of a healthy machine comes to " + outcome.headline()
                                + " under these costs: it waits one second for the others, so the numbers are too large",
                        where));
    }
}
