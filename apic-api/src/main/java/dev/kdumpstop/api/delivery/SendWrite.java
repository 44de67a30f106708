package dev.kdumpstop.api.delivery;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.unit.Picoseconds;
import java.util.Locale;
import org.apiguardian.api.API;

/**
 * One atomic step of a send. An NMI can be taken between any two, whatever the interrupt flag says.
 *
 * <pre>{@code
 * new SendWrite.IcrHigh(0x0300_0000); // ICR2=03000000
 * new SendWrite.X2Icr(0x3_0000_0400L); // MSR830=0000000300000400
 * // Outside the local APIC: the register, what is stored, and what arrives where.
 * SendWrite.Delivers delivers = new SendWrite.Delivers(DeliveryMode.NMI, 0, CpuSet.of(3));
 * new SendWrite.NodeRegister("IPI", 1, 0x60, 0x8000_0400L, delivers); // IPI@1[60]=80000400
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public sealed interface SendWrite {

    /** A 32-bit store to ICR-high, offset 310H; never sends. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record IcrHigh(int value) implements SendWrite {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "ICR2=%08x", value);
        }
    }

    /** A 32-bit store to ICR-low, offset 300H; sends. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record IcrLow(int value) implements SendWrite {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "ICR=%08x", value);
        }
    }

    /** A write of MSR 830H; sends. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record X2Icr(long value) implements SendWrite {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "MSR830=%016x", value);
        }
    }

    /** A write of MSR 83FH: a fixed interrupt to the sender itself. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record SelfIpi(int vector) implements SendWrite {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "MSR83F=%02x", vector);
        }
    }

    /**
     * A store to a register outside the local APIC that sends by itself: UV's and NumaChip's node registers, Voyager's
     * QIC lines. There is no delivery status for it.
     *
     * @param name the register's name
     * @param node the node it belongs to
     * @param address offset or address
     * @param value the word stored
     * @param delivers what arrives where
     */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record NodeRegister(String name, int node, long address, long value, Delivers delivers) implements SendWrite {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%s@%d[%x]=%x", name, node, address, value);
        }
    }

    /**
     * A port write that sends by itself (Voyager's VIC).
     *
     * @param port the port number
     * @param value the byte written
     * @param delivers what arrives where
     */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record Port(int port, int value, Delivers delivers) implements SendWrite {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "port%04x=%02x", port, value);
        }
    }

    /** A store to memory or a fence that orders earlier stores before the next write; sends nothing. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record Fence() implements SendWrite {
        @Override
        public String toString() {
            return "fence";
        }
    }

    /**
     * A busy-wait of fixed length, whatever delivery status says; sends nothing. Wake-up of a CPU needs it: 10 ms between
     * INIT and its de-assert, 300 us after a start-up command (kernel-facts section 5).
     *
     * @param ps picoseconds, positive
     */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record Delay(long ps) implements SendWrite {
        /** @throws IllegalArgumentException if it takes no time */
        public Delay {
            if (ps <= 0) {
                throw new IllegalArgumentException("a delay of " + ps + " ps");
            }
        }

        @Override
        public String toString() {
            return "delay " + Picoseconds.format(ps);
        }
    }

    /**
     * What a write outside the local APIC makes arrive.
     *
     * @param mode how
     * @param vector which vector; ignored for NMI
     * @param cpus where
     */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record Delivers(DeliveryMode mode, int vector, CpuSet cpus) {}
}
