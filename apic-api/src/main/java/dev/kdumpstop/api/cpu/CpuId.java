package dev.kdumpstop.api.cpu;

import org.apiguardian.api.API;

/**
 * A CPU by the kernel's number, not by its APIC id.
 *
 * <pre>{@code
 * CpuId.of(3); // CPU 3
 * CpuId.of(3).number(); // 3
 * }</pre>
 *
 * @param number 0 or greater
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record CpuId(int number) implements Comparable<CpuId> {

    /** @throws IllegalArgumentException if {@code number} is negative */
    public CpuId {
        if (number < 0) {
            throw new IllegalArgumentException("CPU number " + number + " is negative");
        }
    }

    /** CPU {@code number}. */
    public static CpuId of(int number) {
        return new CpuId(number);
    }

    @Override
    public int compareTo(CpuId other) {
        return Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
        return "CPU " + number;
    }
}
