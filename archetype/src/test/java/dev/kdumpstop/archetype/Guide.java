package dev.kdumpstop.archetype;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A guide in Markdown, as its blocks of code in order.
 *
 * @param text all of it
 * @param blocks its blocks
 */
record Guide(String text, List<Block> blocks) {
    private static final Pattern BLOCK = Pattern.compile("(<!-- output -->\n)?```(\\w+)\n(.*?)```\n", Pattern.DOTALL);
    private static final Pattern PACKAGE = Pattern.compile("package ([\\w.]+);");
    private static final Pattern CLASS = Pattern.compile("class (\\w+)");

    /** One block of code. */
    sealed interface Block {}

    /** Commands, one a line. */
    record Shell(String commands) implements Block {}

    /** What the commands before it print, and where in the text that stands. */
    record Output(String text, int begin, int end) implements Block {}

    /** A file to be written. */
    record JavaFile(Path path, String text) implements Block {}

    /** Lines of a file that is generated. */
    record Excerpt(String text) implements Block {}

    static Guide read(Path file) throws IOException {
        String text = Files.readString(file);
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            String code = matcher.group(3);
            String language = matcher.group(2);
            if (language.equals("sh")) {
                blocks.add(new Shell(code));
            } else if (language.equals("java")) {
                blocks.add(PACKAGE.matcher(code).lookingAt() ? javaFile(code) : new Excerpt(code));
            } else if (matcher.group(1) != null) {
                blocks.add(new Output(code, matcher.start(3), matcher.end(3)));
            }
        }
        return new Guide(text, blocks);
    }

    private static JavaFile javaFile(String code) {
        String name = first(CLASS, code);
        return new JavaFile(
                Path.of(
                        name.endsWith("Test") ? "src/test/java" : "src/main/java",
                        first(PACKAGE, code).replace('.', '/'),
                        name + ".java"),
                code);
    }

    private static String first(Pattern pattern, String code) {
        Matcher matcher = pattern.matcher(code);
        if (!matcher.find()) {
            throw new IllegalArgumentException("no " + pattern + " in\n" + code);
        }
        return matcher.group(1);
    }

    <T extends Block> List<T> blocks(Class<T> type) {
        return blocks.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
