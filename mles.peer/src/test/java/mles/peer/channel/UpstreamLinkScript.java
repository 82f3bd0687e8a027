package mles.peer.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;
import mles.protocol.Header;
import mles.protocol.Message;
import mles.protocol.Resync;
import mles.server.channel.FakeMember;
import mles.server.channel.HubRig;
import mles.server.log.TestFrames;
import mles.server.metrics.Counter;

/**
 * A linked channel beside an upstream server that is a plain list. Connections are refused, stall, and are lost
 * with what is under way; members publish, come, go, and bring history back. In the end each frame must be on either side
 * once, in order.
 */
final class UpstreamLinkScript {
    private static final byte[] JOIN = join(77);
    /** The system gives a connection up that takes nothing for longer. */
    private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final FakeLink link = new FakeLink();
    private final List<ByteBuffer> above = new ArrayList<>();
    private final List<ByteBuffer> published = new ArrayList<>();
    private final Set<ByteBuffer> broughtBack = new HashSet<>();
    private final List<ByteBuffer> said = new ArrayList<>();
    private final List<ByteBuffer> onTheWayDown = new ArrayList<>();
    private final HubRig rig;
    private final FakeMember reader;
    private int members = 100;
    private int arrived;
    private long stalledFor;
    private boolean connected;
    private boolean accepted;
    private boolean stalled;

    /** History and window are to hold more than there will be, so that nothing is lost, and nothing heard twice. */
    UpstreamLinkScript(int history, long window) {
        rig = new HubRig(1, 1L << 30, HubRig.limits(history, window), new PeerUpstream(link, 0, HubRig.STALL));
        reader = rig.join("c", 0, 77, JOIN);
        link.unreachable(rig);
    }

    /** Does one step, which {@code random} chooses. */
    void step(Random random) {
        int kind = random.nextInt(100);
        if (kind < 30) {
            publish(random);
        } else if (kind < 50) {
            say(random);
        } else if (kind < 60) {
            arrive();
        } else if (kind < 70) {
            pass(random.nextLong(TimeUnit.SECONDS.toNanos(3)));
        } else if (kind < 74) {
            stalled = connected;
        } else if (kind < 80) {
            lose();
        } else if (kind < 94) {
            connect(random.nextInt(4) == 0);
        } else {
            bringBack(random);
        }
        obey();
    }

    /** Brings everything to its place, and looks. */
    void finish() {
        lose();
        connect(false);
        obey();
        pass(TimeUnit.SECONDS.toNanos(1) + 1);
        obey();
        arrive();
        List<ByteBuffer> came = above.stream().filter(published::contains).toList();
        assertEquals(published, came, "what was published, each once and in order");
        assertEquals(broughtBack.stream().collect(Collectors.toMap(frame -> frame, frame -> 1L)),
                above.stream().filter(broughtBack::contains)
                        .collect(Collectors.groupingBy(frame -> frame, Collectors.counting())),
                "what was brought back, each once");
        assertEquals(0, rig.hubs.count(Counter.PEER_DROPPED_FRAMES));
        List<ByteBuffer> heard = frames(reader.received()).stream().filter(said::contains).toList();
        assertEquals(said, heard, "what was said above, each once and in order");
        rig.leave(reader);
        rig.close();
    }

    private void publish(Random random) {
        byte[] frame = rig.frames.ofSize(20 + random.nextInt(2000));
        published.add(ByteBuffer.wrap(frame));
        rig.publish(reader, frame);
    }

    private void say(Random random) {
        ByteBuffer frame = ByteBuffer.wrap(rig.frames.ofSize(20 + random.nextInt(200)));
        above.add(frame);
        said.add(frame);
        if (connected) {
            onTheWayDown.add(frame);
        }
    }

    /** Frames on their way in both directions arrive. */
    private void arrive() {
        if (!connected || stalled) {
            return;
        }
        byte[] taken = link.taken();
        above.addAll(frames(Arrays.copyOfRange(taken, arrived, taken.length)));
        arrived = taken.length;
        down(onTheWayDown);
        onTheWayDown.clear();
    }

    private void pass(long nanos) {
        arrive();
        rig.pass(nanos);
        if (stalled) {
            stalledFor += nanos;
            if (stalledFor > STALL_NANOS) {
                lose();
            }
        } else if (connected && !accepted && nanos > TimeUnit.SECONDS.toNanos(1)) {
            accept();
        }
    }

    private void accept() {
        accepted = true;
        link.accept(rig);
    }

    private void lose() {
        if (connected) {
            end(LinkOutcome.LOST);
        }
    }

    private void end(LinkOutcome how) {
        connected = false;
        stalled = false;
        stalledFor = 0;
        onTheWayDown.clear();
        link.end(rig, how);
    }

    private void connect(boolean refused) {
        if (connected) {
            return;
        }
        byte[] first = link.connect(rig, 5, Optional.empty());
        connected = true;
        accepted = false;
        arrived = 0;
        if (refused) {
            end(LinkOutcome.REFUSED);
            return;
        }
        List<ByteBuffer> replay = List.copyOf(above);
        takeIn(first);
        if (!replay.isEmpty()) {
            accept();
        }
        down(replay);
    }

    /** A first frame, as SPEC 5.1 and 5.5 want it. */
    private void takeIn(byte[] first) {
        ByteBuffer payload = ByteBuffer.wrap(first, Header.SIZE, first.length - Header.SIZE).slice();
        List<ByteBuffer> stored = new ArrayList<>(above);
        boolean plain = Arrays.equals(first, JOIN);
        for (ByteBuffer item : plain ? List.of(ByteBuffer.wrap(first)) : Resync.decode(payload).items()) {
            if (!stored.remove(item)) {
                above.add(ByteBuffer.wrap(TestFrames.bytes(item)));
            }
        }
    }

    private void down(List<ByteBuffer> frames) {
        if (!frames.isEmpty()) {
            link.receive(rig, frames.stream().map(TestFrames::bytes).toArray(byte[][]::new));
        }
    }

    /** A member comes with frames that the channel may lack, and the upstream server may have. */
    private void bringBack(Random random) {
        arrive();
        if (stalled) {
            return;
        }
        List<byte[]> items = new ArrayList<>(List.of(join(members)));
        if (random.nextBoolean()) {
            above.forEach(frame -> items.add(TestFrames.bytes(frame)));
        }
        byte[] fresh = rig.frames.ofSize(50);
        broughtBack.add(ByteBuffer.wrap(fresh));
        items.add(fresh);
        FakeMember member = rig.joinWith("c", members++, items.toArray(byte[][]::new));
        rig.leave(member);
    }

    /** Does what the link is told. */
    private void obey() {
        while (link.told.removeIf(word -> word.startsWith("rejoin"))) {
            if (connected) {
                boolean whole = !stalled;
                if (whole) {
                    byte[] taken = link.taken();
                    above.addAll(frames(Arrays.copyOfRange(taken, arrived, taken.length)));
                }
                end(whole && accepted ? LinkOutcome.FINISHED : LinkOutcome.LOST);
                connect(false);
            }
        }
    }

    private static List<ByteBuffer> frames(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        List<ByteBuffer> frames = new ArrayList<>();
        for (int at = 0; at < bytes.length;) {
            int end = at + Header.frameSize(in, at);
            if (end > bytes.length) {
                break;
            }
            frames.add(ByteBuffer.wrap(Arrays.copyOfRange(bytes, at, end)));
            at = end;
        }
        return frames;
    }

    private static byte[] join(int cid) {
        return TestFrames.bytes(Frame.of(new ConnectionId(cid), 5, Message.of("m", "c", "")).bytes());
    }
}
