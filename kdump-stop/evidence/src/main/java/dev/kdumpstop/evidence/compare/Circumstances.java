package dev.kdumpstop.evidence.compare;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.cpu.CpuMaps;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.IpiRequest;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.delivery.Send;
import dev.kdumpstop.api.delivery.SendWrite;
import dev.kdumpstop.api.delivery.Targets;
import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.icr.Icr;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.subarch.SubArchitecture;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What in a recording is not the stop's doing and yet hints at the kernel: the destination mode of earlier IPIs, of the I/O
 * APIC's entries, and what performance counters left behind. It supports explanations and never removes one.
 */
final class Circumstances {
    private static final int ICR = 0x300;
    private static final int LVT_PERF = 0x340;
    private static final long COUNTERS_BY_NMI = 0x400;

    private int logicalIpis;
    private int physicalIpis;
    private int ioEntries;
    private int ioLogical;
    private int perfByNmi;

    Circumstances(Observation observation) {
        for (Track track : observation.tracks()) {
            boolean wordSeen = false;
            boolean perfSeen = false;
            for (Observed item : track.items()) {
                IoApicRun run = item.ioApic();
                if (run != null) {
                    ioEntries += run.unmaskedBefore();
                    ioLogical += run.logicalBefore();
                }
                if (item.offset() == ICR && item.act() == Act.READ && !wordSeen) {
                    wordSeen = true;
                    countIpi(item.value());
                } else if (item.offset() == ICR && item.skip() == Observed.Skip.BEFORE_THE_STOP) {
                    countIpi(item.value());
                }
                if (item.isAccess(Act.READ, LVT_PERF) && !perfSeen) {
                    perfSeen = true;
                    perfByNmi += item.value() == COUNTERS_BY_NMI ? 1 : 0;
                }
            }
        }
    }

    /** Only what names a destination and is no boot command says anything. */
    private void countIpi(long value) {
        int low = (int) value;
        boolean names =
                (low & 0xC_0000) == 0 && DeliveryMode.ofCode(low >> 8) == DeliveryMode.FIXED && (low & 0xFF) >= 16;
        if (names) {
            logicalIpis += (low & Icr.LOGICAL) != 0 ? 1 : 0;
            physicalIpis += (low & Icr.LOGICAL) != 0 ? 0 : 1;
        }
    }

    /** How many circumstances are as this sub-architecture leaves them. */
    int support(SubArchitecture subArchitecture, MachineSpec machine, boolean x2apic) {
        Optional<Boolean> logical = sendsLogically(subArchitecture, machine);
        if (logical.isEmpty()) {
            return 0;
        }
        int support = 0;
        if (logicalIpis != physicalIpis) {
            support += logical.get() == logicalIpis > physicalIpis ? 1 : 0;
        }
        // With x2APIC the entries are in remapped format, where that bit is something else.
        if (!x2apic && ioEntries > 0) {
            support += logical.get() == ioLogical * 2 > ioEntries ? 1 : 0;
        }
        return support;
    }

    /** How the sub-architecture addresses one CPU. */
    private static Optional<Boolean> sendsLogically(SubArchitecture subArchitecture, MachineSpec machine) {
        CpuSet two = CpuSet.firstN(Math.min(2, machine.cpuCount()));
        CpuMaps maps = new CpuMaps(two, machine.maps().present(), machine.maps().bootedOnce());
        IpiRequest request =
                new IpiRequest(CpuId.of(0), new Targets.One(CpuId.of(two.highest())), new IpiVector(0xFB), maps);
        if (subArchitecture.ipiDelivery(machine).planFor(request) instanceof IcrProgram program) {
            for (Send send : program.sends()) {
                for (SendWrite write : send.writes()) {
                    if (write instanceof SendWrite.IcrLow low) {
                        return Optional.of((low.value() & Icr.LOGICAL) != 0);
                    } else if (write instanceof SendWrite.X2Icr icr) {
                        return Optional.of((icr.value() & Icr.LOGICAL) != 0);
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** The circumstances in words, with the explanations they support. */
    List<String> words(List<Explanation> explanations) {
        int most = 0;
        for (Explanation explanation : explanations) {
            most = Math.max(most, explanation.support());
        }
        TreeSet<String> supported = new TreeSet<>();
        for (Explanation explanation : explanations) {
            if (explanation.support() == most && most > 0) {
                supported.add(explanation.subArchitecture());
            }
        }
        List<String> words = new ArrayList<>();
        String whom = supported.isEmpty() ? "" : ": supports " + String.join(", ", supported);
        if (logicalIpis + physicalIpis > 0) {
            words.add("earlier IPIs: " + logicalIpis + " logical, " + physicalIpis + " physical" + whom);
        }
        if (ioEntries > 0) {
            words.add("I/O APIC entries in use: " + ioLogical + " of " + ioEntries + " logical" + whom);
        }
        if (perfByNmi > 0) {
            words.add("LVT_PERF unmasked on " + Words.count(perfByNmi, "CPU", "CPUs")
                    + ": seen with 5.10 only, supports 5.10");
        }
        return words;
    }
}
