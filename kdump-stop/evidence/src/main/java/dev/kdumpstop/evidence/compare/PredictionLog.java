package dev.kdumpstop.evidence.compare;

import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.core.machine.EventKind;
import dev.kdumpstop.core.machine.RunListener;
import java.util.ArrayList;
import java.util.List;

/** Listens to one run and keeps what a recording of it would show. */
final class PredictionLog implements RunListener {
    private static final int ICR = ApicRegister.ICR.offset();

    /** One thing, with its value in this run. */
    record Entry(Act act, int offset, long value, boolean optional) {}

    private final int subject;
    private final boolean takers;
    private final boolean ioApic;
    private final List<List<Entry>> cpus = new ArrayList<>();
    private final boolean[] halted;
    private final boolean[] acknowledged;
    private final int[] answeredAt;
    private final int[] causeCpu;
    private final int[] causeAt;
    private final List<Prediction.Order> orders = new ArrayList<>();
    private int firstWait = -1;

    PredictionLog(int count, int subject, boolean takers, boolean ioApic) {
        this.subject = subject;
        this.takers = takers;
        this.ioApic = ioApic;
        for (int cpu = 0; cpu < count; cpu++) {
            cpus.add(new ArrayList<>());
        }
        halted = new boolean[count];
        acknowledged = new boolean[count];
        answeredAt = new int[count];
        causeCpu = new int[count];
        causeAt = new int[count];
    }

    @Override
    public void on(long timePs, EventKind kind, int cpu, long a, long b) {
        List<Entry> own = cpus.get(cpu);
        switch (kind) {
            case REGISTER_READ -> own.add(new Entry(Act.READ, (int) a, b, false));
            case REGISTER_WRITE -> own.add(new Entry(Act.WRITE, (int) a, b, false));
            case ICR_POLL -> own.add(new Entry(Act.READ, ICR, a, false));
            case ACCEPTED -> {
                causeCpu[cpu] = (int) a;
                causeAt[cpu] = cpus.get((int) a).size() - 1;
            }
            case NMI_ENTRY -> taken(cpu, new Entry(Act.NMI, 0, 0, acknowledged[cpu]));
            case INTERRUPT_ENTRY -> taken(cpu, new Entry(Act.VECTOR, 0, a, false));
            case IO_APIC_CLEARED -> {
                if (ioApic) {
                    own.add(new Entry(Act.IO_APIC, 0, 0, false));
                }
            }
            case ACKNOWLEDGED -> {
                acknowledged[cpu] = true;
                answeredAt[cpu] = own.size() - 1;
            }
            case HALTED -> halted[cpu] = true;
            case AWAIT_BEGIN -> firstWait = firstWait < 0 ? own.size() : firstWait;
            case AWAIT_END -> answers(a == 1);
            default -> {}
        }
    }

    /** A CPU that is entered again after its halt (by a late broadcast) need not be seen entering. */
    private void taken(int cpu, Entry entry) {
        List<Entry> own = cpus.get(cpu);
        if (!entry.optional()) {
            orders.add(new Prediction.Order(causeCpu[cpu], causeAt[cpu], cpu, own.size()));
        }
        if (takers) {
            own.add(entry);
        }
    }

    private void answers(boolean all) {
        int next = cpus.get(subject).size();
        for (int cpu = 0; all && cpu < answeredAt.length; cpu++) {
            if (cpu != subject && acknowledged[cpu]) {
                orders.add(new Prediction.Order(cpu, answeredAt[cpu], subject, next));
            }
        }
    }

    List<List<Entry>> cpus() {
        return cpus;
    }

    List<Prediction.Order> orders() {
        return orders;
    }

    boolean isHalted(int cpu) {
        return halted[cpu];
    }

    int firstWait() {
        return firstWait < 0 ? cpus.get(subject).size() : firstWait;
    }
}
