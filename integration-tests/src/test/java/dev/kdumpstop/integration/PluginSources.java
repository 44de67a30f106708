package dev.kdumpstop.integration;

/** Sources of plug-ins to be compiled by tests. Good ones; tests spoil them by replacing text. */
final class PluginSources {
    private static final String IMPORTS = """
            import dev.kdumpstop.api.*;
            import dev.kdumpstop.api.cpu.*;
            import dev.kdumpstop.api.delivery.*;
            import dev.kdumpstop.api.fault.*;
            import dev.kdumpstop.api.icr.*;
            import dev.kdumpstop.api.machine.*;
            import dev.kdumpstop.api.option.*;
            import dev.kdumpstop.api.stop.*;
            import dev.kdumpstop.api.subarch.*;
            import dev.kdumpstop.api.timing.*;
            import dev.kdumpstop.api.wait.*;
            import java.util.*;
            """;

    private PluginSources() {}

    /** A wait policy: at most five polls, then the command is written anyway. */
    static String policy(String type, String id) {
        return IMPORTS + """
                public class TYPE implements IcrWaitPolicyProvider {
                    public TYPE() {}
                    public String id() { return "ID"; }
                    public String summary() { return "at most five polls"; }
                    public int spiLevel() { return ApicSpi.LEVEL; }
                    public IcrWaitPolicy create(OptionValues options) {
                        return context -> new WaitPlan.Segments(
                                List.of(PollSegment.polls(5, 0)), new OnTimeout.WriteAnyway());
                    }
                }
                """.replace("TYPE", type).replace("ID", id);
    }

    /** A sub-architecture: physical ids, one by one. */
    static String subArchitecture(String type, String name) {
        return IMPORTS + """
                public class TYPE implements SubArchitecture {
                    public TYPE() {}
                    public SubArchitectureName name() { return SubArchitectureName.of("NAME"); }
                    public String summary() { return "physical ids, one by one"; }
                    public int spiLevel() { return ApicSpi.LEVEL; }
                    public ReleaseRange releases() { return ReleaseRange.from("2.6.21"); }
                    public Compatibility supports(MachineSpec machine) { return Compatibility.yes(); }
                    public ApicSetup apicSetup(MachineSpec machine, CpuId cpu) {
                        return ApicSetup.xapic(ApicSetup.DFR_FLAT, 1 << (cpu.number() % 8));
                    }
                    public IpiDelivery ipiDelivery(MachineSpec machine) {
                        return request -> IcrPrograms.sequence(
                                request.onlineButSelf(), request.vector(), DestinationMode.PHYSICAL, machine::apicId);
                    }
                }
                """.replace("TYPE", type).replace("NAME", name);
    }

    /** A selector for machines of that release: takes whatever is installed. */
    static String selector(String type, String id) {
        return IMPORTS + """
                public class TYPE implements SubArchitectureSelector {
                    public TYPE() {}
                    public String id() { return "ID"; }
                    public String summary() { return "the first there is"; }
                    public int spiLevel() { return ApicSpi.LEVEL; }
                    public boolean appliesTo(MachineSpec machine) { return true; }
                    public Selection select(MachineSpec machine, SubArchitectures installed) {
                        return new Selection(Optional.of(installed.all().get(0).name()), List.of("the first"));
                    }
                }
                """.replace("TYPE", type).replace("ID", id);
    }

    /** A solution: every wait has five polls. */
    static String solution(String type, String id) {
        return IMPORTS + """
                public class TYPE implements SolutionProvider {
                    public TYPE() {}
                    public String id() { return "ID"; }
                    public String summary() { return "five polls everywhere"; }
                    public int spiLevel() { return ApicSpi.LEVEL; }
                    public Solution create(OptionValues options) {
                        return where -> context -> new WaitPlan.Segments(
                                List.of(PollSegment.polls(5, 0)), new OnTimeout.WriteAnyway());
                    }
                }
                """.replace("TYPE", type).replace("ID", id);
    }

    /** A stop procedure: one round of NMIs, then the capture kernel. */
    static String procedure(String type, String id) {
        return IMPORTS + """
                public class TYPE implements StopProcedureProvider {
                    public TYPE() {}
                    public String id() { return "ID"; }
                    public String summary() { return "one round and no patience"; }
                    public int spiLevel() { return ApicSpi.LEVEL; }
                    public ReleaseRange releases() { return ReleaseRange.from("2.6.21"); }
                    public Compatibility supports(MachineSpec machine) { return Compatibility.yes(); }
                    public StopProcedure create(MachineSpec machine, OptionValues options) {
                        throw new IllegalStateException("still to be written");
                    }
                }
                """.replace("TYPE", type).replace("ID", id);
    }

    /** A fault that changes nothing. */
    static String fault(String type, String id) {
        return IMPORTS + """
                public class TYPE implements FaultProvider {
                    public TYPE() {}
                    public String id() { return "ID"; }
                    public String summary() { return "nothing happens"; }
                    public int spiLevel() { return ApicSpi.LEVEL; }
                    public FaultClass faultClass() { return FaultClass.values()[0]; }
                    public List<ScheduledChange> schedule(FaultContext context, OptionValues options) {
                        return List.of();
                    }
                }
                """.replace("TYPE", type).replace("ID", id);
    }

    /** A timing profile that forgets what it is for. */
    static String timing(String type, String id) {
        return IMPORTS + """
                public class TYPE implements TimingProfileProvider {
                    public TYPE() {}
                    public String id() { return "ID"; }
                    public String summary() { return "everything takes a while"; }
                    public int spiLevel() { return ApicSpi.LEVEL; }
                    public TimingProfile create(OptionValues options) { return null; }
                }
                """.replace("TYPE", type).replace("ID", id);
    }
}
