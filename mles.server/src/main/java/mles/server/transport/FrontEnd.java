package mles.server.transport;

import java.io.IOException;
import java.net.InetSocketAddress;

/** A door of the server: it listens somewhere and sends those who come to the {@link Gate}. */
public interface FrontEnd {
    /**
     * Starts to listen, there too if it does somewhere already. Not from an event loop.
     *
     * @return the bound address
     * @throws IOException when that is not possible; nothing is left open
     */
    InetSocketAddress start(InetSocketAddress where) throws IOException, InterruptedException;

    /** Stops admissions; members stay. Waits until the listeners are closed. Thread: any but an event loop. */
    void stop();
}
