package mles.loadgen;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;
import mles.protocol.Header;
import mles.protocol.Message;

/** Wire form of messages to and from a server. The directions differ: on a WebSocket only members mask. */
enum FrameCodec {
    /** Frames of the protocol. */
    MLES("mles") {
        @Override
        void open(SocketChannel socket, String host) {
            // nothing is said before the first frame
        }

        @Override
        ByteBuffer toServer(Message message, long key) {
            return Frame.of(ConnectionId.of(key), key, message).bytes();
        }

        @Override
        int sizeFromServer(int payload) {
            return Header.SIZE + payload;
        }

        @Override
        Scan scan() {
            return new MlesFrameScanner();
        }

        @Override
        boolean isControl(ByteBuffer in, int at) {
            return false;
        }
    },
    /** Binary messages of a WebSocket, a frame each (SPEC 8.4). */
    WEB_SOCKET("websocket") {
        @Override
        void open(SocketChannel socket, String host) throws IOException {
            socket.write(StandardCharsets.ISO_8859_1.encode("GET / HTTP/1.1\r\nHost: " + host
                    + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
                    + "\r\nSec-WebSocket-Key: bWxlcyBiZW5jaCBtZW1iZQ==\r\nSec-WebSocket-Protocol: mles-websocket\r\n\r\n"));
            InputStream in = socket.socket().getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                // Behind the head comes nothing before a join.
                int octet = in.read();
                if (octet < 0 || head.length() > LONGEST_HEAD) {
                    throw new IOException("the answer to the upgrade is no HTTP");
                }
                head.append((char) octet);
            }
            if (!head.toString().startsWith("HTTP/1.1 101 ")) {
                throw new IOException("the answer to the upgrade is '" + head.substring(0, head.indexOf("\r\n")) + "'");
            }
        }

        @Override
        ByteBuffer toServer(Message message, long key) {
            ByteBuffer payload = message.encode();
            int length = payload.remaining();
            ByteBuffer out = ByteBuffer.allocate(WebSocketFrameScanner.headerSize(length) + MASK + length);
            out.put((byte) WebSocketFrameScanner.BINARY);
            WebSocketFrameScanner.writeLength(out, length, MASKED);
            // A mask of zeros changes nothing, so that stamps can be written in place.
            return out.putInt(0).put(payload).flip();
        }

        @Override
        int sizeFromServer(int payload) {
            return WebSocketFrameScanner.headerSize(payload) + payload;
        }

        @Override
        Scan scan() {
            return new WebSocketFrameScanner();
        }

        @Override
        boolean isControl(ByteBuffer in, int at) {
            return WebSocketFrameScanner.isControl(in, at);
        }
    };

    private static final ByteBuffer PONG = ByteBuffer.allocateDirect(6).putShort((short) 0x8a80).putInt(0).flip();
    private static final int LONGEST_HEAD = 1 << 14;
    private static final int MASK = 4;
    private static final int MASKED = 0x80;

    private final String word;

    FrameCodec(String word) {
        this.word = word;
    }

    /** Finds the frames in what came from the server. For one thread, and any number of its streams. */
    interface Scan {
        /** {@return the number of bytes from the position of {@code in} on that are whole frames} */
        int scan(ByteBuffer in);

        /** {@return the bytes of the frame at {@code at}, which is whole} */
        int sizeAt(ByteBuffer in, int at);

        /** {@return the bytes of the frame of which the last scan has seen the beginning, as far as known} */
        int pendingSize();

        /**
         * Looks at what follows the frames of the last scan.
         *
         * @throws mles.protocol.ProtocolException when that is no frame
         */
        void check();
    }

    /** {@return its name in reports} */
    String word() {
        return word;
    }

    /** Says what comes before the first message on a connection that blocks. */
    abstract void open(SocketChannel socket, String host) throws IOException;

    /** {@return the bytes sent for a message; they end with its payload} */
    abstract ByteBuffer toServer(Message message, long key);

    /** {@return the bytes that a message of {@code payload} bytes comes in} */
    abstract int sizeFromServer(int payload);

    abstract Scan scan();

    /** {@return the answer to a ping} */
    ByteBuffer answer() {
        return PONG.duplicate();
    }

    /** {@return whether the frame at {@code at} is for the connection, not for its member} */
    abstract boolean isControl(ByteBuffer in, int at);
}
