package dev.kdumpstop.api.signature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One difference between two {@linkplain ApiSignature signatures}.
 *
 * @param kind what happened
 * @param key to what
 * @param declaration how it is declared; before and after if it was changed
 * @param breaks why a plug-in compiled against the older one need not work with the newer one; empty if it does
 */
record SignatureChange(Kind kind, String key, String declaration, String breaks) {
    enum Kind {
        ADDED,
        REMOVED,
        CHANGED
    }

    /** Raising it is what a break asks for, so it is none itself. */
    private static final String LEVEL = "ApicSpi#LEVEL";

    private static final String NO_BREAK = "";

    boolean isBreak() {
        return !breaks.isEmpty();
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + " " + key + ": " + declaration + "\n    "
                + (isBreak() ? "BREAK: " + breaks : "no break");
    }

    /** Every difference, sorted by key. Members of a type that is new or gone as a whole are not listed. */
    static List<SignatureChange> between(SortedMap<String, String> before, SortedMap<String, String> after) {
        List<SignatureChange> changes = new ArrayList<>();
        Set<String> keys = new TreeSet<>(before.keySet());
        keys.addAll(after.keySet());
        for (String key : keys) {
            String type = key.replaceFirst("#.*", "");
            String was = before.get(key);
            String is = after.get(key);
            if (was == null && key.equals(type)) {
                changes.add(new SignatureChange(Kind.ADDED, key, is, NO_BREAK));
            } else if (was == null && before.containsKey(type)) {
                String breaks = breakOfNew(new Declaration(is), new Declaration(before.get(type)));
                changes.add(new SignatureChange(Kind.ADDED, key, is, breaks));
            } else if (is == null && (key.equals(type) || after.containsKey(type))) {
                changes.add(new SignatureChange(Kind.REMOVED, key, was, "plug-ins may use it"));
            } else if (was != null && is != null && !was.equals(is)) {
                String breaks = key.equals(LEVEL) ? NO_BREAK : breakOfChange(new Declaration(was), new Declaration(is));
                changes.add(new SignatureChange(Kind.CHANGED, key, was + "\n    now: " + is, breaks));
            }
        }
        return changes;
    }

    private static String breakOfNew(Declaration member, Declaration type) {
        if (member.has("abstract") && type.has("open")) {
            return "plug-ins that implement the type do not have it; a default method would be no break";
        }
        if (member.form().equals("enum constant") && type.isGiven()) {
            return "plug-ins are given the type's values and do not know this one";
        }
        return NO_BREAK;
    }

    private static String breakOfChange(Declaration was, Declaration is) {
        if (!was.form().equals(is.form()) && !onlyFreed(was, is)) {
            return "plug-ins were compiled against the old form";
        }
        for (String part : List.of("extends", "implements", "permits")) {
            if (!is.names(part).containsAll(was.names(part))) {
                return "plug-ins may rely on '" + part + "' as it was";
            }
        }
        if (was.has("open") && !was.names("implements").containsAll(is.names("implements"))) {
            return "plug-ins that implement the type may lack the methods of the new supertype";
        }
        if (was.isGiven() && !was.names("permits").containsAll(is.names("permits"))) {
            return "plug-ins are given the type's values and do not know the new case";
        }
        if (!was.names("throws").equals(is.names("throws"))) {
            return "plug-ins catch or declare other exceptions";
        }
        if (!was.names("=").equals(is.names("="))) {
            return "the compiler wrote the old value into plug-ins";
        }
        return NO_BREAK;
    }

    /** Whether the form is the same but for what narrowed it: no longer final, no longer without a body. */
    private static boolean onlyFreed(Declaration was, Declaration is) {
        List<String> before = new ArrayList<>(was.words());
        List<String> after = new ArrayList<>(is.words());
        before.removeAll(List.of("final", "abstract"));
        after.remove("default");
        if (!before.contains("open")) {
            after.remove("open");
        }
        return before.equals(after);
    }

    /** A declaration taken apart: the form, then parts that begin with a word. */
    private static final class Declaration {
        private final List<String> words;
        private final TreeMap<String, Set<String>> parts = new TreeMap<>();

        Declaration(String text) {
            List<String> all = Arrays.asList(text.split("; ", -1));
            words = Arrays.asList(all.get(0).split(" ", -1));
            for (String part : all.subList(1, all.size())) {
                String[] wordAndNames = part.split(" ", 2);
                parts.put(
                        wordAndNames[0], new TreeSet<>(List.of(wordAndNames[wordAndNames.length - 1].split(", ", -1))));
            }
        }

        List<String> words() {
            return words;
        }

        String form() {
            return String.join(" ", words);
        }

        boolean has(String word) {
            return words.contains(word);
        }

        boolean isGiven() {
            return parts.containsKey("given");
        }

        /** Names in a part; none if there is no such part. */
        Set<String> names(String part) {
            return parts.getOrDefault(part, Set.of());
        }
    }
}
