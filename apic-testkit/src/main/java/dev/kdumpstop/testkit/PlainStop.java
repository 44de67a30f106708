package dev.kdumpstop.testkit;

import dev.kdumpstop.api.ApicSpi;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.machine.Compatibility;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.option.OptionSpec;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.stop.StopProcedure;
import dev.kdumpstop.api.stop.StopProcedureProvider;
import dev.kdumpstop.api.stop.StopStep;
import dev.kdumpstop.api.stop.TargetRule;
import dev.kdumpstop.api.unit.Picoseconds;
import dev.kdumpstop.api.wait.Purpose;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A crash stop that kernels of every release could make, for tests of everything that is no procedure: NMI by any of the
 * kernels' entry points, 1 s, capture kernel.
 */
final class PlainStop implements StopProcedureProvider {
    private static final String TARGETS = "targets";
    private static final List<String> RULES =
            Arrays.stream(TargetRule.values()).map(PlainStop::word).toList();

    /** The text that asks for it by this entry point. */
    static String by(TargetRule rule) {
        return MachineTestKit.PLAIN_STOP + ":" + TARGETS + "=" + word(rule);
    }

    private static String word(TargetRule rule) {
        return rule.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String id() {
        return MachineTestKit.PLAIN_STOP;
    }

    @Override
    public String summary() {
        return "NMI to all others, 1 s, capture kernel; the test kit's own";
    }

    @Override
    public List<OptionSpec> options() {
        return List.of(OptionSpec.choice(TARGETS, RULES, "by which entry point the others are addressed"));
    }

    @Override
    public int spiLevel() {
        return ApicSpi.LEVEL;
    }

    @Override
    public ReleaseRange releases() {
        return ReleaseRange.from("2.6.21");
    }

    @Override
    public Compatibility supports(MachineSpec machine) {
        return Compatibility.yes();
    }

    @Override
    public StopProcedure create(MachineSpec machine, OptionValues options) {
        TargetRule targets = TargetRule.values()[RULES.indexOf(options.choice(TARGETS))];
        List<StopStep> onNmi =
                List.of(new StopStep.SaveRegisters(), new StopStep.Acknowledge(), new StopStep.HaltForever());
        return new StopProcedure(
                id(),
                List.of(
                        new StopStep.InterruptsOff(),
                        new StopStep.ReadOwnId(),
                        new StopStep.InstallNmiHandler(onNmi),
                        new StopStep.SendIpi(targets, IpiVector.NMI, Purpose.CRASH_STOP),
                        new StopStep.AwaitAcknowledged(Picoseconds.MILLISECOND, 1000),
                        new StopStep.SaveRegisters(),
                        new StopStep.EnterCaptureKernel()),
                Map.of());
    }
}
