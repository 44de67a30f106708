package dev.kdumpstop.cli;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.ReleaseRange;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.timing.Provenance;
import dev.kdumpstop.api.wait.SolutionProvider;
import dev.kdumpstop.core.machine.EventKind;
import dev.kdumpstop.core.machine.ModelOptions;
import dev.kdumpstop.core.machine.ModelOptions.NmiAcceptance;
import dev.kdumpstop.experiments.config.MachineDescription;
import dev.kdumpstop.orchestrator.CrashStop;
import dev.kdumpstop.orchestrator.CrashStopBuilder;
import dev.kdumpstop.orchestrator.CrashStops;
import dev.kdumpstop.orchestrator.ExtensionText;
import dev.kdumpstop.orchestrator.Headline;
import dev.kdumpstop.orchestrator.InvalidStopException;
import dev.kdumpstop.orchestrator.StopOutcome;
import dev.kdumpstop.orchestrator.plugin.BrokenPluginException;
import dev.kdumpstop.orchestrator.plugin.ExtensionPoint;
import dev.kdumpstop.orchestrator.plugin.Plugin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Computes matrices. */
final class MatrixRunner {
    private static final String NMI_ACCEPTANCE = "nmi-acceptance";

    private final CrashStops stops;
    private final Names names;

    MatrixRunner(CrashStops stops) {
        this.stops = stops;
        this.names = new Names(stops.installed());
    }

    /** A row that is asked for, and the machine it would be on. */
    private record Candidate(SubArchitecture subArchitecture, MachineDescription.Fit fit) {}

    /** Computes it. @throws UserError with everything that is wrong with the question */
    MatrixResult run(MatrixQuestion question) {
        Problems problems = new Problems();
        List<Candidate> candidates = candidates(question, problems);
        List<MatrixColumn> columns = columns(question, problems);
        List<Candidate> supported = candidates.stream()
                .filter(row -> row.fit().compatibility().isSupported())
                .toList();
        // One whose plug-in fails is no measure for the others.
        Optional<Candidate> possible = supported.stream()
                .filter(row -> broken(question, row, "").isEmpty())
                .findFirst()
                .or(() -> supported.stream().findFirst());
        if (possible.isEmpty()) {
            candidates.forEach(row -> row.fit()
                    .compatibility()
                    .reasons()
                    .forEach(reason -> problems.add(row.subArchitecture().name() + " " + reason)));
            if (candidates.isEmpty() && problems.isEmpty()) {
                problems.add("no sub-architecture that is installed exists in " + question.release());
            }
            problems.stopIfAny();
        }
        Candidate probe = possible.orElseThrow();
        List<MatrixScenario> scenarios = scenarios(question, probe);
        // Nor is a solution whose plug-in fails, unless there is no other: its cells tell.
        List<MatrixColumn> sound = columns.stream()
                .filter(column -> broken(question, probe, column.solution()).isEmpty())
                .toList();
        check(question, probe, sound.isEmpty() ? columns : sound, scenarios, problems);
        problems.stopIfAny();
        return compute(question, probe, candidates, columns, sound.get(0), scenarios);
    }

    /** What plug-ins that fail say of such a stop; empty if none does. */
    private List<String> broken(MatrixQuestion question, Candidate row, String solution) {
        try {
            builder(question, row, Map.of()).solution(solution).build();
            return List.of();
        } catch (InvalidStopException e) {
            return e.isByBrokenPlugin() ? e.problems() : List.of();
        }
    }

    /** The same of a sub-architecture on a machine. */
    List<String> broken(MatrixQuestion question, SubArchitecture found) {
        return broken(question, new Candidate(found, question.machine().fit(found, question.release())), "");
    }

