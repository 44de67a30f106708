package dev.kdumpstop.api.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TimingProfileTest {

    private static Map<TimingParameter, TimingValue> all() {
        Map<TimingParameter, TimingValue> values = new EnumMap<>(TimingParameter.class);
        for (TimingParameter parameter : TimingParameter.values()) {
            values.put(parameter, new TimingValue(parameter.ordinal(), Provenance.ASSUMED, "test"));
        }
        return values;
    }

    @Test
    void everyParameterHasAValue() {
        TimingProfile profile = new TimingProfile("mine", all());
        for (TimingParameter parameter : TimingParameter.values()) {
            assertThat(profile.ps(parameter)).isEqualTo(parameter.ordinal());
        }
        Map<TimingParameter, TimingValue> less = all();
        less.remove(TimingParameter.NMI_ENTRY);
        assertThatThrownBy(() -> new TimingProfile("mine", less))
                .hasMessage("timing profile 'mine' has no value for 'nmi-entry'");
    }

    @Test
    void anEmptyProfileIsRefusedInTheSameWords() {
        assertThatThrownBy(() -> new TimingProfile("mine", Map.of())).hasMessageContaining("'register-read'");
    }

    @Test
    void oneNumberReplaced() {
        TimingProfile profile = new TimingProfile("mine", all());
        TimingProfile changed = profile.with(TimingParameter.ICR_WRITE, 77);
        assertThat(changed.ps(TimingParameter.ICR_WRITE)).isEqualTo(77);
        assertThat(changed.values().get(TimingParameter.ICR_WRITE).provenance()).isEqualTo(Provenance.DEFINED);
        assertThat(profile.ps(TimingParameter.ICR_WRITE)).isEqualTo(TimingParameter.ICR_WRITE.ordinal());
        assertThatThrownBy(() -> profile.with(TimingParameter.ICR_WRITE, -1)).hasMessageContaining("negative");
    }
}
