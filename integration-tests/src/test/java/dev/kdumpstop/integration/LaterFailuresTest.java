package dev.kdumpstop.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.stop.StopProcedureProvider;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.subarch.SubArchitectureSelector;
import dev.kdumpstop.api.timing.TimingProfileProvider;
import dev.kdumpstop.api.wait.IcrWaitPolicyProvider;
import dev.kdumpstop.api.wait.SolutionProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A plug-in that was taken in and fails when it is asked: it is named with its jar, and it is no defect of the program. */
class LaterFailuresTest {
    @TempDir
    Path temporary;

    private static final String POLLS = "new WaitPlan.Segments(\n                List.of(PollSegment.polls(5, 0)), ";

    static List<Arguments> failures() {
        String pairs = PluginSources.subArchitecture("Mine", "i386/mine");
        String solution = PluginSources.solution("Mine", "mine");
        String policy = PluginSources.policy("Mine", "mine");
        String fault = PluginSources.fault("Mine", "mine");
        String selector = PluginSources.selector("Mine", "mine");
        String procedure = PluginSources.procedure("Mine", "mine");
        String stop = "stop --subarch i386/mine --cpus 4";
        String named = "plug-in 'i386/mine' of mine.jar failed: ";
        String other = "plug-in 'mine' of mine.jar failed: ";
        return List.of(
                Arguments.of(
                        SubArchitecture.class,
                        replaced(
                                pairs, "return Compatibility.yes();", "throw new IllegalStateException(\"no table\");"),
                        stop,
                        named + "supports() threw java.lang.IllegalStateException: no table (Mine.java:19)"),
                Arguments.of(
                        SubArchitecture.class,
                        replaced(pairs, "return Compatibility.yes();", "return null;"),
                        stop,
                        named + "supports() returned null"),
                Arguments.of(
                        SubArchitecture.class,
                        replaced(
                                pairs,
                                "return ApicSetup",
                                "return cpu.number() > 9 ? null : apicSetup(machine, cpu); } ApicSetup x(CpuId cpu) { return ApicSetup"),
                        stop,
                        named + "apicSetup() calls itself without end: StackOverflowError (Mine.java:21)"),
                Arguments.of(
                        SubArchitecture.class,
                        replaced(
                                pairs,
                                "return request ->",
                                "return request -> { throw new NoClassDefFoundError(\"com/google/inject/Guice\"); }; } IpiDelivery x(MachineSpec machine) { return request ->"),
                        stop,
                        named
                                + "planFor() needs com.google.inject.Guice, which is this program's own; a plug-in sees only"
                                + " apic-api and the JDK: put that library into the jar"),
                Arguments.of(
                        SubArchitecture.class,
                        replaced(
                                pairs,
                                "public String summary",
                                "public KernelFeatures kernelFeatures(MachineSpec machine) { throw new AbstractMethodError(\"x\"); } public String summary"),
                        stop,
                        named
                                + "kernelFeatures() ends at a method of apic-api that the plug-in does not have (x); compile it"
                                + " against the apic-api of this host, SPI level 1"),
                Arguments.of(
                        SubArchitecture.class,
                        replaced(
                                pairs,
                                "public String summary",
                                "public SubArchitectureFacts facts(MachineSpec machine) { throw new NumberFormatException(\"x\"); } public String summary"),
                        "list sub-architecture i386/mine",
                        named + "facts() threw java.lang.NumberFormatException: x (Mine.java:16)"),
                Arguments.of(
                        SubArchitectureSelector.class,
                        replaced(selector, "return true;", "int[] none = {}; return none[3] == 1;"),
                        "stop --release 2.6.39",
                        other
                                + "appliesTo() threw java.lang.ArrayIndexOutOfBoundsException: Index 3 out of bounds for length"
                                + " 0 (Mine.java:18)"),
                Arguments.of(
                        SubArchitectureSelector.class,
                        replaced(selector, "Optional.of(installed.all().get(0).name())", "null"),
                        "stop --release 2.6.39",
                        other + "select() returned a Selection whose chosen is null"),
                Arguments.of(
                        SolutionProvider.class,
                        replaced(
                                solution,
                                "return where ->",
                                "throw new UnsupportedOperationException(); } Solution x() { return where ->"),
                        "stop --subarch flat --solution mine",
                        other + "create() threw java.lang.UnsupportedOperationException (Mine.java:19)"),
                Arguments.of(
                        SolutionProvider.class,
                        replaced(solution, "PollSegment.polls(5, 0)", "PollSegment.polls(0, 0)"),
                        "stop --subarch flat --solution mine",
                        other
                                + "planFor() threw java.lang.IllegalArgumentException: a limit of 0 polls; at least 1 is needed"
                                + " (Mine.java:20)"),
                Arguments.of(
                        IcrWaitPolicyProvider.class,
                        replaced(
                                policy,
                                "return context ->",
                                "return context -> null; } IcrWaitPolicy x() { return context ->"),
                        "stop --subarch flat --solution A --wait-policy mine",
                        other + "planFor() returned null"),
                Arguments.of(
                        IcrWaitPolicyProvider.class,
                        replaced(
                                policy,
                                POLLS,
                                "new WaitPlan.Stepped((polls, elapsed) -> { throw new IllegalStateException(\"at poll \" + polls); }, 9, "),
                        "stop --subarch flat --solution A --wait-policy mine --scenario icr-busy-at-entry",
                        other
                                + "delayAfterBusyPollPs() threw java.lang.IllegalStateException: at poll 1 (Mine.java:19)"),
                Arguments.of(
                        IcrWaitPolicyProvider.class,
                        replaced(policy, POLLS, "new WaitPlan.Stepped((polls, elapsed) -> -7, 9, "),
                        "stop --subarch flat --solution A --wait-policy mine --scenario icr-busy-at-entry",
                        other + "delayAfterBusyPollPs() returned -7 ps"),
                Arguments.of(
                        FaultProvider.class,
                        replaced(fault, "return List.of();", "return Arrays.asList((ScheduledChange) null);"),
                        "stop --subarch flat --scenario mine",
                        other + "schedule() returned a list with null in it"),
                Arguments.of(
                        FaultProvider.class,
                        replaced(fault, "return List.of();", "throw new LinkageError(\"x\");"),
                        "stop --subarch flat --scenario healthy+mine",
                        other + "schedule() threw java.lang.LinkageError: x (Mine.java:20)"),
                Arguments.of(
                        FaultProvider.class,
                        replaced(
                                fault,
                                "return List.of();",
                                "return List.of(ScheduledChange.at(5, new PrimitiveChange.EnterNmiHandler(8)));"),
                        "stop --subarch flat --scenario mine",
                        "fault 'mine' is about CPU 8; the machine has CPUs 0-7"),
                Arguments.of(
                        StopProcedureProvider.class,
                        procedure,
                        "stop --subarch flat --procedure mine",
                        other + "create() threw java.lang.IllegalStateException: still to be written (Mine.java:21)"),
                Arguments.of(
                        StopProcedureProvider.class,
                        replaced(procedure, "return Compatibility.yes();", "throw new OutOfMemoryError(\"x\");"),
                        "list procedure mine",
                        other + "supports() threw java.lang.OutOfMemoryError: x (Mine.java:19)"),
                Arguments.of(
                        TimingProfileProvider.class,
                        PluginSources.timing("Mine", "mine"),
                        "stop --subarch flat --timing mine",
                        other + "create() returned null"));
    }

