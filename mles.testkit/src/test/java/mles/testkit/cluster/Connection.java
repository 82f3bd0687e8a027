package mles.testkit.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import mles.protocol.ChannelName;
import mles.protocol.CloseReason;
import mles.protocol.Header;
import mles.server.channel.FakeMember;
import mles.server.log.TestFrames;

/** A member's connection in a simulation: what it publishes, and a check of all that it hears. */
final class Connection {
    private final int number;
    private final int cid;
    private final ChannelName channel;
    private final SimulatedServer server;
    private final FakeMember fake;
    private final EngineOrder order;
    private final FrameBook book;
    private final Set<Long> brought = new HashSet<>();
    private final Hearing hearing;
    private byte[] rest = new byte[0];
    private int frames = 1;
    private State state = State.MEMBER;

    /** The life of a connection, as its client sees it. */
    private enum State {
        MEMBER, LEAVING, ENDING, CLOSED, DEAD
    }

    /** @param brought keys of the frames that it brings back with its join */
    Connection(int number, int cid, ChannelName channel, SimulatedServer server, FakeMember fake, EngineOrder order,
            FrameBook book, List<Long> brought) {
        this.number = number;
        this.cid = cid;
        this.channel = channel;
        this.server = server;
        this.fake = fake;
        this.order = order;
        this.book = book;
        this.brought.addAll(brought);
        this.hearing = new Hearing(order, at -> !isOwn(order.key(at)) || mayHear(order.key(at)),
                at -> isOwn(order.key(at)) || server.mayMiss(channel, order, at, book));
    }

    FakeMember fake() {
        return fake;
    }

    SimulatedServer server() {
        return server;
    }

    int cid() {
        return cid;
    }

    ChannelName channel() {
        return channel;
    }

    boolean isAlive() {
        return state != State.CLOSED && state != State.DEAD;
    }

    boolean isMember() {
        return state == State.MEMBER;
    }

    /** {@return keys of its frames} */
    List<Long> keys() {
        List<Long> keys = new ArrayList<>();
        for (int i = 0; i < frames; i++) {
            keys.add(FrameBook.key(number, i));
        }
        return keys;
    }

    /** Publishes new frames of these sizes in one batch. */
    void publish(List<Integer> sizes) {
        List<byte[]> batch = new ArrayList<>();
        for (int size : sizes) {
            batch.add(book.write(FrameBook.key(number, frames), cid, size));
            frames++;
        }
        fake.publish(TestFrames.buffer(batch), batch.size());
    }

    void leave() {
        state = State.LEAVING;
        fake.leave();
    }

    /** Its client uses another connection from now on. */
    void abandon() {
        if (state == State.MEMBER) {
            state = State.ENDING;
        }
    }

    /** {@return keys of its frames from the oldest one that may be missing, or from up to {@code more} before} */
    List<Long> unsure(int more) {
        List<Long> keys = keys();
        int known = 1;
        while (known < keys.size() && order.has(keys.get(known))) {
            known++;
        }
        return keys.subList(Math.max(1, known - more), keys.size());
    }

    /** Its socket breaks. */
    void end() {
        state = State.ENDING;
        server.rig().loops.on(fake.loop(), () -> fake.membership().leave(CloseReason.UNRESPONSIVE));
    }

    /** Its server is gone. */
    void die() {
        state = State.DEAD;
    }

    /** It has joined now, and gets the history that its server has. */
    void joined() {
        hearing.begin(server.checkHistory(channel, order, book));
    }

    /** Checks what it heard since the last call, and why it was closed. */
    void look() {
        if (!isAlive()) {
            return;
        }
        hear(fake.drain());
        if (fake.closed() != null) {
            if (fake.closed() == CloseReason.LEFT) {
                assertTrue(state == State.LEAVING, () -> this + ": expected a reason, was left");
                missing().forEach(key -> {
                    throw new AssertionError(
                            FrameBook.name(key) + ": expected in the order before the member has left");
                });
            }
            state = State.CLOSED;
        }
    }

    /** {@return keys of published frames that are not in the order; empty joins do not count} */
    List<Long> missing() {
        return keys().stream().filter(key -> !order.has(key) && !book.isEmptyJoin(key)).toList();
    }

    /** Everything is as it should be, and all is delivered: it has heard the whole order. */
    void checkComplete() {
        if (!isAlive()) {
            return;
        }
        assertTrue(rest.length == 0, () -> this + ": expected whole frames");
        assertTrue(missing().isEmpty(), () -> this + ": expected its frames in the order, without was " + missing());
        if (!hearing.hasBegun()) {
            hearing.begin(List.of(joinPlace()));
        }
        hearing.checkComplete();
    }

    private void hear(byte[] more) {
        byte[] all = TestFrames.join(rest, more);
        ByteBuffer in = ByteBuffer.wrap(all);
        int at = 0;
        while (at + Header.SIZE <= all.length && at + Header.frameSize(in, at) <= all.length) {
            int size = Header.frameSize(in, at);
            long key = Header.key(in, at);
            assertArrayEquals(book.bytes(key), Arrays.copyOfRange(all, at, at + size));
            hear(key);
            at += size;
        }
        rest = Arrays.copyOfRange(all, at, all.length);
    }

    private void hear(long key) {
        if (!hearing.hasBegun()) {
            List<Integer> starts = new ArrayList<>(order.places(key));
            starts.removeIf(start -> start > joinPlace());
            hearing.begin(starts.isEmpty() ? List.of(joinPlace()) : starts);
        }
        hearing.hear(key);
    }

    /** {@return the place of its join, behind which it hears all that others publish} */
    private int joinPlace() {
        return order.places(FrameBook.key(number, 0)).stream().findFirst().orElse(order.size());
    }

    private boolean isOwn(long key) {
        return FrameBook.connection(key) == number || brought.contains(key);
    }

    /** Frames that it brought may have been there; those that were given up may come later, as of another publisher. */
    private boolean mayHear(long key) {
        return brought.contains(key) || book.copies(key) > 1 || server.dropped() > 0;
    }

    @Override
    public String toString() {
        return "m" + number + " (" + cid + " on " + channel + ", " + server + ", " + state + ", " + fake.closed() + ")";
    }
}
