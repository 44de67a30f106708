package dev.kdumpstop.cli;

import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.api.option.NearestName;
import dev.kdumpstop.core.apic.ApicProfile;
import dev.kdumpstop.core.machine.ModelOptions;
import dev.kdumpstop.evidence.conform.ConformReport;
import dev.kdumpstop.evidence.conform.Conformance;
import dev.kdumpstop.evidence.conform.ExplainedVector;
import dev.kdumpstop.evidence.conform.Question;
import dev.kdumpstop.evidence.conform.Selection;
import dev.kdumpstop.evidence.vector.ApicVector;
import dev.kdumpstop.evidence.vector.VectorFiles;
import dev.kdumpstop.evidence.vector.VectorReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kdump-stop conform}. */
@Command(
        name = "conform",
        header = "Does the simulated local APIC do what was recorded?",
        description = {
            "Plays recorded vectors (what an implementation did with given ICR writes in a given machine state) on the model"
                    + " and compares field by field; per family and field it counts what agrees, what differs, what the manual"
                    + " leaves to the implementation, and what is not modelled.",
            "",
            "Profiles say whose local APIC the model is. Profile sdm is the manual's plain reading; it is compared with the"
                    + " lines that are evidence for the manual: the plain reading agrees, or two and more implementations agree."
                    + " Where implementations differ a field counts if the plain reading says who is addressed, else it is"
                    + " skipped. The profile of an implementation is compared with all lines recorded from it. A profile that is"
                    + " given is also compared with all lines of implementations that have none, such as your own."
        },
        footer = {
            "",
            "Lines are played on the interconnect 'instant', as they were recorded, and again on the buses,",
            "where all fields but delivery status have to be the same once everything has settled.",
            "",
            "Examples:",
            "  kdump-stop conform vectors/",
            "  kdump-stop conform vectors/ --profile auto",
            "  kdump-stop conform my-hypervisor.jsonl --profile kvm --option two-nmis-are-latched=off",
            "  kdump-stop conform vectors/ --explain e-xapic-4-0033"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing differs",
            "1:a field differs, or a line is malformed",
            "2:wrong usage",
            "70:a defect of kdump-stop, with what to report"
        })
