package dev.kdumpstop.api.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CpuSetTest {

    private static BitSet bits(CpuSet set) {
        BitSet bits = new BitSet();
        set.forEachCpu(bits::set);
        return bits;
    }

    private static CpuSet set(BitSet bits) {
        return CpuSet.of(bits.stream().toArray());
    }

    private static BitSet random(SplittableRandom random) {
        BitSet bits = new BitSet();
        int limit = random.nextInt(1, 300);
        int count = random.nextInt(0, 100);
        for (int i = 0; i < count; i++) {
            bits.set(random.nextInt(limit));
        }
        return bits;
    }

    private static BitSet combine(BitSet a, BitSet b, char operation) {
        BitSet result = (BitSet) a.clone();
        switch (operation) {
            case '|' -> result.or(b);
            case '&' -> result.and(b);
            default -> result.andNot(b);
        }
        return result;
    }

    @RepeatedTest(20)
    void behavesLikeABitSet() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 200; i++) {
            BitSet a = random(random);
            BitSet b = random(random);
            CpuSet setA = set(a);
            CpuSet setB = set(b);
            int cpu = random.nextInt(0, 320);
            String as = "seed " + seed + ", " + a + " with " + b + ", CPU " + cpu;
            assertThat(bits(setA)).as(as).isEqualTo(a);
            assertThat(bits(setA.union(setB))).as(as).isEqualTo(combine(a, b, '|'));
            assertThat(bits(setA.intersect(setB))).as(as).isEqualTo(combine(a, b, '&'));
            assertThat(bits(setA.minus(setB))).as(as).isEqualTo(combine(a, b, '-'));
            assertThat(setA.containsAll(setB))
                    .as(as)
                    .isEqualTo(combine(b, a, '-').isEmpty());
            assertThat(setA.equals(setB)).as(as).isEqualTo(a.equals(b));
            assertThat(setA.size()).as(as).isEqualTo(a.cardinality());
            assertThat(setA.isEmpty()).as(as).isEqualTo(a.isEmpty());
            assertThat(setA.highest()).as(as).isEqualTo(a.length() - 1);
            assertThat(setA.contains(cpu)).as(as).isEqualTo(a.get(cpu));
            assertThat(setA.next(cpu)).as(as).isEqualTo(a.nextSetBit(cpu));
            assertThat(setA.with(cpu).contains(cpu)).as(as).isTrue();
            assertThat(setA.without(cpu).contains(cpu)).as(as).isFalse();
            assertThat(setA.toArray()).as(as).isEqualTo(a.stream().toArray());
            assertThat(setA.lowMask()).as(as).isEqualTo(a.toLongArray().length == 0 ? 0 : a.toLongArray()[0]);
            assertThat(CpuSet.parse(setA.toString())).as(as).isEqualTo(setA).hasSameHashCodeAs(setA);
            List<Integer> iterated = new ArrayList<>();
            setA.forEach(id -> iterated.add(id.number()));
            assertThat(iterated).as(as).isEqualTo(a.stream().boxed().toList());
        }
    }

    @Test
    void equalSetsAreEqualHoweverTheyCameToBe() {
        CpuSet shrunk = CpuSet.of(3, 200).without(200);
        assertThat(shrunk).isEqualTo(CpuSet.of(3)).hasSameHashCodeAs(CpuSet.of(3));
        assertThat(CpuSet.of(200).minus(CpuSet.of(200))).isEqualTo(CpuSet.empty());
        assertThat(CpuSet.ofMask(0)).isEqualTo(CpuSet.empty());
        assertThat(CpuSet.ofMask(-1L)).isEqualTo(CpuSet.firstN(64));
        assertThat(CpuSet.firstN(0)).isEqualTo(CpuSet.empty());
    }

    @ParameterizedTest(name = "\"{0}\" -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
            0-3,6        | 0-3,6
            6,0,1,2,3    | 0-3,6
            0,1          | 0,1
            0-1          | 0,1
            ' 2 , 4-5 '  | 2,4,5
            2 - 4        | 2-4
            63-65        | 63-65
            ''           | ''
            """)
    void textForm(String text, String normal) {
        assertThat(CpuSet.parse(text)).hasToString(normal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "0,,1", "-1", "3-1", "1-2-3", "0x3", "70000", "0-", ",", "99999999999"})
    void refusesWhatIsNoList(String text) {
        assertThatThrownBy(() -> CpuSet.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> CpuSet.parse("0-3,x"))
                .hasMessage("'x' in CPU list '0-3,x' is not a number or a range such as 0-3");
        assertThatThrownBy(() -> CpuSet.parse("3-1")).hasMessage("CPU range '3-1' is empty; write 1-3");
        assertThatThrownBy(() -> CpuSet.of(-1)).hasMessageContaining("-1");
    }

    @Test
    void edges() {
        assertThat(CpuSet.of(CpuSet.MAX_CPU).highest()).isEqualTo(CpuSet.MAX_CPU);
        assertThatThrownBy(() -> CpuSet.of(CpuSet.MAX_CPU + 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CpuSet.firstN(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CpuSet.empty().lowest()).isInstanceOf(NoSuchElementException.class);
        assertThat(CpuSet.empty().highest()).isEqualTo(-1);
        assertThat(CpuSet.empty().iterator().hasNext()).isFalse();
        assertThatThrownBy(() -> CpuSet.empty().iterator().next()).isInstanceOf(NoSuchElementException.class);
        assertThat(CpuSet.of(0).contains(-1)).isFalse();
        assertThat(CpuSet.of(0, 70).next(-5)).isZero();
        assertThat(CpuSet.of(0).next(Integer.MAX_VALUE)).isEqualTo(-1);
        assertThat(CpuSet.range(5, 4)).isEqualTo(CpuSet.empty());
    }

    @Test
    void mapsMustFit() {
        assertThat(CpuMaps.allOnline(3).withOffline(CpuSet.of(1)))
                .isEqualTo(new CpuMaps(CpuSet.of(0, 2), CpuSet.firstN(3), CpuSet.firstN(3)));
        assertThatThrownBy(() -> new CpuMaps(CpuSet.of(0, 5), CpuSet.of(0), CpuSet.of(0, 5)))
                .hasMessage("CPUs 5 are online but not present");
        assertThatThrownBy(() -> new CpuMaps(CpuSet.of(0, 5), CpuSet.of(0, 5), CpuSet.of(0)))
                .hasMessage("CPUs 5 are online but were never booted");
        assertThatThrownBy(() -> CpuId.of(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(CpuId.of(3)).hasToString("CPU 3").isGreaterThan(CpuId.of(2));
    }
}
