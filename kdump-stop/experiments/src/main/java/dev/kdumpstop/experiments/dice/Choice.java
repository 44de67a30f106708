package dev.kdumpstop.experiments.dice;

import dev.kdumpstop.api.cpu.CpuSet;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * CPUs drawn at random: {@code any(2)} is two different CPUs of those in question, {@code any(1..3)} one, two or three;
 * {@code any(all)} is all of them, without dice.
 *
 * @param least how many at least
 * @param most how many at most
 */
public record Choice(int least, int most) {
    /** All that there are. */
    public static final Choice ALL = new Choice(Integer.MAX_VALUE, Integer.MAX_VALUE);

    private static final Pattern FORM =
            Pattern.compile("\\s*any\\s*\\(\\s*(\\d{1,5})\\s*(?:\\.\\.\\s*(\\d{1,5})\\s*)?\\)\\s*");

    private static final Pattern EVERY = Pattern.compile("\\s*any\\s*\\(\\s*all\\s*\\)\\s*");

    /** @throws IllegalArgumentException if the ends are swapped, or nothing would be drawn */
    public Choice {
        if (least < 1 || most < least) {
            throw new IllegalArgumentException("any of " + (least == most ? "" : least + "..") + most
                    + " CPUs draws nothing; draw for example 1, 1..3 or all");
        }
    }

    /** Whether the text has the form of one. */
    public static boolean isChoice(String text) {
        return FORM.matcher(text).matches() || EVERY.matcher(text).matches();
    }

    /** Reads one. @throws IllegalArgumentException if it has not the form */
    public static Choice parse(String text) {
        if (EVERY.matcher(text).matches()) {
            return ALL;
        }
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not any(COUNT), any(FROM..TO) or any(all)");
        }
        int least = Integer.parseInt(matcher.group(1));
        return new Choice(least, matcher.group(2) == null ? least : Integer.parseInt(matcher.group(2)));
    }

    /** Whether it is all of them, and no dice are needed. */
    public boolean isAll() {
        return least == Integer.MAX_VALUE;
    }

    /** So many of {@code among}, each alike. @throws IllegalArgumentException if there are not so many */
    public CpuSet draw(CpuSet among, RandomGenerator stream) {
        if (isAll()) {
            return among;
        } else if (most > among.size()) {
            throw new IllegalArgumentException(
                    "any draws up to " + most + " CPUs of " + among.size() + "; give a smaller number, or 'all'");
        }
        int[] cpus = new int[among.size()];
        int count = 0;
        for (int cpu = among.next(0); cpu >= 0; cpu = among.next(cpu + 1)) {
            cpus[count++] = cpu;
        }
        int wanted = least == most ? least : stream.nextInt(least, most + 1);
        CpuSet drawn = CpuSet.empty();
        for (int i = 0; i < wanted; i++) {
            int other = stream.nextInt(i, count);
            int cpu = cpus[other];
            cpus[other] = cpus[i];
            cpus[i] = cpu;
            drawn = drawn.with(cpu);
        }
        return drawn;
    }
}
