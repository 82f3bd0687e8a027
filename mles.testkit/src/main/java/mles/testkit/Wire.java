package mles.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import mles.protocol.Frame;
import mles.protocol.FrameReader;
import mles.protocol.Header;
import mles.protocol.ProtocolException;

/** The client's end of a raw connection: what it sends may be anything. What takes too long fails the check. */
final class Wire implements AutoCloseable {
    private final Socket socket;
    private final FrameReader reader = new FrameReader(Header.MAX_PAYLOAD);
    private final Deque<Frame> frames = new ArrayDeque<>();
    private final byte[] chunk = new byte[1 << 16];

    private Wire(Socket socket) {
        this.socket = socket;
    }

    static Wire connect(InetSocketAddress server, Duration patience) {
        try {
            Socket socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.connect(server, (int) patience.toMillis());
            socket.setSoTimeout((int) patience.toMillis());
            return new Wire(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    InetSocketAddress local() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    /** Sends what the server has to take. */
    Wire send(byte... out) {
        try {
            socket.getOutputStream().write(out);
            return this;
        } catch (IOException e) {
            throw new AssertionError("the server takes no more: " + e.getMessage(), e);
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
        } catch (IOException e) {
            // ended already
        }
        return this;
    }

    /** {@return the next frame} The end of the stream fails the check. */
    Frame next() {
        while (frames.isEmpty()) {
            if (!read()) {
                throw new AssertionError("the server closed instead of sending a frame");
            }
        }
        return frames.remove();
    }

    /** {@return whether there is a next frame within the time} */
    boolean hasNextWithin(Duration time) {
        try {
            int patience = socket.getSoTimeout();
            socket.setSoTimeout((int) time.toMillis());
            try {
                while (frames.isEmpty()) {
                    int count = socket.getInputStream().read(chunk);
                    if (count < 0) {
                        return false;
                    }
                    take(count);
                }
                return true;
            } catch (SocketTimeoutException e) {
                return false;
            } finally {
                socket.setSoTimeout(patience);
            }
        } catch (IOException e) {
            return false;
        }
    }

    /** {@return all frames up to the end of the stream, FIN or RST} What is left of a cut frame is dropped. */
    List<Frame> untilEnd() {
        while (read()) {
            // all of it
        }
        List<Frame> all = new ArrayList<>(frames);
        frames.clear();
        return all;
    }

    /** Reads to the end of the stream; any byte before it fails the check. */
    void awaitSilentEnd() {
        while (read()) {
            if (!frames.isEmpty() || reader.held() > 0) {
                throw new AssertionError("the server sends something instead of closing");
            }
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
            take(count);
            return count >= 0;
        } catch (SocketTimeoutException e) {
            throw new AssertionError("neither a frame nor the end came within " + patience(), e);
        } catch (SocketException e) {
            return false; // RST, which counts like FIN (SPEC 3.5)
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void take(int count) {
        if (count > 0) {
            try {
                reader.read(ByteBuffer.wrap(chunk, 0, count), frames::add);
            } catch (ProtocolException e) {
                throw new AssertionError("what the server sends are no frames: " + e.getMessage(), e);
            }
        }
    }

    private String patience() {
        try {
            return socket.getSoTimeout() + " ms";
        } catch (SocketException e) {
            return "the time";
        }
    }
}
