package dev.kdumpstop.evidence.compare;

import dev.kdumpstop.api.machine.KernelRelease;
import java.util.List;
import java.util.stream.Stream;

/** The releases that candidates are made of: those whose stop is known from source or from recordings. */
final class Releases {
    static final List<KernelRelease> ALL = Stream.of("2.6.21", "2.6.22", "5.10", "6.1", "6.12", "7.2")
            .map(KernelRelease::of)
            .toList();

    private Releases() {}

    /** The one of them that stands for a release: the last that is not newer. */
    static KernelRelease nearest(KernelRelease release) {
        KernelRelease nearest = ALL.get(0);
        for (KernelRelease known : ALL) {
            nearest = release.atLeast(known) ? known : nearest;
        }
        return nearest;
    }

    /** {@code 5.10 to 6.1}; those in between that are not meant are left out: {@code 5.10, 6.12}. */
    static String words(List<KernelRelease> releases) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < releases.size(); ) {
            int last = i;
            while (last + 1 < releases.size()
                    && ALL.indexOf(releases.get(last + 1)) == ALL.indexOf(releases.get(last)) + 1) {
                last++;
            }
            text.append(text.isEmpty() ? "" : ", ").append(releases.get(i));
            if (last > i) {
                text.append(" to ").append(releases.get(last));
            }
            i = last + 1;
        }
        return text.toString();
    }
}