    private static String replaced(String source, String text, String by) {
        assertThat(source).contains(text);
        return source.replace(text, by);
    }

    @ParameterizedTest(name = "{2}: {3}")
    @MethodSource("failures")
    void isNamed(Class<?> service, String source, String command, String problem) throws IOException {
        Program program = run(service, source, command);
        assertThat(program.err()).startsWith("kdump-stop: ").doesNotContain("\tat ", "defect");
        // Where the release is one that nothing knows, that is a problem too.
        assertThat(program.err().lines().map(line -> line.replaceFirst("^(kdump-stop:|  \\d\\)) ", "")))
                .contains(problem);
        assertThat(program.exit()).isEqualTo(2);
    }

    private Program run(Class<?> service, String source, String command) throws IOException {
        Path folder = Files.createDirectories(temporary.resolve("plugins"));
        TestJar.named("mine.jar")
                .source("Mine", source)
                .service(service, "Mine")
                .into(folder);
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        words.addAll(List.of("--plugin-path", folder.toString()));
        return Program.run(words.toArray(new String[0]));
    }

    @Test
    @DisplayName("the other rows of a matrix do not suffer, and the failure is told")
    void matrix() throws IOException {
        String pairs = PluginSources.subArchitecture("Mine", "i386/mine");
        String fails = "{ throw new IllegalStateException(\"no table\"); }";
        Program inSetup = run(
                SubArchitecture.class,
                replaced(pairs, "{\n        return ApicSetup", "{ if (true) " + fails + " return ApicSetup"),
                "matrix --scenario healthy --arch i386");
        assertThat(inSetup.exit()).isZero();
        assertThat(inSetup.out())
                .contains("    i386/mine")
                .contains("[1] plug-in 'i386/mine' of mine.jar failed: apicSetup() threw")
                .contains("baseline, A, B-1, B-2 and upstream-2.6.22 lose no dump");
        Program inSupports = run(
                SubArchitecture.class,
                replaced(pairs, "{ return Compatibility.yes(); }", fails),
                "matrix --all --scenario healthy --arch i386 --solution A");
        assertThat(inSupports.exit()).isZero();
        assertThat(inSupports.out())
                .contains("Not in the table: i386/mine (plug-in 'i386/mine' of mine.jar failed: supports() threw");
        Program solution = run(
                SolutionProvider.class,
                replaced(PluginSources.solution("Mine", "AA"), "PollSegment.polls(5, 0)", "null"),
                "matrix --scenario healthy --subarch i386/bigsmp --subarch i386/default");
        assertThat(solution.exit()).isZero();
        assertThat(solution.out())
                .contains("[1] plug-in 'AA' of mine.jar failed: planFor() threw java.lang.NullPointerException");
    }

    @Test
    @DisplayName("a solution that fails among what the others would have done")
    void amongTheOthers() throws IOException {
        Program stop = run(
                SolutionProvider.class,
                replaced(PluginSources.solution("Mine", "mine"), "PollSegment.polls(5, 0)", "PollSegment.polls(0, 0)"),
                "stop --subarch flat");
        assertThat(stop.exit()).isZero();
        assertThat(stop.out())
                .contains("  mine: plug-in 'mine' of mine.jar failed: planFor() threw")
                .startsWith("CAPTURED_ALL");
        assertThat(stop.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    }
}
