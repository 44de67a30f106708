package dev.kdumpstop.api.subarch;

import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.LinuxEra;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.machine.ReleaseRange;
import java.util.OptionalInt;
import org.apiguardian.api.API;

/**
 * The vectors that a kernel gives to its own interrupts. Read in 2.6.21, which 2.6.22 and 2.6.23 are taken to keep, and in
 * 6.19, whose values are taken for 5.10 and later.
 *
 * <p>Sources: kernel-facts 2.1, 2.3, 6; 2.6.21 {@code include/asm-i386/mach-default/irq_vectors.h},
 * {@code include/asm-x86_64/hw_irq.h}; 6.19 {@code arch/x86/include/asm/irq_vectors.h}.
 *
 * <pre>{@code
 * MachineSpec today = MachineSpec.builder(Architecture.X86_64, "6.1").cpus(2).build();
 * KernelVector.REBOOT.on(today); // OptionalInt[248]
 * KernelVector.REBOOT.on(machine); // OptionalInt.empty
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum KernelVector {
    /** Non-maskable interrupt; sent as a delivery mode, not as a vector. */
    NMI(0x02, 0x02, 0x02),
    /** Spurious interrupt of the local APIC. */
    SPURIOUS(0xFF, 0xFF, Known.NOT),
    /** Error of the local APIC. */
    ERROR(0xFE, 0xFE, Known.NOT),
    /** Flush the TLB; on x86_64 the first of eight vectors. */
    INVALIDATE_TLB(0xFD, 0xF0, Known.NOT),
    /** Reschedule. */
    RESCHEDULE(0xFC, 0xFD, 0xFD),
    /** Call a function on all of a set of CPUs. */
    CALL_FUNCTION(0xFB, 0xFC, 0xFC),
    /** Call a function on one CPU. */
    CALL_FUNCTION_SINGLE(Known.NOT, Known.NOT, 0xFB),
    /** Stop for a reboot or a plain panic. */
    REBOOT(Known.NOT, Known.NOT, 0xF8),
    /** Deferred work. */
    IRQ_WORK(Known.NOT, Known.NOT, 0xF6),
    /** Thermal sensor. */
    THERMAL(0xF0, 0xFA, Known.NOT),
    /** Machine check threshold. */
    THRESHOLD(Known.NOT, 0xF9, Known.NOT),
    /** Local timer. */
    TIMER(0xEF, 0xEF, 0xEC),
    /** Clean-up after an interrupt was moved. */
    IRQ_MOVE_CLEANUP(Known.NOT, 0x20, Known.NOT);

    /** Constants of an enum cannot use its own static fields. */
    private static final class Known {
        static final int NOT = -1;
    }

    private static final ReleaseRange OF_2_6_21 = ReleaseRange.between("2.6.21", "2.6.24");

    private final int i386;
    private final int x8664;
    private final int today;

    KernelVector(int i386, int x8664, int today) {
        this.i386 = i386;
        this.x8664 = x8664;
        this.today = today;
    }

    /** The number in this machine's kernel; empty if there is none or it is not described. */
    public OptionalInt on(MachineSpec machine) {
        int number = Known.NOT;
        if (OF_2_6_21.contains(machine.release())) {
            number = machine.architecture() == Architecture.I386 ? i386 : x8664;
        } else if (LinuxEra.TODAY.includes(machine)) {
            number = today;
        }
        return number == Known.NOT ? OptionalInt.empty() : OptionalInt.of(number);
    }
}