final class ConformCommand implements Callable<Integer> {
    private static final String AUTO = "auto";

    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "DIR-OR-FILE",
            description =
                    "Files of vectors, also compressed by gzip; of directories all *.jsonl and *.jsonl.gz. Default: none, one"
                            + " is needed. Example: vectors/")
    List<Path> paths = new ArrayList<>();

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description =
                    "sdm, qemu-7.2, kvm or bochs-2.7; auto is each line under the profile of its implementation, sdm where it"
                            + " has none; may be repeated. Default: sdm. Example: --profile kvm")
    List<String> profiles = new ArrayList<>();

    @Option(
            names = "--all-lines",
            description =
                    "Compare the profiles with all lines and all fields, whoever they were recorded from. Default: off."
                            + " Example: --profile sdm --all-lines")
    boolean allLines;

    @Option(
            names = "--interconnect",
            paramLabel = "NAME",
            description =
                    "What carries the messages: instant, front-side-bus, apic-bus or x2apic-fabric; may be repeated."
                            + " Default: all that carry the line's mode. Example: --interconnect instant")
    List<String> interconnects = new ArrayList<>();

    @Option(
            names = "--option",
            paramLabel = "NAME=VALUE",
            description =
                    "An option of the machine model, every deviation among them, see 'kdump-stop list options'; may be"
                            + " repeated. Default: as the profile has it. Example: --option extint-is-a-vector=on")
    List<String> options = new ArrayList<>();

    @Option(
            names = "--explain",
            paramLabel = "ID",
            description =
                    "Show one case: what was recorded, what the model does, and the model's machine, side by side."
                            + " Default: none. Example: --explain e-xapic-4-0033")
    @Nullable
    String explain;

    @Option(names = "--markdown", description = "Write Markdown. Default: text. Example: --markdown")
    boolean markdown;

    @Option(names = "--json", description = "Write JSON. Default: text. Example: --json")
    boolean json;

    @Override
    public Integer call() {
        Console console = Console.of(Objects.requireNonNull(spec));
        Problems problems = new Problems();
        List<Question> questions = questions(problems);
        List<String> missing = new ArrayList<>();
        List<Path> files = VectorFiles.find(paths, missing);
        problems.addAll(missing);
        if (Stream.of(json, markdown, explain != null).filter(given -> given).count() > 1
                && !(json && explain != null)) {
            problems.add("--json, --markdown and --explain: give one of them, or --explain with --json");
        }
        problems.stopIfAny();
        if (explain != null) {
            return explain(console, explain, files, questions);
        }
        ConformReport report = new Conformance(questions).run(files);
        stopIfNothingIsOfTheProfile(report);
        if (json) {
            console.line(Json.indented(ConformJson.of(report)));
        } else if (markdown) {
            ConformMarkdown.print(report, console);
        } else {
            new ConformText(report, console).print();
        }
        return report.differs() || !report.problems().isEmpty() ? ExitCode.FOUND : ExitCode.OK;
    }

    /** A profile of an implementation that none of the lines is about was given by mistake, and nothing would ever differ. */
    private void stopIfNothingIsOfTheProfile(ConformReport report) {
        boolean mistaken = report.sections().stream()
                .allMatch(section -> section.vectors() == 0
                        && profiles.contains(section.question().profile().name())
                        && !section.question().profile().name().equals(ApicProfile.SDM.name()));
        if (mistaken && report.vectors() > 0 && report.problems().isEmpty()) {
            throw new UserError(List.of("--profile: none of the " + report.vectors()
                    + " lines was recorded from what this profile describes; try --profile auto or --all-lines"));
        }
    }

    // --- what is asked
    // -------------------------------------------------------------------------------------------------

    private List<Question> questions(Problems problems) {
        List<InterconnectKind> kinds = kinds(problems);
        Map<String, String> given = ModelOptionTexts.read(options, problems);
        if (given.containsKey(ModelOptions.PROFILE)) {
            problems.add("--option " + ModelOptions.PROFILE + ": give --profile instead");
        }
        List<Question> questions = new ArrayList<>();
        String usual = explain == null ? ApicProfile.SDM.name() : AUTO;
        Set<String> names = new LinkedHashSet<>(profiles.isEmpty() ? List.of(usual) : profiles);
        for (String name : names) {
            for (Question question : questions(name, given, kinds, problems)) {
                if (questions.stream().noneMatch(question::equals)) {
                    questions.add(question);
                }
            }
        }
        return questions;
    }

    private List<Question> questions(
            String name, Map<String, String> given, List<InterconnectKind> kinds, Problems problems) {
        List<Question> questions = new ArrayList<>();
        if (name.equals(AUTO)) {
            for (ApicProfile profile : ApicProfile.ALL) {
                boolean manual = profile.equals(ApicProfile.SDM);
                add(questions, profile, manual ? Selection.UNKNOWN : Selection.OWN, given, kinds, problems);
            }
            return questions;
        }
        Optional<ApicProfile> profile = ApicProfile.find(name);
        if (profile.isEmpty()) {
            List<String> known = new ArrayList<>(
                    ApicProfile.ALL.stream().map(ApicProfile::name).toList());
            known.add(AUTO);
            problems.add("--profile: unknown profile '" + name + "'" + NearestName.hint(name, known));
        } else {
            Selection selection = profiles.isEmpty() ? Selection.OWN : Selection.OWN_AND_UNKNOWN;
            add(questions, profile.get(), selection, given, kinds, problems);
        }
        return questions;
    }

    private void add(
            List<Question> questions,
            ApicProfile profile,
            Selection selection,
            Map<String, String> given,
            List<InterconnectKind> kinds,
            Problems problems) {
        problems.attempt(() -> Question.options(profile, given))
                .ifPresent(model -> questions.add(new Question(model, allLines ? Selection.ALL : selection, kinds)));
    }

    private List<InterconnectKind> kinds(Problems problems) {
        List<InterconnectKind> kinds = new ArrayList<>();
        List<String> known =
                ConformWords.INTERCONNECTS.stream().map(InterconnectKind::id).toList();
        for (String name : interconnects) {
            if (!known.contains(name)) {
                problems.add("--interconnect: unknown interconnect '" + name + "'" + NearestName.hint(name, known));
            }
        }
        for (InterconnectKind kind : ConformWords.INTERCONNECTS) {
            if (interconnects.isEmpty() || interconnects.contains(kind.id())) {
                kinds.add(kind);
            }
        }
        return kinds;
    }

    // --- one case
    // ------------------------------------------------------------------------------------------------------

    private int explain(Console console, String id, List<Path> files, List<Question> questions) {
        List<ApicVector> vectors = new ArrayList<>();
        Set<String> ids = new LinkedHashSet<>();
        for (Path file : files) {
            VectorReader.read(file, vector -> {
                ids.add(vector.id());
                if (vector.id().equals(id)) {
                    vectors.add(vector);
                }
            });
        }
        if (vectors.isEmpty()) {
            throw new UserError(List.of("--explain: there is no case '" + id + "'" + nearest(id, ids)));
        }
        List<ExplainedVector> explained = new ArrayList<>();
        for (ApicVector vector : vectors) {
            for (Question question : questions) {
                if (question.selects(vector)) {
                    question.interconnects().stream()
                            .filter(kind -> Question.carries(kind, vector.mode()))
                            .filter(kind -> kind == InterconnectKind.INSTANT || !interconnects.isEmpty())
                            .forEach(kind -> explained.add(ExplainedVector.of(question, vector, kind)));
                }
            }
        }
        if (explained.isEmpty()) {
            throw new UserError(List.of("--explain: no line of '" + id + "' is compared with "
                    + ConformWords.names(questions) + "; recorded from "
                    + String.join(", ", vectors.stream().map(ApicVector::oracle).toList())
                    + ", try --profile auto or --all-lines"));
        }
        if (json) {
            console.line(Json.indented(ConformJson.explained(explained)));
        } else {
            explained.forEach(vector -> new ConformExplanation(vector, console).print());
        }
        return explained.stream().anyMatch(vector -> vector.result().differs()) ? ExitCode.FOUND : ExitCode.OK;
    }

    private static String nearest(String id, Set<String> ids) {
        return NearestName.of(id, ids)
                .map(near -> ". Did you mean '" + near + "'?")
                .orElse("; there are " + ids.size() + " cases");
    }
}
