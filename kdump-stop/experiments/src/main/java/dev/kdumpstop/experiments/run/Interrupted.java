package dev.kdumpstop.experiments.run;

import java.util.concurrent.CancellationException;

/** A cell whose thread is interrupted is given up between two repetitions; it was not run. */
final class Interrupted {
    private Interrupted() {}

    static void stopIfAsked() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException();
        }
    }
}
