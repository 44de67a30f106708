package dev.kdumpstop.core.machine;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.IcrPrograms;
import dev.kdumpstop.api.fault.FaultContext;
import dev.kdumpstop.api.fault.FaultProvider;
import dev.kdumpstop.api.fault.ScheduledChange;
import dev.kdumpstop.api.machine.ApicGeneration;
import dev.kdumpstop.api.machine.ApicMode;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.CpuVendor;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.option.OptionValues;
import dev.kdumpstop.api.subarch.ApicSetup;
import dev.kdumpstop.api.timing.TimingParameter;
import dev.kdumpstop.api.timing.TimingProfile;
import dev.kdumpstop.api.wait.Purpose;
import dev.kdumpstop.api.wait.Solution;
import dev.kdumpstop.core.apic.ApicProfile;
import dev.kdumpstop.core.apic.Deviation;
import dev.kdumpstop.core.machine.ModelOptions.NmiAcceptance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * A machine with one installed fault, as it is asked for on the command line; CPU 0 crashes. Messages take 1 us, that of an EOI
 * 700 ns, reads of a program 100 ns, everything else nothing; NMIs are always accepted, as the SDM has it, unless said otherwise.
 */
final class Faulty {
    private static final TimingProfile TIMING = Machines.simple().with(TimingParameter.EOI_MESSAGE, 700 * Machines.NS);

    private final String fault;
    private ApicGeneration generation = ApicGeneration.XAPIC;
    private ApicMode mode = ApicMode.XAPIC;
    private InterconnectKind kind = InterconnectKind.FRONT_SIDE_BUS;
    private CpuVendor vendor = CpuVendor.INTEL;
    private int cpus = 3;
    private ModelOptions options = Hand.options(ApicProfile.SDM);

    private Faulty(String fault) {
        this.fault = fault;
    }

    /** A fault with its options, {@code in-smm:cpus=1-2,duration=2ms}. */
    static Faulty with(String fault) {
        return new Faulty(fault);
    }

    /** On the 3-wire bus. */
    Faulty onBus() {
        return on(InterconnectKind.APIC_BUS);
    }

    /** In x2APIC mode. */
    Faulty x2apic() {
        return on(InterconnectKind.X2APIC_FABRIC);
    }

    /** The kind of machine that has this interconnect. */
    Faulty on(InterconnectKind value) {
        kind = value;
        generation = switch (value) {
            case APIC_BUS -> ApicGeneration.P6;
            case FRONT_SIDE_BUS, INSTANT -> ApicGeneration.XAPIC;
            case X2APIC_FABRIC -> ApicGeneration.X2APIC;
        };
        mode = value == InterconnectKind.X2APIC_FABRIC ? ApicMode.X2APIC : ApicMode.XAPIC;
        return this;
    }

    Faulty generation(ApicGeneration value) {
        generation = value;
        return this;
    }

    Faulty vendor(CpuVendor value) {
        vendor = value;
        return this;
    }

    Faulty cpus(int value) {
        cpus = value;
        return this;
    }

    Faulty option(String name, String value) {
        Map<String, String> texts = new LinkedHashMap<>(options.texts());
        texts.put(name, value);
        options = ModelOptions.of(texts);
        return this;
    }

    Faulty acceptance(NmiAcceptance value) {
        options = options.with(value);
        return this;
    }

    Faulty deviation(Deviation value) {
        return option(value.id(), "on");
    }

    private MachineSpec spec() {
        return MachineSpec.builder(Architecture.X86_64, "2.6.21")
                .cpus(cpus)
                .generation(generation)
                .mode(mode)
                .interconnect(kind)
                .vendor(vendor)
                .build();
    }

    MachineModel.Builder model() {
        MachineSpec spec = spec();
        boolean x2apic = mode == ApicMode.X2APIC;
        return MachineModel.builder(spec, TIMING)
                .options(options)
                .apicSetup(cpu -> x2apic
                        ? ApicSetup.x2apic(IcrPrograms.x2apicLogicalId(cpu))
                        : ApicSetup.xapic(ApicSetup.DFR_FLAT, IcrPrograms.flatLogicalId(cpu)))
                .changes(schedule(fault, new FaultContext(spec, CpuId.of(0))));
    }

    /** Driven by hand; what was to happen before the crash has happened, and what at its beginning. */
    HandDrivenMachine byHand() {
        HandDrivenMachine machine = new HandDrivenMachine(model().build());
        machine.advance(0);
        return machine;
    }

    /** CPU 0 sends one NMI to each of these CPUs, as the solution waits, and is done; the stop handler saves and halts. */
    Machines.Recorded stopping(Solution solution, int... targets) {
        return Machines.Recorded.of(asked(CpuScript.builder("the crash path")
                        .irqsOff()
                        .installHandler(0)
                        .program(nmis(targets), Purpose.CRASH_STOP, 2, solution)
                        .awaitAcknowledged(Machines.US, 1000)
                        .end(CpuScript.End.CAPTURE_KERNEL, "done"))
                .build());
    }

    private IcrProgram nmis(int... targets) {
        return Machines.nmis(kind, targets);
    }

    /** With this crash path, and a stop handler on every other CPU. */
    MachineModel.Builder asked(CpuScript.Builder crashPath) {
        return model().subject(0, crashPath.build())
                .asked(CpuSet.range(1, cpus - 1))
                .onNmi(CpuScript.builder("the stop handler")
                        .saveRegisters()
                        .acknowledge()
                        .halt()
                        .build());
    }

    /** The installed fault's schedule. */
    static List<ScheduledChange> schedule(String text, FaultContext context) {
        String id = text.contains(":") ? text.substring(0, text.indexOf(':')) : text;
        Map<String, String> given = new LinkedHashMap<>();
        String last = "";
        for (String part :
                text.substring(Math.min(text.length(), id.length() + 1)).split(",")) {
            int equals = part.indexOf('=');
            last = equals > 0 ? part.substring(0, equals) : last;
            if (!part.isEmpty()) {
                given.merge(last, part.substring(equals + 1), (first, second) -> first + "," + second);
            }
        }
        FaultProvider provider = installed().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no fault '" + id + "' is installed"));
        return provider.schedule(context, OptionValues.of(provider.options(), given));
    }

    static List<FaultProvider> installed() {
        List<FaultProvider> all = new ArrayList<>();
        ServiceLoader.load(FaultProvider.class).forEach(all::add);
        return all;
    }
}
