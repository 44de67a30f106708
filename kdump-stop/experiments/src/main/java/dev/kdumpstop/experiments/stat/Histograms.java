package dev.kdumpstop.experiments.stat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import org.HdrHistogram.Histogram;

/**
 * Histograms with three significant digits, whatever the size of the values, that can be merged. As text they are HdrHistogram's
 * own encoding without compression, in base 64: the same bytes on every machine, which a compressor does not promise.
 */
public final class Histograms {
    private static final int DIGITS = 3;

    private Histograms() {}

    /** An empty one. */
    public static Histogram empty() {
        return new Histogram(DIGITS);
    }

    /** As text. */
    public static String encode(Histogram histogram) {
        ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoByteBuffer(buffer);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
    }

    /** From text. @throws IllegalArgumentException if it is none */
    public static Histogram decode(String text) {
        ByteBuffer buffer = ByteBuffer.wrap(Base64.getDecoder().decode(text));
        try {
            return text.isEmpty() ? empty() : Histogram.decodeFromByteBuffer(buffer, 0);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("this is no histogram", e);
        }
    }

    /** Both together. */
    public static Histogram merge(Histogram one, Histogram other) {
        Histogram sum = one.copy();
        sum.add(other);
        return sum;
    }
}
