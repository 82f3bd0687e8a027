package mles.server.admission;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.protocol.Credentials;
import mles.protocol.FirstScan;
import mles.protocol.Frame;
import mles.protocol.Header;
import mles.protocol.Message;
import mles.protocol.Resync;
import mles.server.channel.FakeMember;
import mles.server.channel.HubRig;
import mles.server.log.TestFrames;
import mles.server.transport.AddressRateLimiter;
import org.junit.jupiter.api.Test;

/** The rules of first frames (SPEC 3.5, 4.3, 5.5), with frames made by hand. */
class AdmissionGateTest {
    private static final InetSocketAddress REMOTE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);
    private static final long WRONG = 1;

    private final HubRig rig = new HubRig(1, HubRig.limits(10, 1 << 20));
    private final Credentials shared = Credentials.of("mles-devel-frank", null);
    private final long key = shared.key(REMOTE, "User", "Channel");

    @Test
    void theRightKeyJoins() {
        FakeMember member = admit(shared, message(key, "User", "Channel", ""));
        assertNull(member.closed());
        assertTrue(isMember(ConnectionId.of(key)));
        assertEquals(List.of("joined User"), rig.events);
    }

    @Test
    void nobodyComesInOnceItIsClosed() {
        AdmissionGate gate = gate(shared);
        gate.close();
        FakeMember member = admit(gate, Unpooled.wrappedBuffer(
                TestFrames.bytes(message(key, "User", "Channel", "").bytes())));
        assertEquals(CloseReason.SHUTDOWN, member.closed());
        assertFalse(rig.has("Channel"));
    }

    @Test
    void theCidInTheHeaderCounts() {
        ConnectionId fixed = new ConnectionId(0x1234);
        admit(shared, Frame.of(fixed, key, Message.of("User", "Channel", "")));
        assertTrue(isMember(fixed));
    }

    @Test
    void anyOtherKeyIsRefused() {
        for (long wrong : new long[]{key ^ 1, key ^ Long.MIN_VALUE, shared.key(REMOTE, "Channel", "User"),
                Credentials.none().key(REMOTE, "User", "Channel"), 0}) {
            assertEquals(CloseReason.WRONG_KEY, admit(shared, message(wrong, "User", "Channel", "")).closed());
        }
        assertFalse(rig.has("Channel"));
    }

    @Test
    void bothFormsOfAnIpv4AddressAreRight() {
        Credentials address = Credentials.of(null, "secret");
        long plain = address.key(REMOTE, "User", "Channel");
        long mapped = address.mappedKey(REMOTE, "User", "Channel");
        assertNull(admit(address, message(plain, "User", "Channel", "")).closed());
        assertNull(admit(address, message(mapped, "User", "Channel", "")).closed());
        assertEquals(CloseReason.WRONG_KEY, admit(address, message(key, "User", "Channel", "")).closed());
    }

    @Test
    void garbageIsRefused() {
        Frame garbage = Frame.of(ConnectionId.of(key), key, ByteBuffer.wrap(new byte[]{1, 2, 3}));
        assertEquals(CloseReason.BAD_PAYLOAD, admit(shared, garbage).closed());
        long empty = shared.key(REMOTE, "", "");
        Frame unnamed = Frame.of(ConnectionId.of(empty), empty, ByteBuffer.wrap(new byte[]{1, 2, 3}));
        assertEquals(CloseReason.BAD_PAYLOAD, admit(shared, unnamed).closed());
    }

    @Test
    void emptyNamesAreNames() {
        assertNull(admit(shared, message(shared.key(REMOTE, "", ""), "", "", "")).closed());
        assertTrue(rig.has(""));
    }

    @Test
    void namesHaveALimitInBytes() {
        String longest = "ü".repeat(50);
        assertEquals(100, longest.getBytes(StandardCharsets.UTF_8).length);
        assertNull(admitNamed(longest, "c").closed());
        assertNull(admitNamed("u", longest).closed());
        assertEquals(CloseReason.NAME_TOO_LONG, admitNamed(longest + "x", "c").closed());
        assertEquals(CloseReason.NAME_TOO_LONG, admitNamed("u", longest + "x").closed());
        Frame wrong = message(WRONG, "u", longest + "x", "");
        assertEquals(CloseReason.NAME_TOO_LONG, admit(shared, wrong).closed(), "no hash is made of what is too long");
    }

    @Test
    void aResyncIsVouchedForByItsFirstItem() {
        Frame join = message(key, "User", "Channel", "");
        Frame other = message(WRONG, "other", "elsewhere", "text");
        assertNull(admit(shared, resync(WRONG, join, other)).closed());
        assertTrue(isMember(ConnectionId.of(key)));
        assertEquals(2, rig.hub("Channel").log().frames());
        assertArrayEquals(bytes(join, other), rig.join("Channel", 0).received());
    }

    @Test
    void aResyncIsVouchedForByItsOwnHeaderToo() {
        Frame join = message(WRONG, "User", "Channel", "");
        assertNull(admit(shared, resync(key, join, join)).closed());
        assertTrue(isMember(ConnectionId.of(key)), "the id is that of the header with the right key");
    }

    @Test
    void aResyncWithoutARightKeyIsRefused() {
        Frame join = message(WRONG, "User", "Channel", "");
        assertEquals(CloseReason.WRONG_KEY, admit(shared, resync(WRONG, join, message(key, "User", "Channel", "")))
                .closed());
    }

    @Test
    void oneBadItemRefusesTheResync() {
        ByteBuffer good = message(key, "User", "Channel", "").bytes();
        for (ByteBuffer bad : List.of(ByteBuffer.allocate(0), ByteBuffer.allocate(16), good.slice(0, 30),
                ByteBuffer.allocate(good.remaining()))) {
            Frame frame = Frame.of(ConnectionId.of(key), key, new Resync(List.of(good, bad)).encode());
            assertEquals(CloseReason.BAD_PAYLOAD, admit(shared, frame).closed());
        }
        assertFalse(rig.has("Channel"));
    }

    @Test
    void aResyncWhoseFirstItemIsNoMessageIsRefused() {
        Frame item = Frame.of(ConnectionId.of(key), key, ByteBuffer.wrap(new byte[]{1}));
        assertEquals(CloseReason.BAD_PAYLOAD, admit(shared, resync(key, item)).closed());
    }

    @Test
    void knownItemsAreNotTakenAgain() {
        Frame join = message(key, "User", "Channel", "");
        Frame one = message(WRONG, "other", "Channel", "one");
        Frame two = message(WRONG, "other", "Channel", "two");
        FakeMember first = admit(shared, resync(key, join, one, one));
        FakeMember watcher = rig.join("Channel", 0);
        int before = watcher.received().length;
        rig.leave(first);
        admit(shared, resync(key, join, one, one, one, two));
        byte[] received = watcher.received();
        assertArrayEquals(bytes(one, two), Arrays.copyOfRange(received, before, received.length));
    }

    @Test
    void aKnownItemAloneIsNotTakenAgainEither() {
        Frame join = message(key, "User", "Channel", "hello");
        rig.leave(admit(shared, join));
        admit(shared, resync(key, join));
        assertEquals(1, rig.hub("Channel").log().frames());
    }

    @Test
    void theCallerKeepsItsReference() {
        for (Frame frame : List.of(message(key, "User", "Channel", ""), message(WRONG, "User", "Channel", ""),
                resync(key, message(key, "User", "Channel", "")))) {
            ByteBuf first = Unpooled.wrappedBuffer(TestFrames.bytes(frame.bytes()));
            admit(shared, first);
            assertEquals(1, first.refCnt());
            first.release();
        }
    }

    @Test
    void vouchingIsTheKeyAlone() {
        AdmissionGate gate = gate(shared);
        assertTrue(gate.vouches(key, REMOTE, "User", "Channel"));
        assertFalse(gate.vouches(key, REMOTE, "User", "channel"));
    }

    private AdmissionGate gate(Credentials credentials) {
        return new AdmissionGate(rig.hubs, rig.allocator, new KeyRing(credentials, List.of(), InstantSource.system()),
                new AdmissionPolicy("", false, new AddressRateLimiter(0), new AddressRateLimiter(0), null));
    }

    private FakeMember admitNamed(String uid, String channel) {
        return admit(shared, message(shared.key(REMOTE, uid, channel), uid, channel, ""));
    }

    private FakeMember admit(Credentials credentials, Frame frame) {
        return admit(credentials, Unpooled.wrappedBuffer(TestFrames.bytes(frame.bytes())));
    }

    private FakeMember admit(Credentials credentials, ByteBuf frame) {
        return admit(gate(credentials), frame);
    }

    private FakeMember admit(AdmissionGate gate, ByteBuf frame) {
        FakeMember member = new FakeMember(rig.loops, rig.loops.get(0));
        ByteBuffer payload = frame.nioBuffer(Header.SIZE, frame.readableBytes() - Header.SIZE);
        FirstScan scan = FirstScan.of(payload, rig.hubs.context().limits().nameBytes());
        rig.loops.on(member.loop(), () -> member.joined(gate.admit(frame, scan, REMOTE, member)));
        rig.loops.runAll();
        return member;
    }

    private boolean isMember(ConnectionId cid) {
        return rig.hub("Channel").roster().get(cid) != null;
    }

    private static Frame message(long key, String uid, String channel, String text) {
        return Frame.of(ConnectionId.of(key), key, Message.of(uid, channel, text));
    }

    private static Frame resync(long key, Frame... items) {
        return Frame.of(ConnectionId.of(key), key, Resync.of(List.of(items)).encode());
    }

    private static byte[] bytes(Frame... frames) {
        return TestFrames.join(List.of(frames).stream().map(frame -> TestFrames.bytes(frame.bytes())).toList());
    }
}
