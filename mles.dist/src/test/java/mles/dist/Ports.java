package mles.dist;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of this machine. */
public final class Ports {
    private static final int FIRST_LASTING = 10_000;
    /** The lowest port that Linux takes for outgoing connections. */
    private static final int FIRST_OUTGOING = 32_768;

    private Ports() {
    }

    /** {@return a port on which nothing listens at this moment} */
    public static int free() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /**
     * {@return a port on which nothing listens at this moment, and that no outgoing connection takes} A process that comes
     * back to its port needs such a one: its clients, which ask for it meanwhile, could else get it for their own end.
     */
    public static int lasting() {
        int port;
        do {
            port = ThreadLocalRandom.current().nextInt(FIRST_LASTING, FIRST_OUTGOING);
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
