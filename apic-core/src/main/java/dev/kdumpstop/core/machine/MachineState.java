package dev.kdumpstop.core.machine;

import dev.kdumpstop.api.icr.ApicRegister;
import java.util.Arrays;
import java.util.List;

/**
 * The state of a machine: one flat array of words, without time. It can be copied, hashed and compared; two states are
 * equal if nothing a program or a message could ever observe tells them apart.
 *
 * <p>Layout: global words, then a block per CPU (flags, registers, interrupt bits, frames), then a block per message.
 */
public final class MachineState {
    // Global words.
    /** Index of the NMI handler in force, plus one; 0 = what the kernel had. */
    static final int NMI_HANDLER = 0;

    static final int ACKNOWLEDGED_COUNT = 1;
    static final int IO_APIC_CLEARED = 2;
    static final int ENDED = 3;
    /** How many rounds of answers have begun; see {@link CpuScript.Builder#beginRound}. */
    static final int ROUND = 4;

    /** Slot of the message that has the 3-wire bus, plus one; 0 = the bus is free. */
    static final int ON_BUS = 5;

    /** 1 while that message is past its status cycles and goes on for the answer. */
    static final int BUS_GOES_ON = 6;

    /** The CPU that holds the kernel's lock of the I/O APIC, plus one; 0 = it is free. */
    static final int LOCK_HOLDER = 7;

    static final int GLOBAL_WORDS = 8;

    // Per-CPU flags.
    static final long INTERRUPTS_ON = 1;
    static final long IN_NMI = 1 << 1;
    static final long NMI_LATCHED = 1 << 2;
    static final long IN_SMM = 1 << 3;
    static final long VMX_ROOT = 1 << 4;
    static final long SHUT_DOWN = 1 << 5;
    static final long WAIT_FOR_SIPI = 1 << 6;
    static final long ANSWERS = 1 << 7;
    static final long WEDGED = 1 << 8;
    static final long COMMAND_QUEUED = 1 << 9;
    static final long OFFLINE = 1 << 10;
    static final long ACKNOWLEDGED = 1 << 11;
    static final long SAVED = 1 << 12;
    static final long INIT_LATCHED = 1 << 13;
    /** The local APIC is in x2APIC mode. */
    static final long X2APIC = 1 << 14;
    /** IA32_APIC_BASE turned the local APIC off. */
    static final long APIC_OFF = 1 << 15;
    /** A second NMI waits behind the latched one; only where the profile has two places. */
    static final long SECOND_NMI = 1 << 16;
    /** An interrupt was requested from the CPU; only where the profile requests by vector. */
    static final long REQUESTED = 1 << 17;
    /** The timer counts. */
    static final long TIMER_COUNTS = 1 << 18;
    /** An SMI is held until the CPU can take it. */
    static final long SMI_LATCHED = 1 << 19;
    /** The step behind an STI: neither NMI nor interrupt is taken. Only where CPUs are driven by hand. */
    static final long STI_SHADOW = 1 << 20;

    // What faults make of a CPU and of what is around it.
    /** A halted virtual CPU whose hypervisor overlooks its maskable interrupts. */
    static final long MISSES_WAKE_UPS = 1L << 32;
    /** A virtual CPU that gets no CPU time. */
    static final long DESCHEDULED = 1L << 33;
    /** CR4.MCE is 0. */
    static final long MACHINE_CHECKS_OFF = 1L << 34;
    /** A write of ICR-low retires before it takes effect. */
    static final long RETIRES_EARLY = 1L << 35;
    /** The command under way does not show in delivery status yet. */
    static final long STATUS_UNSEEN = 1L << 36;
    /** An EOI is not told to the I/O APICs. */
    static final long LOSES_EOI = 1L << 37;
    /** An interrupt of the I/O APIC to the disabled local APIC hangs the CPU. */
    static final long HANGS_WHILE_DISABLED = 1L << 38;
    /** It has; only a reset helps. */
    static final long HANGING = 1L << 39;
    /** A message that some refuse goes to all addressed again. */
    static final long REPEATS_TO_ALL = 1L << 40;
    /** The I/O APIC's entry that is routed to this CPU: level-triggered. */
    static final long LINE_LEVEL = 1L << 41;
    /** The same entry: masked. */
    static final long LINE_MASKED = 1L << 42;
    /** The same entry: waits for the end of its interrupt. */
    static final long REMOTE_IRR = 1L << 43;
    /** What no INIT and no RESET of the CPU changes: it is of the part, of the hypervisor or of the I/O APIC. */
    static final long OF_THE_HARDWARE = DESCHEDULED
            | RETIRES_EARLY
            | LOSES_EOI
            | HANGS_WHILE_DISABLED
            | REPEATS_TO_ALL
            | LINE_LEVEL
            | LINE_MASKED
            | REMOTE_IRR;

