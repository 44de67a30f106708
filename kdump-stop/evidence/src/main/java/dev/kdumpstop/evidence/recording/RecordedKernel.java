package dev.kdumpstop.evidence.recording;

import java.util.Optional;

/**
 * The kernel that crashed, as it was built and started.
 *
 * @param architecture {@code amd64} or {@code i386}
 * @param release what {@code uname -r} says, such as {@code 6.1.0-50-amd64}
 * @param commandLine the boot options. Those that begin with {@code ct.} steered the experiment and give its answer away
 */
public record RecordedKernel(String architecture, String release, String commandLine) {

    /**
     * A boot option's value.
     *
     * @return empty if the option is not given; the empty string if it is given without a value
     */
    public Optional<String> option(String name) {
        Optional<String> value = Optional.empty();
        for (String word : commandLine.split("\\s+")) {
            // As in the kernel, the last one counts.
            if (word.equals(name)) {
                value = Optional.of("");
            } else if (word.startsWith(name) && word.charAt(name.length()) == '=') {
                value = Optional.of(word.substring(name.length() + 1));
            }
        }
        return value;
    }
}
