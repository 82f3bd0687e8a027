package mles.loadgen;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import mles.protocol.Frame;

/**
 * One join and leave. It joins, waits for the history, half-closes, and has left when the server closes. What it brings
 * is published by then. For the thread of the churn.
 */
final class ChurnClient implements StreamDecoder.Sink {
    private final ChurnChannel churnChannel;
    private final Checker checker;
    private final StreamDecoder decoder;
    private final SocketChannel socket;
    private final String uid;
    private final int brings;
    private final long start;
    private ByteBuffer out = ByteBuffer.allocate(0);
    private long got;
    private boolean leaving;

    /**
     * @param brings how many messages it publishes; if it is one, that one is its first frame
     */
    ChurnClient(ChurnChannel churnChannel, String uid, int brings, Checker checker, Layout layout) throws IOException {
        this.churnChannel = churnChannel;
        this.uid = uid;
        this.brings = brings;
        this.checker = checker;
        this.decoder = new StreamDecoder(layout);
        this.start = Clock.now();
        this.socket = SocketChannel.open();
        checker.renew(churnChannel.number(), 0);
    }

    ChurnChannel room() {
        return churnChannel;
    }

    int brings() {
        return brings;
    }

    SocketChannel socket() {
        return socket;
    }

    StreamDecoder inflow() {
        return decoder;
    }

    /** {@return when it came} */
    long start() {
        return start;
    }

    /** {@return the number of messages of the history that it got} */
    long got() {
        return got;
    }

    /** {@return whether it has all of the history, or there is none} */
    boolean isComplete() {
        return churnChannel.messages() == 0 || checker.next(churnChannel.number(), 0) >= churnChannel.messages();
    }

    boolean isLeaving() {
        return leaving;
    }

    /** The connection is there: says hello, and what it brings. */
    void arrive(Target target, int size, SelectionKey key) throws IOException {
        long keyValue = target.key(socket, uid, churnChannel.channel());
        ByteBuffer message = FrameCodec.MLES.toServer(Layout.message(uid, churnChannel.channel(), size), keyValue);
        ByteBuffer hello = FrameCodec.MLES.toServer(Layout.message(uid, churnChannel.channel(), 0), keyValue);
        boolean isOne = brings == 1;
        out = ByteBuffer.allocate((isOne ? 0 : hello.remaining()) + brings * message.remaining());
        if (!isOne) {
            out.put(hello);
        }
        for (int i = 0; i < brings; i++) {
            int at = out.position() + message.remaining() - size;
            out.put(message.duplicate());
            Stamp.write(out, at, churnChannel.number(), churnChannel.messages() + i, start);
        }
        out.flip();
        write(key);
    }

    /** Writes what is left, and leaves when nothing is and all has come. */
    void write(SelectionKey key) throws IOException {
        socket.write(out);
        key.interestOps(out.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        leaveIfDone();
    }

    void leaveIfDone() throws IOException {
        if (!leaving && !out.hasRemaining() && isComplete()) {
            leaving = true;
            socket.shutdownOutput();
        }
    }

    @Override
    public void message(long id, long time) {
        if (Stamp.publisher(id) != churnChannel.number() || Stamp.sequence(id) >= churnChannel.messages()) {
            checker.foreign();
            return;
        }
        checker.arrived(churnChannel.number(), 0, Stamp.sequence(id));
        got++;
    }

    @Override
    public void other(ByteBuffer in, int at, int size) {
        if (!Frame.endsEmpty(in, at, at + size)) {
            checker.foreign();
        }
    }

    @Override
    public void oversized() {
        checker.foreign();
    }
}