    // Words of a CPU's block.
    static final int FLAGS = 0;
    static final int DEPTH = 1;
    static final int ICR = 2;
    static final int QUEUED_ICR = 3;
    /** Slot of the message that holds delivery status, plus one; 0 = none. */
    static final int ICR_MESSAGE = 4;

    static final int ARBITRATION_ID = 5;

    /** IA32_APIC_BASE bits 35:12: the page. */
    static final int APIC_PAGE = 6;

    /** How many more messages of this APIC have a checksum error on the 3-wire bus. */
    static final int CORRUPTED_MESSAGES = 7;

    /** Vector of the I/O APIC's entry that is routed to this CPU; 0 = there is none. */
    static final int LINE_VECTOR = 8;

    static final int REGISTERS = 9;
    private static final ApicRegister[] STORED = {
        ApicRegister.ID,
        ApicRegister.TPR,
        ApicRegister.REMOTE_READ,
        ApicRegister.LDR,
        ApicRegister.DFR,
        ApicRegister.SVR,
        ApicRegister.ESR,
        ApicRegister.LVT_CMCI,
        ApicRegister.LVT_TIMER,
        ApicRegister.LVT_THERMAL,
        ApicRegister.LVT_PERF,
        ApicRegister.LVT_LINT0,
        ApicRegister.LVT_LINT1,
        ApicRegister.LVT_ERROR,
        ApicRegister.TIMER_INITIAL_COUNT,
        ApicRegister.TIMER_DIVIDE
    };
    private static final List<ApicRegister> STORED_LIST = List.of(STORED);
    /** Offset / 16 to index in {@link #STORED}, or -1. */
    private static final int[] STORED_INDEX = storedIndex();

    static final int ESR_LATCH = REGISTERS + STORED.length;
    static final int IRR = ESR_LATCH + 1;
    static final int ISR = IRR + 4;
    static final int TMR = ISR + 4;
    static final int FRAMES = TMR + 4;

    // Words of a frame.
    static final int SCRIPT = 0;
    static final int PC = 1;
    static final int KIND = 2;
    /** Value of the last register read, or what a wait has done so far. */
    static final int VALUE = 3;

    static final int SEGMENT = 4;
    static final int COUNT = 5;
    static final int FRAME_WORDS = 6;
    static final int MAX_FRAMES = 6;

    static final int TASK = 0;
    static final int INTERRUPT = 1;
    static final int NMI = 2;
    static final int FRAME_KIND = 3;
    /** In a frame's KIND: maskable interrupts were on when it was entered. */
    static final int INTERRUPTS_WERE_ON = 16;

    /** In a frame's KIND: interrupts are off for a while and will be turned on again. */
    static final int INTERRUPTS_SAVED = 32;

    /** In a frame's KIND: the wait after the last command of the frame ended by its limit. */
    static final int SEND_TIMED_OUT = 64;

    static final int CPU_WORDS = FRAMES + MAX_FRAMES * FRAME_WORDS;

    // Words of a message's block; the set of targets that have not accepted yet follows.
    static final int STATUS = 0;
    static final int SENDER = 1;
    static final int WORD = 2;
    /** 0 = a command; else what it is on the 3-wire bus, plus one, and from bit 8 on the pause of traffic in picoseconds. */
    static final int MESSAGE_KIND = 3;

    static final int PENDING = 4;

    static final int COMMAND = 0;

