package mles.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import mles.protocol.Frame;
import mles.protocol.FrameReader;
import mles.protocol.ConnectionId;
import mles.protocol.Header;
import mles.protocol.Receipt;
import mles.protocol.Message;

/** The server's end of one connection. */
final class FakeMember {
    private final Socket socket;
    private final FrameReader reader = new FrameReader(Header.MAX_PAYLOAD);
    private final Deque<Frame> frames = new ArrayDeque<>();
    private final byte[] chunk = new byte[1 << 16];

    FakeMember(Socket socket) throws SocketException {
        this.socket = socket;
        socket.setSoTimeout((int) Await.DEADLINE.toMillis());
    }

    InetSocketAddress remote() {
        return (InetSocketAddress) socket.getRemoteSocketAddress();
    }

    /** The next frame from the client. */
    Frame next() {
        while (frames.isEmpty()) {
            if (!read()) {
                throw new AssertionError("the client closed instead of sending a frame");
            }
        }
        return frames.remove();
    }

    String nextText() {
        return Message.decode(next().payload()).text();
    }

    /** Reads to the end of the stream; whatever frames come before are an error. */
    void awaitEnd() {
        while (read()) {
            if (!frames.isEmpty()) {
                throw new AssertionError("an unexpected frame: " + frames.peek());
            }
        }
    }

    /** Reads to the end of the stream, and drops what comes. */
    void drain() {
        while (read()) {
            frames.clear();
        }
    }

    private boolean read() {
        try {
            int count = socket.getInputStream().read(chunk);
            if (count > 0) {
                reader.read(ByteBuffer.wrap(chunk, 0, count), frames::add);
            }
            return count >= 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void send(Frame... out) {
        for (Frame frame : out) {
            send(bytes(frame));
        }
    }

    void send(byte[] out) {
        try {
            socket.getOutputStream().write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says how many frames were taken, and goes. */
    void receipt(long count) {
        send(new Receipt(ConnectionId.of(Frames.ownKey()), count));
        fin();
    }

    void send(Receipt receipt) {
        byte[] bytes = new byte[Header.SIZE];
        receipt.encode().get(bytes);
        send(bytes);
    }

    static byte[] bytes(Frame frame) {
        byte[] bytes = new byte[frame.size()];
        frame.bytes().get(bytes);
        return bytes;
    }

    /** FIN, when everything was read. */
    void fin() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** RST. */
    void reset() {
        try {
            socket.setSoLinger(true, 0);
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
        fin();
    }
}
