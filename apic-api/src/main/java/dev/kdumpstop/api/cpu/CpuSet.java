package dev.kdumpstop.api.cpu;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.IntConsumer;
import org.apiguardian.api.API;

/**
 * An immutable set of CPU numbers, always visited in ascending order, as the kernel's loops over a cpumask do.
 *
 * <p>Text form as in {@code /sys/devices/system/cpu/online}: {@code 0-3,6}; the empty set is the empty text.
 *
 * <pre>{@code
 * CpuSet cpus = CpuSet.parse("0-2,5");
 * cpus.size(); // 4
 * cpus.without(0).union(CpuSet.range(8, 10)); // 1,2,5,8-10
 * cpus.minus(CpuSet.firstN(2)).lowest(); // 2
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class CpuSet implements Iterable<CpuId> {
    /** The largest number a set may hold, well above what any kernel modelled here supports. */
    public static final int MAX_CPU = 65_535;

    private static final CpuSet EMPTY = new CpuSet(new long[0]);

    /** No trailing zero words, so that equal sets have equal arrays. */
    private final long[] words;

    private CpuSet(long[] words) {
        int length = words.length;
        while (length > 0 && words[length - 1] == 0) {
            length--;
        }
        this.words = length == words.length ? words : Arrays.copyOf(words, length);
    }

    /** The empty set. */
    public static CpuSet empty() {
        return EMPTY;
    }

    /** The set of the given numbers. */
    public static CpuSet of(int... cpus) {
        int max = -1;
        for (int cpu : cpus) {
            max = Math.max(max, check(cpu));
        }
        long[] words = new long[(max >> 6) + 1];
        for (int cpu : cpus) {
            words[cpu >> 6] |= 1L << cpu;
        }
        return new CpuSet(words);
    }

    /** The CPUs 0 to {@code count - 1}. */
    public static CpuSet firstN(int count) {
        return count == 0 ? EMPTY : range(0, count - 1);
    }

    /** The CPUs {@code first} to {@code last}, both included. */
    public static CpuSet range(int first, int last) {
        check(first);
        check(last);
        long[] words = new long[(last >> 6) + 1];
        for (int cpu = first; cpu <= last; cpu++) {
            words[cpu >> 6] |= 1L << cpu;
        }
        return new CpuSet(words);
    }

    /** The set whose bits are those of {@code mask}; bit 0 is CPU 0. */
    public static CpuSet ofMask(long mask) {
        return new CpuSet(new long[] {mask});
    }

    /**
     * Reads the list form, {@code 0-3,6}.
     *
     * @throws IllegalArgumentException if the text is not a list of numbers and ranges; the message names the bad part
     */
    public static CpuSet parse(String text) {
        CpuSet result = EMPTY;
        if (text.isBlank()) {
            return result;
        }
        for (String part : text.split(",", -1)) {
            String item = part.strip();
            int dash = item.indexOf('-');
            try {
                int first = Integer.parseInt(
                        dash < 0 ? item : item.substring(0, dash).strip());
                int last = dash < 0
                        ? first
                        : Integer.parseInt(item.substring(dash + 1).strip());
                if (last < first) {
                    throw new IllegalArgumentException(
                            "CPU range '" + item + "' is empty; write " + last + "-" + first);
                }
                result = result.union(range(first, last));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "'" + item + "' in CPU list '" + text + "' is not a number or a range such as 0-3", e);
            }
        }
        return result;
    }

    private static int check(int cpu) {
        if (cpu < 0 || cpu > MAX_CPU) {
            throw new IllegalArgumentException("CPU number " + cpu + " is not in 0.." + MAX_CPU);
        }
        return cpu;
    }

    /** Whether {@code cpu} is in the set. */
    public boolean contains(int cpu) {
        int word = cpu >> 6;
        return cpu >= 0 && word < words.length && (words[word] >>> cpu & 1) != 0;
    }

    /** Whether {@code cpu} is in the set. */
    public boolean contains(CpuId cpu) {
        return contains(cpu.number());
    }

    /** Whether every member of {@code other} is in this set. */
    public boolean containsAll(CpuSet other) {
        return other.minus(this).isEmpty();
    }

    /** Whether there is no member. */
    public boolean isEmpty() {
        return words.length == 0;
    }

    /** Number of members. */
    public int size() {
        int size = 0;
        for (long word : words) {
            size += Long.bitCount(word);
        }
        return size;
    }

    /** The lowest member that is {@code from} or greater, or -1. */
    public int next(int from) {
        for (int word = Math.max(from, 0) >> 6; word < words.length; word++) {
            long rest = word == from >> 6 ? words[word] & -1L << from : words[word];
            if (rest != 0) {
                return (word << 6) + Long.numberOfTrailingZeros(rest);
            }
        }
        return -1;
    }

    /** The lowest member. @throws NoSuchElementException if the set is empty */
    public int lowest() {
        int first = next(0);
        if (first < 0) {
            throw new NoSuchElementException("empty CPU set");
        }
        return first;
    }

    /** The highest member, or -1 if the set is empty. */
    public int highest() {
        return words.length == 0 ? -1 : (words.length << 6) - 1 - Long.numberOfLeadingZeros(words[words.length - 1]);
    }

    /** Members of this set or of {@code other}. */
    public CpuSet union(CpuSet other) {
        long[] larger = words.length >= other.words.length ? words : other.words;
        long[] smaller = larger == words ? other.words : words;
        long[] result = larger.clone();
        for (int i = 0; i < smaller.length; i++) {
            result[i] |= smaller[i];
        }
        return new CpuSet(result);
    }

    /** Members of both sets. */
    public CpuSet intersect(CpuSet other) {
        long[] result = Arrays.copyOf(words, Math.min(words.length, other.words.length));
        for (int i = 0; i < result.length; i++) {
            result[i] &= other.words[i];
        }
        return new CpuSet(result);
    }

    /** Members of this set that are not in {@code other}. */
    public CpuSet minus(CpuSet other) {
        long[] result = words.clone();
        for (int i = 0; i < Math.min(words.length, other.words.length); i++) {
            result[i] &= ~other.words[i];
        }
        return new CpuSet(result);
    }

    /** This set and {@code cpu}. */
    public CpuSet with(int cpu) {
        return contains(cpu) ? this : union(of(cpu));
    }

    /** This set without {@code cpu}. */
    public CpuSet without(int cpu) {
        return contains(cpu) ? minus(of(cpu)) : this;
    }

    /** Calls {@code action} with every member, ascending. */
    public void forEachCpu(IntConsumer action) {
        for (int cpu = next(0); cpu >= 0; cpu = next(cpu + 1)) {
            action.accept(cpu);
        }
    }

    /** The members, ascending. */
    public int[] toArray() {
        int[] result = new int[size()];
        int i = 0;
        for (int cpu = next(0); cpu >= 0; cpu = next(cpu + 1)) {
            result[i++] = cpu;
        }
        return result;
    }

    /** Bits 0 to 63 as a mask; higher members are not in it. */
    public long lowMask() {
        return words.length == 0 ? 0 : words[0];
    }

    @Override
    public Iterator<CpuId> iterator() {
        return new Iterator<>() {
            private int cpu = CpuSet.this.next(0);

            @Override
            public boolean hasNext() {
                return cpu >= 0;
            }

            @Override
            public CpuId next() {
                if (cpu < 0) {
                    throw new NoSuchElementException();
                }
                CpuId result = new CpuId(cpu);
                cpu = CpuSet.this.next(cpu + 1);
                return result;
            }
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CpuSet set && Arrays.equals(words, set.words);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(words);
    }

    /** The list form, {@code 0-3,6}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int first = next(0); first >= 0; ) {
            int last = first;
            while (contains(last + 1)) {
                last++;
            }
            text.append(text.isEmpty() ? "" : ",").append(first);
            if (last > first) {
                text.append(last == first + 1 ? "," : "-").append(last);
            }
            first = next(last + 1);
        }
        return text.toString();
    }
}