    private List<Candidate> candidates(MatrixQuestion question, Problems problems) {
        List<Candidate> candidates = new ArrayList<>();
        for (String name : question.subArchitectures()) {
            problems.attempt(() -> names.subArchitecture(
                            name, question.machine().architecture().orElse(null)))
                    .flatMap(found -> problems.attempt(
                            () -> new Candidate(found, question.machine().fit(found, question.release()))))
                    .filter(row -> candidates.stream().noneMatch(row::equals))
                    .ifPresent(candidates::add);
        }
        if (question.subArchitectures().isEmpty()) {
            for (Plugin<SubArchitecture> plugin : stops.installed().all(ExtensionPoint.SUB_ARCHITECTURE)) {
                SubArchitecture found = plugin.extension();
                if (isAsked(found, question)
                        && found.releases().contains(question.release())
                        && names.sendsAs(question.procedure(), found)) {
                    problems.attempt(() ->
                                    new Candidate(found, question.machine().fit(found, question.release())))
                            .filter(row -> row.fit().compatibility().isSupported())
                            .ifPresent(candidates::add);
                }
            }
        }
        return candidates;
    }

    /** Whether the question is about its architecture. */
    static boolean isAsked(SubArchitecture found, MatrixQuestion question) {
        Architecture only = question.machine().architecture().orElse(null);
        return only == null || found.name().architecture() == only;
    }

    /** What the default rows leave out, and why. */
    private Map<String, List<String>> absent(MatrixQuestion question) {
        Map<String, List<String>> absent = new TreeMap<>();
        if (question.subArchitectures().isEmpty()) {
            for (Plugin<SubArchitecture> plugin : stops.installed().all(ExtensionPoint.SUB_ARCHITECTURE)) {
                SubArchitecture found = plugin.extension();
                if (isAsked(found, question)) {
                    List<String> reasons = question.machine()
                            .fit(found, question.release())
                            .compatibility()
                            .reasons();
                    if (!reasons.isEmpty()) {
                        absent.put(found.name().toString(), reasons);
                    } else if (!names.sendsAs(question.procedure(), found)) {
                        absent.put(
                                found.name().toString(),
                                List.of("does not address CPUs as " + question.procedure() + " does"));
                    }
                }
            }
        }
        return absent;
    }

    private List<MatrixColumn> columns(MatrixQuestion question, Problems problems) {
        List<MatrixColumn> columns = new ArrayList<>();
        List<String> texts = question.solutions().isEmpty()
                ? new SolutionOrder(stops.installed()).around(question.release())
                : question.solutions();
        for (String text : texts) {
            problems.attempt(() -> {
                        SolutionProvider provider = stops.installed()
                                .get(
                                        ExtensionPoint.SOLUTION,
                                        ExtensionText.parse(text).id());
                        Optional<ReleaseRange> shipped = provider.shippedIn();
                        boolean whatIf = shipped.filter(range -> range.contains(question.release()))
                                .isEmpty();
                        return new MatrixColumn(
                                text,
                                whatIf,
                                shipped.map(ReleaseRange::toString).orElse(""));
                    })
                    .filter(column -> !columns.contains(column))
                    .ifPresent(columns::add);
        }
        return columns;
    }

    private List<MatrixScenario> scenarios(MatrixQuestion question, Candidate probe) {
        if (question.scenarios().isEmpty()) {
            return MatrixScenario.ofTheRfc(
                    question.crashingCpu(), probe.fit().machine().maps().online());
        }
        Map<String, MatrixScenario> scenarios = new LinkedHashMap<>();
        question.scenarios().forEach(text -> scenarios.put(text, new MatrixScenario(text, names.scenarioWords(text))));
        return List.copyOf(scenarios.values());
    }

    /** Everything that is wrong with the question is wrong for the first row that can be. */
    private void check(
            MatrixQuestion question,
            Candidate probe,
            List<MatrixColumn> columns,
            List<MatrixScenario> scenarios,
            Problems problems) {
        for (MatrixScenario scenario : scenarios) {
            problems.attempt(() -> builder(question, probe, Map.of())
                    .solution(columns.isEmpty() ? "" : columns.get(0).solution())
                    .scenario(scenario.text())
                    .build());
        }
        for (MatrixColumn column : columns) {
            problems.attempt(() -> builder(question, probe, Map.of())
                    .solution(column.solution())
                    .build());
        }
    }

    private CrashStopBuilder builder(MatrixQuestion question, Candidate row, Map<String, String> moreOptions) {
        CrashStopBuilder builder = stops.builder()
                .machine(row.fit().machine())
                .subArchitecture(row.subArchitecture().id())
                .crashingCpu(question.crashingCpu())
                .procedure(question.procedure());
        if (question.waitPolicy() != null) {
            builder.waitPolicy(question.waitPolicy());
        }
        question.timing().ifPresent(builder::timing);
        question.options().forEach(builder::option);
        moreOptions.forEach(builder::option);
        return builder;
    }

