package dev.kdumpstop.api.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.kdumpstop.api.source.JavaSource;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Two versions of an API are compiled and compared. */
class SignatureChangeTest {
    /** The types of each case are nested in a type of this name, so that the level can be one of its constants. */
    private static final String API = "ApicSpi";

    static Stream<Arguments> changes() {
        return Stream.of(
                arguments("nothing", "public interface A { int f(); }", "public interface A { int f(); }", List.of()),
                // Types
                arguments("a type more", "", "public record A(int x) {}", List.of("added A")),
                arguments("a type less", "public record A(int x) {}", "", List.of("BREAK removed A")),
                arguments("a type hidden", "public interface A {}", "interface A {}", List.of("BREAK removed A")),
                arguments(
                        "a class becomes final",
                        "public static class A {}",
                        "public static final class A {}",
                        List.of("BREAK changed A")),
                arguments(
                        "a class is no longer final",
                        "public static final class A {}",
                        "public static class A {}",
                        List.of("changed A")),
                arguments(
                        "an interface becomes sealed",
                        "public interface A {}",
                        "public sealed interface A { record B() implements A {} }",
                        List.of("BREAK changed A", "added A.B")),
                arguments(
                        "a class becomes a record",
                        "public static final class A {}",
                        "public record A() {}",
                        List.of("BREAK changed A")),
                arguments(
                        "a supertype less",
                        "public record A() implements Comparable<A> { public int compareTo(A a) { return 0; } }",
                        "public record A() { public int compareTo(A a) { return 0; } }",
                        List.of("BREAK changed A")),
                arguments(
                        "a supertype more of what only the API implements",
                        "public record A() { public int compareTo(A a) { return 0; } }",
                        "public record A() implements Comparable<A> { public int compareTo(A a) { return 0; } }",
                        List.of("changed A")),
                arguments(
                        "a supertype more of what plug-ins implement",
                        "public interface A {}",
                        "public interface A extends Runnable {}",
                        List.of("BREAK changed A")),
                arguments(
                        "a bound of a type parameter",
                        "public interface A<T> {}",
                        "public interface A<T extends Number> {}",
                        List.of("BREAK changed A")),
                // Methods
                arguments(
                        "an abstract method more where plug-ins implement",
                        "public interface A { int f(); }",
                        "public interface A { int f(); int g(); }",
                        List.of("BREAK added A#g()")),
                arguments(
                        "a default method more",
                        "public interface A { int f(); }",
                        "public interface A { int f(); default int g() { return 0; } }",
                        List.of("added A#g()")),
                arguments(
                        "an abstract method more where only the API implements",
                        "public sealed interface A { record B() implements A {} }",
                        "public sealed interface A { int f(); record B() implements A { public int f() { return 0; } } }",
                        List.of("added A#f()", "added A.B#f()")),
                arguments(
                        "a method less",
                        "public interface A { int f(); int g(); }",
                        "public interface A { int f(); }",
                        List.of("BREAK removed A#g()")),
                arguments(
                        "a parameter more",
                        "public interface A { int f(); }",
                        "public interface A { int f(int x); }",
                        List.of("BREAK removed A#f()", "BREAK added A#f(int)")),
                arguments(
                        "another result",
                        "public interface A { int f(); }",
                        "public interface A { long f(); }",
                        List.of("BREAK changed A#f()")),
                arguments(
                        "another type argument",
                        "public interface A { java.util.List<String> f(); }",
                        "public interface A { java.util.List<Integer> f(); }",
                        List.of("BREAK changed A#f()")),
                arguments(
                        "a method gets a default",
                        "public interface A { int f(); }",
                        "public interface A { default int f() { return 0; } }",
                        List.of("changed A#f()")),
                arguments(
                        "a method loses its default",
                        "public interface A { default int f() { return 0; } }",
                        "public interface A { int f(); }",
                        List.of("BREAK changed A#f()")),
                arguments(
                        "a method becomes static",
                        "public static final class A { public int f() { return 0; } }",
                        "public static final class A { public static int f() { return 0; } }",
                        List.of("BREAK changed A#f()")),
                arguments(
                        "a method becomes final in a class that plug-ins extend",
                        "public static class A { public int f() { return 0; } }",
                        "public static class A { public final int f() { return 0; } }",
                        List.of("BREAK changed A#f()")),
                arguments(
                        "a method is hidden",
                        "public static class A { protected int f() { return 0; } }",
                        "public static class A { int f() { return 0; } }",
                        List.of("BREAK removed A#f()")),
                arguments(
                        "a checked exception more",
                        "public interface A { int f(); }",
                        "public interface A { int f() throws java.io.IOException; }",
                        List.of("BREAK changed A#f()")),
                arguments(
                        "a method is deprecated",
                        "public interface A { int f(); }",
                        "public interface A { @Deprecated int f(); }",
                        List.of("changed A#f()")),
                // Constructors, components, fields
                arguments(
                        "a component more",
                        "public record A(int x) {}",
                        "public record A(int x, int y) {}",
                        List.of("BREAK removed A#new(int)", "added A#new(int, int)", "added A#y")),
                arguments(
                        "a component more, the old constructor kept",
                        "public record A(int x) {}",
                        "public record A(int x, int y) { public A(int x) { this(x, 0); } }",
                        List.of("added A#new(int, int)", "added A#y")),
                arguments(
                        "components swapped",
                        "public record A(int x, int y) {}",
                        "public record A(int y, int x) {}",
                        List.of("BREAK changed A#x", "BREAK changed A#y")),
                arguments(
                        "a constructor less",
                        "public static final class A { public A() {} public A(int x) {} }",
                        "public static final class A { public A() {} }",
                        List.of("BREAK removed A#new(int)")),
                arguments(
                        "another value of a constant",
                        "public interface A { int N = 8; }",
                        "public interface A { int N = 16; }",
                        List.of("BREAK changed A#N")),
                arguments(
                        "a constant that is no compile-time constant",
                        "public static final class A { public static final Integer N = 8; }",
                        "public static final class A { public static final Integer N = 16; }",
                        List.of()),
                arguments(
                        "the level itself",
                        "public static final int LEVEL = 1;",
                        "public static final int LEVEL = 2;",
                        List.of("changed #LEVEL")),
                // Cases: who makes the values, and who is given them
                arguments(
                        "an enum constant more that plug-ins only return",
                        "public enum E { X } public interface P { E f(); }",
                        "public enum E { X, Y } public interface P { E f(); }",
                        List.of("added E#Y")),
                arguments(
                        "an enum constant more that plug-ins are given",
                        "public enum E { X } public interface P { void f(E e); }",
                        "public enum E { X, Y } public interface P { void f(E e); }",
                        List.of("BREAK added E#Y")),
                arguments(
                        "an enum constant more inside of what plug-ins are given",
                        "public enum E { X } public record R(java.util.Set<E> s) {} public interface P { void f(R[] r); }",
                        "public enum E { X, Y } public record R(java.util.Set<E> s) {} public interface P { void f(R[] r); }",
                        List.of("BREAK added E#Y")),
                arguments(
                        "an enum constant more that a map must have",
                        "public enum E { X } public record R(java.util.Map<E, String> m) {}",
                        "public enum E { X, Y } public record R(java.util.Map<E, String> m) {}",
                        List.of("BREAK added E#Y")),
                arguments(
                        "an enum constant less",
                        "public enum E { X, Y }",
                        "public enum E { X }",
                        List.of("BREAK removed E#Y")),
                arguments(
                        "a case more that plug-ins only return",
                        "public sealed interface S { record X() implements S {} } public interface P { S f(); }",
                        "public sealed interface S { record X() implements S {} record Y() implements S {} }"
                                + " public interface P { S f(); }",
                        List.of("changed S", "added S.Y")),
                arguments(
                        "a case more that plug-ins are given",
                        "public sealed interface S { record X() implements S {} } public interface P { void f(S s); }",
                        "public sealed interface S { record X() implements S {} record Y() implements S {} }"
                                + " public interface P { void f(S s); }",
                        List.of("BREAK changed S", "added S.Y")),
                arguments(
                        "a case less",
                        "public sealed interface S { record X() implements S {} record Y() implements S {} }",
                        "public sealed interface S { record X() implements S {} }",
                        List.of("BREAK changed S", "BREAK removed S.Y")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void isJudged(String what, String before, String after, List<String> expected, @TempDir Path folder)
            throws Exception {
        assertThat(SignatureChange.between(signature(folder, before), signature(folder, after)))
                .extracting(SignatureChangeTest::inShort)
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    private static String inShort(SignatureChange change) {
        return (change.isBreak() ? "BREAK " : "")
                + change.kind().name().toLowerCase(Locale.ROOT)
                + change.key().replaceFirst("^" + API + "\\.?", " ").replace("(" + API + ".", "(");
    }

    private static SortedMap<String, String> signature(Path folder, String types) throws Exception {
        Path classes = Files.createTempDirectory(folder, "classes");
        JavaSource source = new JavaSource(
                "dev.kdumpstop.api." + API, "package dev.kdumpstop.api; public class " + API + " {" + types + "}");
        JavaSource.compile(classes, "", List.of(source));
        try (URLClassLoader loader = JavaSource.loader(classes, ClassLoader.getPlatformClassLoader())) {
            return ApiSignature.of(
                    all(loader.loadClass("dev.kdumpstop.api." + API)).toList());
        }
    }

    private static Stream<Class<?>> all(Class<?> type) {
        return Stream.concat(
                Stream.of(type), Stream.of(type.getDeclaredClasses()).flatMap(SignatureChangeTest::all));
    }

    @Test
    @DisplayName("a break of a level that was released: the level must be raised")
    void reportOfReleasedLevel() {
        assertThat(report(2, 2)).isEqualTo("""
                        apic-api is not what src/test/resources/api-signature.txt says it is:
                        added A: record
                            no break
                        removed Extension#id(): abstract String
                            BREAK: plug-ins may use it
                        1 of 2 changes breaks plug-ins that were compiled before.
                        SPI level 2 has been released: ApicSpi.LEVEL must be raised to 3, and CHANGELOG.md say what \
                        plug-ins have to change. Until then the file is not written.
                        If this is meant, write the file anew (mvn verify -pl apic-api -am -Dsignature.update=true) and \
                        look at the difference.""");
    }

    @Test
    @DisplayName("a break of a level that nobody has yet: the level can stay")
    void reportOfLevelInTheMaking() {
        assertThat(report(2, 1))
                .contains("1 of 2 changes breaks plug-ins")
                .contains(
                        "SPI level 2 has not been released, so ApicSpi.LEVEL can stay; once it has, such a change must raise it.");
    }

    private static String report(int level, int released) {
        SortedMap<String, String> before = new TreeMap<>();
        before.put("Extension", "open interface");
        before.put("Extension#id()", "abstract String");
        SortedMap<String, String> after = new TreeMap<>();
        after.put("A", "record");
        after.put("Extension", "open interface");
        return new SignatureReport(SignatureChange.between(before, after), level, released).toString();
    }
}
