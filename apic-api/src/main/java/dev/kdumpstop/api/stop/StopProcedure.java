package dev.kdumpstop.api.stop;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apiguardian.api.API;

/**
 * What a kernel does to stop the other CPUs and go on, as lists of steps that can be printed, compared and run.
 *
 * @param name the provider's id
 * @param steps what the crashing CPU does, in the kernel's order; ends with {@link StopStep.EnterCaptureKernel} or {@link
 *     StopStep.Restart}
 * @param onNmi what another CPU does when it takes an NMI while the handler is installed
 * @param onVector what another CPU does when it takes one of these vectors
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record StopProcedure(
        String name, List<StopStep> steps, List<StopStep> onNmi, Map<Integer, List<StopStep>> onVector) {

    /** @throws IllegalArgumentException if the last step does not end the procedure, or a handler does not end */
    public StopProcedure {
        steps = List.copyOf(steps);
        onNmi = List.copyOf(onNmi);
        onVector = Collections.unmodifiableMap(new TreeMap<>(onVector));
        List<String> problems = new ArrayList<>();
        if (steps.isEmpty()
                || !(last(steps) instanceof StopStep.EnterCaptureKernel || last(steps) instanceof StopStep.Restart)) {
            problems.add("the last step must enter the capture kernel or restart the machine");
        }
        List<List<StopStep>> handlers = new ArrayList<>(onVector.values());
        handlers.add(onNmi);
        for (List<StopStep> handler : handlers) {
            if (handler.isEmpty()
                    || !(last(handler) instanceof StopStep.HaltForever
                            || last(handler) instanceof StopStep.ReturnFromInterrupt)) {
                problems.add("a handler must end by halting or returning");
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("stop procedure '" + name + "': " + String.join("; ", problems));
        }
    }

    /** Whether it ends in a capture kernel, so that registers saved are of use. */
    public boolean captures() {
        return last(steps) instanceof StopStep.EnterCaptureKernel;
    }

    private static StopStep last(List<StopStep> list) {
        return list.get(list.size() - 1);
    }
}
