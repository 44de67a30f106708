package dev.kdumpstop.core.apic;

/** Priorities of an APIC, from TPR, the highest vector pending and the highest in service; -1 stands for none. */
public final class Priorities {
    private Priorities() {}

    private static int vectorOrZero(int vector) {
        return Math.max(0, vector);
    }

    /**
     * PPR: the TPR if its class is at least that of the vector in service, else that class alone (SDM 10.8.3.1). Where the
     * classes are equal the subclass is model specific; here it is the TPR's.
     */
    public static int processor(int tpr, int inService) {
        int served = vectorOrZero(inService) & 0xF0;
        return (tpr & 0xF0) >= served ? tpr & 0xFF : served;
    }

    /**
     * APR of P6 and Pentium, by which lowest-priority messages are arbitrated (SDM 10.6.2.4): the TPR if its class is at least
     * that of the vector pending and above that of the one in service; else the higher of the class pending and of what TPR and
     * the vector in service have in common.
     */
    public static int arbitration(int tpr, int pending, int inService) {
        int task = tpr & 0xF0;
        int requested = vectorOrZero(pending) & 0xF0;
        int served = vectorOrZero(inService) & 0xF0;
        if (task >= requested && task > served) {
            return tpr & 0xFF;
        }
        return Math.max(task & served, requested);
    }

    /** Whether the vector pending is dispensed: its class is above the processor priority's (SDM 10.8.3.1). */
    public static boolean isDispensed(int pending, int processorPriority) {
        return pending >= 0 && (pending & 0xF0) > (processorPriority & 0xF0);
    }
}
