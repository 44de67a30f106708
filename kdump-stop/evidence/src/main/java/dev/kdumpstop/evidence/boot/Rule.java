package dev.kdumpstop.evidence.boot;

import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a kind of line means.
 *
 * @param pattern how it begins; what a log level, a subsystem's name or a file cannot change
 * @param meaning what it says
 */
record Rule(Pattern pattern, BiConsumer<Matcher, Says> meaning) {

    /** A rule for lines that begin so. */
    static Rule of(String regex, BiConsumer<Matcher, Says> meaning) {
        return new Rule(Pattern.compile(regex), meaning);
    }

    /** A rule for lines that say one thing. */
    static Rule of(String regex, Topic topic, String value) {
        return of(regex, (matcher, says) -> says.say(topic, value));
    }

    /** Says what the line says, if it is of this kind. */
    boolean read(String line, Says says) {
        Matcher matcher = pattern.matcher(line);
        if (!matcher.lookingAt()) {
            return false;
        }
        meaning.accept(matcher, says);
        return true;
    }

    /** A number in hexadecimal; ids of more than 32 bits do not exist and become the broadcast. */
    static int hex(String digits) {
        return digits.length() > 8 ? -1 : Integer.parseUnsignedInt(digits, 16);
    }

    /** A decimal number; what is too large for one becomes -1. */
    static int decimal(String digits) {
        return digits.length() > 9 ? -1 : Integer.parseInt(digits);
    }
}
