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

    private Condition(String text, Node root, Set<String> names) {
        this.text = text;
        this.root = root;
        this.names = names;
    }

    /** Always true. */
    public static Condition always() {
        return new Condition("true", settings -> true, Set.of());
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
        return new Condition(text, root, parser.names);
    }

    /** Whether the combination is wanted. */
    public boolean holds(Map<String, String> settings) {
        return root.holds(settings);
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

    private static final class Parser {
        private final String text;
        private final Set<String> known;
        private final List<String> tokens = new ArrayList<>();
        private final List<Integer> places = new ArrayList<>();
        private final Set<String> names = new TreeSet<>();
        private int at;

        Parser(String text, Set<String> known) {
            this.text = text;
            this.known = known;
            Matcher matcher = TOKEN.matcher(text);
            int end = 0;
            while (end < text.length() && !text.substring(end).isBlank()) {
                if (!matcher.find(end) || matcher.start() != end) {
                    throw problem("'" + text.substring(end).strip() + "' is not understood", end);
                }
                end = matcher.end();
                tokens.add(matcher.group().strip());
                places.add(matcher.start());
            }
        }

        private IllegalArgumentException problem(String what, int place) {
            return new IllegalArgumentException(what + ", at character " + (place + 1) + " of \"" + text + "\"");
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
            Value left = sum();
            if (at >= tokens.size() || !COMPARISONS.contains(tokens.get(at))) {
                throw unexpected("a comparison such as == or <=");
            }
            String operator = tokens.get(at++);
            Value right = sum();
            return settings -> compare(left.of(settings), operator, right.of(settings));
        }

        private Value sum() {
            Value left = product();
            while (take("+")) {
                Value first = left;
                Value second = product();
                left = settings -> arithmetic(first.of(settings), second.of(settings), true);
            }
            return left;
        }

        private Value product() {
            Value left = value();
            while (take("*")) {
                Value first = left;
                Value second = value();
                left = settings -> arithmetic(first.of(settings), second.of(settings), false);
            }
            return left;
        }

        private Value value() {
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
                return settings -> quoted;
            }
            if (known.contains(token)) {
                names.add(token);
                return settings -> settings.getOrDefault(token, "");
            }
            // A text without quotes is fine unless it looks like a setting that was misspelt.
            Optional<String> near = NearestName.of(token, known);
            if (token.contains(".") && quantity(token).isEmpty() && near.isPresent()) {
                throw problem(
                        "unknown setting '" + token + "'. Did you mean '" + near.get() + "'?", places.get(at - 1));
            }
            return settings -> token;
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
