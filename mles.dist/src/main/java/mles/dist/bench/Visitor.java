package mles.dist.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import mles.protocol.Frame;

/**
 * One join and leave. It joins, waits for the history, half-closes, and has left when the server closes. What it brings
 * is published by then. For the thread of the churn.
 */
final class Visitor implements Inflow.Sink {
    private final Room room;
    private final Checker checker;
    private final Inflow inflow;
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
    Visitor(Room room, String uid, int brings, Checker checker, Layout layout) throws IOException {
        this.room = room;
        this.uid = uid;
        this.brings = brings;
        this.checker = checker;
        this.inflow = new Inflow(layout);
        this.start = Clock.now();
        this.socket = SocketChannel.open();
        checker.renew(room.number(), 0);
    }

    Room room() {
        return room;
    }

    int brings() {
        return brings;
    }

    SocketChannel socket() {
        return socket;
    }

    Inflow inflow() {
        return inflow;
    }

    /** {@return when it came} */
    long start() {
        return start;
    }

    /** {@return how many messages of the history it got} */
    long got() {
        return got;
    }

    /** {@return whether it has all of the history, or there is none} */
    boolean isComplete() {
        return room.messages() == 0 || checker.next(room.number(), 0) >= room.messages();
    }

    boolean isLeaving() {
        return leaving;
    }

    /** The connection is there: says hello, and what it brings. */
    void arrive(Target target, int size, SelectionKey key) throws IOException {
        long keyValue = target.key(socket, uid, room.channel());
        ByteBuffer message = Framing.MLES.toServer(Layout.message(uid, room.channel(), size), keyValue);
        ByteBuffer hello = Framing.MLES.toServer(Layout.message(uid, room.channel(), 0), keyValue);
        boolean isOne = brings == 1;
        out = ByteBuffer.allocate((isOne ? 0 : hello.remaining()) + brings * message.remaining());
        if (!isOne) {
            out.put(hello);
        }
        for (int i = 0; i < brings; i++) {
            int at = out.position() + message.remaining() - size;
            out.put(message.duplicate());
            Stamp.write(out, at, room.number(), room.messages() + i, start);
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
        if (Stamp.publisher(id) != room.number() || Stamp.sequence(id) >= room.messages()) {
            checker.foreign();
            return;
        }
        checker.arrived(room.number(), 0, Stamp.sequence(id));
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
