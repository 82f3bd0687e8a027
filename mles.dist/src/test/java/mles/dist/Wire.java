package mles.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import mles.protocol.Frame;
import mles.protocol.FrameReader;
import mles.protocol.Header;

/** The client's end of a raw connection: what it sends may be anything. */
final class Wire implements AutoCloseable {
    private static final int SMALL_BUFFER = 16 * 1024;

    private final Socket socket;
    private final FrameReader reader = new FrameReader(Header.MAX_PAYLOAD);
    private final Deque<Frame> frames = new ArrayDeque<>();
    private final byte[] chunk = new byte[1 << 16];

    private Wire(Socket socket) {
        this.socket = socket;
    }

    static Wire connect(InetSocketAddress server) {
        return connect(server, new Socket());
    }

    /** A connection whose own buffer for what comes in is small. */
    static Wire connectNarrow(InetSocketAddress server) {
        try {
            Socket socket = new Socket();
            socket.setReceiveBufferSize(SMALL_BUFFER);
            return connect(server, socket);
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Wire connect(InetSocketAddress server, Socket socket) {
        try {
            socket.setTcpNoDelay(true);
            socket.connect(server);
            socket.setSoTimeout((int) Await.DEADLINE.toMillis());
            return new Wire(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    InetSocketAddress local() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    Wire send(Frame... out) {
        return send(Frames.bytes(out));
    }

    Wire send(byte... out) {
        try {
            socket.getOutputStream().write(out);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends what the server may be about to refuse. */
    Wire offer(byte... out) {
        try {
            socket.getOutputStream().write(out);
        } catch (IOException e) {
            // refused already
        }
        return this;
    }

    /** FIN; reading goes on. */
    Wire fin() {
        try {
            socket.shutdownOutput();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the next frame} The end of the stream is an error. */
    Frame next() {
        while (frames.isEmpty()) {
            if (!read()) {
                throw new AssertionError("the server closed instead of sending a frame");
            }
        }
        return frames.remove();
    }

    /** {@return the next {@code count} frames} */
    List<Frame> next(int count) {
        List<Frame> all = new ArrayList<>(count);
        while (all.size() < count) {
            all.add(next());
        }
        return all;
    }

    String nextText() {
        return Frames.text(next());
    }

    /** {@return all frames up to the end of the stream, FIN or RST} What is left of a cut frame is dropped. */
    List<Frame> untilEnd() {
        while (read()) {
            // all of it
        }
        List<Frame> all = List.copyOf(frames);
        frames.clear();
        return all;
    }

    /** Reads to the end of the stream; any byte before it is an error. */
    void awaitSilentEnd() {
        List<Frame> seen = untilEnd();
        if (!seen.isEmpty() || reader.held() > 0) {
            throw new AssertionError(seen.size() + " frames before the end");
        }
    }

    /** RST. */
    void reset() {
        try {
            socket.setSoLinger(true, 0);
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
        close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean read() {
        try {
            int count = socket.getInputStream().read(chunk);
            if (count > 0) {
                reader.read(ByteBuffer.wrap(chunk, 0, count), frames::add);
            }
            return count >= 0;
        } catch (SocketTimeoutException e) {
            throw new AssertionError("nothing came in time", e);
        } catch (SocketException e) {
            return false; // RST, which counts like FIN (SPEC 3.5)
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
