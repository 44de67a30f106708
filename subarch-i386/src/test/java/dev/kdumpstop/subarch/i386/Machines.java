package dev.kdumpstop.subarch.i386;

import dev.kdumpstop.api.cpu.CpuId;
import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.delivery.DeliveryPlan;
import dev.kdumpstop.api.delivery.IcrProgram;
import dev.kdumpstop.api.delivery.IpiRequest;
import dev.kdumpstop.api.delivery.IpiVector;
import dev.kdumpstop.api.delivery.Send;
import dev.kdumpstop.api.delivery.SendWrite;
import dev.kdumpstop.api.delivery.Targets;
import dev.kdumpstop.api.machine.Architecture;
import dev.kdumpstop.api.machine.MachineSpec;
import dev.kdumpstop.api.subarch.SubArchitecture;
import dev.kdumpstop.api.subarch.SubArchitectureName;
import dev.kdumpstop.api.subarch.SubArchitectures;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Machines by the names kernel-facts 7 gives them, drivers by name, programs as short text. */
final class Machines {
    static final SubArchitectures INSTALLED = new SubArchitectures(ServiceLoader.load(SubArchitecture.class).stream()
            .map(ServiceLoader.Provider::get)
            .toList());

    private Machines() {}

    static SubArchitecture driver(String name) {
        return INSTALLED.find(SubArchitectureName.of("i386/" + name)).orElseThrow();
    }

    /** "M4", "M12 linear", "M12 quads", "12 CPUs", or ids in hexadecimal. */
    static MachineSpec.Builder of(String release, String machine) {
        MachineSpec.Builder builder = MachineSpec.builder(Architecture.I386, release);
        return switch (machine) {
            case "M4" -> builder.cpus(4);
            case "M12 linear" -> builder.cpus(12);
            case "M12 quads" -> builder.apicIds(quads(12));
            default ->
                machine.endsWith(" CPUs")
                        ? builder.cpus(Integer.parseInt(machine.substring(0, machine.length() - 5)))
                        : builder.apicIds(Stream.of(machine.split(" "))
                                .map(id -> Integer.parseInt(id, 16))
                                .toList());
        };
    }

    static List<Integer> quads(int cpus) {
        return IntStream.range(0, cpus)
                .map(cpu -> (cpu >> 2) << 4 | (cpu & 3))
                .boxed()
                .toList();
    }

    static DeliveryPlan plan(String driver, MachineSpec machine, int sender, Targets targets, IpiVector vector) {
        return driver(driver)
                .ipiDelivery(machine)
                .planFor(new IpiRequest(CpuId.of(sender), targets, vector, machine.maps()));
    }

    /** What kdump of 2.6.21 asks for: a mask of the online CPUs without the sender. */
    static IcrProgram kdump(String driver, MachineSpec machine, int sender) {
        CpuSet others = machine.maps().online().without(sender);
        return (IcrProgram) plan(driver, machine, sender, new Targets.Mask(others), IpiVector.NMI);
    }

    /** The top bytes of ICR2, one per send, in hexadecimal. */
    static String destinations(IcrProgram program) {
        return program.sends().stream()
                .map(Send::writes)
                .map(writes -> writes.get(0) instanceof SendWrite.IcrHigh high
                        ? String.format(Locale.ROOT, "%02X", high.value() >>> 24)
                        : "-")
                .collect(Collectors.joining(" "));
    }

    /** The different ICR words, in hexadecimal. */
    static String words(IcrProgram program) {
        return program.sends().stream()
                .map(send -> send.writes().get(send.writes().size() - 1))
                .map(write -> String.format(Locale.ROOT, "%X", ((SendWrite.IcrLow) write).value()))
                .distinct()
                .collect(Collectors.joining(" "));
    }
}
