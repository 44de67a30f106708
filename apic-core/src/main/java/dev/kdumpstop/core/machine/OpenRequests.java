package dev.kdumpstop.core.machine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The requests that are not over: by the CPU that serves them, and by their messages under way. Keeps its records. */
final class OpenRequests {
    private final List<RequestRecord> free = new ArrayList<>();
    private @Nullable RequestRecord[] ofCpu = new RequestRecord[0];
    private @Nullable RequestRecord[] ofMessage = new RequestRecord[0];
    private int[] taken = new int[0];
    private RequestSource source = RequestSource.NONE;

    void reset(int cpus, RequestSource newSource) {
        source = newSource;
        if (ofCpu.length < cpus) {
            ofCpu = new RequestRecord[cpus];
            taken = new int[cpus];
        }
        Arrays.fill(taken, 0);
        Arrays.fill(ofCpu, null);
        Arrays.fill(ofMessage, null);
    }

    RequestSource source() {
        return source;
    }

    /** The CPU takes its next request. The counts are the CPU's own up to now. */
    int begin(int cpu, long now, long polls, long timeouts, long waitedPs) {
        RequestRecord record = free.isEmpty() ? new RequestRecord() : free.remove(free.size() - 1);
        record.cpu = cpu;
        record.atPs = source.nextAtPs(cpu);
        record.request = source.take(cpu);
        record.nth = taken[cpu]++;
        record.begunPs = now;
        record.messages = 0;
        record.underWay = 0;
        record.lost = 0;
        record.acceptedPs = now;
        record.polls = -polls;
        record.timeouts = -timeouts;
        record.waitedPs = -waitedPs;
        ofCpu[cpu] = record;
        return record.request;
    }

    void sent(int cpu, long now, long polls, long timeouts, long waitedPs) {
        RequestRecord record = ofCpu[cpu];
        if (record == null) {
            return;
        }
        ofCpu[cpu] = null;
        record.sentPs = now;
        record.polls += polls;
        record.timeouts += timeouts;
        record.waitedPs += waitedPs;
        if (record.messages == 0) {
            record.acceptedPs = now;
        }
        if (record.underWay == 0) {
            over(record);
        }
    }

    /** A command of the CPU became a message. */
    void message(int cpu, int slot) {
        RequestRecord record = ofCpu[cpu];
        if (record == null) {
            return;
        }
        if (slot >= ofMessage.length) {
            ofMessage = Arrays.copyOf(ofMessage, Math.max(slot + 1, 2 * ofMessage.length));
        }
        ofMessage[slot] = record;
        record.messages++;
        record.underWay++;
    }

    /** A message is no longer under way. */
    void settled(int slot, long now, boolean accepted) {
        RequestRecord record = slot < ofMessage.length ? ofMessage[slot] : null;
        if (record == null) {
            return;
        }
        ofMessage[slot] = null;
        record.underWay--;
        if (accepted) {
            record.acceptedPs = Math.max(record.acceptedPs, now);
        } else {
            record.lost++;
        }
        if (record.underWay == 0 && ofCpu[record.cpu] != record) {
            over(record);
        }
    }

    /** A command of the CPU was never sent. */
    void dropped(int cpu) {
        RequestRecord record = ofCpu[cpu];
        if (record != null) {
            record.lost++;
        }
    }

    private void over(RequestRecord record) {
        source.over(record);
        free.add(record);
    }
}