    private MatrixResult compute(
            MatrixQuestion question,
            Candidate probe,
            List<Candidate> unsorted,
            List<MatrixColumn> columns,
            MatrixColumn sound,
            List<MatrixScenario> scenarios) {
        Map<Candidate, MatrixRow> rows = new HashMap<>();
        unsorted.forEach(candidate -> rows.put(candidate, row(question, candidate, sound)));
        List<Candidate> candidates = unsorted.stream()
                .sorted(Comparator.comparing((Candidate candidate) -> get(rows, candidate), rowOrder()))
                .toList();
        ModelOptions options = ModelOptions.of(question.options());
        NmiAcceptance other = options.nmiAcceptance() == NmiAcceptance.ALWAYS_ACCEPT
                ? NmiAcceptance.RETRY_WHILE_IN_NMI
                : NmiAcceptance.ALWAYS_ACCEPT;
        String otherName = other.name().toLowerCase(Locale.ROOT).replace('_', '-');
        int perBlock = candidates.size() * columns.size();
        int count = scenarios.size() * perBlock;
        // The second half is the same question under the other acceptance.
        List<MatrixCell> cells = inOrder(2 * count, question.threads(), index -> {
            int cell = index % count;
            return cell(
                    question,
                    candidates.get(cell % perBlock / columns.size()),
                    columns.get(cell % columns.size()),
                    scenarios.get(cell / perBlock),
                    index < count ? Map.of() : Map.of(NMI_ACCEPTANCE, otherName));
        });
        List<List<List<MatrixCell>>> blocks = new ArrayList<>();
        for (int scenario = 0; scenario < scenarios.size(); scenario++) {
            List<List<MatrixCell>> block = new ArrayList<>();
            for (int row = 0; row < candidates.size(); row++) {
                int from = scenario * perBlock + row * columns.size();
                block.add(List.copyOf(cells.subList(from, from + columns.size())));
            }
            blocks.add(block);
        }
        CrashStop first =
                builder(question, probe, Map.of()).solution(sound.solution()).build();
        return new MatrixResult(
                question.release(),
                question.crashingCpu(),
                first.procedure().name(),
                first.procedure().captures(),
                candidates.stream().map(candidate -> get(rows, candidate)).toList(),
                columns,
                scenarios,
                blocks,
                absent(question),
                Optional.ofNullable(question.waitPolicy()).map(policy -> waits(policy, question, candidates, columns)),
                options.texts(),
                timing(first),
                (int) first.timing().values().values().stream()
                        .filter(value -> value.provenance() == Provenance.ASSUMED)
                        .count(),
                compare(otherName, cells.subList(0, count), cells.subList(count, 2 * count)));
    }

    /** The profile's name, and what it says of itself. */
    private String timing(CrashStop stop) {
        String name = stop.timing().name();
        return stops.installed().all(ExtensionPoint.TIMING_PROFILE).stream()
                .filter(plugin -> plugin.extension().id().equals(name))
                .map(plugin -> name + ": " + plugin.extension().summary())
                .findFirst()
                .orElse(name);
    }

    private static MatrixRow get(Map<Candidate, MatrixRow> rows, Candidate candidate) {
        MatrixRow row = rows.get(candidate);
        if (row == null) {
            throw new IllegalStateException("no row for " + candidate);
        }
        return row;
    }

    private static Comparator<MatrixRow> rowOrder() {
        return Comparator.comparing(MatrixRow::possible)
                .reversed()
                .thenComparing(MatrixRow::sending)
                .thenComparing(MatrixRow::name);
    }

