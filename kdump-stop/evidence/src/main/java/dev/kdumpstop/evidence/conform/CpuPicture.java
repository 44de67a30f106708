package dev.kdumpstop.evidence.conform;

import dev.kdumpstop.api.icr.ApicRegister;
import dev.kdumpstop.core.machine.HandDrivenMachine;
import java.util.List;

/**
 * One CPU of the model when all writes are made and everything has settled.
 *
 * @param waitsForStartup whether it waits for its start-up message
 * @param inNmi whether it is inside its NMI handler
 * @param interruptsOn its interrupt flag
 * @param latchedNmis NMIs that wait to be taken
 * @param id the id register
 * @param ldr the logical destination register
 * @param svr the spurious vector register
 * @param tpr the task priority
 * @param ppr the processor priority
 * @param errors errors noted since the ESR was last written
 * @param irr vectors pending
 * @param isr vectors in service
 * @param tmr vectors that came as level-triggered
 */
public record CpuPicture(
        boolean waitsForStartup,
        boolean inNmi,
        boolean interruptsOn,
        int latchedNmis,
        int id,
        int ldr,
        int svr,
        int tpr,
        int ppr,
        int errors,
        List<Integer> irr,
        List<Integer> isr,
        List<Integer> tmr) {

    /** Copies the lists. */
    public CpuPicture {
        irr = List.copyOf(irr);
        isr = List.copyOf(isr);
        tmr = List.copyOf(tmr);
    }

    static CpuPicture of(HandDrivenMachine machine, int cpu) {
        return new CpuPicture(
                machine.waitsForStartup(cpu),
                machine.isInNmi(cpu),
                machine.interruptsOn(cpu),
                machine.latchedNmis(cpu),
                machine.peek(cpu, ApicRegister.ID),
                machine.peek(cpu, ApicRegister.LDR),
                machine.peek(cpu, ApicRegister.SVR),
                machine.peek(cpu, ApicRegister.TPR),
                machine.peek(cpu, ApicRegister.PPR),
                machine.latchedErrors(cpu),
                machine.bits(cpu, ApicRegister.IRR),
                machine.bits(cpu, ApicRegister.ISR),
                machine.bits(cpu, ApicRegister.TMR));
    }
}
