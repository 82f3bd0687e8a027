package mles.loadgen;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A publisher's connection, with the batch that it writes next. For the thread of the sender. */
final class Publisher {
    private static final int MOST_BATCH_BYTES = 1 << 16;

    private final int index;
    private final int frameSize;
    private final int stampAt;
    private final int mostBatch;
    private final SocketChannel socket;
    private final SelectionKey key;
    private final ByteBuffer batch;
    private long sent;
    private long sentBefore;
    private boolean finished;
    private boolean heldBack;

    /**
     * @param frame  what a message of this publisher is sent as; its stamp is written anew each time
     * @param socket has joined
     */
    Publisher(int index, Layout layout, ByteBuffer frame, int window, SocketChannel socket, Selector selector)
            throws IOException {
        this.index = index;
        this.frameSize = frame.remaining();
        this.stampAt = frameSize - layout.size();
        this.mostBatch = Math.clamp(MOST_BATCH_BYTES / frameSize, 1, window);
        this.socket = socket;
        socket.configureBlocking(false);
        this.key = socket.register(selector, SelectionKey.OP_READ, this);
        this.batch = ByteBuffer.allocateDirect(mostBatch * frameSize);
        while (batch.hasRemaining()) {
            batch.put(frame.duplicate());
        }
    }

    int index() {
        return index;
    }

    /** {@return the most messages that one batch may hold} */
    int mostBatch() {
        return mostBatch;
    }

    long sent() {
        return sent;
    }

    /** {@return the number of messages sent in this phase} */
    long sentInPhase() {
        return sent - sentBefore;
    }

    void beginPhase() {
        sentBefore = sent;
        finished = false;
        heldBack = false;
    }

    /** It sends nothing more in this phase. */
    void finish() {
        finished = true;
    }

    boolean isFinished() {
        return finished;
    }

    /** {@return whether the server, by a full window or a full socket, is why it is behind its schedule} */
    boolean isHeldBack() {
        return heldBack;
    }

    void holdBack(boolean is) {
        heldBack = is;
    }

    boolean waitsForSocket() {
        return batch.hasRemaining();
    }

    /** Makes room for a batch; the last one is gone. */
    void beginBatch() {
        batch.clear();
    }

    /** Stamps the next message, which is the {@code place}th of the batch. */
    void stamp(int place, long time) {
        Stamp.write(batch, place * frameSize + stampAt, index, sent + place, time);
    }

    /** Sends the first {@code messages} of the batch, which are stamped; what the socket does not take waits. */
    void send(int messages) throws IOException {
        sent += messages;
        batch.limit(messages * frameSize).position(0);
        flush();
    }

    /**
     * Writes what is left of the batch.
     *
     * @return whether it is all gone
     */
    boolean flush() throws IOException {
        while (batch.hasRemaining()) {
            if (socket.write(batch) == 0) {
                key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                return false;
            }
        }
        if (key.interestOps() != SelectionKey.OP_READ) {
            key.interestOps(SelectionKey.OP_READ);
        }
        return true;
    }

    /**
     * Reads what others on the channel send.
     *
     * @return the number of bytes, negative at the end
     */
    int discard(ByteBuffer scratch) throws IOException {
        return socket.read(scratch.clear());
    }

    void close() {
        Target.close(socket);
    }
}
