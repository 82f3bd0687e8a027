package mles.websocket;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;
import mles.websocket.wire.Envelope;
import org.jspecify.annotations.Nullable;

/** Subprotocols of WebSockets, the preferred one first. */
enum Subprotocol {
    /** Payloads in envelopes, with answers and positions. */
    ENVELOPES("mles-websocket-2", Envelope.MOST_BESIDE) {
        @Override
        SocketProtocol begin(WebSocketLoopContext shared, BrowserSocket socket, InetSocketAddress remote) {
            return new EnvelopeMembers(shared, socket, remote);
        }
    },
    /** Payloads alone (SPEC 8.1). */
    PAYLOADS("mles-websocket", 0) {
        @Override
        SocketProtocol begin(WebSocketLoopContext shared, BrowserSocket socket, InetSocketAddress remote) {
            return new BrowserMembers(shared, socket, remote);
        }
    };

    private final String word;
    private final int beside;

    Subprotocol(String word, int beside) {
        this.word = word;
        this.beside = beside;
    }

    /**
     * {@return the best of those offered, null for none}
     *
     * @param positions whether there are positions to tell
     */
    static @Nullable Subprotocol select(List<String> offered, boolean positions) {
        return Stream.of(values()).filter(each -> offered.contains(each.word))
                .filter(each -> positions || each != ENVELOPES).findFirst().orElse(null);
    }

    /** {@return its name on the wire} */
    String word() {
        return word;
    }

    /** {@return the largest message in bytes} */
    int mostBytes(BrowserLimits limits) {
        return Math.max(limits.firstFrame(), limits.frame()) + beside;
    }

    /** {@return the members of a new socket, none yet} */
    abstract SocketProtocol begin(WebSocketLoopContext shared, BrowserSocket socket, InetSocketAddress remote);
}
