package dev.kdumpstop.api.machine;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apiguardian.api.API;

/**
 * A kernel release, compared by its numbers: {@code 2.6.21 < 2.6.22 < 5.10 < 6.1 < 6.12}.
 *
 * <p>What distributions append ({@code 6.1.0-50-amd64}, {@code 6.12.107+deb13-amd64}) is dropped when read.
 *
 * <pre>{@code
 * KernelRelease release = KernelRelease.of("6.1.0-50-amd64"); // 6.1
 * release.atLeast(KernelRelease.of("2.6.22")); // true
 * }</pre>
 *
 * @param major first number
 * @param minor second number
 * @param patch third number, 0 if there is none
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record KernelRelease(int major, int minor, int patch) implements Comparable<KernelRelease> {
    private static final Pattern FORM =
            Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(?:\\.(\\d{1,5}))?(?:\\.\\d+)*(?:[-+].*)?");

    /**
     * Reads a release.
     *
     * @throws IllegalArgumentException if the text does not begin with numbers; a letter in place of one, {@code 2.6.x}, is none
     */
    public static KernelRelease of(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a kernel release such as 2.6.21 or 6.1");
        }
        String patch = matcher.group(3);
        return new KernelRelease(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                patch == null ? 0 : Integer.parseInt(patch));
    }

    /** Whether this release is {@code other} or later. */
    public boolean atLeast(KernelRelease other) {
        return compareTo(other) >= 0;
    }

    @Override
    public int compareTo(KernelRelease other) {
        int byMajor = Integer.compare(major, other.major);
        int byMinor = byMajor != 0 ? byMajor : Integer.compare(minor, other.minor);
        return byMinor != 0 ? byMinor : Integer.compare(patch, other.patch);
    }

    @Override
    public String toString() {
        String text = String.format(Locale.ROOT, "%d.%d", major, minor);
        return major == 2 || patch != 0 ? text + "." + patch : text;
    }
}
