package dev.kdumpstop.experiments.plan;

import dev.kdumpstop.api.option.NearestName;
import dev.kdumpstop.api.unit.Picoseconds;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which combinations make sense: {@code machine.cpus <= 8 || subarch != "i386/default"}. Comparisons ({@code == != < <= > >=})
 * of settings, numbers, durations and texts, joined by {@code && ||}, {@code and or not}, {@code !} and parentheses;
 * {@code * + -} between numbers or durations.
 */
public final class Condition {
    private static final Pattern TOKEN = Pattern.compile(
            "\\s*(?:(\"[^\"]*\"|'[^']*')|(&&|\\|\\||[=!<>]=|[<>!()*+])" + "|([A-Za-z0-9_./:-][A-Za-z0-9_./:,=-]*))");
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

    private final String text;
    private final Node root;
    private final Set<String> names;
    private final List<Comparison> comparisons;

    private Condition(String text, Node root, Set<String> names, List<Comparison> comparisons) {
        this.text = text;
        this.root = root;
        this.names = names;
        this.comparisons = List.copyOf(comparisons);
    }

    /**
     * A setting and the text that it is compared with for equality.
     *
     * @param setting its name
     * @param value the text
     */
    public record Comparison(String setting, String value) {}

    /** Always true. */
    public static Condition always() {
        return new Condition("true", settings -> true, Set.of(), List.of());
    }

    /**
     * Reads a condition.
     *
     * @param known the settings it may name
     * @throws IllegalArgumentException saying where it goes wrong
     */
    public static Condition parse(String text, Set<String> known) {
        Parser parser = new Parser(text, known);
        Node root = parser.or();
        parser.end();
        return new Condition(text, root, parser.names, parser.comparisons);
    }

    /** Whether the combination is wanted. */
    public boolean holds(Map<String, String> settings) {
        return root.holds(settings);
    }

    /** What settings are compared with by {@code ==} and {@code !=}. */
    public List<Comparison> comparisons() {
        return comparisons;
    }

    /** Whether two texts are equal as a condition sees them: as numbers or durations if both are. */
    public static boolean isEqual(String one, String other) {
        return compare(one, "==", other);
    }

    /** The settings it asks for. */
    public Set<String> names() {
        return names;
    }

    @Override
    public String toString() {
        return text;
    }

    private interface Node {
        boolean holds(Map<String, String> settings);
    }

    private interface Value {
        String of(Map<String, String> settings);
    }

    /**
     * One side of a comparison.
     *
     * @param value what it is
     * @param setting the setting if it is nothing but one; otherwise empty
     * @param constant the text if it is nothing but one; otherwise empty
     * @param isBare whether that stands there without quotes and is no number, so it could be a name misspelt
     */
    private record Side(Value value, String setting, String constant, boolean isBare) {
        static Side of(Value value) {
            return new Side(value, "", "", false);
        }
    }

    private static final class Parser {
        private final String text;
        private final Set<String> known;
        private final List<String> tokens = new ArrayList<>();
        private final List<Integer> places = new ArrayList<>();
        private final Set<String> names = new TreeSet<>();
        private final List<Comparison> comparisons = new ArrayList<>();
        private int at;

        Parser(String text, Set<String> known) {
            this.text = text;
            this.known = known;
            Matcher matcher = TOKEN.matcher(text);
            int end = 0;
            while (end < text.length() && !text.substring(end).isBlank()) {
                if (!matcher.find(end) || matcher.start() != end) {
                    String rest = text.substring(end).strip();
                    String hint = rest.startsWith("=") ? "; equal is written ==" : "";
                    throw problem("'" + rest + "' is not understood" + hint, end);
                }
                end = matcher.end();
                tokens.add(matcher.group().strip());
                places.add(matcher.start());
            }
        }

        private IllegalArgumentException problem(String what, int place) {
            return new IllegalArgumentException(what + place(place));
        }

        private String place(int place) {
            return " at character " + (place + 1) + " of \"" + text + "\"";
        }

        private IllegalArgumentException unexpected(String wanted) {
            return at < tokens.size()
                    ? problem("found '" + tokens.get(at) + "' where " + wanted + " was expected", places.get(at))
                    : problem(wanted + " is missing at the end", text.length());
        }

        private boolean take(String... wanted) {
            if (at < tokens.size() && List.of(wanted).contains(tokens.get(at))) {
                at++;
                return true;
            }
            return false;
        }

        void end() {
            if (at < tokens.size()) {
                throw unexpected("'&&', '||' or the end");
            }
        }

        Node or() {
            Node left = and();
            while (take("||", "or")) {
                Node first = left;
                Node second = and();
                left = settings -> first.holds(settings) || second.holds(settings);
            }
            return left;
        }

