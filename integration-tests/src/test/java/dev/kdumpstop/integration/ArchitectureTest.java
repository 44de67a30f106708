package dev.kdumpstop.integration;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The walls of the house, over the classes of all modules. */
class ArchitectureTest {

    /** One room: its package with all below it, and how many classes must at least be seen there. */
    enum Room {
        // The floors keep a rule from passing on nothing. Raise them when a module has grown for good.
        API(150),
        CORE(1),
        ORCHESTRATOR(1),
        EVIDENCE(80),
        EXPERIMENTS(70),
        CLI(70),
        TESTKIT(25),
        SUBARCH(2);

        private final int floor;

        Room(int floor) {
            this.floor = floor;
        }

        String tree() {
            return "dev.kdumpstop." + name().toLowerCase(Locale.ROOT) + "..";
        }

        static String[] trees(Room... rooms) {
            return Stream.of(rooms).map(Room::tree).toArray(String[]::new);
        }
    }

    private static final String PLUGIN_I386 = "dev.kdumpstop.subarch.i386..";
    private static final String PLUGIN_X86_64 = "dev.kdumpstop.subarch.x86_64..";
    private static final String FAULTS = "dev.kdumpstop.core.builtin.fault..";
    private static final String GUICE_ROOM = "dev.kdumpstop.orchestrator.guice..";

    private static final String[] PURE = Room.trees(Room.API, Room.CORE, Room.SUBARCH);

    private static final String[] LANGUAGE = {
        "java..", "org.jspecify.annotations..", "org.apiguardian.api..", "com.google.auto.service.."
    };

    /** Methods of {@link Math} whose last bits may differ between machines, and the others that go with them. */
    private static final Set<String> MATH_THAT_MAY_DIFFER = Set.of(
            "sin",
            "cos",
            "tan",
            "asin",
            "acos",
            "atan",
            "atan2",
            "sinh",
            "cosh",
            "tanh",
            "hypot",
            "exp",
            "expm1",
            "log",
            "log10",
            "log1p",
            "pow",
            "sqrt",
            "cbrt",
            "IEEEremainder");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.kdumpstop");

    @ParameterizedTest
    @EnumSource
    void everyRoomIsSeen(Room room) {
        assertThat(CLASSES.stream().filter(resideInAPackage(room.tree())))
                .as("classes in %s", room.tree())
                .hasSizeGreaterThanOrEqualTo(room.floor);
    }

    @Test
    void noClassIsOutsideOfAllRooms() {
        classes().should().resideInAnyPackage(Room.trees(Room.values())).check(CLASSES);
    }

    @Test
    void apiDependsOnAnnotationsOnly() {
        onlyDependsOn(Room.API, Room.API);
    }

    @Test
    void coreDependsOnApi() {
        onlyDependsOn(Room.CORE, Room.API, Room.CORE);
    }

    @Test
    void pluginsDependOnApiAlone() {
        onlyDependsOn(Room.SUBARCH, Room.API, Room.SUBARCH);
    }

    @Test
    void pluginsDoNotKnowEachOther() {
        noClasses()
                .that()
                .resideInAPackage(PLUGIN_I386)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(PLUGIN_X86_64)
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage(PLUGIN_X86_64)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(PLUGIN_I386)
                .check(CLASSES);
    }

    @Test
    void nothingNamesPluginClass() {
        noClasses()
                .that()
                .resideOutsideOfPackage(Room.SUBARCH.tree())
                .should()
                .dependOnClassesThat()
                .resideInAPackage(Room.SUBARCH.tree())
                .check(CLASSES);
    }

    /** The machine, and whoever reads its results, knows changes from outside, never which fault made them. */
    @Test
    void nothingNamesFaultClass() {
        noClasses()
                .that()
                .resideOutsideOfPackage(FAULTS)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(FAULTS)
                .check(CLASSES);
    }

    @Test
    void orchestratorKnowsNeitherEvidenceNorCli() {
        noClasses()
                .that()
                .resideInAPackage(Room.ORCHESTRATOR.tree())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(Room.trees(Room.EVIDENCE, Room.EXPERIMENTS, Room.CLI))
                .check(CLASSES);
    }

