package dev.kdumpstop.api.stop;

import dev.kdumpstop.api.icr.ApicRegister;
import org.apiguardian.api.API;

/**
 * One access to the CPU's own local APIC outside the ICR. In x2APIC mode the same access is made by MSR.
 *
 * <p>A step is left out where the APIC's Max LVT field is below {@link #minMaxLvt()}: kernels ask the version register
 * before they touch the newer entries.
 *
 * <pre>{@code
 * List<RegisterStep> off = List.of(
 *         new RegisterStep.Write(ApicRegister.LVT_TIMER, ApicBits.LVT_MASKED),
 *         new RegisterStep.Modify(ApicRegister.LVT_THERMAL, -1, ApicBits.LVT_MASKED, 5),
 *         new RegisterStep.Modify(ApicRegister.SVR, ~ApicBits.SVR_ENABLE, 0));
 * off.get(1).minMaxLvt(); // 5
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public sealed interface RegisterStep {

    /** The register accessed. */
    ApicRegister register();

    /** The smallest Max LVT for which the kernel makes this access; 0 = always. */
    int minMaxLvt();

    /** A read whose value does not decide what is written. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record Read(ApicRegister register, int minMaxLvt) implements RegisterStep {
        /** A read made on every part. */
        public Read(ApicRegister register) {
            this(register, 0);
        }
    }

    /** A write of a constant. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record Write(ApicRegister register, int value, int minMaxLvt) implements RegisterStep {
        /** A write made on every part. */
        public Write(ApicRegister register, int value) {
            this(register, value, 0);
        }
    }

    /** A read, then a write of {@code (value read AND and) OR or}. */
    @API(status = API.Status.EXPERIMENTAL, since = "0.1")
    record Modify(ApicRegister register, int and, int or, int minMaxLvt) implements RegisterStep {
        /** A read and a write made on every part. */
        public Modify(ApicRegister register, int and, int or) {
            this(register, and, or, 0);
        }
    }
}