        private Node and() {
            Node left = not();
            while (take("&&", "and")) {
                Node first = left;
                Node second = not();
                left = settings -> first.holds(settings) && second.holds(settings);
            }
            return left;
        }

        private Node not() {
            if (take("!", "not")) {
                Node inner = not();
                return settings -> !inner.holds(settings);
            }
            if (take("(")) {
                Node inner = or();
                if (!take(")")) {
                    throw unexpected("')'");
                }
                return inner;
            }
            return comparison();
        }

        private Node comparison() {
            int place = at < places.size() ? places.get(at) : text.length();
            Side left = sum();
            if (at >= tokens.size() || !COMPARISONS.contains(tokens.get(at))) {
                throw unexpected("a comparison such as == or <=");
            }
            String operator = tokens.get(at++);
            int second = at < places.size() ? places.get(at) : text.length();
            Side right = sum();
            check(left, place, operator, right);
            check(right, second, operator, left);
            if (names.isEmpty() && left.setting().isEmpty() && right.setting().isEmpty()) {
                throw problem("compares two constants; name a setting", place);
            }
            return settings ->
                    compare(left.value().of(settings), operator, right.value().of(settings));
        }

        /** A word without quotes that is no setting is a text only if it is compared with a setting, and for equality. */
        private void check(Side side, int place, String operator, Side other) {
            if (!side.isBare()) {
                if (!side.setting().isEmpty() && !other.constant().isEmpty() && operator.matches("[=!]=")) {
                    comparisons.add(new Comparison(side.setting(), other.constant()));
                }
                return;
            }
            Optional<String> near = NearestName.of(side.constant(), known);
            boolean text = !other.setting().isEmpty() && operator.matches("[=!]=");
            if (!text || (side.constant().contains(".") && near.isPresent())) {
                throw new IllegalArgumentException("unknown name '" + side.constant() + "'" + place(place)
                        + near.or(() -> known.stream()
                                        .filter(each -> each.endsWith("." + side.constant()))
                                        .findFirst())
                                .map(found -> ". Did you mean '" + found + "'?")
                                .orElse(""));
            }
        }

        private Side sum() {
            Side left = product();
            while (take("+")) {
                Value first = left.value();
                Value second = product().value();
                left = Side.of(settings -> arithmetic(first.of(settings), second.of(settings), true));
            }
            return left;
        }

        private Side product() {
            Side left = side();
            while (take("*")) {
                Value first = left.value();
                Value second = side().value();
                left = Side.of(settings -> arithmetic(first.of(settings), second.of(settings), false));
            }
            return left;
        }

        private Side side() {
            if (at >= tokens.size()) {
                throw unexpected("a value");
            }
            String token = tokens.get(at);
            if (token.matches("[&|=!<>()*+].*")) {
                throw unexpected("a value");
            }
            at++;
            if (token.startsWith("\"") || token.startsWith("'")) {
                String quoted = token.substring(1, token.length() - 1);
                return new Side(settings -> quoted, "", quoted, false);
            }
            if (known.contains(token)) {
                names.add(token);
                return new Side(settings -> settings.getOrDefault(token, ""), token, "", false);
            }
            return new Side(settings -> token, "", token, quantity(token).isEmpty());
        }
    }

    private static boolean compare(String left, String operator, String right) {
        Optional<BigDecimal> a = quantity(left);
        Optional<BigDecimal> b = quantity(right);
        if (a.isPresent() && b.isPresent()) {
            int order = a.get().compareTo(b.get());
            return switch (operator) {
                case "==" -> order == 0;
                case "!=" -> order != 0;
                case "<" -> order < 0;
                case "<=" -> order <= 0;
                case ">" -> order > 0;
                default -> order >= 0;
            };
        }
        return switch (operator) {
            case "==" -> left.equals(right);
            case "!=" -> !left.equals(right);
            default ->
                throw new IllegalArgumentException("'" + left + "' " + operator + " '" + right
                        + "': only numbers and durations have an order; texts are == or !=");
        };
    }

    private static String arithmetic(String left, String right, boolean adds) {
        BigDecimal a = quantity(left).orElseThrow(() -> noNumber(left));
        BigDecimal b = quantity(right).orElseThrow(() -> noNumber(right));
        return (adds ? a.add(b) : a.multiply(b)).toPlainString();
    }

    private static IllegalArgumentException noNumber(String text) {
        return new IllegalArgumentException("'" + text + "' is neither a number nor a duration");
    }

    /** A number as it is, a duration in picoseconds. */
    private static Optional<BigDecimal> quantity(String text) {
        try {
            return Optional.of(new BigDecimal(text));
        } catch (NumberFormatException e) {
            try {
                return Optional.of(BigDecimal.valueOf(Picoseconds.parse(text)));
            } catch (IllegalArgumentException noDuration) {
                return Optional.empty();
            }
        }
    }
}