    static final int FREE = 0;
    static final int WAITING_FOR_BUS = 1;
    static final int IN_FLIGHT = 2;
    static final int REFUSED = 3;
    /** Refused for want of anybody who answers. */
    static final int UNANSWERED = 4;
    /** Held by a fault until the fault lets go. */
    static final int HELD = 5;
    /** Its last try on the 3-wire bus had a checksum error. */
    static final int CORRUPTED = 6;
    /** Traffic that has the 3-wire bus or wants it. */
    static final int TRAFFIC = 7;
    /** Traffic between two messages. */
    static final int PAUSED = 8;
    /** Taken back by its sender; it has the 3-wire bus to its end. */
    static final int VOID = 9;

    private final int cpus;
    private final int setWords;
    private long[] words;
    private int slots;

    MachineState(int cpus) {
        this.cpus = cpus;
        this.setWords = (cpus + 63) >>> 6;
        this.words = new long[GLOBAL_WORDS + cpus * CPU_WORDS];
    }

    private MachineState(MachineState other) {
        cpus = other.cpus;
        setWords = other.setWords;
        words = other.words.clone();
        slots = other.slots;
    }

    private static int[] storedIndex() {
        int[] index = new int[0x400 >> 4];
        Arrays.fill(index, -1);
        for (int i = 0; i < STORED.length; i++) {
            index[STORED[i].offset() >> 4] = i;
        }
        return index;
    }

    /** Number of CPUs. */
    public int cpus() {
        return cpus;
    }

    /** An independent copy. */
    public MachineState copy() {
        return new MachineState(this);
    }

    /** Makes this state equal to {@code other}, which must be of a machine with as many CPUs; reuses the arrays. */
    public void copyFrom(MachineState other) {
        if (other.cpus != cpus) {
            throw new IllegalArgumentException("a state of " + other.cpus + " CPUs, not " + cpus);
        }
        if (words.length < other.words.length) {
            words = new long[other.words.length];
        }
        System.arraycopy(other.words, 0, words, 0, other.used());
        Arrays.fill(words, other.used(), words.length, 0);
        slots = other.slots;
    }

    // --- raw access for the rules
    // -------------------------------------------------------------------------------------

    long global(int word) {
        return words[word];
    }

    void global(int word, long value) {
        words[word] = value;
    }

    private static int base(int cpu) {
        return GLOBAL_WORDS + cpu * CPU_WORDS;
    }

    long get(int cpu, int word) {
        return words[base(cpu) + word];
    }

    void set(int cpu, int word, long value) {
        words[base(cpu) + word] = value;
    }

    boolean is(int cpu, long flag) {
        return (words[base(cpu)] & flag) != 0;
    }

    void flag(int cpu, long flag, boolean on) {
        int at = base(cpu);
        words[at] = on ? words[at] | flag : words[at] & ~flag;
    }

    /** The registers whose value is a word of the state. */
    static List<ApicRegister> storedRegisters() {
        return STORED_LIST;
    }

    static boolean isStored(int offset) {
        return offset >= 0 && offset < 0x400 && (offset & 0xF) == 0 && STORED_INDEX[offset >> 4] >= 0;
    }

    int stored(int cpu, int offset) {
        return (int) words[base(cpu) + REGISTERS + STORED_INDEX[offset >> 4]];
    }

    void stored(int cpu, int offset, int value) {
        words[base(cpu) + REGISTERS + STORED_INDEX[offset >> 4]] = Integer.toUnsignedLong(value);
    }

    int depth(int cpu) {
        return (int) words[base(cpu) + DEPTH];
    }

    private static int frameBase(int cpu, int level) {
        return base(cpu) + FRAMES + level * FRAME_WORDS;
    }

    long frame(int cpu, int level, int word) {
        return words[frameBase(cpu, level) + word];
    }

    void frame(int cpu, int level, int word, long value) {
        words[frameBase(cpu, level) + word] = value;
    }

    long top(int cpu, int word) {
        return frame(cpu, depth(cpu) - 1, word);
    }

    void top(int cpu, int word, long value) {
        frame(cpu, depth(cpu) - 1, word, value);
    }

    void push(int cpu, int script, int pc, int kind) {
        int level = depth(cpu);
        if (level == MAX_FRAMES) {
            throw new IllegalStateException(
                    "CPU " + cpu + " has " + MAX_FRAMES + " nested frames; no kernel nests deeper");
        }
        set(cpu, DEPTH, level + 1L);
        Arrays.fill(words, frameBase(cpu, level), frameBase(cpu, level) + FRAME_WORDS, 0);
        frame(cpu, level, SCRIPT, script);
        frame(cpu, level, PC, pc);
        frame(cpu, level, KIND, kind | (is(cpu, INTERRUPTS_ON) ? INTERRUPTS_WERE_ON : 0));
    }

