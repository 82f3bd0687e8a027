package mles.server.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.protocol.Credentials;
import mles.protocol.FirstScan;
import mles.protocol.Frame;
import mles.protocol.Header;
import mles.protocol.Message;
import mles.server.channel.FakeMember;
import mles.server.channel.HubRig;
import mles.server.delivery.NumberedFormat;
import mles.server.log.TestFrames;
import mles.server.spi.ChannelPattern;
import mles.server.spi.NamedKey;
import mles.server.spi.Position;
import mles.server.spi.Rights;
import mles.server.transport.AddressRateLimiter;
import mles.server.transport.JoinOptions;
import mles.server.transport.WireFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Quiet joins, positions and answers where rights or an authorizer decide. */
class JoinOptionsTest {
    private static final InetSocketAddress REMOTE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);
    private static final JoinOptions QUIET = new JoinOptions(true, null);
    private static final String CHANNEL = "c";

    private final HubRig rig = new HubRig(1, HubRig.limits(10, 1 << 20));
    private final Credentials reading = Credentials.of("reading", null);
    private final Credentials writing = Credentials.of("writing", null);
    private final CompletableFuture<Rights> verdict = new CompletableFuture<>();

    @Test
    void aMemberThatOnlySubscribesMayJoinQuietlyAndBehindAPosition() {
        AdmissionGate gate = gate(false, null);
        FakeMember loud = join(gate, reading, "loud", JoinOptions.V1);
        assertEquals(CloseReason.NOT_ALLOWED, loud.closed());
        FakeMember quiet = join(gate, reading, "quiet", QUIET);
        assertNull(quiet.closed());
        FakeMember writer = join(gate, writing, "writer", QUIET);
        ask(writer, "writer", 1);
        FakeMember behind = join(gate, reading, "behind",
                new JoinOptions(false, new Position(quiet.answer().newest().epoch(), 0)));
        assertEquals(List.of(1L), behind.numbers());
        ask(quiet, "quiet", 2);
        assertEquals(CloseReason.NOT_ALLOWED, quiet.closed());
        assertEquals(List.of(), quiet.published());
    }

    @Test
    void aPublisherGetsNoMessagesAndNeedsTheRightToPublish() {
        AdmissionGate gate = gate(false, null);
        JoinOptions publisher = new JoinOptions(true, null, JoinOptions.Role.PUBLISHER);
        FakeMember reader = join(gate, reading, "reader", publisher);
        assertEquals(CloseReason.NOT_ALLOWED, reader.closed());
        FakeMember writer = join(gate, writing, "writer", QUIET);
        ask(writer, "writer", 1);
        FakeMember silent = join(gate, writing, "silent", publisher);
        ask(writer, "writer", 2);
        ask(silent, "silent", 3);
        assertEquals(1, silent.answer().newest().number());
        assertEquals(List.of("3=3"), silent.published());
        assertEquals(0, silent.writes());
        assertEquals(List.of(3L), writer.numbers());
    }

    @Test
    void whereFramesAreVerifiedOnlyOnesOwnAreAnswered() {
        FakeMember writer = join(gate(true, null), writing, "writer", QUIET);
        ask(writer, "writer", 1);
        assertEquals(List.of("1=1"), writer.published());
        ask(writer, "other", 2);
        assertEquals(CloseReason.NOT_ALLOWED, writer.closed());
        assertEquals(List.of("1=1"), writer.published());
    }

    @Test
    void publishesBeforeAVerdictKeepTheirTags() {
        FakeMember writer = join(gate(false, verdict), writing, "writer", QUIET);
        ask(writer, "writer", 1);
        ByteBuf two = TestFrames.buffer(frame("writer"), frame("writer"));
        writer.publish(two, 2);
        ask(writer, "writer", 2);
        assertEquals(List.of(), writer.published());
        verdict.complete(Rights.MEMBER);
        rig.loops.runAll();
        assertEquals(List.of("1=1", "2=4"), writer.published());
        assertEquals(0, writer.answer().newest().number());
        rig.leave(writer);
        rig.close();
    }

    @Test
    void afterABadVerdictThereIsNoAnswer() {
        FakeMember writer = join(gate(false, verdict), writing, "writer", QUIET);
        ask(writer, "writer", 1);
        verdict.complete(Rights.NONE);
        rig.loops.runAll();
        assertEquals(CloseReason.NOT_ALLOWED, writer.closed());
        assertEquals(List.of(), writer.published());
    }

    @Test
    void onlyAMemberThatKnowsNumbersMayAskForWhatFollows() {
        AdmissionGate gate = gate(false, null);
        assertTrue(gate.hasPositions());
        JoinOptions since = new JoinOptions(false, new Position(1, 1));
        assertThrows(IllegalArgumentException.class, () -> join(gate, writing, "old", since, WireFormat.FRAMES));
    }

    private FakeMember join(AdmissionGate gate, Credentials credentials, String uid, JoinOptions options) {
        return join(gate, credentials, uid, options, NumberedFormat.INSTANCE);
    }

    private FakeMember join(AdmissionGate gate, Credentials credentials, String uid, JoinOptions options,
            WireFormat format) {
        FakeMember member = new FakeMember(rig.loops, rig.loops.get(0), format);
        long key = credentials.key(REMOTE, uid, CHANNEL);
        ByteBuf first = TestFrames
                .buffer(TestFrames
                        .bytes(Frame.of(ConnectionId.of(key), key, Message.of(uid, CHANNEL, "hello")).bytes()));
        FirstScan scan = FirstScan.of(first.nioBuffer(Header.SIZE, first.readableBytes() - Header.SIZE), 100);
        rig.loops.on(member.loop(), () -> member.joined(gate.admit(first, scan, REMOTE, member, options)));
        rig.loops.runAll();
        return member;
    }

    private void ask(FakeMember member, String uid, long tag) {
        rig.ask(member, frame(uid), tag);
    }

    private static byte[] frame(String uid) {
        return TestFrames.bytes(Frame.of(new ConnectionId(1), 1, Message.of(uid, CHANNEL, "text")).bytes());
    }

    private AdmissionGate gate(boolean verifies, @Nullable CompletableFuture<Rights> authorizer) {
        NamedKey key = new NamedKey("readers", reading, List.of(new ChannelPattern("*")),
                new Rights(false, true, false), Instant.MIN, Instant.MAX);
        return new AdmissionGate(rig.hubs, rig.allocator,
                new KeyRing(writing, List.of(key), InstantSource.system()),
                new AdmissionPolicy("", verifies, new AddressRateLimiter(0), new AddressRateLimiter(0),
                        authorizer == null ? null : new AuthorizerClient(request -> authorizer, Duration.ZERO)));
    }
}
