package mles.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.protocol.ConnectionKey;
import mles.protocol.FirstScan;
import mles.protocol.Frame;
import mles.protocol.Message;
import mles.server.spi.Position;
import mles.server.transport.Gate;
import mles.server.transport.JoinAnswer;
import mles.server.transport.JoinOptions;
import mles.server.transport.Member;
import mles.server.transport.Membership;
import mles.websocket.wire.WebSocketFrames;
import org.jspecify.annotations.Nullable;

/**
 * A server behind a bridge. It checks that what comes in is as a front end must make it, and does what hubs do to their
 * members: refuses, writes to them in fragments, lets them wait, closes them, now or later.
 */
final class FakeGate implements Gate {
    private static final String KEY = "secret";
    private static final String HISTORY = "what was said before";

    private final ByteBufAllocator allocator;
    private final Random random;
    private final boolean positions;
    private final List<Seat> seats = new ArrayList<>();
    private long number;

    /** @param positions whether it answers */
    FakeGate(ByteBufAllocator allocator, Random random, boolean positions) {
        this.allocator = allocator;
        this.random = random;
        this.positions = positions;
    }

    @Override
    public boolean hasPositions() {
        return positions;
    }

    @Override
    public boolean vouches(long key, InetSocketAddress remote, String uid, String channel) {
        return key == key(remote, uid, channel);
    }

    @Override
    public long key(InetSocketAddress remote, String uid, String channel) {
        return ConnectionKey.of(KEY, uid, channel);
    }

    @Override
    public Membership admit(ByteBuf firstFrame, FirstScan scan, InetSocketAddress remote, Member member,
            JoinOptions options) {
        Frame frame = Frame.copyOf(firstFrame.nioBuffer());
        Message message = Message.decode(frame.payload());
        Seat seat = new Seat(member, message.uid(), message.channel());
        seat.check(frame);
        assertTrue(seats.stream().noneMatch(seat::isNamesake), "a second member of the same names");
        assertTrue(positions || options.equals(JoinOptions.V1), "options of a gate without positions");
        if (random.nextInt(8) == 0) {
            member.close(CloseReason.WRONG_KEY);
            return Membership.NONE;
        }
        seats.add(seat);
        member.loop().execute(seat::turn);
        return seat;
    }

    /** Does the work that was put off: members that wait go on, and some are closed. */
    void turn() {
        List.copyOf(seats).forEach(Seat::turn);
    }

    boolean isEmpty() {
        return seats.isEmpty();
    }

    private final class Seat implements Membership {
        private final Member member;
        private final String uid;
        private final String channel;
        private @Nullable ByteBuf writing;
        private @Nullable CloseReason leaving;
        private final ArrayDeque<Long> tags = new ArrayDeque<>();
        private boolean joined = !positions;
        private int fragments;
        private boolean waits;

        private Seat(Member member, String uid, String channel) {
            this.member = member;
            this.uid = uid;
            this.channel = channel;
        }

        private boolean isNamesake(Seat other) {
            return (positions || other.uid.equals(uid)) && other.channel.equals(channel);
        }

        private void check(Frame frame) {
            long key = ConnectionKey.of(KEY, uid, channel);
            assertEquals(key, frame.key());
            assertEquals(ConnectionId.of(key), frame.cid());
        }

        @Override
        public void publish(ByteBuf in, int at, int bytes, int frames) {
            assertTrue(seats.contains(this), "a frame of nobody");
            assertEquals(1, frames);
            Frame frame = Frame.copyOf(in.nioBuffer(at, bytes));
            check(frame);
            Message message = Message.decode(frame.payload());
            assertEquals(List.of(uid, channel), List.of(message.uid(), message.channel()));
            if (!waits && random.nextInt(8) == 0) {
                waits = true;
                member.reading(false);
            }
        }

        @Override
        public void publish(ByteBuf in, int at, int bytes, int frames, long tag) {
            assertTrue(positions, "an answer is asked of a gate that has none");
            publish(in, at, bytes, frames);
            tags.add(tag);
            if (random.nextBoolean()) {
                answer();
            }
        }

        @Override
        public boolean mayHold() {
            return true;
        }

        @Override
        public void written(boolean success) {
            ByteBuf written = writing;
            assertFalse(written == null, "an answer to no write");
            writing = null;
            if (written != null) {
                written.release();
            }
            if (success && leaving == null && fragments > 0) {
                write();
            }
        }

        @Override
        public void leave(CloseReason reason) {
            assertEquals(null, leaving, "somebody leaves twice");
            leaving = reason;
            if (random.nextBoolean()) {
                close(reason);
            }
        }

        private void answer() {
            while (joined && !tags.isEmpty()) {
                member.published(tags.remove(), ++number);
            }
        }

        private void join() {
            joined = true;
            member.joined(new JoinAnswer(new Position(1, number), 1 + random.nextInt(2), random.nextInt(3),
                    random.nextBoolean()));
        }

        private void turn() {
            if (!joined && leaving == null && random.nextInt(8) > 0) {
                join();
            }
            answer();
            if (waits) {
                waits = false;
                member.reading(true);
            }
            CloseReason reason = leaving;
            if (reason != null) {
                close(reason);
            } else if (random.nextInt(8) == 0) {
                close(CloseReason.TOO_SLOW);
            } else if (joined && writing == null && random.nextBoolean()) {
                write();
            }
        }

        private void close(CloseReason reason) {
            if (seats.remove(this)) {
                member.close(reason);
            }
        }

        /** A fragment of a message, which ends after up to three of them. */
        private void write() {
            boolean first = fragments == 0;
            boolean last = fragments == 2 || random.nextBoolean();
            fragments = last ? 0 : fragments + 1;
            byte[] body = HISTORY.getBytes(StandardCharsets.US_ASCII);
            int size = WebSocketFrames.size(body.length);
            ByteBuf slice = allocator.directBuffer(size, size);
            ByteBuffer header = slice.nioBuffer(0, size);
            WebSocketFrames.writeHeader(header, body.length, first, last);
            slice.writerIndex(header.position()).writeBytes(body);
            writing = slice;
            member.write(slice, 0, size);
        }
    }
}
