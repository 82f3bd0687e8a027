package mles.loadgen;

import java.util.Map;
import mles.client.ServerAddress;
import mles.protocol.AddressForm;
import mles.protocol.NetworkAddress;

/** The server to measure: a {@link ServerAddress}, or {@code ws://host:port} where all members come by WebSocket. */
public final class TargetAddress {
    /** The port for WebSockets where none is given. */
    private static final int WEB_SOCKET_PORT = 8076;
    /** A longer message comes in fragments, which are not looked into. */
    private static final int MOST_OVER_WEB_SOCKET = 255 * 1024;
    private static final String WS = "ws";
    private static final AddressForm FORM = new AddressForm(Map.of("tcp", ServerAddress.DEFAULT_PORT, "tls",
            ServerAddress.DEFAULT_PORT, WS, WEB_SOCKET_PORT), "tcp", 1);

    private final ServerAddress address;
    private final FrameCodec codec;

    private TargetAddress(ServerAddress address, FrameCodec codec) {
        this.address = address;
        this.codec = codec;
    }

    /** {@return a server whose members come over TCP} */
    public static TargetAddress of(ServerAddress address) {
        return new TargetAddress(address, FrameCodec.MLES);
    }

    /**
     * {@return the server that {@code text} spells}
     *
     * @throws IllegalArgumentException when it is in none of the forms, with what was seen
     */
    public static TargetAddress parse(String text) {
        NetworkAddress at = FORM.parse(text);
        return new TargetAddress(new ServerAddress(at.host(), at.port(), at.scheme().equals("tls")),
                at.scheme().equals(WS) ? FrameCodec.WEB_SOCKET : FrameCodec.MLES);
    }

    /**
     * Refuses what cannot be done to this server.
     *
     * @throws IllegalArgumentException with what was asked for, and what can be done
     */
    public void check(Workload workload, ChurnPlan churn) {
        if (codec == FrameCodec.WEB_SOCKET) {
            Workload.within("size over WebSocket", workload.size(), Stamp.SIZE, MOST_OVER_WEB_SOCKET);
            Workload.within("churn over WebSocket", churn.perSecond(), 0, 0);
        }
    }

    ServerAddress address() {
        return address;
    }

    FrameCodec codec() {
        return codec;
    }

    @Override
    public String toString() {
        return codec == FrameCodec.WEB_SOCKET
                ? new NetworkAddress(WS, address.host(), address.port()).toString()
                : address.toString();
    }
}
