package dev.kdumpstop.api.icr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IcrTest {

    @Test
    void everyLowWordSurvivesDecodingAndEncoding() {
        for (int low = 0; low < 1 << 20; low++) {
            Icr icr = Icr.ofXapic(0, low);
            if (icr.low() != low) {
                assertThat(icr.low()).as("low word 0x%08x", low).isEqualTo(low);
            }
        }
    }

    @Test
    void everyBitSurvivesInBothForms() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 100_000; i++) {
            long raw = random.nextLong();
            Icr pair = Icr.ofXapic((int) (raw >>> 32), (int) raw);
            Icr msr = Icr.ofX2apic(raw);
            if (pair.xapicHigh() != (int) (raw >>> 32) || pair.low() != (int) raw || msr.x2apic() != raw) {
                assertThat(raw)
                        .as("seed %d: 0x%016x did not survive", seed, raw)
                        .isEqualTo(msr.x2apic());
                assertThat(pair.xapicHigh()).as("seed %d", seed).isEqualTo((int) (raw >>> 32));
                assertThat(pair.low()).as("seed %d", seed).isEqualTo((int) raw);
            }
        }
    }

    @ParameterizedTest(name = "kernel-facts 2.1, 3, 5, 6: {0} is {1} {2} {3} {4}")
    @CsvSource(textBlock = """
            0x00000C00, NMI,         LOGICAL,  NONE,               0
            0x000008FC, FIXED,       LOGICAL,  NONE,               252
            0x00000400, NMI,         PHYSICAL, NONE,               0
            0x000C08FB, FIXED,       LOGICAL,  ALL_EXCLUDING_SELF, 251
            0x000808FB, FIXED,       LOGICAL,  ALL_INCLUDING_SELF, 251
            0x000400FC, FIXED,       PHYSICAL, SELF,               252
            0x000C0400, NMI,         PHYSICAL, ALL_EXCLUDING_SELF, 0
            0x00000602, STARTUP,     PHYSICAL, NONE,               2
            0x00000303, REMOTE_READ, PHYSICAL, NONE,               3
            """)
    void linuxWords(String low, DeliveryMode mode, DestinationMode destinationMode, Shorthand shorthand, int vector) {
        int word = Integer.decode(low);
        Icr icr = Icr.ofXapic(0x0E00_0000, word);
        assertThat(icr).isEqualTo(Icr.of(vector, mode, destinationMode, shorthand, 0x0E));
        assertThat(icr.low()).isEqualTo(word);
        assertThat(icr.xapicHigh()).isEqualTo(0x0E00_0000);
    }

    @Test
    void initAssertAndDeassert() {
        assertThat(Icr.ofXapic(0, 0xC500))
                .extracting(Icr::deliveryMode, Icr::levelAssert, Icr::levelTriggered)
                .containsExactly(DeliveryMode.INIT, true, true);
        assertThat(Icr.ofXapic(0, 0x8500))
                .extracting(Icr::deliveryMode, Icr::levelAssert, Icr::levelTriggered)
                .containsExactly(DeliveryMode.INIT, false, true);
    }

    @Test
    void x2apicDestinationIsUnsigned() {
        Icr broadcast = Icr.ofX2apic(0xFFFFFFFF_00000400L);
        assertThat(broadcast.destination()).isEqualTo(-1);
        assertThat(broadcast.x2apic()).isEqualTo(0xFFFFFFFF_00000400L);
        assertThatThrownBy(broadcast::xapicHigh)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("0xffffffff");
        // A low word with bit 31 set must not spill into the destination.
        assertThat(Icr.ofX2apic(0x80000400L).x2apic()).isEqualTo(0x80000400L);
    }

    @Test
    void busyBit() {
        assertThat(Icr.ofXapic(0, 0x1C00).deliveryStatus()).isTrue();
        assertThat(Icr.ofXapic(0, 0xC00).withDeliveryStatus(true).low()).isEqualTo(0x1C00);
        assertThat(Icr.ofXapic(0, 0x1C00).withDeliveryStatus(false).low()).isEqualTo(0xC00);
    }

    @Test
    void refusesWhatNoWordHolds() {
        assertThatThrownBy(() -> Icr.of(256, DeliveryMode.FIXED, DestinationMode.PHYSICAL, Shorthand.NONE, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("256");
        Icr good = Icr.ofXapic(0, 0x400);
        assertThatThrownBy(() -> new Icr(
                        0,
                        good.deliveryMode(),
                        good.destinationMode(),
                        false,
                        false,
                        false,
                        good.remoteReadStatus(),
                        good.shorthand(),
                        0,
                        0x1000,
                        0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest(name = "kernel-facts 3: {0} is {1}")
    @CsvSource({
        "delivery status, 0x1000",
        "logical, 0x800",
        "assert, 0x4000",
        "level, 0x8000",
        "remote read in progress, 0x10000",
        "remote read valid, 0x20000",
        "remote read invalid, 0",
        "shorthand self, 0x40000",
        "shorthand all, 0x80000",
        "shorthand all but self, 0xC0000",
        "fixed, 0x000",
        "lowest priority, 0x100",
        "SMI, 0x200",
        "remote read, 0x300",
        "NMI, 0x400",
        "INIT, 0x500",
        "STARTUP, 0x600",
        "ExtINT, 0x700",
    })
    void bits(String name, String value) {
        int bits = switch (name) {
            case "delivery status" -> Icr.BUSY;
            case "logical" -> Icr.LOGICAL;
            case "assert" -> Icr.LEVEL_ASSERT;
            case "level" -> Icr.LEVEL_TRIGGERED;
            case "remote read in progress" -> RemoteReadStatus.IN_PROGRESS.ordinal() << 16;
            case "remote read valid" -> RemoteReadStatus.VALID.ordinal() << 16;
            case "remote read invalid" -> RemoteReadStatus.INVALID.ordinal() << 16;
            case "shorthand self" -> Icr.SELF;
            case "shorthand all" -> Icr.ALL_INCLUDING_SELF;
            case "shorthand all but self" -> Icr.ALL_EXCLUDING_SELF;
            case "fixed" -> DeliveryMode.FIXED.code() << 8;
            case "lowest priority" -> DeliveryMode.LOWEST_PRIORITY.code() << 8;
            case "SMI" -> DeliveryMode.SMI.code() << 8;
            case "remote read" -> DeliveryMode.REMOTE_READ.code() << 8;
            case "NMI" -> DeliveryMode.NMI.code() << 8;
            case "INIT" -> DeliveryMode.INIT.code() << 8;
            case "STARTUP" -> DeliveryMode.STARTUP.code() << 8;
            default -> DeliveryMode.RESERVED_EXTINT.code() << 8;
        };
        assertThat(bits).isEqualTo(Integer.decode(value));
    }

    @ParameterizedTest(name = "kernel-facts 3: {0} is at {1}, MSR {2}")
    @CsvSource({
        "ID, 0x020, 0x802",
        "VERSION, 0x030, 0x803",
        "TPR, 0x080, 0x808",
        "EOI, 0x0b0, 0x80b",
        "REMOTE_READ, 0x0c0, 0x80c",
        "LDR, 0x0d0, 0x80d",
        "DFR, 0x0e0, 0x80e",
        "SVR, 0x0f0, 0x80f",
        "ISR, 0x100, 0x810",
        "TMR, 0x180, 0x818",
        "IRR, 0x200, 0x820",
        "ESR, 0x280, 0x828",
        "LVT_CMCI, 0x2f0, 0x82f",
        "ICR, 0x300, 0x830",
        "ICR2, 0x310, 0x831",
        "LVT_TIMER, 0x320, 0x832",
        "LVT_THERMAL, 0x330, 0x833",
        "LVT_PERF, 0x340, 0x834",
        "LVT_LINT0, 0x350, 0x835",
        "LVT_LINT1, 0x360, 0x836",
        "LVT_ERROR, 0x370, 0x837",
        "TIMER_INITIAL_COUNT, 0x380, 0x838",
        "TIMER_CURRENT_COUNT, 0x390, 0x839",
        "TIMER_DIVIDE, 0x3e0, 0x83e",
        "SELF_IPI, 0x3f0, 0x83f",
        "PPR, 0x0a0, 0x80a",
        "APR, 0x090, 0x809"
    })
    void registerMap(ApicRegister register, String offset, String msr) {
        assertThat(register.hexOffset()).isEqualTo(offset);
        assertThat(register.msr()).isEqualTo(Integer.decode(msr));
        assertThat(ApicRegister.atOffset(register.offset())).contains(register);
    }

    @Test
    void noRegisterBetweenTheSlots() {
        assertThat(ApicRegister.atOffset(0x304)).isEmpty();
        assertThat(ApicRegister.atOffset(0x040)).isEmpty();
    }
}