    /** How it sends is seen in a stop in which nothing is wrong. */
    private MatrixRow row(MatrixQuestion question, Candidate candidate, MatrixColumn sound) {
        MachineDescription.Fit fit = candidate.fit();
        boolean possible = fit.compatibility().isSupported();
        MatrixRow.Sending sending = new MatrixRow.Sending(0, 0, 0, 0, false);
        CpuSet lost = CpuSet.empty();
        if (possible) {
            long[] waitsAndOutside = new long[2];
            StopOutcome outcome;
            try {
                outcome = builder(question, candidate, Map.of())
                        .solution(sound.solution())
                        .build()
                        .run((timePs, kind, cpu, a, b) -> {
                            waitsAndOutside[0] += kind == EventKind.WAIT_BEGIN ? 1 : 0;
                            waitsAndOutside[1] += kind == EventKind.SENT && b != 0 ? 1 : 0;
                        });
            } catch (InvalidStopException | BrokenPluginException e) {
                // A plug-in failed; its cells tell.
                return new MatrixRow(
                        candidate.subArchitecture().name(), fit.machine(), fit.changed(), sending, lost, false);
            }
            lost = outcome.lost();
            sending = new MatrixRow.Sending(
                    outcome.icrWrites(),
                    waitsAndOutside[1],
                    MatrixCell.of(outcome).asked(),
                    waitsAndOutside[0],
                    outcome.headline() == Headline.CRASH_PATH_FAILED);
        }
        return new MatrixRow(candidate.subArchitecture().name(), fit.machine(), fit.changed(), sending, lost, possible);
    }

    private MatrixCell cell(
            MatrixQuestion question,
            Candidate row,
            MatrixColumn column,
            MatrixScenario scenario,
            Map<String, String> moreOptions) {
        if (!row.fit().compatibility().isSupported()) {
            return MatrixCell.impossible(row.fit().compatibility().reasons());
        }
        try {
            return MatrixCell.of(builder(question, row, moreOptions)
                    .solution(column.solution())
                    .scenario(scenario.text())
                    .build()
                    .run());
        } catch (InvalidStopException | BrokenPluginException e) {
            return MatrixCell.impossible(e);
        }
    }

    /** Under which solutions the wait policy has nothing to say, whichever the row. */
    private MatrixResult.WaitPolicy waits(
            String policy, MatrixQuestion question, List<Candidate> rows, List<MatrixColumn> columns) {
        List<String> nowhere = new ArrayList<>();
        for (MatrixColumn column : columns) {
            if (rows.stream().noneMatch(row -> isInForce(question, row, column))) {
                nowhere.add(column.solution());
            }
        }
        return new MatrixResult.WaitPolicy(policy, nowhere);
    }

    private boolean isInForce(MatrixQuestion question, Candidate row, MatrixColumn column) {
        try {
            return builder(question, row, Map.of())
                    .solution(column.solution())
                    .build()
                    .waitPolicy()
                    .filter(use -> use.inForce() > 0)
                    .isPresent();
        } catch (InvalidStopException e) {
            return false; // there is no such stop
        }
    }

    private static MatrixResult.OtherAcceptance compare(String name, List<MatrixCell> here, List<MatrixCell> there) {
        int changed = 0;
        int noLongerHung = 0;
        int hungOnlyThere = 0;
        for (int i = 0; i < here.size(); i++) {
            MatrixCell mine = here.get(i);
            MatrixCell theirs = there.get(i);
            // As a table shows them: a hang is a hang, however many polls it made.
            boolean same = mine.headline().equals(theirs.headline())
                    && mine.stopped() == theirs.stopped()
                    && mine.saved() == theirs.saved()
                    && mine.finishedAfterPs().equals(theirs.finishedAfterPs());
            changed += same ? 0 : 1;
            noLongerHung += mine.hangs() && !theirs.hangs() ? 1 : 0;
            hungOnlyThere += theirs.hangs() && !mine.hangs() ? 1 : 0;
        }
        return new MatrixResult.OtherAcceptance(name, changed, here.size(), noLongerHung, hungOnlyThere);
    }

    /** The values of {@code 0..count-1} in this order, whichever thread made them. */
    private static <T> List<T> inOrder(int count, int threads, IntFunction<T> work) {
        if (threads <= 1 || count <= 1) {
            return IntStream.range(0, count).mapToObj(work).toList();
        }
        ExecutorService pool = Executors.newFixedThreadPool(Math.min(threads, count));
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int index = i;
                futures.add(pool.submit(() -> work.apply(index)));
            }
            List<T> values = new ArrayList<>(count);
            for (Future<T> future : futures) {
                values.add(future.get());
            }
            return values;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }
}
