package dev.kdumpstop.evidence.recording;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuListTest {
    @Test
    void rangesAndSingleCpus() {
        assertThat(CpuList.parse("0").orElseThrow()).containsExactly(0);
        assertThat(CpuList.parse("0-2,4-5,7").orElseThrow()).containsExactly(0, 1, 2, 4, 5, 7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "0,", "1-", "-1", "2-1", "a", "0-99999999999", "1--2", " 1"})
    void anythingElseIsNoList(String text) {
        assertThat(CpuList.parse(text)).isEmpty();
    }
}
