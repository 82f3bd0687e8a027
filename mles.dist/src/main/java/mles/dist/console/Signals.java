package mles.dist.console;

import java.lang.reflect.Proxy;

/**
 * The signals that commands answer. Left to Java, those that ask a process to end do so with 143 or 130, which looks like a
 * failure. By reflection, because the compiler's warning about {@code sun.misc.Signal} cannot be suppressed and
 * ours are errors.
 */
public final class Signals {
    private Signals() {
    }

    /**
     * Handles SIGTERM and SIGINT from now on.
     *
     * @return the termination that they ask for
     */
    public static Termination termination() {
        Termination asked = new Termination(() -> System.exit(0));
        handle("TERM", asked::ask);
        handle("INT", asked::ask);
        return asked;
    }

    /** Does {@code task} with every SIGINT, and nothing else, on a thread of its own. */
    public static void onInterrupt(Runnable task) {
        handle("INT", task);
    }

    /** Does {@code task} with every SIGHUP, on a thread of its own. */
    public static void onHangUp(Runnable task) {
        handle("HUP", task);
    }

    /** Does {@code task} whenever the terminal has another size, on a thread of its own. */
    public static void onResize(Runnable task) {
        handle("WINCH", task);
    }

    private static void handle(String name, Runnable task) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            // Method handles would do as well, and take a tenth of the time until a server listens.
            Object runs = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[]{handler},
                    (self, handle, of) -> {
                        task.run();
                        return null;
                    });
            signal.getMethod("handle", signal, handler).invoke(null,
                    signal.getConstructor(String.class).newInstance(name),
                    runs);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this Java cannot handle SIG" + name, e);
        }
    }
}
