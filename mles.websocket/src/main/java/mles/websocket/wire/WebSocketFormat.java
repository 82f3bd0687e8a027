package mles.websocket.wire;

import java.nio.ByteBuffer;
import mles.server.transport.WireFormat;

/**
 * Frames as browsers get them: WebSocket messages, binary and unmasked, one for each frame and without its header (SPEC 8.1).
 * A slice ends where a frame of the WebSocket ends; where that one is not the last of its message, the next slice goes on
 * with it.
 */
public final class WebSocketFormat implements WireFormat {
    /** The one instance. */
    public static final WireFormat INSTANCE = new WebSocketFormat();

    private WebSocketFormat() {
    }

    @Override
    public Encoder encoder() {
        return new MessageEncoder();
    }

    @Override
    public int sizeAt(ByteBuffer encoded, int at) {
        return WebSocketFrames.sizeAt(encoded, at);
    }
}