    void pop(int cpu) {
        int level = depth(cpu) - 1;
        Arrays.fill(words, frameBase(cpu, level), frameBase(cpu, level) + FRAME_WORDS, 0);
        set(cpu, DEPTH, level);
    }

    void next(int cpu, int pc) {
        int at = frameBase(cpu, depth(cpu) - 1);
        words[at + PC] = pc;
        words[at + SEGMENT] = 0;
        words[at + COUNT] = 0;
    }

    // --- interrupt bits
    // ------------------------------------------------------------------------------------------------

    boolean bit(int cpu, int set, int vector) {
        return (get(cpu, set + (vector >> 6)) >>> vector & 1) != 0;
    }

    void bit(int cpu, int set, int vector, boolean on) {
        int at = base(cpu) + set + (vector >> 6);
        words[at] = on ? words[at] | 1L << vector : words[at] & ~(1L << vector);
    }

    /** Highest vector in a set of 256 bits, or -1. */
    int highest(int cpu, int set) {
        for (int word = 3; word >= 0; word--) {
            long bits = get(cpu, set + word);
            if (bits != 0) {
                return word * 64 + 63 - Long.numberOfLeadingZeros(bits);
            }
        }
        return -1;
    }

    // --- messages
    // ------------------------------------------------------------------------------------------------------

    int slots() {
        return slots;
    }

    int setWords() {
        return setWords;
    }

    private int messageWords() {
        return PENDING + setWords;
    }

    private int messageBase(int slot) {
        return GLOBAL_WORDS + cpus * CPU_WORDS + slot * messageWords();
    }

    private int used() {
        return messageBase(slots);
    }

    /** The lowest free slot, so that equal histories give equal layouts. */
    int allocate() {
        for (int slot = 0; slot < slots; slot++) {
            if (message(slot, STATUS) == FREE) {
                return slot;
            }
        }
        int slot = slots++;
        if (used() > words.length) {
            words = Arrays.copyOf(words, Math.max(used(), words.length + words.length / 4));
        }
        Arrays.fill(words, messageBase(slot), messageBase(slot + 1), 0);
        return slot;
    }

    void free(int slot) {
        Arrays.fill(words, messageBase(slot), messageBase(slot + 1), 0);
        while (slots > 0 && message(slots - 1, STATUS) == FREE) {
            slots--;
        }
    }

    long message(int slot, int word) {
        return words[messageBase(slot) + word];
    }

    void message(int slot, int word, long value) {
        words[messageBase(slot) + word] = value;
    }

    boolean pending(int slot, int cpu) {
        return (message(slot, PENDING + (cpu >> 6)) >>> cpu & 1) != 0;
    }

    void pending(int slot, int cpu, boolean on) {
        int at = messageBase(slot) + PENDING + (cpu >> 6);
        words[at] = on ? words[at] | 1L << cpu : words[at] & ~(1L << cpu);
    }

    /** The lowest pending target that is {@code from} or greater, or -1. */
    int nextPending(int slot, int from) {
        for (int word = from >> 6; word < setWords; word++) {
            long bits = message(slot, PENDING + word);
            bits = word == from >> 6 ? bits & -1L << from : bits;
            if (bits != 0) {
                return (word << 6) + Long.numberOfTrailingZeros(bits);
            }
        }
        return -1;
    }

    // --- value
    // ---------------------------------------------------------------------------------------------------------

    /** A 64-bit hash of the whole state, the same on every machine. */
    public long hash64() {
        long hash = 0x9E37_79B9_7F4A_7C15L ^ cpus;
        for (int i = 0; i < used(); i++) {
            hash = (hash ^ words[i]) * 0xD6E8_FEB8_6659_FD93L;
            hash ^= hash >>> 32;
        }
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MachineState state
                && cpus == state.cpus
                && used() == state.used()
                && Arrays.equals(words, 0, used(), state.words, 0, used());
    }

    @Override
    public int hashCode() {
        return Long.hashCode(hash64());
    }
}
