package dev.kdumpstop.core.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.Extension;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.timing.TimingProfileProvider;
import dev.kdumpstop.api.wait.IcrWaitPolicyProvider;
import dev.kdumpstop.api.wait.SolutionProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What ServiceLoader finds, and what each says of itself. */
class BuiltInExtensionsTest {

    static <T extends Extension> List<T> all(Class<T> kind) {
        List<T> found = new ArrayList<>();
        ServiceLoader.load(kind).forEach(found::add);
        return found;
    }

    static List<Extension> extensions() {
        List<Extension> all = new ArrayList<>(all(IcrWaitPolicyProvider.class));
        all.addAll(all(SolutionProvider.class));
        all.addAll(all(TimingProfileProvider.class));
        all.addAll(all(FaultProvider.class));
        return all;
    }

    @Test
    void allAreRegistered() {
        assertThat(all(IcrWaitPolicyProvider.class))
                .extracting(Extension::id)
                .containsExactlyInAnyOrder(
                        "unlimited",
                        "bounded",
                        "rfc-loop",
                        "linux-2.6.22",
                        "linux-6.x",
                        "smpboot-open-coded",
                        "freebsd",
                        "xnu",
                        "mp-spec-20us",
                        "coreboot");
        assertThat(all(SolutionProvider.class))
                .extracting(Extension::id)
                .containsExactlyInAnyOrder(
                        "baseline",
                        "A",
                        "B-1",
                        "B-2",
                        "upstream-2.6.22",
                        "upstream-5.4",
                        "upstream-6.x",
                        "freebsd",
                        "xen",
                        "xnu");
        assertThat(all(TimingProfileProvider.class))
                .extracting(Extension::id)
                .containsExactlyInAnyOrder("ideal", "p6-apic-bus", "netburst-fsb", "nehalem-x2apic", "kvm-guest");
        // Which faults there are is held by docs/faults.md.
        assertThat(all(FaultProvider.class))
                .hasSizeGreaterThan(40)
                .extracting(Extension::id)
                .contains("healthy");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("extensions")
    void saysWhatItIs(Extension extension) {
        assertThat(extension.id()).matches("[A-Za-z0-9][A-Za-z0-9._-]*");
        assertThat(extension.summary()).isNotBlank().doesNotEndWith(".");
        assertThat(extension.sources()).allSatisfy(source -> assertThat(source).isNotBlank());
        if (!extension.id().equals("ideal")) {
            assertThat(extension.sources()).isNotEmpty();
        }
        assertThat(extension.options())
                .allSatisfy(option -> assertThat(option.summary()).isNotBlank().doesNotEndWith("."));
        assertThat(OptionValues.defaults(extension.options()).texts().keySet()).hasSameSizeAs(extension.options());
    }

    @Test
    void equalQuestionsGetEqualAnswers() {
        for (IcrWaitPolicyProvider provider : all(IcrWaitPolicyProvider.class)) {
            OptionValues defaults = OptionValues.defaults(provider.options());
            assertThat(provider.create(defaults)).isEqualTo(provider.create(defaults));
        }
        for (SolutionProvider provider : all(SolutionProvider.class)) {
            OptionValues defaults = OptionValues.defaults(provider.options());
            assertThat(provider.create(defaults)).isEqualTo(provider.create(defaults));
        }
        for (TimingProfileProvider provider : all(TimingProfileProvider.class)) {
            OptionValues defaults = OptionValues.defaults(provider.options());
            assertThat(provider.create(defaults)).isEqualTo(provider.create(defaults));
        }
    }
}
