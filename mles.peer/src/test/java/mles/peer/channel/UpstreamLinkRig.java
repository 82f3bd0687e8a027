package mles.peer.channel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;
import mles.protocol.Header;
import mles.protocol.Message;
import mles.protocol.Resync;
import mles.server.channel.FakeMember;
import mles.server.channel.HubRig;
import mles.server.log.TestFrames;

/** A linked channel on hand-driven loops, and what its tests do to it. */
abstract class UpstreamLinkRig {
    static final int CID = 77;
    static final long KEY = 5;
    static final long WINDOW = 1 << 20;
    static final long IDLE = TimeUnit.MINUTES.toNanos(10);
    static final byte[] JOIN = join(CID, KEY);

    final FakeLink link = new FakeLink();
    HubRig rig = rig(100);

    HubRig rig(int history) {
        return new HubRig(1, 1L << 30, HubRig.limits(history, WINDOW), new PeerUpstream(link, IDLE, HubRig.STALL));
    }

    FakeMember enter() {
        return rig.join("c", 0, CID, JOIN);
    }

    byte[] connect(long key) {
        byte[] first = link.connect(rig, key, Optional.empty());
        rig.pass(CatchUp.SILENT_NANOS);
        return first;
    }

    static void assertItems(byte[] frame, byte[]... items) {
        Resync resync = resync(frame);
        assertArrayEquals(TestFrames.join(items),
                TestFrames.join(resync.items().stream().map(TestFrames::bytes).toList()));
        assertEquals(items.length, resync.items().size());
    }

    static Resync resync(byte[] frame) {
        return Resync.decode(ByteBuffer.wrap(Arrays.copyOfRange(frame, Header.SIZE, frame.length)));
    }

    static byte[] join(int cid, long key) {
        return TestFrames.bytes(Frame.of(new ConnectionId(cid), key, Message.of("m", "c", "")).bytes());
    }
}
