package dev.kdumpstop.core.builtin.solution;

import dev.kdumpstop.api.icr.DeliveryMode;
import dev.kdumpstop.api.wait.Purpose;
import dev.kdumpstop.api.wait.WaitContext;

/** Which waits of the kernel's send functions get the limit. */
enum Bounded {
    NONE {
        @Override
        boolean covers(WaitContext context) {
            return false;
        }
    },
    ALL {
        @Override
        boolean covers(WaitContext context) {
            return true;
        }
    },
    CRASH_STOP {
        @Override
        boolean covers(WaitContext context) {
            return context.purpose() == Purpose.CRASH_STOP;
        }
    },
    NMI {
        @Override
        boolean covers(WaitContext context) {
            return context.mode() == DeliveryMode.NMI;
        }
    },
    NMI_WITHOUT_SHORTHAND {
        @Override
        boolean covers(WaitContext context) {
            return NMI.covers(context) && !context.shorthand();
        }
    };

    abstract boolean covers(WaitContext context);
}
