package mles.dist.bench;

import java.util.Locale;
import java.util.regex.Pattern;
import mles.client.ServerAddress;

/** The server to measure: a {@link ServerAddress}, or {@code ws://host:port} where all members come by WebSocket. */
public final class BenchServer {
    /** The port for WebSockets where none is given. */
    private static final int WEB_SOCKET_PORT = 8076;
    /** A longer message comes in fragments, which are not looked into. */
    private static final int MOST_OVER_WEB_SOCKET = 255 * 1024;
    private static final String WS = "ws://";
    private static final Pattern NO_PORT = Pattern.compile("\\[[^]]*]|[^:\\[]*");

    private final ServerAddress address;
    private final Framing framing;

    private BenchServer(ServerAddress address, Framing framing) {
        this.address = address;
        this.framing = framing;
    }

    /** {@return a server whose members come over TCP} */
    public static BenchServer of(ServerAddress address) {
        return new BenchServer(address, Framing.MLES);
    }

    /**
     * {@return the server that {@code text} spells}
     *
     * @throws IllegalArgumentException when it is in none of the forms, with what was seen
     */
    public static BenchServer parse(String text) {
        if (!text.toLowerCase(Locale.ROOT).startsWith(WS)) {
            return of(ServerAddress.parse(text));
        }
        String place = text.substring(WS.length());
        String whole = NO_PORT.matcher(place).matches() ? place + ":" + WEB_SOCKET_PORT : place;
        return new BenchServer(ServerAddress.parse(whole), Framing.WEB_SOCKET);
    }

    /**
     * Refuses what cannot be done to this server.
     *
     * @throws IllegalArgumentException with what was asked for, and what can be done
     */
    public void check(Workload workload, ChurnPlan churn) {
        if (framing == Framing.WEB_SOCKET) {
            Workload.within("size over WebSocket", workload.size(), Stamp.SIZE, MOST_OVER_WEB_SOCKET);
            Workload.within("churn over WebSocket", churn.perSecond(), 0, 0);
        }
    }

    ServerAddress address() {
        return address;
    }

    Framing framing() {
        return framing;
    }

    @Override
    public String toString() {
        String plain = address.toString();
        return framing == Framing.WEB_SOCKET ? WS + plain.substring(plain.indexOf("://") + "://".length()) : plain;
    }
}
