package dev.kdumpstop.api.machine;

import org.apiguardian.api.API;

/**
 * The kernel's architecture at build time: it decides which sub-architectures exist at all.
 *
 * <pre>{@code
 * Architecture architecture = SubArchitectureName.of("x86_64/flat").architecture();
 * architecture.id(); // x86_64
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum Architecture {
    /** 32-bit x86. */
    I386("i386"),
    /** 64-bit x86. */
    X86_64("x86_64");

    private final String id;

    Architecture(String id) {
        this.id = id;
    }

    /** The name as the kernel's build spells it. */
    public String id() {
        return id;
    }
}
