package dev.kdumpstop.api.machine;

import java.util.Optional;
import org.apiguardian.api.API;

/**
 * A half-open range of kernel releases.
 *
 * <pre>{@code
 * ReleaseRange range = ReleaseRange.between("2.6.21", "6.15"); // 2.6.21 up to before 6.15
 * range.contains(KernelRelease.of("6.12")); // true
 * }</pre>
 *
 * @param from first release in the range
 * @param before first release after the range; empty = still so in the newest release modelled
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record ReleaseRange(KernelRelease from, Optional<KernelRelease> before) {

    /** @throws IllegalArgumentException if no release can be in the range */
    public ReleaseRange {
        if (before.isPresent() && from.atLeast(before.get())) {
            throw new IllegalArgumentException("no release is from " + from + " and before " + before.get());
        }
    }

    /** Releases from {@code from} on. */
    public static ReleaseRange from(String from) {
        return new ReleaseRange(KernelRelease.of(from), Optional.empty());
    }

    /** Releases from {@code from} on, before {@code before}. */
    public static ReleaseRange between(String from, String before) {
        return new ReleaseRange(KernelRelease.of(from), Optional.of(KernelRelease.of(before)));
    }

    /** Whether {@code release} is in the range. */
    public boolean contains(KernelRelease release) {
        return release.atLeast(from) && before.map(end -> !release.atLeast(end)).orElse(true);
    }

    @Override
    public String toString() {
        return from + before.map(end -> " up to before " + end).orElse(" and later");
    }
}
