package mles.dist;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.CountDownLatch;

/**
 * The signals that ask a process to end. Left to Java they end it with 143 or 130, which looks like a failure. By
 * reflection, because the compiler's warning about {@code sun.misc.Signal} cannot be suppressed and ours are errors.
 */
final class Signals {
    private Signals() {
    }

    /** {@return a latch that opens with the first SIGTERM or SIGINT; from here on they do nothing else} */
    static CountDownLatch termination() {
        CountDownLatch asked = new CountDownLatch(1);
        handle("TERM", asked);
        handle("INT", asked);
        return asked;
    }

    private static void handle(String name, CountDownLatch asked) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            MethodHandle open = MethodHandles.lookup()
                    .bind(asked, "countDown", MethodType.methodType(void.class));
            Object opens = MethodHandleProxies.asInterfaceInstance(handler,
                    MethodHandles.dropArguments(open, 0, signal));
            signal.getMethod("handle", signal, handler).invoke(null,
                    signal.getConstructor(String.class).newInstance(name),
                    opens);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this Java cannot handle SIG" + name, e);
        }
    }
}
