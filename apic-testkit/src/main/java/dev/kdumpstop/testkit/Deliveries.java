package dev.kdumpstop.testkit;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.delivery.DeliveryPlan;
import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.IpiDelivery;
import dev.kdumpstop.api.delivery.IpiRequest;
import dev.kdumpstop.api.delivery.NoSuchRoutine;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.subarch.ApicSetup;
import dev.kdumpstop.api.subarch.SubArchitecture;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Judges what a sub-architecture programs and writes: by the manuals' rules, and by letting the machine execute it. */
final class Deliveries {
    /** Larger machines send from one CPU only. */
    private static final int LARGE = 64;

    /** What a problem is about; each is a test. */
    enum Matter {
        /** A question is not answered. */
        ANSWERS,
        /** What is programmed into the APICs. */
        SETUP,
        /** The words written. */
        WORDS,
        /** Whom they reach. */
        REACH,
        /** That they reach the sender. */
        SENDER
    }

    /** What the kernel is known to do wrong. */
    interface Kernel {
        Optional<String> flaw(MachineSpec machine, IpiRequest request, IcrProgram program);
    }

    private final SubArchitecture plugin;
    private final Kernel kernel;
    private final Map<Matter, Problems> problems = new EnumMap<>(Matter.class);
    private final Set<MachineSpec> unsound = new HashSet<>();

    Deliveries(SubArchitecture plugin, Kernel kernel, List<MachineSpec> machines) {
        this.plugin = plugin;
        this.kernel = kernel;
        for (Matter matter : Matter.values()) {
            problems.put(matter, new Problems());
        }
        machines.forEach(this::judge);
    }

    Problems about(Matter matter) {
        return Objects.requireNonNull(problems.get(matter));
    }

    /** Whether nothing was found on this machine. */
    boolean isSound(MachineSpec machine) {
        return !unsound.contains(machine);
    }

    private void add(Matter matter, MachineSpec machine, String advice, String detail) {
        unsound.add(machine);
        about(matter).add(advice, detail + "; " + MachineKit.words(machine));
    }

    private void judge(MachineSpec machine) {
        Map<CpuId, ApicSetup> setups = new TreeMap<>();
        IpiDelivery delivery;
        try {
            for (CpuId cpu : machine.maps().present()) {
                setups.put(cpu, Objects.requireNonNull(plugin.apicSetup(machine, cpu), "apicSetup() returned null"));
            }
            delivery = Objects.requireNonNull(plugin.ipiDelivery(machine), "ipiDelivery() returned null");
        } catch (RuntimeException e) {
            unanswered(machine, "apicSetup and ipiDelivery", e);
            return;
        }
        setups.forEach((cpu, setup) -> SetupRules.check(
                machine, cpu, setup, advice -> add(Matter.SETUP, machine, advice, "apicSetup of " + cpu)));
        List<CpuId> senders = Requests.senders(machine);
        for (CpuId sender : machine.cpuCount() > LARGE ? senders.subList(0, 1) : senders) {
            judge(machine, setups, delivery, sender);
        }
    }

    private void unanswered(MachineSpec machine, String asked, RuntimeException thrown) {
        add(
                Matter.ANSWERS,
                machine,
                "supports() says yes to a machine and then there is no answer: support it, or say no with the reason",
                asked + " threw " + thrown);
    }

    private void judge(MachineSpec machine, Map<CpuId, ApicSetup> setups, IpiDelivery delivery, CpuId sender) {
        List<IpiRequest> requests = new ArrayList<>();
        List<IcrProgram> programs = new ArrayList<>();
        for (IpiRequest request : Requests.of(machine, sender)) {
            String words = Requests.words(request);
            try {
                DeliveryPlan plan =
                        Objects.requireNonNull(delivery.planFor(request), "planFor() returned null, not a plan");
                if (plan instanceof IcrProgram program) {
                    WordRules.check(
                            machine,
                            program,
                            (advice, write) -> add(Matter.WORDS, machine, advice, write + "; " + words));
                    requests.add(request);
                    programs.add(program);
                } else if (plan instanceof NoSuchRoutine missing
                        && (missing.routine().isBlank() || missing.reason().isBlank())) {
                    add(
                            Matter.ANSWERS,
                            machine,
                            "NoSuchRoutine without a name or a reason: say which routine the kernel lacks, and who calls it",
                            words);
                }
            } catch (RuntimeException e) {
                unanswered(machine, words, e);
            }
        }
        List<List<Wire.Arrival>> arrivals =
                Wire.arrivals(machine, cpu -> Objects.requireNonNull(setups.get(cpu)), sender, programs);
        for (int i = 0; i < programs.size(); i++) {
            reach(machine, requests.get(i), programs.get(i), arrivals.get(i));
        }
    }

    private void reach(MachineSpec machine, IpiRequest request, IcrProgram program, List<Wire.Arrival> arrivals) {
        Optional<String> flaw = kernel.flaw(machine, request, program);
        int[] found = {0};
        ReachRules.check(request, program, arrivals, (matter, advice, detail) -> {
            found[0]++;
            if (flaw.isEmpty()) {
                add(matter, machine, advice, detail + "; " + Requests.words(request));
            }
        });
        if (flaw.isPresent() && found[0] == 0) {
            add(
                    Matter.REACH,
                    machine,
                    "a flaw of the kernel is declared where nothing is wrong: let flaw() of this test answer only where it"
                            + " shows",
                    "'" + flaw.get() + "'; " + Requests.words(request));
        }
    }
}
