package dev.kdumpstop.experiments.dice;

import dev.kdumpstop.api.cpu.CpuSet;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * CPUs drawn at random: {@code any(2)} is two different CPUs of those in question, {@code any(1..3)} one, two or three.
 *
 * @param least how many at least
 * @param most how many at most
 */
public record Choice(int least, int most) {
    private static final Pattern FORM =
            Pattern.compile("\\s*any\\s*\\(\\s*(\\d{1,5})\\s*(?:\\.\\.\\s*(\\d{1,5})\\s*)?\\)\\s*");

    /** @throws IllegalArgumentException if the ends are swapped, or nothing would be drawn */
    public Choice {
        if (least < 1 || most < least) {
            throw new IllegalArgumentException(
                    "any(" + least + ".." + most + ") draws nothing; write for example any(1) or any(1..3)");
        }
    }

    /** Whether the text has the form of one. */
    public static boolean isChoice(String text) {
        return FORM.matcher(text).matches();
    }

    /** Reads one. @throws IllegalArgumentException if it has not the form */
    public static Choice parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not any(COUNT) or any(FROM..TO)");
        }
        int least = Integer.parseInt(matcher.group(1));
        return new Choice(least, matcher.group(2) == null ? least : Integer.parseInt(matcher.group(2)));
    }

    /** So many of {@code among}, each alike; all of them if there are not more. */
    public CpuSet draw(CpuSet among, RandomGenerator stream) {
        int[] cpus = new int[among.size()];
        int count = 0;
        for (int cpu = among.next(0); cpu >= 0; cpu = among.next(cpu + 1)) {
            cpus[count++] = cpu;
        }
        int wanted = Math.min(count, least == most ? least : stream.nextInt(least, most + 1));
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
