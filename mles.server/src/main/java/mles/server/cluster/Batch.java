package mles.server.cluster;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import mles.server.log.Publisher;
import mles.server.spi.RelayEntry;
import org.jspecify.annotations.Nullable;

/** Frames of one kind that are proposed together, and their publishers. Thread: home loop. */
final class Batch {
    /** The progress of a batch to its place. */
    enum State {
        /** Not proposed yet: frames can be added. */
        WAITING,
        /** Proposed, without an answer. */
        ASKED,
        /** The answer was a failure: it may come, or not. */
        UNKNOWN,
        /** The engine has taken it, and has not brought it back. */
        TAKEN
    }

    private final RelayEntry.Kind kind;
    private final long number;
    private final long since;
    private final ByteBufAllocator allocator;
    /** Pooled memory while frames are added, then an array of their size: the engine may hold it for longer than the batch lives. */
    private ByteBuf bytes = Unpooled.EMPTY_BUFFER;
    private final List<Piece> pieces = new ArrayList<>(1);
    private int frames;
    private State state = State.WAITING;

    /** Frames of one publisher behind each other. */
    private record Piece(Publisher publisher, int bytes, int frames, @Nullable Runnable whenAppended) {
    }

    /** Takes the frames of a batch, by publishers. */
    interface Target {
        void take(Publisher publisher, ByteBuf in, int at, int bytes, int frames);
    }

    /**
     * An empty batch.
     *
     * @param since     its time on the clock of the home loop
     * @param allocator of memory for its frames until it is proposed
     */
    Batch(RelayEntry.Kind kind, long number, long since, ByteBufAllocator allocator) {
        this.kind = kind;
        this.number = number;
        this.since = since;
        this.allocator = allocator;
    }

    /** @param whenAppended runs when these frames are in the log; null for nothing */
    void add(Publisher publisher, ByteBuf in, int at, int size, int count, @Nullable Runnable whenAppended) {
        if (pieces.isEmpty()) {
            bytes = allocator.directBuffer(size);
        }
        bytes.writeBytes(in, at, size);
        frames += count;
        Piece last = pieces.isEmpty() ? null : pieces.getLast();
        if (last != null && last.whenAppended() == null && last.publisher().equals(publisher)) {
            pieces.set(pieces.size() - 1,
                    new Piece(publisher, last.bytes() + size, last.frames() + count, whenAppended));
        } else {
            pieces.add(new Piece(publisher, size, count, whenAppended));
        }
    }

    /** {@return whether {@code more} bytes of that kind can be added} */
    boolean hasRoom(RelayEntry.Kind ofKind, int more, int most) {
        return state == State.WAITING && kind == ofKind && bytes.readableBytes() + more <= most;
    }

    long number() {
        return number;
    }

    RelayEntry.Kind kind() {
        return kind;
    }

    /** {@return when its first frame came, on the clock of the home loop} */
    long since() {
        return since;
    }

    int size() {
        return bytes.readableBytes();
    }

    int frames() {
        return frames;
    }

    State state() {
        return state;
    }

    void become(State next) {
        state = next;
    }

    /** {@return the entry to propose, the same each time} No frames can be added any more. */
    RelayEntry ask(long origin) {
        if (state == State.WAITING) {
            byte[] exact = new byte[bytes.readableBytes()];
            bytes.readBytes(exact);
            release();
            bytes = Unpooled.wrappedBuffer(exact);
        }
        state = State.ASKED;
        return new RelayEntry(kind, origin, number, bytes.nioBuffer(), frames);
    }

    /** Gives its memory back: it is given up. */
    void release() {
        bytes.release();
        bytes = Unpooled.EMPTY_BUFFER;
    }

    boolean isOf(Publisher publisher) {
        return pieces.stream().anyMatch(piece -> piece.publisher().equals(publisher));
    }

    void giveTo(Target target) {
        int at = 0;
        for (Piece piece : pieces) {
            target.take(piece.publisher(), bytes, at, piece.bytes(), piece.frames());
            at += piece.bytes();
            if (piece.whenAppended() != null) {
                piece.whenAppended().run();
            }
        }
    }

    void forEachPublisher(Consumer<Publisher> action) {
        pieces.forEach(piece -> action.accept(piece.publisher()));
    }
}
