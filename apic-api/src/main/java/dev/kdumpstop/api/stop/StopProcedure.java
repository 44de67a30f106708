package dev.kdumpstop.api.stop;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apiguardian.api.API;

/**
 * What a kernel does to stop the other CPUs and go on, as lists of steps that can be printed, compared and run.
 *
 * <pre>{@code
 * List<StopStep> onNmi = List.of(new StopStep.SaveRegisters(), new StopStep.Acknowledge(), new StopStep.HaltForever());
 * List<StopStep> steps = List.of(
 *         new StopStep.InstallNmiHandler(onNmi),
 *         new StopStep.SendIpi(TargetRule.ALL_BUT_SELF, IpiVector.NMI, Purpose.CRASH_STOP),
 *         new StopStep.AwaitAcknowledged(Picoseconds.MILLISECOND, 1000),
 *         new StopStep.SaveRegisters(),
 *         new StopStep.EnterCaptureKernel());
 * new StopProcedure("plain", steps, Map.of()).captures(); // true
 * }</pre>
 *
 * @param name the provider's id
 * @param steps what the crashing CPU does, in the kernel's order; ends with {@link StopStep.EnterCaptureKernel}, {@link
 *     StopStep.Restart} or {@link StopStep.Finish}
 * @param onVector what another CPU does when it takes one of these vectors
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record StopProcedure(String name, List<StopStep> steps, Map<Integer, List<StopStep>> onVector) {

    private static final String MUST_END = " must end by halting or returning";
    private static final Set<Class<?>> MAIN_ENDS =
            Set.of(StopStep.EnterCaptureKernel.class, StopStep.Restart.class, StopStep.Finish.class);
    private static final Set<Class<?>> HANDLER_ENDS =
            Set.of(StopStep.HaltForever.class, StopStep.ReturnFromInterrupt.class);

    /** @throws IllegalArgumentException if the procedure or a handler does not end, or has steps after its end */
    public StopProcedure {
        steps = List.copyOf(steps);
        TreeMap<Integer, List<StopStep>> handlers = new TreeMap<>();
        onVector.forEach((vector, handler) -> handlers.put(vector, List.copyOf(handler)));
        onVector = Collections.unmodifiableMap(handlers);
        List<String> problems = new ArrayList<>();
        check(problems, "the last step must enter the capture kernel, restart the machine or finish", steps, MAIN_ENDS);
        if (steps.stream().anyMatch(step -> beginsRound(nested(step)))) {
            problems.add("a new round of answers cannot begin under a condition");
        }
        nmiHandlers(steps).forEach(handler -> check(problems, "the NMI handler" + MUST_END, handler, HANDLER_ENDS));
        onVector.forEach((vector, handler) -> check(
                problems,
                String.format(Locale.ROOT, "the handler of vector 0x%02x%s", vector, MUST_END),
                handler,
                HANDLER_ENDS));
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("stop procedure '" + name + "': " + String.join("; ", problems));
        }
    }

    /** Whether it ends in a capture kernel, so that registers saved are of use. */
    public boolean captures() {
        return last(steps) instanceof StopStep.EnterCaptureKernel;
    }

    /** Whether it stops other CPUs: some handler does not return. */
    public boolean stopsOthers() {
        return nmiHandlers().stream().anyMatch(StopProcedure::halts)
                || onVector.values().stream().anyMatch(StopProcedure::halts);
    }

    /** Whether it waits for other CPUs to answer. */
    public boolean awaitsAnswers() {
        return awaitsAnswers(steps);
    }

    private static boolean awaitsAnswers(List<StopStep> steps) {
        return steps.stream()
                .anyMatch(step -> step instanceof StopStep.AwaitAcknowledged || awaitsAnswers(nested(step)));
    }

    private static boolean beginsRound(List<StopStep> steps) {
        return steps.stream().anyMatch(step -> step instanceof StopStep.BeginRound || beginsRound(nested(step)));
    }

    private static boolean halts(List<StopStep> handler) {
        return last(handler) instanceof StopStep.HaltForever;
    }

    /** The steps that a step runs under a condition; empty for all others. */
    private static List<StopStep> nested(StopStep step) {
        if (step instanceof StopStep.IfNotAllAcknowledged conditional) {
            return conditional.steps();
        }
        return step instanceof StopStep.UnlessSendFailed conditional ? conditional.steps() : List.of();
    }

    /** The NMI handlers it installs, in order. */
    public List<List<StopStep>> nmiHandlers() {
        return nmiHandlers(steps);
    }

    private static List<List<StopStep>> nmiHandlers(List<StopStep> steps) {
        List<List<StopStep>> handlers = new ArrayList<>();
        for (StopStep step : steps) {
            if (step instanceof StopStep.InstallNmiHandler install) {
                handlers.add(install.handler());
            } else {
                handlers.addAll(nmiHandlers(nested(step)));
            }
        }
        return handlers;
    }

    private static void check(List<String> problems, String mustEnd, List<StopStep> list, Set<Class<?>> ends) {
        if (list.isEmpty() || !ends.contains(last(list).getClass())) {
            problems.add(mustEnd);
        }
        for (StopStep step : list.subList(0, Math.max(0, list.size() - 1))) {
            if (ends.contains(step.getClass())) {
                problems.add("'" + step.words() + "' is not the last step: there are steps after the end");
            }
        }
    }

    private static StopStep last(List<StopStep> list) {
        return list.get(list.size() - 1);
    }
}
