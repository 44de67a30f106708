package dev.kdumpstop.api.source;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.delivery.IpiRequest;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.delivery.Targets;
import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.wait.Purpose;
import dev.kdumpstop.api.wait.WaitContext;
import dev.kdumpstop.api.wait.WaitSite;
import java.util.ArrayList;
import java.util.List;

/** An example that can be run, with the values that all examples may use: see the Javadoc of {@code dev.kdumpstop.api}. */
public abstract class ExampleRun {
    /** Eight CPUs. */
    protected final MachineSpec machine =
            MachineSpec.builder(Architecture.I386, "2.6.21").cpus(8).build();

    /** Stop all others. */
    protected final IpiRequest request =
            new IpiRequest(CpuId.of(0), new Targets.AllButSelf(), IpiVector.NMI, machine.maps());

    /** The wait before that. */
    protected final WaitContext context =
            new WaitContext(Purpose.CRASH_STOP, DeliveryMode.NMI, 2, false, WaitSite.ICR_IDLE_BEFORE);

    /** What each checked line gave, and what it says it gives. */
    final List<String> actual = new ArrayList<>();

    final List<String> expected = new ArrayList<>();

    /** The example. */
    public abstract void run();

    /** Compares the value of a line with the text after it. */
    protected final void check(Object value, String text) {
        actual.add(String.valueOf(value));
        expected.add(text);
    }
}