    @Test
    void evidenceAndExperimentsAreSideBySide() {
        noClasses()
                .that()
                .resideInAPackage(Room.EXPERIMENTS.tree())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(Room.trees(Room.EVIDENCE, Room.CLI))
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage(Room.EVIDENCE.tree())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(Room.trees(Room.EXPERIMENTS, Room.CLI))
                .check(CLASSES);
    }

    /** A result depends on numbers, never on files, clocks or what is installed. */
    @Test
    void diceAndStatisticsKnowNoExperiment() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.kdumpstop.experiments.dice..", "dev.kdumpstop.experiments.stat..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.kdumpstop.experiments.config..",
                        "dev.kdumpstop.experiments.plan..",
                        "dev.kdumpstop.experiments.run..",
                        "dev.kdumpstop.experiments.result..",
                        "dev.kdumpstop.experiments.traffic..",
                        "java.nio.file..",
                        "java.io.File..",
                        "java.time..")
                .check(CLASSES);
    }

    /** Whoever judges a recording must be able to trust that its reader had no opinion. */
    @Test
    void readersOfRecordingsKnowNoModel() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.kdumpstop.evidence.recording..", "dev.kdumpstop.evidence.vector..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(Room.trees(Room.CORE, Room.ORCHESTRATOR))
                .check(CLASSES);
    }

    @Test
    void testKitKnowsNoEvidence() {
        noClasses()
                .that()
                .resideInAPackage(Room.TESTKIT.tree())
                .should()
                .dependOnClassesThat()
                .resideInAPackage(Room.EVIDENCE.tree())
                .check(CLASSES);
    }

    /** It is for tests; nothing that is shipped may need it, or what it is made of. */
    @Test
    void nothingKnowsTestKitOrJUnit() {
        noClasses()
                .that()
                .resideOutsideOfPackage(Room.TESTKIT.tree())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(Room.TESTKIT.tree(), "org.junit..", "org.assertj..")
                .check(CLASSES);
    }

    @Test
    void nothingKnowsCli() {
        noClasses()
                .that()
                .resideOutsideOfPackage(Room.CLI.tree())
                .should()
                .dependOnClassesThat()
                .resideInAPackage(Room.CLI.tree())
                .check(CLASSES);
    }

    @Test
    void guiceStaysInOneRoom() {
        noClasses()
                .that()
                .resideOutsideOfPackage(GUICE_ROOM)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.google.inject..", "com.google.common..", "jakarta.inject..", "javax.inject..")
                .check(CLASSES);
    }

    /** What a run gives depends on its input alone. */
    @Test
    void apiCoreAndPluginsKnowNothingOutside() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                                "java.io..",
                                "java.nio.file..",
                                "java.nio.channels..",
                                "java.net..",
                                "java.util.logging..")
                        .and(DescribedPredicate.not(type(Serializable.class)))
                        .or(named(
                                "java.util.ServiceLoader",
                                "java.lang.ClassLoader",
                                "java.lang.Runtime",
                                "java.lang.ProcessBuilder",
                                "java.time.Clock",
                                "java.util.Random",
                                "java.util.concurrent.ThreadLocalRandom",
                                "java.security.SecureRandom",
                                "java.util.Timer",
                                "java.util.UUID")))
                .check(CLASSES);
    }

    @Test
    void apiCoreAndPluginsDoNotAskTheSystem() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .accessTargetWhere(accessOf("java.lang.System", Set.of("arraycopy")))
                .check(CLASSES);
    }

    @Test
    void apiCoreAndPluginsReadNoClock() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .accessTargetWhere(clockReading())
                .check(CLASSES);
    }

    @Test
    void apiCoreAndPluginsAskForNoClassLoader() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .accessTargetWhere(accessTo(
                        "asks for a class loader",
                        Set.of("java.lang.Class.getClassLoader", "java.lang.Thread.getContextClassLoader")))
                .check(CLASSES);
    }

    @Test
    void apiCoreAndPluginsRollNoDice() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .accessTargetWhere(
                        accessTo("rolls dice", Set.of("java.lang.Math.random", "java.lang.StrictMath.random")))
                .check(CLASSES);
    }

    @Test
    void floatingPointUsesStrictMath() {
        noClasses()
                .that()
                .resideOutsideOfPackage(Room.CLI.tree())
                .should()
                .accessTargetWhere(accessTo(
                        "uses java.lang.Math where java.lang.StrictMath gives the same bits everywhere",
                        MATH_THAT_MAY_DIFFER.stream()
                                .map(name -> "java.lang.Math." + name)
                                .collect(Collectors.toSet())))
                .check(CLASSES);
    }

    @Test
    void onlyTheCliPrints() {
        noClasses()
                .that()
                .resideOutsideOfPackage(Room.CLI.tree())
                .should()
                .accessTargetWhere(accessTo("prints", Set.of("java.lang.System.out", "java.lang.System.err")))
                .orShould()
                .accessTargetWhere(stackTracePrinting())
                .check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarked() {
        Set<JavaPackage> packages = CLASSES.stream().map(JavaClass::getPackage).collect(Collectors.toSet());
        assertThat(packages)
                .isNotEmpty()
                .allSatisfy(javaPackage -> assertThat(javaPackage.isAnnotatedWith(NullMarked.class))
                        .as("%s is @NullMarked in its package-info.java", javaPackage.getName())
                        .isTrue());
    }

    /** Nested types too: a case of a sealed interface may be younger than the interface. */
    @Test
    void everyPublicTypeOfTheApiHasStatus() {
        List<JavaClass> types = CLASSES.stream()
                .filter(resideInAPackage(Room.API.tree())
                        .and(DescribedPredicate.describe(
                                "public", type -> type.getModifiers().contains(JavaModifier.PUBLIC))))
                .toList();
        assertThat(types).filteredOn(JavaClass::isTopLevelClass).hasSizeGreaterThanOrEqualTo(80);
        assertThat(types).filteredOn(JavaClass::isNestedClass).hasSizeGreaterThanOrEqualTo(70);
        assertThat(types)
                .allSatisfy(type -> assertThat(type.tryGetAnnotationOfType(API.class))
                        .as("@API of %s", type.getName())
                        .hasValueSatisfying(api -> {
                            assertThat(api.status()).isNotEqualTo(API.Status.INTERNAL);
                            assertThat(api.since()).matches("[0-9]+[.][0-9]+");
                        }));
    }

    private static void onlyDependsOn(Room room, Room... allowed) {
        String[] packages = Stream.concat(Arrays.stream(LANGUAGE), Arrays.stream(Room.trees(allowed)))
                .toArray(String[]::new);
        classes()
                .that()
                .resideInAPackage(room.tree())
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(packages)
                .check(CLASSES);
    }

    private static DescribedPredicate<JavaClass> named(String... names) {
        return DescribedPredicate.describe(
                "are one of " + List.of(names), javaClass -> Set.of(names).contains(javaClass.getName()));
    }

    /** Any use of a member of the class, but for the members named. */
    private static DescribedPredicate<JavaAccess<?>> accessOf(String owner, Set<String> except) {
        return DescribedPredicate.describe(
                "uses " + owner + ", " + except + " excepted",
                access -> access.getTargetOwner().getName().equals(owner) && !except.contains(access.getName()));
    }

    private static DescribedPredicate<JavaAccess<?>> accessTo(String description, Set<String> members) {
        return DescribedPredicate.describe(
                description, access -> members.contains(access.getTargetOwner().getName() + "." + access.getName()));
    }

    private static DescribedPredicate<JavaAccess<?>> stackTracePrinting() {
        return DescribedPredicate.describe(
                "prints a stack trace",
                access -> access.getName().equals("printStackTrace")
                        && access.getTargetOwner().isAssignableTo(Throwable.class));
    }

    private static DescribedPredicate<JavaAccess<?>> clockReading() {
        return DescribedPredicate.describe(
                "reads a clock",
                access -> access.getName().equals("now")
                        && access.getTargetOwner().getPackageName().startsWith("java.time"));
    }
}
