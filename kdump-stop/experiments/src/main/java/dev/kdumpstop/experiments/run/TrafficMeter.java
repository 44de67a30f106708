package dev.kdumpstop.experiments.run;

import dev.kdumpstop.core.machine.RequestRecord;
import dev.kdumpstop.core.machine.RequestSource;
import dev.kdumpstop.experiments.plan.ResultColumns.Difference;
import dev.kdumpstop.experiments.plan.ResultColumns.Metric;
import dev.kdumpstop.experiments.traffic.Arrivals;
import dev.kdumpstop.experiments.traffic.TrafficSettings;
import org.jspecify.annotations.Nullable;

/** Gives a run its requests and adds up what became of those that are measured. */
final class TrafficMeter implements RequestSource {
    private final Arrivals arrivals;
    private final TrafficSettings settings;
    private final int[] taken;
    private final @Nullable Tally tally;
    private int left;
    private boolean atHorizon;
    private long lost;
    private long accepted;
    private long latencyPs;
    private long costPs;
    private long waitPs;
    private long messages;

    /** What is measured goes into the tally too, if there is one. */
    TrafficMeter(Arrivals arrivals, TrafficSettings settings, int cpus, @Nullable Tally tally) {
        this.arrivals = arrivals;
        this.settings = settings;
        this.tally = tally;
        taken = new int[cpus];
        left = arrivals.measured();
    }

    @Override
    public long nextAtPs(int cpu) {
        return arrivals.atPs(cpu, taken[cpu]);
    }

    @Override
    public int take(int cpu) {
        return arrivals.request(cpu, taken[cpu]++);
    }

    @Override
    public void over(RequestRecord request) {
        if (!arrivals.isMeasured(request.cpu(), request.nth())) {
            return;
        }
        left--;
        long latency = request.acceptedPs() - request.atPs();
        long cost = request.sentPs() - request.begunPs();
        costPs += cost;
        waitPs += request.waitedPs();
        messages += request.messages();
        if (request.lost() > 0) {
            lost++;
        } else {
            accepted++;
            latencyPs += latency;
        }
        if (tally == null) {
            return;
        }
        if (request.lost() == 0) {
            tally.add(Metric.REQUEST_LATENCY_PS.column(), latency);
        }
        tally.add(Metric.WAIT_PER_REQUEST_PS.column(), request.waitedPs());
        tally.add(Metric.POLLS_PER_REQUEST.column(), request.polls());
        tally.add(Metric.TIMEOUTS_PER_REQUEST.column(), request.timeouts());
        tally.add(Metric.COST_PER_REQUEST_CYCLES.column(), settings.cycles(cost));
        tally.add(Metric.IPIS_PER_REQUEST.column(), request.messages());
        if (request.messages() > 0) {
            tally.add(Metric.COST_PER_IPI_CYCLES.column(), settings.cycles(cost / request.messages()));
        }
    }

    @Override
    public boolean isEnough() {
        return left == 0;
    }

    /** The run is over, at the horizon or before. */
    void ended(boolean horizon) {
        atHorizon = horizon;
    }

    /** Measured requests that are not over. */
    int left() {
        return left;
    }

    /** Measured requests that lost a message. */
    long lost() {
        return lost;
    }

    String outcome() {
        if (left > 0) {
            return atHorizon ? TrafficCells.UNFINISHED : TrafficCells.HUNG;
        }
        return lost > 0 ? TrafficCells.LOST : TrafficCells.DONE;
    }

    /** The means of this repetition less those of another one with the same requests, if all are over in both. */
    void addDifferences(TrafficMeter other, Tally differences) {
        if (left > 0 || other.left > 0) {
            return;
        }
        int requests = arrivals.measured();
        differences.difference(Difference.COST_PER_REQUEST_PS.id(), costPs / requests, other.costPs / requests);
        differences.difference(Difference.WAIT_PER_REQUEST_PS.id(), waitPs / requests, other.waitPs / requests);
        if (messages > 0 && other.messages > 0) {
            differences.difference(
                    Difference.COST_PER_IPI_MILLICYCLES.id(), milliCyclesPerMessage(), other.milliCyclesPerMessage());
        }
        if (accepted > 0 && other.accepted > 0) {
            differences.difference(
                    Difference.REQUEST_LATENCY_PS.id(), latencyPs / accepted, other.latencyPs / other.accepted);
        }
    }

    private long milliCyclesPerMessage() {
        return settings.milliCycles(costPs) / messages;
    }
}
