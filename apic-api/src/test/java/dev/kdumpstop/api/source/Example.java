package dev.kdumpstop.api.source;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An example in a documentation comment. It is either types, beginning with {@code public}, or statements. After a statement
 * its value may be written, as text: {@code expression; // value}.
 *
 * @param type full name of the top-level type whose source has it
 * @param number tells it from the others
 * @param code the text
 */
record Example(String type, int number, String code) {
    private static final String PACKAGE = "example";
    private static final Pattern VALUE = Pattern.compile("(.*);\\s+// (.*)");
    private static final Pattern DECLARATION =
            Pattern.compile("(?:boolean|int|long|[A-Z][\\w.]*(?:<.*>)?) (\\w+) = .*", Pattern.DOTALL);

    boolean isTypes() {
        return code.lines()
                .dropWhile(line -> line.startsWith("//"))
                .findFirst()
                .orElse("")
                .startsWith("public ");
    }

    int lines() {
        return (int) code.lines().count();
    }

    /** Lines of {@link #code} with a value. */
    int values() {
        return (int) code.lines().filter(line -> VALUE.matcher(line).matches()).count();
    }

    String className() {
        return PACKAGE + "." + simpleName();
    }

    private String simpleName() {
        return type.substring(type.lastIndexOf('.') + 1) + "Example" + number;
    }

    /** A compilation unit with the example in it. */
    JavaSource source(List<String> imports) {
        StringBuilder text = new StringBuilder("package " + PACKAGE + ";\n");
        imports.forEach(name -> text.append("import ").append(name).append(".*;\n"));
        // The members of an interface are public and static, whatever else they say.
        text.append(
                isTypes()
                        ? "public interface " + simpleName() + " {\n" + code
                        : "public class " + simpleName() + " extends " + ExampleRun.class.getName()
                                + " {\npublic void run() {\n" + withChecks() + "\n}");
        return new JavaSource(className(), text.append("\n}\n").toString());
    }

    /** The statements, with a call of {@link ExampleRun#check} where a value is given. */
    private String withChecks() {
        List<String> done = new ArrayList<>();
        StringBuilder statement = new StringBuilder();
        for (String line : code.lines().toList()) {
            Matcher value = VALUE.matcher(line);
            if (value.matches()) {
                done.add(check(statement + value.group(1), value.group(2)));
                statement.setLength(0);
            } else {
                statement.append(line).append('\n');
                if (line.startsWith("//") || line.isBlank() || line.matches(".*[;{}]")) {
                    done.add(statement.toString());
                    statement.setLength(0);
                }
            }
        }
        return String.join("\n", done) + statement;
    }

    private static String check(String statement, String expected) {
        String text = "\"" + expected.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        Matcher declaration = DECLARATION.matcher(statement.strip());
        return declaration.matches()
                ? statement + ";\ncheck(" + declaration.group(1) + ", " + text + ");"
                : "check(" + statement + ", " + text + ");";
    }

    @Override
    public String toString() {
        return type.replace("dev.kdumpstop.api.", "");
    }
}
