package dev.kdumpstop.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kdumpstop.api.cpu.CpuSet;
import dev.kdumpstop.api.machine.InterconnectKind;
import dev.kdumpstop.core.machine.Machines.Recorded;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("the same model gives the same run: again, on any thread, on an instance used before (design 5)")
class DeterminismTest {
    private static List<MachineModel> models(int count) {
        List<MachineModel> models = new ArrayList<>();
        for (int seed = 0; seed < count; seed++) {
            models.add(RandomModels.random(new Gen(seed)).model());
        }
        return models;
    }

    @Test
    @DisplayName("a hundred times, and on eight threads at once: equal results, time-lines and states")
    void repeats() throws Exception {
        List<MachineModel> models = models(20);
        List<Recorded> first = models.stream().map(Recorded::of).toList();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<List<Recorded>>> results = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                results.add(
                        threads.submit(() -> models.stream().map(Recorded::of).toList()));
            }
            for (Future<List<Recorded>> result : results) {
                assertThat(result.get()).isEqualTo(first);
            }
        } finally {
            threads.shutdown();
        }
        assertThat(models.stream().map(Recorded::of).toList()).isEqualTo(first);
    }

    @Test
    @DisplayName("one instance for models of any size, one after the other, gives what fresh instances give")
    void reuse() {
        List<MachineModel> models = models(600);
        TimedRun reused = new TimedRun(models.get(0));
        for (int i = models.size() - 1; i >= 0; i--) {
            assertThat(Recorded.of(reused, models.get(i))).as("model %d", i).isEqualTo(Recorded.of(models.get(i)));
        }
    }

    @Test
    @DisplayName("a run does not change its model, and a model built from the same parts gives the same run")
    void modelsAreValues() {
        for (int seed = 0; seed < 50; seed++) {
            MachineModel model = RandomModels.random(new Gen(seed)).model();
            MachineState initial = model.initialState();
            Recorded run = Recorded.of(model);
            assertThat(model.initialState()).isEqualTo(initial);
            assertThat(Recorded.of(RandomModels.random(new Gen(seed)).model())).isEqualTo(run);
        }
    }

    @Test
    @DisplayName("more messages at once than there are CPUs: the queue grows, nothing is lost")
    void queueGrows() {
        CpuScript.Builder script = CpuScript.builder("many messages at once");
        for (int i = 0; i < 40; i++) {
            Machines.raw(script, InterconnectKind.X2APIC_FABRIC, 1 + i % 3, 0x40 + i);
        }
        MachineModel model = Machines.model(InterconnectKind.X2APIC_FABRIC, 4, Machines.simple())
                .subject(
                        0,
                        script.awaitAcknowledged(10 * Machines.US, 1)
                                .end(CpuScript.End.DONE, "done")
                                .build())
                .asked(CpuSet.of(3))
                .build();
        Recorded run = Recorded.of(model);
        assertThat(run.result().end()).isEqualTo(RunEnd.ENDED);
        assertThat(run.result().cpus().stream().mapToLong(CpuRecord::accepted).sum())
                .isEqualTo(40);
        assertThat(run.entries().stream().filter(entry -> entry.kind() == EventKind.INTERRUPT_ENTRY))
                .hasSize(40);
    }
}
