package mles.dist;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Ports of this machine. */
public final class Ports {
    private static final int FIRST = 10_000;
    /** The lowest port that Linux takes for outgoing connections. */
    private static final int FIRST_OUTGOING = 32_768;
    private static final AtomicInteger NEXT = new AtomicInteger(
            ThreadLocalRandom.current().nextInt(FIRST, FIRST_OUTGOING));

    private Ports() {
    }

    /**
     * {@return a port on which nothing listens at this moment} It is given once, and no outgoing connection takes it: a
     * server may come back to its port though its clients ask for it meanwhile.
     */
    public static int free() {
        int port;
        do {
            port = NEXT.getAndUpdate(next -> next + 1 < FIRST_OUTGOING ? next + 1 : FIRST);
        } while (answers(port));
        return port;
    }

    /** {@return whether a connection to {@code port} succeeds} */
    static boolean answers(int port) {
        return answers(InetAddress.getLoopbackAddress().getHostAddress(), port);
    }

    /** {@return whether a connection to {@code host} succeeds} */
    public static boolean answers(String host, int port) {
        try (Socket socket = new Socket(host, port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
