package mles.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A name of a Redis that may change its meaning for new connections, and a network between that may stop. */
public final class Detour implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private volatile int target;
    private boolean stopped;

    /**
     * Leads to a Redis.
     *
     * @param target its port
     */
    public Detour(int target) throws IOException {
        this.target = target;
        start(this::accept);
    }

    /** {@return the argument of a store behind it} */
    public String place(String prefix) {
        return "127.0.0.1:" + listener.getLocalPort() + "/" + prefix;
    }

    /** New connections go there. */
    public void lead(int port) {
        target = port;
    }

    /** Nothing comes through, and no connection ends. */
    public synchronized void stop() {
        stopped = true;
    }

    /** What was held back comes through. */
    public synchronized void goOn() {
        stopped = false;
        notifyAll();
    }

    @Override
    public void close() throws IOException {
        goOn();
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private void accept() throws IOException {
        while (true) {
            Socket here = listener.accept();
            sockets.add(here);
            start(() -> connect(here));
        }
    }

    private void connect(Socket here) throws IOException {
        try {
            Socket there = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(there);
            start(() -> copy(here, there));
            start(() -> copy(there, here));
        } catch (IOException e) {
            here.close();
        }
    }

    private void copy(Socket from, Socket to) throws IOException {
        byte[] some = new byte[4096];
        try (from; to) {
            for (int read = from.getInputStream().read(some); read >= 0; read = from.getInputStream().read(some)) {
                pass();
                to.getOutputStream().write(some, 0, read);
            }
            pass();
        }
    }

    private synchronized void pass() {
        while (stopped) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new UncheckedIOException(new IOException("interrupted", e));
            }
        }
    }

    private static void start(Work work) {
        Thread.ofVirtual().start(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // A connection has ended, or the test.
            }
        });
    }
}
