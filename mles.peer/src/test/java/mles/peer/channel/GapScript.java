package mles.peer.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import mles.protocol.Header;
import mles.protocol.Resync;
import mles.server.channel.FakeMember;
import mles.server.channel.HubRig;
import mles.server.log.TestFrames;
import mles.server.metrics.Counter;

/**
 * A linked channel beside an upstream server that is a list of the newest messages. In each outage others say something there;
 * then come connections that are lost before they take the first frame, or anywhere in the replay behind its first message;
 * then one that stays. What is forgotten there before the link is back must be counted, however often it is lost then. Not
 * seen is what a resync pushes out of a full history above, when its connection is lost before all of that was told.
 */
final class GapScript {
    private static final byte[] JOIN = UpstreamLinkRig.join(UpstreamLinkRig.CID, UpstreamLinkRig.KEY);

    private final FakeLink link = new FakeLink();
    private final Deque<ByteBuffer> above = new ArrayDeque<>();
    private final HubRig rig;
    private final FakeMember reader;
    private final int keptAbove;
    private final boolean restarts;
    private boolean dropped;
    private long restarted;

    /** @param keptAbove how many messages the upstream server keeps, and {@code kept} the channel */
    GapScript(int keptAbove, int kept, boolean restarts) {
        this.keptAbove = keptAbove;
        this.restarts = restarts;
        rig = new HubRig(1, 1L << 30, HubRig.limits(kept, UpstreamLinkRig.WINDOW),
                new PeerUpstream(link, 0, HubRig.STALL));
        reader = rig.join("c", 0, UpstreamLinkRig.CID, JOIN);
        stay(new Random(0));
    }

    /** The link is lost, and comes back in the end. */
    void outage(Random random) {
        link.end(rig, LinkOutcome.LOST);
        long before = gaps();
        Set<ByteBuffer> forgotten = new HashSet<>(say(random.nextInt(12)));
        forgotten.removeAll(above);
        for (int lost = random.nextInt(4); lost > 0; lost--) {
            if (restarts && random.nextInt(3) == 0) {
                restarted++;
                above.clear();
                say(random.nextInt(3));
            }
            die(random);
        }
        stay(random);
        assertTrue(forgotten.isEmpty() || gaps() > before, () -> forgotten.size() + " are lost, and it is not counted");
        assertTrue(dropped || gaps() <= restarted, () -> gaps() + " gaps, though nothing was dropped");
    }

    /** The upstream server is restarted, and a link that is lost again has brought its history back. */
    void restart(Random random) {
        long before = gaps();
        link.end(rig, LinkOutcome.LOST);
        above.clear();
        say(random.nextInt(3));
        dieTaken(random);
        for (int lost = random.nextInt(3); lost > 0; lost--) {
            die(random);
        }
        stay(random);
        assertEquals(before, gaps());
    }

    void finish() {
        rig.leave(reader);
        rig.close();
    }

    private void die(Random random) {
        if (random.nextBoolean()) {
            dieTaken(random);
        } else {
            link.connect(rig, UpstreamLinkRig.KEY, Optional.empty());
            link.end(rig, LinkOutcome.LOST);
        }
    }

    private void dieTaken(Random random) {
        List<ByteBuffer> replay = List.copyOf(above);
        takeIn(link.connect(rig, UpstreamLinkRig.KEY, Optional.empty()));
        down(replay.subList(0, replay.isEmpty() ? 0 : 1 + random.nextInt(replay.size())));
        link.end(rig, LinkOutcome.LOST);
    }

    private long gaps() {
        return rig.hubs.count(Counter.PEER_GAPS);
    }

    private void stay(Random random) {
        List<ByteBuffer> replay = List.copyOf(above);
        takeIn(link.connect(rig, UpstreamLinkRig.KEY, Optional.empty()));
        down(replay);
        rig.pass(TimeUnit.SECONDS.toNanos(20));
        List<ByteBuffer> live = say(1 + random.nextInt(5));
        down(live);
        byte[] own = rig.frames.ofSize(20);
        rig.publish(reader, own);
        add(ByteBuffer.wrap(own));
    }

    private List<ByteBuffer> say(int count) {
        List<ByteBuffer> said = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            said.add(ByteBuffer.wrap(rig.frames.ofSize(20)));
        }
        said.forEach(this::add);
        return said;
    }

    private void add(ByteBuffer message) {
        above.add(message);
        if (above.size() > keptAbove) {
            above.remove();
            dropped = true;
        }
    }

    /** A first frame, as SPEC 5.1 and 5.5 want it. */
    private void takeIn(byte[] first) {
        if (!Arrays.equals(first, JOIN)) {
            ByteBuffer payload = ByteBuffer.wrap(first, Header.SIZE, first.length - Header.SIZE).slice();
            List<ByteBuffer> stored = new ArrayList<>(above);
            List<ByteBuffer> items = Resync.decode(payload).items();
            items.subList(1, items.size()).stream().filter(item -> !stored.remove(item))
                    .forEach(item -> add(ByteBuffer.wrap(TestFrames.bytes(item))));
        }
    }

    private void down(List<ByteBuffer> frames) {
        if (!frames.isEmpty()) {
            link.receive(rig, frames.stream().map(TestFrames::bytes).toArray(byte[][]::new));
        }
    }
}
