package mles.dist;

import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import mles.protocol.Frame;
import mles.protocol.FrameReader;
import mles.protocol.Header;
import mles.protocol.Receipt;

/** The client's end of a raw connection: what it sends may be anything. */
public final class Wire implements AutoCloseable {
    private static final int SMALL_BUFFER = 16 * 1024;

    private final Plug plug;
    private final FrameReader reader = new FrameReader(Header.MAX_PAYLOAD);
    private final Deque<Frame> frames = new ArrayDeque<>();
    private final byte[] chunk = new byte[1 << 16];

    private Wire(Plug plug) {
        this.plug = plug;
    }

    public static Wire connect(InetSocketAddress server) {
        return new Wire(new Plug(server));
    }

    /** A connection whose own buffer for what comes in is small. */
    static Wire connectNarrow(InetSocketAddress server) {
        try {
            Socket socket = new Socket();
            socket.setReceiveBufferSize(SMALL_BUFFER);
            return new Wire(new Plug(server, socket));
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sets how long a read waits for bytes. */
    public Wire patience(Duration most) {
        plug.patience(most);
        return this;
    }

    InetSocketAddress local() {
        return plug.local();
    }

    public Wire send(Frame... out) {
        return send(Frames.bytes(out));
    }

    Wire send(byte... out) {
        plug.send(out);
        return this;
    }

    /** Sends what the server may be about to refuse. */
    Wire offer(byte... out) {
        try {
            plug.send(out);
        } catch (UncheckedIOException e) {
            // refused already
        }
        return this;
    }

    /** FIN; reading goes on. */
    public Wire fin() {
        plug.fin();
        return this;
    }

    /** {@return the next frame} The end of the stream is an error. */
    public Frame next() {
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

    public String nextText() {
        return Frames.text(next());
    }

    /** {@return all frames up to the end of the stream, FIN or RST} What is left of a cut frame is dropped. */
    public List<Frame> untilEnd() {
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

    /** {@return the receipt at the end of the stream} Frames before it remain to be taken. */
    public Receipt awaitReceipt() {
        while (read()) {
            // all of it
        }
        ByteBuffer rest = reader.rest();
        Receipt receipt = rest.remaining() < Header.SIZE ? null : Receipt.read(rest, Header.cid(rest, 0));
        if (receipt == null) {
            throw new AssertionError(frames.size() + " frames and " + reader.held() + " bytes, and no receipt");
        }
        return receipt;
    }

    /** RST. */
    void reset() {
        plug.reset();
    }

    @Override
    public void close() {
        plug.close();
    }

    private boolean read() {
        int count = plug.read(chunk, 0, chunk.length);
        if (count > 0) {
            reader.read(ByteBuffer.wrap(chunk, 0, count), frames::add);
        }
        return count >= 0;
    }
}
